#include "sandbox/shop_orders.hpp"

#include <algorithm>

#include "base/crypto.hpp"
#include "base/json_writer.hpp"
#include "sandbox/inbox_page.hpp"

namespace guichet::sandbox {

namespace {

using contract::Refusal;
using Pairs = std::vector<std::pair<std::string, std::string>>;

constexpr Product catalogue[] = {
    {"moka", "Moka pot", "For three cups, brushed steel", 3490},
    {"beans", "Coffee beans", "Ethiopia, 250 g, roasted on Monday", 990},
    {"cups", "Two cups", "Stoneware, glazed by hand", 1850},
};
constexpr std::int64_t quantity_max = 9;

/// What a checked notification says about the order.
std::string state_of(const ShopEvent& event) {
  if (event.order_status == "PAID") return "PAID";
  if (event.order_status == "RUNNING") return "PENDING";
  return event.order_cycle == "OPEN" ? "REFUSED" : "FAILED";
}

void write_pairs(JsonWriter& out, std::string_view name, const Pairs& pairs) {
  out.begin_array(name);
  for (const auto& [key, value] : pairs) {
    out.begin_array();
    out.value(key);
    out.value(value);
    out.end_array();
  }
  out.end_array();
}

void write_check(JsonWriter& out, const SignatureCheck& check) {
  out.begin_object("check");
  out.member("keyName", check.key_name);
  out.member("keyEnd", check.key_end);
  out.member("bytes", check.bytes);
  out.member("computed", check.computed);
  out.member("sent", check.sent);
  out.member("holds", check.holds);
  out.end_object();
}

void write_event(JsonWriter& out, const ShopEvent& event) {
  out.begin_object();
  out.member("at", format_log_time(event.at));
  out.member("kind", event.kind);
  write_pairs(out, "headers", event.headers);
  write_pairs(out, "fields", event.fields);
  if (event.amount != 0) out.member("amount", event.amount);
  if (!event.check.key_name.empty()) write_check(out, event.check);
  const auto answer = field_of(event.fields, "kr-answer");
  if (!answer.empty()) out.member("answer", pretty_json(answer));
  out.member_or_null("orderStatus", event.order_status);
  out.member_or_null("orderCycle", event.order_cycle);
  out.member_or_null("detailedStatus", event.detailed_status);
  out.member_or_null("error", event.error);
  out.end_object();
}

}  // namespace

std::span<const Product> products() { return catalogue; }

ShopOrder ShopOrders::make(Random& random, const contract::Document& basket) {
  ShopOrder order;
  for (const auto& entry : *basket.list("items")) {
    const auto& item = entry.as_object();
    const std::string_view id = item.at("product").as_string();
    const std::int64_t quantity = item.at("quantity").as_int64();
    const auto* product = std::find_if(std::begin(catalogue), std::end(catalogue),
                                       [id](const Product& one) { return one.id == id; });
    if (product == std::end(catalogue)) throw Refusal("INT_902", "product: not sold here");
    if (quantity > quantity_max) throw Refusal("INT_902", "quantity: at most 9");
    order.amount += product->price * quantity;
  }
  if (order.amount == 0) throw Refusal("INT_902", "items: the basket is empty");
  order.id = "SHOP-" + random.hex(40);
  std::transform(order.id.begin(), order.id.end(), order.id.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return order;
}

void ShopOrders::add(ShopOrder order) {
  const std::lock_guard lock(mutex_);
  orders_.push_front(std::move(order));
  if (orders_.size() > orders_max) orders_.pop_back();
}

std::optional<ShopOrder> ShopOrders::find(std::string_view id) const {
  const std::lock_guard lock(mutex_);
  for (const auto& order : orders_) {
    if (order.id == id) return order;
  }
  return std::nullopt;
}

bool ShopOrders::note(std::string_view id, ShopEvent event) {
  const std::lock_guard lock(mutex_);
  for (auto& order : orders_) {
    if (order.id != id) continue;
    const bool decides = event.kind == "notification" && event.check.holds &&
                         event.amount == order.amount;
    // A paid order stays paid: an old notification may arrive late, or again.
    if (decides && order.state != "PAID") order.state = state_of(event);
    if (order.events.size() < events_max) order.events.push_back(std::move(event));
    return true;
  }
  return false;
}

std::string_view field_of(const Pairs& fields, std::string_view name) {
  for (const auto& [key, value] : fields) {
    if (key == name) return value;
  }
  return {};
}

SignatureCheck check_signature(const Pairs& fields, std::string_view key,
                               std::string_view key_name) {
  const auto answer = field_of(fields, "kr-answer");
  SignatureCheck check;
  check.key_name = key_name;
  check.key_end = masked_key(key);
  check.computed = hmac_sha256_hex(key, answer);
  check.sent = field_of(fields, "kr-hash");
  check.bytes = answer.size();
  check.holds = field_of(fields, "kr-hash-key") == key_name &&
                field_of(fields, "kr-hash-algorithm") == "sha256_hmac" &&
                equal_constant_time(check.computed, check.sent);
  return check;
}

std::string write_order(const ShopOrder& order) {
  JsonWriter out(8192);
  out.begin_object();
  out.member("id", order.id);
  out.member("amount", order.amount);
  out.member("currency", "EUR");
  out.member("state", order.state);
  out.member_or_null("formToken", order.form_token);
  out.begin_array("events");
  for (const auto& event : order.events) write_event(out, event);
  out.end_array();
  out.end_object();
  return out.take();
}

}  // namespace guichet::sandbox
