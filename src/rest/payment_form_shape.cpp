#include "rest/payment_form_shape.hpp"

#include "rest/literals.hpp"

namespace guichet::rest {
namespace {

using contract::Field;
using contract::Kind;

constexpr std::string_view method_types[] = {"CARD"};

constexpr Field payment_form[] = {
    {.name = "paymentMethodType", .kind = Kind::choice, .code = "INT_892", .required = true,
     .missing_code = "INT_874", .literals = method_types, .meaning = "Kind of payment method"},
    {.name = "pan", .kind = Kind::card_number, .min = 8, .max = 19, .code = "INT_040",
     .meaning = "Card number, digits only (PSP_530, PSP_531, PSP_532 when it cannot be a card's)"},
    {.name = "expiryMonth", .kind = Kind::integer, .min = 1, .max = 12, .code = "INT_041",
     .meaning = "Month the card is valid through; required with pan"},
    {.name = "expiryYear", .kind = Kind::integer, .max = 9999, .code = "INT_042",
     .meaning = "Year, two or four digits; required with pan (past: INT_045)"},
    {.name = "securityCode", .kind = Kind::security_code, .min = 3, .max = 4, .code = "INT_043",
     .meaning = "Verification code of the card (PSP_509 when the contract needs it)"},
    {.name = "brand", .kind = Kind::choice, .code = "INT_887", .literals = card_brands,
     .meaning = "Brand the buyer chose, one of the card's"},
    {.name = "cardHolderName", .max = 255, .code = "INT_870", .meaning = "Name on the card"},
    {.name = "identityDocumentType", .max = 64, .code = "INT_872",
     .meaning = "Kind of identity document: CPF, CNPJ, DNI, CC …"},
    {.name = "identityDocumentNumber", .max = 64, .code = "INT_871",
     .meaning = "Number of the identity document; goes with its type", .identifier = true},
    {.name = "installmentNumber", .kind = Kind::integer, .max = 999, .code = "INT_895",
     .meaning = "Instalment option handled by the acquirer"},
    {.name = "firstInstallmentDelay", .kind = Kind::integer, .max = 99, .code = "INT_893",
     .meaning = "Months before the acquirer's first instalment"},
    {.name = "mid", .max = 128, .code = "INT_062", .meaning = "Merchant id to use for this card",
     .identifier = true},
    {.name = "overridePaymentCinematic", .kind = Kind::choice, .code = "INT_131",
     .literals = payment_cinematics, .meaning = "When the payment is captured"},
    {.name = "strongAuthentication", .kind = Kind::choice, .code = "INT_050",
     .literals = strong_authentications, .meaning = "Preference for authentication"},
    {.name = "paymentMethodToken", .max = 64, .code = "INT_030",
     .meaning = "Stored payment method, instead of pan", .identifier = true},
    {.name = "track1", .max = 128, .code = "INT_866", .unbuilt = "INT_866",
     .meaning = "Magnetic track 1 (not available)", .sensitive = true},
    {.name = "track2", .max = 128, .code = "INT_867", .unbuilt = "INT_867",
     .meaning = "Magnetic track 2 (not available)", .sensitive = true},
    {.name = "track3", .max = 128, .code = "INT_001", .unbuilt = "INT_001",
     .meaning = "Magnetic track 3 (not available)", .sensitive = true},
    {.name = "networkTokenCryptogram", .max = 128, .code = "PSP_1085", .unbuilt = "PSP_1085",
     .meaning = "Cryptogram of a network token (not available)", .sensitive = true},
    {.name = "networkTokenRequestorId", .max = 64, .code = "PSP_1085", .unbuilt = "PSP_1085",
     .meaning = "Requestor of a network token (not available)", .identifier = true},
};

}  // namespace

constinit const contract::Shape payment_form_shape{"PaymentForm", payment_form};

}  // namespace guichet::rest
