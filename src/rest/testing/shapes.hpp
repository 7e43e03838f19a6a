#pragma once

#include <string>
#include <string_view>

#include "contract/check_shapes.hpp"
#include "contract/decode.hpp"

namespace guichet::rest::testing {

/// How a body is read by a shape: "fine", or "CODE|detailed message" of the first error.
inline std::string refused(std::string_view body, const contract::Shape& shape) {
  try {
    static_cast<void>(contract::decode_body(body, shape));
    return "fine";
  } catch (const contract::Refusal& refusal) {
    return refusal.code + "|" + refusal.detailed_message;
  }
}

/// The code alone, or "fine".
inline std::string code_of(std::string_view body, const contract::Shape& shape) {
  const std::string told = refused(body, shape);
  return told.substr(0, told.find('|'));
}

}  // namespace guichet::rest::testing
