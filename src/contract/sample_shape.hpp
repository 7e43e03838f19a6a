#pragma once

#include "contract/field.hpp"

/// A small request with a member of every kind: what the tests and the fuzzer of this room read.
namespace guichet::contract::sample {

inline constexpr std::string_view colours[] = {"RED", "GREEN"};

inline constexpr Field address_fields[] = {
    {.name = "city", .max = 20, .code = "INT_021", .meaning = "city"},
    {.name = "country", .kind = Kind::country, .code = "INT_022", .meaning = "country"},
    {.name = "language", .kind = Kind::language, .code = "INT_012", .meaning = "language"},
};
inline constexpr Shape address{"SampleAddress", address_fields};

inline constexpr Field card_fields[] = {
    {.name = "type", .code = "INT_892", .required = true, .missing_code = "INT_874",
     .meaning = "payment method"},
    {.name = "pan", .kind = Kind::card_number, .code = "INT_040", .meaning = "card number"},
    {.name = "securityCode", .kind = Kind::security_code, .code = "INT_043",
     .meaning = "verification code"},
    {.name = "track1", .max = 80, .code = "INT_866", .unbuilt = "INT_866", .meaning = "track",
     .sensitive = true},
};
inline constexpr Shape card{"SampleCard", card_fields};

inline constexpr Field fields[] = {
    {.name = "amount", .kind = Kind::integer, .max = 999'999'999'999, .code = "INT_009",
     .required = true, .meaning = "amount"},
    {.name = "currency", .kind = Kind::currency, .code = "INT_010", .required = true,
     .meaning = "currency"},
    {.name = "orderId", .kind = Kind::ascii, .max = 64, .code = "INT_013", .meaning = "order"},
    {.name = "note", .max = 40, .code = "INT_898", .words = "little note", .meaning = "text"},
    {.name = "legalNumber", .max = 24, .code = "INT_001", .meaning = "registration number",
     .identifier = true},
    {.name = "rate", .kind = Kind::decimal, .max = 100, .code = "INT_858", .meaning = "rate"},
    {.name = "offset", .kind = Kind::integer, .min = -840, .max = 840, .code = "INT_826",
     .meaning = "signed number"},
    {.name = "active", .kind = Kind::boolean, .code = "INT_051", .meaning = "truth"},
    {.name = "colour", .kind = Kind::choice, .code = "INT_875", .literals = colours,
     .meaning = "choice"},
    {.name = "effectDate", .kind = Kind::date_time, .code = "INT_069", .meaning = "date"},
    {.name = "url", .kind = Kind::url, .max = 60, .code = "INT_926", .meaning = "address"},
    {.name = "uuid", .kind = Kind::uuid, .code = "INT_902", .meaning = "id"},
    {.name = "mcc", .kind = Kind::digits, .min = 4, .max = 4, .code = "PSP_237",
     .meaning = "category"},
    {.name = "methods", .kind = Kind::list, .max = 3, .code = "INT_881", .literals = colours,
     .element = Kind::choice, .meaning = "choices"},
    {.name = "numbers", .kind = Kind::list, .max = 4, .code = "INT_895",
     .element = Kind::integer, .meaning = "numbers"},
    {.name = "metadata", .kind = Kind::map, .max = 4, .code = "INT_091", .meaning = "free"},
    {.name = "transient", .kind = Kind::any_json, .max = 120, .code = "INT_130",
     .meaning = "any object"},
    {.name = "cards", .kind = Kind::list, .max = 1, .code = "INT_902", .shape = &card,
     .meaning = "card data"},
    {.name = "email", .kind = Kind::email, .max = 50, .code = "INT_015", .alias = "mail",
     .meaning = "e-mail"},
    {.name = "payload", .kind = Kind::any_json, .max = 4096, .code = "INT_876",
     .unbuilt = "INT_793", .meaning = "not built"},
    {.name = "address", .kind = Kind::object, .code = "INT_902", .shape = &address,
     .meaning = "place"},
};
inline constexpr Shape shape{"Sample", fields};

}  // namespace guichet::contract::sample
