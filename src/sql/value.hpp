#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/check.hpp"
#include "base/time.hpp"

namespace guichet::sql {

struct Null {};

/// Bytes, as opposed to text.
struct Blob {
  std::string bytes;
};

/// One parameter or cell. BIGINT, TEXT, BOOLEAN, bytes and NULL are all there is (stack.md).
class Value {
 public:
  Value() : v_(Null{}) {}
  Value(std::int64_t n) : v_(n) {}
  Value(int n) : v_(std::int64_t{n}) {}
  Value(bool b) : v_(std::int64_t{b}) {}
  Value(Instant at) : v_(at.ms) {}
  Value(std::string text) : v_(std::move(text)) {}
  Value(std::string_view text) : v_(std::string(text)) {}
  Value(const char* text) : v_(std::string(text)) {}
  Value(Blob blob) : v_(std::move(blob)) {}
  Value(Null) : v_(Null{}) {}
  template <class T>
  Value(const std::optional<T>& maybe) : v_(Null{}) {
    if (maybe) *this = Value(*maybe);
  }

  using Any = std::variant<Null, std::int64_t, std::string, Blob>;
  const Any& any() const { return v_; }
  bool is_null() const { return std::holds_alternative<Null>(v_); }

 private:
  Any v_;
};

using Parameters = std::vector<Value>;

/// The parameters of a statement, moved into place: `co_await db.read(find, values(book, id))`.
/// Inside of a coroutine write this rather than `{book, id}`: g++ 12 cannot keep an initializer
/// list alive over a co_await, and refuses it ("array used as initializer") or worse.
template <class... T>
Parameters values(T&&... each) {
  Parameters all;
  all.reserve(sizeof...(each));
  (all.emplace_back(std::forward<T>(each)), ...);
  return all;
}

/// One row of an answer. Columns are read by position, in the order the statement names them;
/// reading NULL as a value, or a wrong type, is our own mistake and ends the process.
class Row {
 public:
  explicit Row(std::vector<Value> cells) : cells_(std::move(cells)) {}

  std::int64_t integer(std::size_t i) const { return get<std::int64_t>(i); }
  bool boolean(std::size_t i) const { return integer(i) != 0; }
  Instant instant(std::size_t i) const { return {integer(i)}; }
  const std::string& text(std::size_t i) const { return get<std::string>(i); }
  const std::string& bytes(std::size_t i) const { return get<Blob>(i).bytes; }
  bool is_null(std::size_t i) const { return cells_.at(i).is_null(); }
  /// Empty when NULL.
  std::string text_or_empty(std::size_t i) const { return is_null(i) ? std::string() : text(i); }
  std::optional<std::int64_t> optional_integer(std::size_t i) const {
    return is_null(i) ? std::nullopt : std::optional(integer(i));
  }
  std::size_t size() const { return cells_.size(); }

 private:
  template <class T>
  const T& get(std::size_t i) const {
    const T* value = std::get_if<T>(&cells_.at(i).any());
    check(value != nullptr, "column read as the wrong type");
    return *value;
  }
  std::vector<Value> cells_;
};

using Rows = std::vector<Row>;

}  // namespace guichet::sql
