#include "form/instalment_plan.hpp"

#include "payments/instalments.hpp"

namespace guichet::form {

void write_plan(JsonWriter& json, const merchants::Book& book, const payments::Payment& payment,
                Instant wall) {
  const auto document = contract::Document::restore(payment.document);
  const auto plan = payments::read_plan(document);
  if (!plan) return;
  const auto asked = document.integer("transactionOptions.cardOptions.captureDelay");
  const std::int64_t delay = asked.value_or(book.shop->capture_delay_days);
  const Instant first_at = book.business_time(wall).plus_days(delay);
  json.begin_array("installments");
  int rank = 0;
  for (const auto& instalment : payments::lay_out(*plan, payment.amount.minor, first_at)) {
    json.begin_object();
    json.member("sequenceNumber", ++rank);
    json.member("date", format_date_time(instalment.capture_at));
    json.member("amount", instalment.minor);
    json.end_object();
  }
  json.end_array();
}

}  // namespace guichet::form
