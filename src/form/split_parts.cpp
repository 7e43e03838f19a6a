#include "form/split_parts.hpp"

namespace guichet::form {

void write_parts(JsonWriter& json, const checkout::Opened& opened,
                 const std::vector<payments::Transaction>& so_far) {
  if (opened.session.paid_minor == 0) return;
  json.member("paidAmount", opened.session.paid_minor);
  json.member("remainingAmount", opened.remaining_minor());
  json.begin_array("parts");
  for (const auto& part : so_far) {
    const auto simple = payments::simplified(part.status);
    if (simple != payments::Status::paid && simple != payments::Status::running) continue;
    json.begin_object();
    json.member("uuid", part.uuid);
    json.member("brand", part.details.brand);
    json.member("pan", part.details.masked_pan);
    json.member("amount", part.amount.minor);
    json.end_object();
  }
  json.end_array();
}

}  // namespace guichet::form
