#include "rest/create_payment_rules.hpp"

#include <array>
#include <charconv>
#include <string>

#include "payments/instalments.hpp"

namespace guichet::rest {
namespace {

using contract::Document;
using contract::Refusal;

constexpr std::array places_of_installments = {
    std::string_view("transactionOptions.cardOptions.installmentOptions"),
    std::string_view("transactionOptions.installmentOptions")};

[[noreturn]] void refuse(std::string_view code, std::string_view path) {
  throw Refusal(code, std::string(path));
}

[[noreturn]] void refuse_value(std::string_view code, std::string_view path, std::int64_t value) {
  throw Refusal(code, "Invalid input value [name=" + std::string(path) +
                          ", value=" + std::to_string(value) + "]");
}

std::string_view action_of(const Document& request) {
  const std::string_view action = request.text("formAction");
  return action.empty() ? "PAYMENT" : action;
}

bool registers(std::string_view action) {
  return action.starts_with("REGISTER") || action == "ASK_REGISTER_PAY";
}

bool has_token(const Document& request) {
  return request.has("paymentMethodToken") || request.has("paymentForms.0.paymentMethodToken");
}

void check_action(const Document& request) {
  const std::string_view action = action_of(request);
  if (registers(action) && !request.has("customer.email")) refuse("INT_811", "customer.email");
  if (action.starts_with("REGISTER_UPDATE") && !has_token(request)) {
    refuse("INT_812", "paymentMethodToken");
  }
  if (action == "CUSTOMER_WALLET" && !request.has("customer.reference")) {
    refuse("INT_917", "customer.reference");
  }
  if (action == "SILENT" && !has_token(request)) refuse("INT_030", "paymentMethodToken");
}

void check_installments(const Document& request) {
  bool seen = false;
  for (const std::string_view place : places_of_installments) {
    const auto* options = request.object(place);
    if (options == nullptr || options->empty()) continue;
    const bool mixed = options->contains("schedules") && options->size() > 1;
    if (mixed || seen) refuse("INT_945", place);
    seen = true;
  }
  const auto plan = payments::read_plan(request);
  if (!plan) return;
  if (const char* code = payments::fault_in_amounts(*plan, *request.integer("amount"))) {
    refuse(code, "installmentOptions");
  }
}

void check_amounts(const Document& request) {
  const std::int64_t amount = *request.integer("amount");
  const auto tax = request.integer("taxAmount");
  if (tax && *tax > amount) refuse_value("INT_868", "taxAmount", *tax);
  const auto cart_tax = request.integer("customer.shoppingCart.taxAmount");
  if (tax && cart_tax && *tax != *cart_tax) refuse_value("INT_813", "taxAmount", *tax);

  const std::string_view action = action_of(request);
  const bool pays = action != "REGISTER" && action != "REGISTER_UPDATE";
  if (pays && amount == 0) refuse("PSP_1024", "amount");
  if (!pays && amount != 0) refuse("PSP_1023", "amount");
}

void check_card(const Document& request) {
  if (!request.has("paymentForms.0")) return;
  const bool type = request.has("paymentForms.0.identityDocumentType");
  const bool number = request.has("paymentForms.0.identityDocumentNumber");
  if (type && !number) refuse("PSP_665", "paymentForms[0].identityDocumentNumber");
  if (number && !type) refuse("PSP_666", "paymentForms[0].identityDocumentType");
  if (has_token(request) && !request.pan) return;
  if (!request.pan) refuse("INT_040", "paymentForms[0].pan");
  if (!request.has("paymentForms.0.expiryMonth")) {
    refuse("INT_041", "paymentForms[0].expiryMonth");
  }
  const auto year = request.integer("paymentForms.0.expiryYear");
  if (!year) refuse("INT_042", "paymentForms[0].expiryYear");
  if (*year >= 100 && *year < 2000) {
    refuse_value("INT_042", "paymentForms[0].expiryYear", *year);
  }
}

bool asks_for_a_challenge(std::string_view preference) {
  return preference == "ENABLED" || preference == "CHALLENGE_REQUESTED" ||
         preference == "CHALLENGE_MANDATE";
}

void check_options(const Document& request) {
  const std::string_view action = action_of(request);
  if (registers(action)) refuse("PSP_107", "formAction");
  if (action == "CUSTOMER_WALLET") refuse("INT_916", "formAction");
  for (const std::string_view path : {std::string_view("strongAuthentication"),
                                      std::string_view("paymentForms.0.strongAuthentication")}) {
    if (asks_for_a_challenge(request.text(path))) refuse("AUTH_103", "strongAuthentication");
  }
  // Capture with the authorisation moves money and is not built: never passed over in silence.
  constexpr std::string_view cinematics[] = {"overridePaymentCinematic",
                                             "paymentForms.0.overridePaymentCinematic"};
  for (const std::string_view path : cinematics) {
    if (request.text(path) == "IMMEDIATE_CAPTURE") refuse("PSP_672", path);
  }
}

/// The digits of an eligible amount, or nothing.
std::optional<std::int64_t> digits_of(const boost::json::value& value) {
  if (const auto* number = value.if_int64()) return *number;
  const auto* text = value.if_string();
  if (!text) return std::nullopt;
  std::int64_t amount = 0;
  const char* end = text->data() + text->size();
  const auto read = std::from_chars(text->data(), end, amount);
  if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return amount;
}

constexpr std::int64_t eligible_minor_min = 150;  // EUR 1.50 (spec/status-machine.md 14)

}  // namespace

bool carries_card_data(const boost::json::value& body) {
  if (!body.is_object()) return false;
  const boost::json::value* forms = body.get_object().if_contains("paymentForms");
  if (forms == nullptr || forms->is_null()) return false;
  if (forms->is_array()) return !forms->get_array().empty();
  if (forms->is_object()) return !forms->get_object().empty();
  return !forms->is_string() || !forms->get_string().empty();
}

std::optional<std::int64_t> eligible_amount(const Document& request) {
  const auto* data = request.object("acquirerTransientData");
  if (!data) return std::nullopt;
  for (const auto& [acquirer, members] : *data) {
    const auto* object = members.if_object();
    const auto* value = object ? object->if_contains("eligibleAmount") : nullptr;
    // All that the scheme of meal vouchers is told of a payment.
    if (!value && acquirer == "CONECS") refuse("PSP_087", "eligibleAmount");
    if (!value) continue;
    const auto amount = digits_of(*value);
    if (!amount) refuse("PSP_057", "eligibleAmount");
    if (*amount < 0) refuse_value("PSP_085", "eligibleAmount", *amount);
    if (*amount < eligible_minor_min) refuse_value("PSP_057", "eligibleAmount", *amount);
    if (*amount > *request.integer("amount")) {
      refuse_value("PSP_086", "eligibleAmount", *amount);
    }
    return amount;
  }
  return std::nullopt;
}

void check_create_payment(const Document& request) {
  check_action(request);
  check_amounts(request);
  check_installments(request);
  check_card(request);
  const auto eligible = eligible_amount(request);
  if (eligible && !request.pan) refuse_value("INT_865", "eligibleAmount", *eligible);
  check_options(request);
  // Nothing can have registered a payment method yet.
  if (has_token(request)) refuse("PSP_030", "paymentMethodToken");
}

void check_pci_create_payment(const Document& request) {
  if (!request.has("paymentForms") && !has_token(request)) refuse("INT_902", "paymentForms");
  check_create_payment(request);
}

void check_plan_dates(const Document& request, Instant now, const merchants::Shop& shop) {
  const auto plan = payments::read_plan(request);
  if (!plan) return;
  const auto delay = request.integer("transactionOptions.cardOptions.captureDelay");
  const auto days = static_cast<int>(delay.value_or(shop.capture_delay_days));
  if (const char* code = payments::fault_in_dates(*plan, now, days, TimeZone(shop.time_zone))) {
    refuse(code, "installmentOptions");
  }
}

std::optional<Expiry> card_expiry(const Document& request) {
  const auto month = request.integer("paymentForms.0.expiryMonth");
  const auto year = request.integer("paymentForms.0.expiryYear");
  if (!month || !year) return std::nullopt;
  return Expiry{.month = static_cast<int>(*month),
                .year = static_cast<int>(*year < 100 ? 2000 + *year : *year)};
}

}  // namespace guichet::rest
