#include <algorithm>

#include "base/encoding.hpp"
#include "base/json_writer.hpp"
#include "base/log.hpp"
#include "pages/qr_code.hpp"
#include "payments/selection.hpp"
#include "rest/card_payment.hpp"
#include "rest/functions.hpp"
#include "rest/lookup.hpp"

namespace guichet::rest {

namespace {

using contract::Refusal;

constexpr std::int64_t validity_seconds_default = 900;  // spec/transactions.md 3
const std::string options = "transactionOptions.cardOptions.";

void check_request(const Call& call) {
  const auto& input = call.input;
  if (!input.has("customer.email")) throw Refusal("INT_902", "customer.email");
  if (input.text(options + "paymentSource") == "INSTORE" &&
      !input.has(options + "deviceSerialNumber")) {
    throw Refusal("PSP_1095");
  }
  const auto currency = Currency::find(input.text("currency"));
  check(currency.has_value(), "validated currency is unknown");
  if (input.text("paymentMethodType") != "CARD" ||
      !payments::currency_served(*call.book, call.gateway.acquirers, *currency)) {
    throw payments::no_contract();
  }
  const auto mid = input.text(options + "mid");
  const auto& contracts = call.book->contracts;
  if (!mid.empty() && std::none_of(contracts.begin(), contracts.end(),
                                   [&](const auto& known) { return known.mid == mid; })) {
    throw Refusal("PSP_025");
  }
}

/// The picture in base64 when a size was asked for, else the address itself.
std::string value_of(std::string_view size, const std::string& address) {
  if (size.empty()) return address;
  const auto drawn = size == "S"   ? pages::QrSize::small
                     : size == "L" ? pages::QrSize::large
                                   : pages::QrSize::medium;
  try {
    return to_base64(pages::qr_png(address, drawn));
  } catch (const std::runtime_error& error) {
    throw Refusal("PSP_1094", {}, {}, error.what());  // the operator's public_url is too long
  }
}

std::string write_qr_code(const checkout::Link& link, std::string_view size,
                          const std::string& address) {
  const std::string_view type = size.empty() ? "URL" : "IMAGE";
  JsonWriter json(2048);
  json.begin_object();
  json.member("uuid", link.uuid);
  json.member("amount", link.amount.minor);
  json.member("currency", link.amount.currency.code());
  json.member_or_null("orderId", link.order_id);
  json.begin_object("qrCode");
  json.member("expirationDate", format_date_time(link.expires_at));
  json.member("qrType", type);
  json.member("value", value_of(size, address));
  json.member("copyPasteValue", address);
  json.member("_type", type);  // as the platform writes it: index.md 3
  json.end_object();
  json.member("_type", "V4/Charge/CreateQRCodeResponse");
  json.end_object();
  return json.take();
}

}  // namespace

Task<std::string> run_charge_create_qr_code(Call& call) {
  check_request(call);
  const auto seconds = call.input.integer("validityPeriod").value_or(validity_seconds_default);
  auto payment = make_payment(call, payments::Origin::form);
  const std::string size(call.input.text("size"));
  // Drawn before anything is written: what cannot be shown must not wait for a buyer.
  static_cast<void>(value_of(size, call.gateway.public_url + "/t/" + std::string(26, 'a')));
  const auto write = [root = call.gateway.public_url + "/t/", size](const checkout::Link& link) {
    return write_qr_code(link, size, root + link.code);
  };
  auto keep = keep_of<checkout::Link>(call, write);
  const auto link = co_await call.gateway.checkout.create_link(call.book, std::move(payment),
                                                               "CARD", seconds, std::move(keep));
  co_return write(link);
}

}  // namespace guichet::rest
