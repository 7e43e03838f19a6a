#include "form/form_shape.hpp"

namespace guichet::form {

namespace {

using contract::Field;
using contract::Kind;

constexpr Field public_key{.name = "publicKey", .kind = Kind::ascii, .min = 1, .max = 255,
                           .code = "INT_904", .required = true, .missing_code = "INT_904",
                           .meaning = "public key of the shop, as the page gave it"};
constexpr Field form_token{.name = "formToken", .kind = Kind::ascii, .min = 1, .max = 65536,
                           .code = "INT_885", .required = true, .missing_code = "INT_885",
                           .meaning = "token of Charge/CreatePayment"};

constexpr Field open_fields[] = {public_key, form_token};

constexpr Field pay_fields[] = {
    public_key,
    form_token,
    {.name = "pan", .kind = Kind::card_number, .min = 8, .max = 19, .code = "INT_040",
     .required = true, .missing_code = "INT_040", .meaning = "card number"},
    {.name = "expiryMonth", .kind = Kind::integer, .min = 1, .max = 12, .code = "INT_041",
     .required = true, .missing_code = "INT_041", .meaning = "month the card is valid through"},
    {.name = "expiryYear", .kind = Kind::integer, .min = 0, .max = 9999, .code = "INT_042",
     .required = true, .missing_code = "INT_042", .meaning = "year, two or four digits"},
    {.name = "securityCode", .kind = Kind::security_code, .min = 3, .max = 4, .code = "INT_043",
     .meaning = "card verification code"},
    {.name = "brand", .kind = Kind::ascii, .max = 127, .code = "INT_887",
     .meaning = "brand the buyer chose"},
    {.name = "cardHolderName", .kind = Kind::text, .min = 1, .max = 255, .code = "INT_870",
     .meaning = "name on the card"},
};

constexpr Field brands_fields[] = {
    public_key,
    form_token,
    {.name = "bin", .kind = Kind::digits, .min = 6, .max = 8, .code = "INT_040", .required = true,
     .missing_code = "INT_040", .meaning = "first digits of the card number"},
};

constexpr Field cards_fields[] = {public_key};

}  // namespace

const contract::Shape open_request{"FormOpenRequest", open_fields};
const contract::Shape pay_request{"FormPayRequest", pay_fields};
const contract::Shape outcome_request{"FormOutcomeRequest", open_fields};
const contract::Shape brands_request{"FormBrandsRequest", brands_fields};
const contract::Shape cards_request{"FormCardsRequest", cards_fields};

}  // namespace guichet::form
