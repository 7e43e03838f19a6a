#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/card.hpp"
#include "contract/error.hpp"
#include "contract/field.hpp"

namespace guichet::contract {

/// A validated request: only declared members, converted to their declared kinds, nulls dropped.
///
/// Paths are dotted, list entries by number: `text("customer.billingDetails.city")`. An absent
/// member reads as empty / nothing. Card data lies apart and never inside `json()`.
class Document {
 public:
  Document() = default;
  explicit Document(boost::json::object members) : members_(std::move(members)) {}

  bool has(std::string_view path) const { return at(path) != nullptr; }
  std::string_view text(std::string_view path) const;
  std::optional<std::int64_t> integer(std::string_view path) const;
  std::optional<bool> boolean(std::string_view path) const;
  const boost::json::object* object(std::string_view path) const;
  const boost::json::array* list(std::string_view path) const;
  const boost::json::value* at(std::string_view path) const;

  const boost::json::object& json() const { return members_; }
  boost::json::object& json() { return members_; }
  /// Compact JSON, safe to store.
  std::string serialise() const;
  /// Reads what `serialise` wrote.
  static Document restore(std::string_view json);

  std::optional<Pan> pan;
  std::optional<SecurityCode> security_code;

 private:
  boost::json::object members_;
};

/// Parses a request body: UTF-8 checked, depth limited (limits::json_depth_max), the last of
/// duplicate members wins, as clients have it. Throws Refusal INT_902 with the position
/// `line: L column: C`. The value lies on an arena that is wiped when its last part is gone: keep
/// it no longer than needed. The caller wipes `body`.
boost::json::value parse_body(std::string_view body);

/// Reads `body` by `shape`. Throws Refusal with the first error in declaration order.
/// Sensitive members move into `pan` / `security_code`. A text member that holds what looks like a
/// card number (13–19 digits, Luhn-valid, spaces and dashes allowed) is refused with PSP_1999.
Document decode(const boost::json::value& body, const Shape& shape);

/// Ends the request with INT_900 at the first member that `shape` does not declare: a shop option
/// (spec/README.md rule 9); by default unknown members are ignored.
void refuse_unknown_members(const boost::json::value& body, const Shape& shape);

/// parse_body and decode in one; the arena is wiped before this returns or throws.
Document decode_body(std::string_view body, const Shape& shape);

}  // namespace guichet::contract
