#include <cstddef>
#include <cstdint>
#include <string_view>

#include "acquiring/connector/wire.hpp"
#include "base/check.hpp"

// Whatever the wire brings: no crash, and what was understood is written so that it is understood
// again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace guichet::acquiring;
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  if (const auto request = wire::decode_authorise(body)) {
    guichet::check(wire::decode_authorise(wire::encode(*request)).has_value(), "authorise");
  }
  if (const auto request = wire::decode_operate(body)) {
    guichet::check(wire::decode_operate(wire::encode(*request)).has_value(), "operate");
  }
  if (const auto request = wire::decode_inquire(body)) {
    guichet::check(wire::decode_inquire(wire::encode(*request)).has_value(), "inquire");
  }
  if (const auto request = wire::decode_reverse(body)) {
    guichet::check(wire::decode_reverse(wire::encode(*request)).has_value(), "reverse");
  }
  const auto outcome = wire::decode_outcome(body);
  guichet::check(wire::decode_outcome(wire::encode(outcome)).index() == outcome.index(), "outcome");
  const auto inquiry = wire::decode_inquiry(body);
  guichet::check(wire::decode_inquiry(wire::encode(inquiry)).index() == inquiry.index(), "inquiry");
  if (auto ranges = wire::decode_ranges(body)) {
    const guichet::CardRanges table(std::move(*ranges));
    guichet::check(wire::decode_ranges(wire::encode(table)).has_value(), "ranges");
  }
  return 0;
}
