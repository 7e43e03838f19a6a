#include "rest/options_shape.hpp"

#include "base/money.hpp"
#include "payments/instalments.hpp"
#include "rest/fields.hpp"

namespace guichet::rest {
namespace {

using contract::Field;
using contract::Kind;
using contract::Shape;

constexpr std::string_view yes_or_no[] = {"YES", "NO"};
constexpr std::string_view sources[] = {"EC", "MOTO", "CC", "OTHER"};
constexpr std::string_view pci_sources[] = {"EC",   "MOTO",    "CC",          "OTHER",
                                            "COF", "UCOF", "INSTORE", "CARD_PRESENT"};
constexpr std::string_view account_sides[] = {"DEBIT", "CREDIT"};

constexpr Field schedule[] = {
    {.name = "date", .kind = Kind::date_time, .code = "INT_932", .required = true,
     .missing_code = "INT_932", .meaning = "When the instalment is due"},
    {.name = "amount", .kind = Kind::integer, .min = 1, .max = amount_max, .code = "INT_933",
     .required = true, .missing_code = "INT_933", .meaning = "Amount of the instalment"},
};
constexpr Shape schedule_shape{"InstallmentSchedule", schedule};

constexpr Field installment_options[] = {
    {.name = "firstAmount", .kind = Kind::integer, .min = 1, .max = amount_max,
     .code = "INT_928", .meaning = "Amount of the first instalment, less than the amount"},
    {.name = "count", .kind = Kind::integer, .min = 2, .max = payments::instalments_max,
     .code = "INT_929", .meaning = "Number of instalments"},
    {.name = "period", .kind = Kind::integer, .min = 1, .max = 365, .code = "INT_930",
     .meaning = "Days between two instalments"},
    {.name = "schedules", .kind = Kind::list, .min = 1, .max = payments::instalments_max,
     .code = "INT_931",
     .shape = &schedule_shape, .meaning = "Explicit dates and amounts, instead of the others"},
};
constexpr Shape installment_options_shape{"InstallmentOptions", installment_options};

constexpr Field installment_field = {
    .name = "installmentOptions", .kind = Kind::object, .code = "INT_001",
    .shape = &installment_options_shape,
    .meaning = "Plan of instalments, simple or explicit (not both: INT_945; sums and dates that do "
               "not fit: PSP_549)"};

constexpr Fields<13> card_options = {{
    {.name = "captureDelay", .kind = Kind::integer, .max = 365, .code = "INT_006",
     .meaning = "Days between creation and capture; the shop's setting by default"},
    {.name = "manualValidation", .kind = Kind::choice, .code = "INT_005", .literals = yes_or_no,
     .meaning = "YES: the merchant validates before capture; the shop's setting by default"},
    {.name = "paymentSource", .kind = Kind::choice, .code = "INT_060", .literals = sources,
     .meaning = "Sales channel: e-commerce (EC), mail or telephone (MOTO), call centre (CC)"},
    {.name = "retry", .kind = Kind::integer, .max = 9, .code = "INT_899",
     .meaning = "Further attempts after a refusal in the same form; the shop's setting by default"},
    {.name = "mid", .max = 128, .code = "INT_062",
     .meaning = "Merchant id of the acquirer contract to use (unknown: PSP_025)",
     .identifier = true},
    {.name = "installmentNumber", .kind = Kind::integer, .max = 999, .code = "INT_895",
     .meaning = "Instalment option handled by the acquirer"},
    {.name = "firstInstallmentDelay", .kind = Kind::integer, .max = 99, .code = "INT_893",
     .meaning = "Months before the acquirer's first instalment"},
    {.name = "debitCreditSelector", .kind = Kind::choice, .code = "INT_886",
     .literals = account_sides, .meaning = "Account of a card that has both"},
    {.name = "initialIssuerTransactionIdentifier", .max = 64, .code = "INT_001",
     .meaning = "The scheme's id of the first payment, for merchant-initiated ones",
     .identifier = true},
    {.name = "initialIssuanceDate", .kind = Kind::date_time, .code = "INT_001",
     .meaning = "When the stored credential was made"},
    {.name = "initiatedTransactionIndicator", .max = 64, .code = "INT_001",
     .meaning = "Who starts the payment, buyer or merchant (stored)"},
    {.name = "restrictedInstallments", .kind = Kind::list, .max = 100, .code = "INT_001",
     .element = Kind::integer, .meaning = "Instalment choices that are shown"},
    installment_field,
}};
constexpr Shape card_options_shape{"CardOptions", card_options};

constexpr auto pci_card_options = replaced(
    card_options,
    {.name = "paymentSource", .kind = Kind::choice, .code = "INT_060", .literals = pci_sources,
     .meaning = "Sales channel; COF and UCOF: stored card, INSTORE, CARD_PRESENT: in a shop"});
constexpr Shape pci_card_options_shape{"PciCardOptions", pci_card_options};

constexpr Field card_options_field(const Shape& shape) {
  return {.name = "cardOptions", .kind = Kind::object, .code = "INT_001", .shape = &shape,
          .alias = "paymentMethodOptions", .meaning = "Options of the transaction"};
}

constexpr Fields<2> transaction_options = {{card_options_field(card_options_shape),
                                            installment_field}};
constexpr Fields<2> pci_transaction_options = {{card_options_field(pci_card_options_shape),
                                                installment_field}};

constexpr Field sub_merchant[] = {
    {.name = "companyType", .max = 60, .code = "INT_001", .meaning = "Legal form"},
    {.name = "legalNumber", .max = 24, .code = "INT_001", .meaning = "Registration number",
     .identifier = true},
    {.name = "name", .max = 255, .code = "INT_001", .required = true, .meaning = "Name"},
    {.name = "url", .max = 128, .code = "INT_001", .meaning = "Web site"},
    {.name = "phoneNumber", .max = 32, .code = "INT_024", .meaning = "Telephone number"},
    {.name = "address1", .max = 255, .code = "INT_001", .meaning = "Street"},
    {.name = "address2", .max = 255, .code = "INT_001", .meaning = "Second line of the address"},
    {.name = "zip", .max = 64, .code = "INT_001", .meaning = "Postal code"},
    {.name = "city", .max = 128, .code = "INT_001", .meaning = "City"},
    {.name = "country", .max = 64, .code = "INT_001", .meaning = "Country"},
    {.name = "mcc", .kind = Kind::digits, .min = 4, .max = 4, .code = "PSP_237",
     .meaning = "Merchant category code"},
    {.name = "mid", .kind = Kind::digits, .min = 1, .max = 64, .code = "INT_001",
     .meaning = "Merchant id of the sub-merchant"},
    {.name = "softDescriptor", .max = 255, .code = "INT_001",
     .meaning = "What the buyer reads on the statement"},
    {.name = "state", .max = 127, .code = "INT_001", .meaning = "State or region"},
    {.name = "facilitatorId", .max = 64, .code = "INT_001", .meaning = "Id of the facilitator",
     .identifier = true},
};

constexpr std::string_view device_types[] = {"BROWSER", "SDK"};

constexpr Field device[] = {
    {.name = "deviceType", .kind = Kind::choice, .code = "INT_835", .required = true,
     .missing_code = "INT_835", .literals = device_types, .meaning = "Browser or application"},
    {.name = "acceptHeader", .max = 2048, .code = "INT_834", .required = true,
     .missing_code = "INT_834", .meaning = "Accept header"},
    {.name = "userAgent", .max = 2048, .code = "INT_833", .required = true,
     .missing_code = "INT_833", .meaning = "User agent"},
    {.name = "ip", .max = 45, .code = "INT_832", .required = true, .missing_code = "INT_832",
     .meaning = "IPv4 or IPv6 address"},
    {.name = "javaEnabled", .kind = Kind::boolean, .code = "INT_831", .required = true,
     .missing_code = "INT_831", .meaning = "Whether Java can run"},
    {.name = "language", .max = 8, .code = "INT_830", .required = true,
     .missing_code = "INT_830", .meaning = "Language tag, BCP 47"},
    {.name = "colorDepth", .kind = Kind::integer, .min = 1, .max = 99, .code = "INT_829",
     .required = true, .missing_code = "INT_829",
     .meaning = "Bits of a pixel; rounded down to a depth of EMV 3-D Secure"},
    {.name = "screenHeight", .kind = Kind::integer, .max = 999'999, .code = "INT_828",
     .required = true, .missing_code = "INT_828", .meaning = "Height of the screen in pixels"},
    {.name = "screenWidth", .kind = Kind::integer, .max = 999'999, .code = "INT_827",
     .required = true, .missing_code = "INT_827", .meaning = "Width of the screen in pixels"},
    {.name = "timeZoneOffset", .kind = Kind::integer, .min = -1440, .max = 1440,
     .code = "INT_826", .required = true, .missing_code = "INT_826",
     .meaning = "Minutes from local time to UTC, as getTimezoneOffset()"},
    {.name = "javascriptEnabled", .kind = Kind::boolean, .code = "INT_825",
     .meaning = "Whether JavaScript can run; true by default"},
};

}  // namespace

constinit const Shape transaction_options_shape{"TransactionOptions", transaction_options};
constinit const Shape pci_transaction_options_shape{"PciTransactionOptions",
                                                    pci_transaction_options};
constinit const Shape sub_merchant_shape{"SubMerchantDetails", sub_merchant};
constinit const Shape device_shape{"Device", device};

}  // namespace guichet::rest
