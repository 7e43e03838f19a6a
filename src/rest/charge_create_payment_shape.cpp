#include "rest/charge_create_payment_shape.hpp"

#include "base/money.hpp"
#include "rest/customer_shape.hpp"
#include "rest/fields.hpp"
#include "rest/literals.hpp"
#include "rest/options_shape.hpp"
#include "rest/payment_form_shape.hpp"

namespace guichet::rest {
namespace {

using contract::Field;
using contract::Kind;
using contract::Shape;

constexpr std::string_view form_actions[] = {
    "PAYMENT",         "REGISTER_PAY",        "ASK_REGISTER_PAY", "REGISTER",
    "REGISTER_UPDATE", "REGISTER_UPDATE_PAY", "CUSTOMER_WALLET",  "SILENT"};
constexpr std::string_view pci_form_actions[] = {"PAYMENT", "REGISTER_PAY", "REGISTER_UPDATE_PAY",
                                                 "SILENT"};
constexpr std::string_view use_cases[] = {
    "PAYMENT",     "RECURRING_FIXED_TOTALAMOUNT", "RECURRING_VARIABLE_TOTALAMOUNT",
    "INSTALLMENT", "REGISTER",                    "VERIFY_ONLY",
    "SHIPMENT_MULTIPLE_AUTHORISATION",            "SHIPMENT_SINGLE_AUTHORISATION",
    "MAINTAIN_CARD"};

constexpr Fields<3> order = {{
    {.name = "amount", .kind = Kind::integer, .max = amount_max, .code = "INT_009",
     .required = true,
     .meaning = "Amount to pay, in the smallest unit of the currency (0: PSP_1024)"},
    {.name = "currency", .kind = Kind::currency, .code = "INT_010", .required = true,
     .meaning = "Currency, ISO 4217 alpha-3 (no contract: PSP_610)"},
    {.name = "orderId", .kind = Kind::ascii, .max = 64, .code = "INT_013",
     .meaning = "The merchant's order reference, need not be unique"},
}};

constexpr Fields<3> action = {{
    {.name = "formAction", .kind = Kind::choice, .code = "INT_875", .literals = form_actions,
     .meaning = "What the payment does besides paying; PAYMENT by default, the only one available"},
    {.name = "paymentMethodToken", .max = 64, .code = "INT_030",
     .meaning = "Stored payment method to use (PSP_030 when it does not exist)",
     .identifier = true},
    {.name = "paymentMethods", .kind = Kind::list, .max = 100, .code = "INT_881",
     .literals = payment_methods, .element = Kind::choice,
     .meaning = "Methods to offer; every eligible one by default"},
}};

constexpr Fields<2> pci_action = {{
    {.name = "formAction", .kind = Kind::choice, .code = "INT_875", .literals = pci_form_actions,
     .meaning = "What the payment does besides paying; PAYMENT by default, the only one available"},
    action[1],
}};

constexpr Fields<18> common = {{
    {.name = "strongAuthentication", .kind = Kind::choice, .code = "INT_050",
     .literals = strong_authentications,
     .meaning = "Preference for authentication; a challenge cannot be asked for yet (AUTH_103)"},
    {.name = "metadata", .kind = Kind::map, .max = 32, .code = "INT_091",
     .meaning = "Free values, returned as text with the transaction"},
    {.name = "contrib", .max = 255, .code = "INT_031",
     .meaning = "Name and version of the e-commerce module"},
    {.name = "ipnTargetUrl", .kind = Kind::url, .max = 255, .code = "INT_926",
     .meaning = "Address of the end-of-payment notification, for this payment"},
    {.name = "ianTargetUrl", .kind = Kind::url, .max = 255, .code = "INT_014",
     .meaning = "Address of the authentication notification"},
    {.name = "fingerPrintId", .max = 128, .code = "INT_873",
     .meaning = "Device fingerprint session of a risk analyser", .identifier = true},
    {.name = "acquirerTransientData", .kind = Kind::any_json, .max = 4096, .code = "INT_130",
     .meaning = "Data for the acquirer, by acquirer; an object or its JSON text"},
    {.name = "overridePaymentCinematic", .kind = Kind::choice, .code = "INT_131",
     .literals = payment_cinematics,
     .meaning = "When the payment is captured; at once is not available yet (PSP_672)"},
    {.name = "taxAmount", .kind = Kind::integer, .max = amount_max, .code = "INT_869",
     .meaning = "Taxes of the order, at most the amount (INT_868)"},
    {.name = "taxRate", .kind = Kind::decimal, .max = 100, .code = "INT_858",
     .meaning = "Tax rate in percent"},
    {.name = "paymentReceiptEmail", .kind = Kind::email, .max = 150, .code = "INT_851",
     .meaning = "Address for the receipt; customer.email by default"},
    {.name = "merchantComment", .max = 255, .code = "INT_898",
     .meaning = "Comment for back-office users"},
    {.name = "formTokenVersion", .kind = Kind::integer, .max = 999, .code = "INT_001",
     .meaning = "Format of the form token"},
    {.name = "merchantPostUrlSuccess", .kind = Kind::url, .max = 255, .code = "INT_001",
     .meaning = "Where the browser is posted after authentication"},
    {.name = "merchantPostUrlRefused", .kind = Kind::url, .max = 255, .code = "INT_001",
     .meaning = "The same after a refusal; the success address by default"},
    {.name = "useCase", .kind = Kind::choice, .code = "INT_804", .literals = use_cases,
     .meaning = "Business use case"},
    {.name = "allowDCFAmountUpdate", .kind = Kind::boolean, .code = "INT_051",
     .meaning = "false: Charge/UpdatePaymentAmount is refused for this payment"},
    {.name = "payload", .kind = Kind::any_json, .max = 65536, .code = "INT_876",
     .unbuilt = "INT_793", .meaning = "Wallet payload (not available)", .sensitive = true},
}};

constexpr Fields<3> authentication = {{
    {.name = "authenticationDetails", .kind = Kind::any_json, .max = 8192, .code = "INT_001",
     .unbuilt = "AUTH_103", .meaning = "Result of an external authentication (not available)",
     .sensitive = true},
    {.name = "operationSessionId", .max = 64, .code = "INT_823", .unbuilt = "INT_823",
     .meaning = "Authentication session of an earlier call (not available)", .identifier = true},
    {.name = "instructionResult", .max = 65536, .code = "INT_824", .unbuilt = "INT_824",
     .meaning = "Result of an authentication instruction (not available)", .sensitive = true},
}};

constexpr Fields<5> parts(const Shape& options) {
  return {{
      {.name = "customer", .kind = Kind::object, .code = "INT_001", .shape = &customer_shape,
       .meaning = "The buyer"},
      {.name = "transactionOptions", .kind = Kind::object, .code = "INT_001", .shape = &options,
       .meaning = "Options of the payment"},
      {.name = "subMerchantDetails", .kind = Kind::object, .code = "INT_001",
       .shape = &sub_merchant_shape, .meaning = "Final seller, when a facilitator collects"},
      {.name = "device", .kind = Kind::object, .code = "INT_825", .shape = &device_shape,
       .meaning = "The buyer's browser, for 3-D Secure"},
      {.name = "paymentForms", .kind = Kind::list, .min = 1, .max = 1, .code = "INT_902",
       .shape = &payment_form_shape, .meaning = "Card data, PCI-DSS shops only (INT_913)"},
  }};
}

constexpr auto charge_fields =
    join(order, action, common, authentication, parts(transaction_options_shape));
constexpr auto pci_fields =
    join(order, pci_action, common, authentication, parts(pci_transaction_options_shape));

constexpr std::string_view charge_answers[] = {"V4/Charge/PaymentForm", "V4/Payment"};
constexpr std::string_view charge_errors[] = {
    "INT_030", "INT_811", "INT_812", "INT_813", "INT_868", "INT_913", "INT_916", "INT_917",
    "INT_928", "INT_929", "INT_930", "INT_945", "AUTH_103", "PSP_025", "PSP_030", "PSP_107",
    "PSP_508", "PSP_549", "PSP_610", "PSP_672", "PSP_665", "PSP_666", "PSP_1023", "PSP_1024",
    "PSP_1999"};
constexpr std::string_view pci_answers[] = {"V4/Payment"};
constexpr std::string_view pci_errors[] = {
    "INT_040", "INT_045", "INT_811", "INT_812", "INT_813", "INT_868", "INT_887", "INT_913",
    "INT_928", "INT_929", "INT_930", "INT_945", "AUTH_103", "PSP_025", "PSP_030", "PSP_107",
    "PSP_508", "PSP_509", "PSP_530", "PSP_531", "PSP_532", "PSP_549", "PSP_610", "PSP_665",
    "PSP_666", "PSP_672", "PSP_1024", "PSP_1999"};

}  // namespace

constinit const Shape charge_create_payment_shape{"ChargeCreatePayment", charge_fields};
constinit const Shape pci_charge_create_payment_shape{"PciChargeCreatePayment", pci_fields};

constinit const contract::Service charge_create_payment{
    .path = "Charge/CreatePayment",
    .versions = "V4",
    .input = &charge_create_payment_shape,
    .answers = charge_answers,
    .errors = charge_errors,
    .meaning = "Opens a payment session for the browser form, or pays at once with card data"};

constinit const contract::Service pci_charge_create_payment{
    .path = "PCI/Charge/CreatePayment",
    .versions = "V4 V4.1",
    .access = contract::Access::pci_shop,
    .input = &pci_charge_create_payment_shape,
    .answers = pci_answers,
    .errors = pci_errors,
    .meaning = "Pays at once with card data"};

}  // namespace guichet::rest
