#include <boost/json.hpp>

#include "base/json_writer.hpp"
#include "payments/payment.hpp"

namespace guichet::payments {

namespace {

// Stored names are short: these bytes are written with every payment (stack.md, storage rules).
struct TextMember {
  const char* name;
  std::string Details::*member;
};
constexpr TextMember text_members[] = {
    {"br", &Details::brand},
    {"co", &Details::country},
    {"ic", &Details::issuer_code},
    {"in", &Details::issuer_name},
    {"pc", &Details::product_code},
    {"pg", &Details::product_category},
    {"na", &Details::nature},
    {"pan", &Details::masked_pan},
    {"hn", &Details::holder_name},
    {"dt", &Details::document_type},
    {"dn", &Details::document_number},
    {"cid", &Details::card_id},
    {"mid", &Details::mid},
    {"tid", &Details::tid},
    {"nw", &Details::network},
    {"aq", &Details::acquirer},
    {"ps", &Details::payment_source},
    {"iti", &Details::issuer_transaction_identifier},
    {"ls", &Details::liability_shift},
    {"ui", &Details::user_info},
    {"ip", &Details::buyer_ip},
    {"ua", &Details::buyer_user_agent},
    {"ac", &Details::buyer_accept},
    {"ho", &Details::hold},
    {"pt", &Details::parent},
    {"cf", &Details::capture_file},
};

void write_authorisation(JsonWriter& json, const char* name, const Authorisation& value) {
  if (!value.asked) return;
  json.begin_object(name);
  json.member("a", value.amount);
  json.member("t", value.at.ms);
  json.member("n", std::string_view(value.number));
  json.member("r", std::string_view(value.result));
  json.end_object();
}

std::string text_of(const boost::json::object& object, const char* name) {
  const auto* value = object.if_contains(name);
  return value ? std::string(value->as_string()) : std::string();
}

std::int64_t integer_of(const boost::json::object& object, const char* name, std::int64_t absent) {
  const auto* value = object.if_contains(name);
  return value ? value->as_int64() : absent;
}

Authorisation read_authorisation(const boost::json::object& details, const char* name) {
  const auto* value = details.if_contains(name);
  if (!value) return {};
  const auto& object = value->as_object();
  return {true, integer_of(object, "a", 0), Instant{integer_of(object, "t", 0)},
          text_of(object, "n"), text_of(object, "r")};
}

}  // namespace

std::string write_details(const Details& details) {
  JsonWriter json(640);
  json.begin_object();
  for (const auto& [name, member] : text_members) {
    const std::string& text = details.*member;
    if (!text.empty()) json.member(name, std::string_view(text));
  }
  json.member("m", details.expiry.month);
  json.member("y", details.expiry.year);
  json.member("v", details.validity_days);
  if (details.manual_validation) json.member("mv", 1);
  if (!details.full_authorisation) json.member("mk", 1);
  if (details.installment_number != 0) json.member("inst", details.installment_number);
  if (details.instalments != 0) json.member("ni", details.instalments);
  if (details.split) json.member("sp", 1);
  if (details.part_minor != 0) json.member("pm", details.part_minor);
  if (details.captured_at) json.member("ct", details.captured_at->ms);
  if (details.pay_until) json.member("pu", details.pay_until->ms);
  if (details.refunded_minor != 0) json.member("rf", details.refunded_minor);
  if (details.unpaid) json.member("un", 1);
  if (details.merchant_initiated) json.member("mi", 1);
  write_authorisation(json, "fa", details.full);
  write_authorisation(json, "ma", details.mark);
  if (!details.risk.empty()) {
    json.begin_array("risk");
    for (const auto& control : details.risk) {
      json.begin_object();
      json.member("name", std::string_view(control.name));
      json.member("result", std::string_view(control.result));
      json.end_object();
    }
    json.end_array();
  }
  if (!details.refused.code.empty()) {
    json.member("ec", std::string_view(details.refused.code));
    json.member("dc", std::string_view(details.refused.detailed_code));
    json.member("dm", std::string_view(details.refused.detailed_message));
  }
  json.end_object();
  return json.take();
}

Details read_details(std::string_view text) {
  unsigned char buffer[4096];
  boost::json::monotonic_resource memory(buffer, sizeof buffer);
  const auto parsed = boost::json::parse({text.data(), text.size()}, &memory);
  const auto& object = parsed.as_object();
  Details details;
  for (const auto& [name, member] : text_members) details.*member = text_of(object, name);
  details.expiry = {static_cast<int>(integer_of(object, "m", 0)),
                    static_cast<int>(integer_of(object, "y", 0))};
  details.validity_days = static_cast<int>(integer_of(object, "v", 7));
  details.manual_validation = integer_of(object, "mv", 0) != 0;
  details.full_authorisation = integer_of(object, "mk", 0) == 0;
  details.installment_number = static_cast<int>(integer_of(object, "inst", 0));
  details.instalments = static_cast<int>(integer_of(object, "ni", 0));
  details.split = integer_of(object, "sp", 0) != 0;
  details.part_minor = integer_of(object, "pm", 0);
  if (object.contains("ct")) details.captured_at = Instant{integer_of(object, "ct", 0)};
  if (object.contains("pu")) details.pay_until = Instant{integer_of(object, "pu", 0)};
  details.refunded_minor = integer_of(object, "rf", 0);
  details.unpaid = integer_of(object, "un", 0) != 0;
  details.merchant_initiated = integer_of(object, "mi", 0) != 0;
  details.full = read_authorisation(object, "fa");
  details.mark = read_authorisation(object, "ma");
  if (const auto* controls = object.if_contains("risk")) {
    for (const auto& control : controls->as_array()) {
      details.risk.push_back({text_of(control.as_object(), "name"),
                              text_of(control.as_object(), "result")});
    }
  }
  details.refused = {text_of(object, "ec"), text_of(object, "dc"), text_of(object, "dm")};
  return details;
}

}  // namespace guichet::payments
