#include "checkout/session_context.hpp"

#include <boost/json.hpp>

#include "base/check.hpp"
#include "base/json_writer.hpp"

namespace guichet::checkout {

std::string write_context(const SessionContext& context) {
  const auto& payment = context.payment;
  JsonWriter json(payment.document.size() + 256);
  json.begin_object();
  json.member("id", std::string_view(payment.id));
  json.member("o", std::string_view(payment.order_id));
  json.member("a", payment.amount.minor);
  json.member("c", payment.amount.currency.code());
  json.member("n", payment.attempts_max);
  json.member("t", payment.created_at.ms);
  json.member("g", context.generation);
  if (!context.awaiting.empty()) json.member("u", std::string_view(context.awaiting));
  if (context.expires_at) json.member("e", context.expires_at->ms);
  json.member_raw("d", payment.document);
  json.end_object();
  return json.take();
}

SessionContext read_context(std::string_view text, std::int64_t book_id) {
  const auto parsed = boost::json::parse({text.data(), text.size()});
  const auto& object = parsed.as_object();
  const auto currency = Currency::find(object.at("c").as_string());
  check(currency.has_value(), "sealed currency is unknown");
  payments::Payment payment{.book_id = book_id,
                            .id = std::string(object.at("id").as_string()),
                            .order_id = std::string(object.at("o").as_string()),
                            .amount = {object.at("a").as_int64(), *currency},
                            .origin = payments::Origin::form,
                            .attempts_max = static_cast<int>(object.at("n").as_int64()),
                            .created_at = Instant{object.at("t").as_int64()},
                            .document = boost::json::serialize(object.at("d"))};
  SessionContext context{std::move(payment), object.at("g").as_int64(), {}, {}};
  if (const auto* uuid = object.if_contains("u")) context.awaiting = uuid->as_string();
  if (const auto* at = object.if_contains("e")) context.expires_at = Instant{at->as_int64()};
  return context;
}

std::string write_display(const merchants::Book& book, const payments::Payment& payment) {
  JsonWriter json;
  json.begin_object();
  json.member("amount", payment.amount.minor);
  json.member("currency", payment.amount.currency.code());
  json.member("mode", merchants::name_of(book.mode));
  json.member("orderId", std::string_view(payment.order_id));
  json.member("shopName", std::string_view(book.shop->name));
  json.end_object();
  return json.take();
}

std::string write_reference(std::string_view context_id) {
  return "{\"ref\":\"" + std::string(context_id) + "\"}";
}

std::string read_reference(std::string_view text) {
  constexpr std::string_view start = "{\"ref\":\"";
  if (!text.starts_with(start) || !text.ends_with("\"}")) return {};
  text.remove_prefix(start.size());
  text.remove_suffix(2);
  return std::string(text);
}

}  // namespace guichet::checkout
