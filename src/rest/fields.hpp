#pragma once

#include <array>
#include <cstddef>

#include "contract/field.hpp"

/// Putting declarations together from groups of fields, at compile time.
namespace guichet::rest {

template <std::size_t N>
using Fields = std::array<contract::Field, N>;

/// One list of all fields, in the order given: validation follows it.
template <std::size_t... N>
constexpr Fields<(N + ...)> join(const Fields<N>&... groups) {
  Fields<(N + ...)> all{};
  std::size_t at = 0;
  const auto append = [&](const auto& group) {
    for (const contract::Field& field : group) all[at++] = field;
  };
  (append(groups), ...);
  return all;
}

/// The same fields with the one of that name replaced.
template <std::size_t N>
constexpr Fields<N> replaced(Fields<N> fields, const contract::Field& by) {
  for (contract::Field& field : fields) {
    if (field.name == by.name) field = by;
  }
  return fields;
}

}  // namespace guichet::rest
