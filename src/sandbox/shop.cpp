#include "sandbox/shop.hpp"

#include "base/encoding.hpp"
#include "base/json_writer.hpp"
#include "contract/error.hpp"
#include "sandbox/fields.hpp"
#include "sandbox/inbox_page.hpp"
#include "sandbox/page.hpp"

namespace guichet::sandbox {

namespace {

using contract::Field;
using contract::Kind;
using contract::Refusal;

constexpr Field item_fields[] = {
    {.name = "product", .kind = Kind::ascii, .min = 1, .max = 20, .required = true,
     .meaning = "id of the product"},
    {.name = "quantity", .kind = Kind::integer, .min = 0, .max = 9, .required = true,
     .meaning = "how many"},
};
constexpr contract::Shape item_shape{"SandboxShopItem", item_fields};
constexpr Field basket_fields[] = {
    {.name = "items", .kind = Kind::list, .min = 1, .max = 10, .required = true,
     .shape = &item_shape, .meaning = "what is in the basket"},
    {.name = "language", .kind = Kind::language, .meaning = "language of the buyer"},
};

std::string create_payment_body(const ShopOrder& order, std::string_view language,
                                const std::string& ipn_url) {
  JsonWriter out;
  out.begin_object();
  out.member("amount", order.amount);
  out.member("currency", "EUR");
  out.member("orderId", order.id);
  out.member("ipnTargetUrl", ipn_url);
  out.begin_object("customer");
  out.member("email", "buyer@example.com");
  out.begin_object("billingDetails");
  out.member("language", language.empty() ? std::string_view("EN") : language);
  out.end_object();
  out.end_object();
  out.end_object();
  return out.take();
}

http::Request as_merchant(const merchants::Book& book, std::string body, std::string peer) {
  http::Request request;
  request.method = "POST";
  request.path = "/api-payment/V4/Charge/CreatePayment";
  std::string login = book.shop->id + ":";
  login += book.keys.password.expose();
  request.headers.add("Authorization", "Basic " + to_base64(login));
  request.headers.add("Content-Type", "application/json");
  request.headers.add("User-Agent", "Guichet demo shop");
  request.body = std::move(body);
  request.peer = std::move(peer);
  return request;
}

/// The members of kr-answer that the shop acts on; nothing when it is not what it should be.
void read_answer(ShopEvent& event, std::string& order_id) {
  boost::system::error_code failed;
  const auto parsed = boost::json::parse(field_of(event.fields, "kr-answer"), failed);
  const auto text = [&](std::string_view pointer) {
    boost::system::error_code absent;
    const auto* found = parsed.find_pointer(pointer, absent);
    return found && found->is_string() ? std::string(found->get_string()) : std::string();
  };
  if (failed) return;
  order_id = text("/orderDetails/orderId");
  event.order_status = text("/orderStatus");
  event.order_cycle = text("/orderCycle");
  event.detailed_status = text("/transactions/0/detailedStatus");
  event.error = text("/transactions/0/errorMessage");
  boost::system::error_code absent;
  const auto* amount = parsed.find_pointer("/orderDetails/orderTotalAmount", absent);
  if (amount && amount->is_int64()) event.amount = amount->get_int64();
}

}  // namespace

const contract::Shape basket_shape{"SandboxShopBasket", basket_fields};

Shop::Shop(CallApi call_api, Random& random, const Clock& clock, std::string server_url)
    : call_api_(std::move(call_api)),
      random_(random),
      clock_(clock),
      server_url_(std::move(server_url)) {}

Task<http::Response> Shop::take_order(merchants::BookPtr book, http::Request& request) {
  const auto basket = contract::decode_body(request.body, basket_shape);
  ShopOrder order = orders_.make(random_, basket);
  std::string body = create_payment_body(order, basket.text("language"),
                                         server_url_ + "/sandbox/shop/ipn");
  ShopEvent event{.at = clock_.now(), .kind = "token", .fields = {{"request", pretty_json(body)}}};
  http::Request call = as_merchant(*book, std::move(body), request.peer);
  const http::Response response = co_await call_api_(std::move(call));
  const auto envelope = boost::json::parse(response.body);
  const auto& answer = envelope.at("answer").as_object();
  if (envelope.at("status").as_string() != "SUCCESS") {
    throw Refusal(std::string(answer.at("errorCode").as_string()), "Charge/CreatePayment refused");
  }
  order.form_token = answer.at("formToken").as_string();
  event.fields.emplace_back("response", pretty_json(response.body));
  order.events.push_back(std::move(event));
  const std::string text = write_order(order);
  orders_.add(std::move(order));
  co_return json_answer(text);
}

http::Response Shop::show_order(const http::Request& request) const {
  const auto order = orders_.find(query_field(request, "id"));
  if (!order) throw Refusal("INT_902", "id: this shop has no such order");
  return json_answer(write_order(*order));
}

ShopEvent Shop::read_event(const http::Request& request, std::string kind) const {
  ShopEvent event{.at = clock_.now(), .kind = std::move(kind)};
  for (const auto& [name, value] : request.headers.all()) {
    event.headers.emplace_back(replace_invalid_utf8(name), replace_invalid_utf8(value));
  }
  for (const auto& [name, value] : read_fields(request.body)) {
    event.fields.emplace_back(name, value.as_string());
  }
  return event;
}

http::Response Shop::take_notification(const merchants::Book& book, const http::Request& request) {
  ShopEvent event = read_event(request, "notification");
  event.check = check_signature(event.fields, book.keys.password.expose(), "password");
  const bool holds = event.check.holds;
  std::string order_id;
  read_answer(event, order_id);
  if (!orders_.note(order_id, std::move(event))) return http::text_response(404, "no such order\n");
  if (!holds) return http::text_response(400, "the signature does not hold\n");
  return http::text_response(200, "noted\n");
}

http::Response Shop::take_return(const merchants::Book& book, const http::Request& request) {
  ShopEvent event = read_event(request, "return");
  event.check = check_signature(event.fields, book.keys.hmac_key.expose(), "sha256_hmac");
  event.headers.clear();
  std::string order_id;
  read_answer(event, order_id);
  orders_.note(order_id, std::move(event));
  const auto order = orders_.find(order_id);
  if (!order) throw Refusal("INT_902", "kr-answer: this shop has no such order");
  return json_answer(write_order(*order));
}

}  // namespace guichet::sandbox
