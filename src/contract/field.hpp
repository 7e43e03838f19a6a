#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace guichet::contract {

struct Shape;

/// How a member is read. Lenient as spec/envelope.md 3: strings for numbers and booleans, numbers
/// for texts, null and (for objects) an empty array as absent.
enum class Kind {
  text,         // min…max characters
  ascii,        // the same, printable ASCII only (orderId)
  integer,      // min…max value
  decimal,      // min…max value, at most two fraction digits, kept as text
  boolean,
  choice,       // one of `literals`, upper case
  date_time,    // ISO 8601, kept normalised
  url,          // absolute http or https, at most max characters
  email,        // at most max characters, one @
  country,      // ISO 3166-1 alpha-2
  language,     // two letters, any case, optional region; two upper-case letters are kept
  currency,     // known to the platform
  uuid,         // 32 lower-case hexadecimal characters
  digits,       // min…max ASCII digits (numbers accepted)
  object,       // `shape`
  list,         // of `shape` objects, or of values of `element`; min…max entries
  map,          // free members: max entries, values to text (metadata)
  any_json,     // object kept as it is, at most max bytes of JSON text (acquirerTransientData)
  card_number,  // sensitive: goes to the vault's types, never into the document
  security_code // sensitive likewise
};

/// One member of a request, declared once: decoding, validation, OpenAPI, the reference pages and
/// the fuzzers' grammar are all made from it (design.md 1.1).
struct Field {
  std::string_view name;
  Kind kind = Kind::text;
  std::int64_t min = 0;
  std::int64_t max = 255;
  std::string_view code = "INT_902";            // answered when the value is invalid
  std::string_view words = {};                  // errorMessage "invalid <words>"; empty: catalogue
  bool required = false;
  std::string_view missing_code = "INT_902";    // answered when required and absent
  std::span<const std::string_view> literals = {};
  const Shape* shape = nullptr;
  Kind element = Kind::text;                    // of a list without shape
  std::string_view alias = {};                  // another accepted name
  std::string_view unbuilt = {};                // code answered when present: effect not built yet
  std::string_view meaning;                     // one line for people
  bool sensitive = false;                       // never echoed in an error message
  bool identifier = false;                      // a number by nature (a national id, a token): no
                                                // card number is looked for in it
};

/// Bounds of every `map` (spec/transactions.md 1.2, metadata).
inline constexpr std::size_t map_key_chars_max = 128;
inline constexpr std::size_t map_value_chars_max = 1024;

/// An object's members. Validation follows their order: first error wins.
struct Shape {
  std::string_view name;                        // schema name in OpenAPI: "CardOptions"
  std::span<const Field> fields;
};

}  // namespace guichet::contract
