#include "answers/customer.hpp"

#include <boost/json.hpp>

namespace guichet::answers {

namespace {

std::string_view text_of(const boost::json::object* object, std::string_view name) {
  if (!object) return {};
  const auto* value = object->if_contains(name);
  if (!value || !value->is_string()) return {};
  return {value->get_string().data(), value->get_string().size()};
}

void write_billing(JsonWriter& json, const boost::json::object* billing,
                   std::string_view language) {
  json.begin_object("billingDetails");
  write_texts(json, billing, {"address", "category", "cellPhoneNumber", "city", "country",
                              "district", "firstName", "identityCode", "identityType"});
  const auto asked = text_of(billing, "language");
  json.member_or_null("language", asked.empty() ? language : asked);
  write_texts(json, billing, {"lastName", "phoneNumber", "state", "streetNumber", "title",
                              "zipCode", "legalName"});
  json.member("_type", "V4/Customer/BillingDetails");
  json.end_object();
}

void write_shipping(JsonWriter& json, const boost::json::object* shipping) {
  json.begin_object("shippingDetails");
  write_texts(json, shipping,
              {"address", "address2", "category", "city", "country", "deliveryCompanyName",
               "district", "firstName", "identityCode", "lastName", "legalName", "phoneNumber",
               "shippingMethod", "shippingSpeed", "state", "streetNumber", "zipCode"});
  json.member("_type", "V4/Customer/ShippingDetails");
  json.end_object();
}

/// The buyer's browser where there was one, else what the merchant's server sent.
void write_extra(JsonWriter& json, const boost::json::object* customer,
                 const payments::Details* buyer) {
  const auto* sent = child(customer, "extraDetails");
  const auto pick = [&](std::string_view name, std::string_view seen) {
    const auto asked = text_of(sent, name);
    json.member_or_null(name, asked.empty() ? seen : asked);
  };
  json.begin_object("extraDetails");
  pick("browserAccept", buyer ? std::string_view(buyer->buyer_accept) : std::string_view());
  pick("fingerPrintId", {});
  const auto address = text_of(customer, "ipAddress");
  pick("ipAddress",
       !address.empty() ? address : buyer ? std::string_view(buyer->buyer_ip) : std::string_view());
  pick("browserUserAgent", buyer ? std::string_view(buyer->buyer_user_agent) : std::string_view());
  json.member("_type", "V4/Customer/ExtraDetails");
  json.end_object();
}

/// productAmount is text on the wire, whatever it was in the request.
void write_cart_line(JsonWriter& json, const boost::json::object& line) {
  json.begin_object();
  write_texts(json, &line, {"productLabel", "productType", "productRef"});
  write_integers(json, &line, {"productQty"});
  const auto* amount = line.if_contains("productAmount");
  json.member_or_null("productAmount",
                      amount ? std::to_string(amount->to_number<std::int64_t>()) : std::string());
  write_decimal(json, "productVat", line.if_contains("productVat"));
  json.member("_type", "V4/Customer/CartItemInfo");
  json.end_object();
}

void write_cart(JsonWriter& json, const boost::json::object* cart) {
  json.begin_object("shoppingCart");
  write_integers(json, cart, {"insuranceAmount", "shippingAmount", "taxAmount"});
  const auto* lines = cart ? cart->if_contains("cartItemInfo") : nullptr;
  if (lines && lines->is_array() && !lines->get_array().empty()) {
    json.begin_array("cartItemInfo");
    for (const auto& line : lines->get_array()) write_cart_line(json, line.as_object());
    json.end_array();
  } else {
    json.member_null("cartItemInfo");
  }
  json.member("_type", "V4/Customer/ShoppingCart");
  json.end_object();
}

}  // namespace

const boost::json::object* child(const boost::json::object* object, std::string_view name) {
  if (!object) return nullptr;
  const auto* value = object->if_contains(name);
  return value ? value->if_object() : nullptr;
}

void write_texts(JsonWriter& json, const boost::json::object* object,
                 std::initializer_list<std::string_view> members) {
  for (const auto name : members) json.member_or_null(name, text_of(object, name));
}

void write_integers(JsonWriter& json, const boost::json::object* object,
                    std::initializer_list<std::string_view> members) {
  for (const auto name : members) {
    const auto* value = object ? object->if_contains(name) : nullptr;
    if (value && value->is_number()) {
      json.member(name, value->to_number<std::int64_t>());
    } else {
      json.member_null(name);
    }
  }
}

void write_decimal(JsonWriter& json, std::string_view name, const boost::json::value* value) {
  const auto* kept = value ? value->if_string() : nullptr;
  if (!kept || kept->empty()) {
    json.member_null(name);
    return;
  }
  // The request's text may say 007.50: no JSON number begins with a needless zero, and clients
  // that sign JSON.stringify(answer) need the shortest form (spec/ipn-and-signatures.md 3).
  std::string_view text(kept->data(), kept->size());
  std::string number;
  if (text.front() == '-' || text.front() == '+') {
    if (text.front() == '-') number = "-";
    text.remove_prefix(1);
  }
  while (text.size() > 1 && text[0] == '0' && text[1] != '.') text.remove_prefix(1);
  if (text.find('.') != std::string_view::npos) {
    while (text.back() == '0') text.remove_suffix(1);
    if (text.back() == '.') text.remove_suffix(1);
  }
  if (text == "0") number.clear();
  number.append(text);
  json.member_raw(name, number);
}

void write_customer(JsonWriter& json, const boost::json::object* customer,
                    const payments::Details* buyer, std::string_view language) {
  json.begin_object("customer");
  write_billing(json, child(customer, "billingDetails"), language);
  write_texts(json, customer, {"email", "reference"});
  write_shipping(json, child(customer, "shippingDetails"));
  write_extra(json, customer, buyer);
  write_cart(json, child(customer, "shoppingCart"));
  json.member("_type", "V4/Customer/Customer");
  json.end_object();
}

}  // namespace guichet::answers
