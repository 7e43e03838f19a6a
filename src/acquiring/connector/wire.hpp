#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "acquiring/acquirer.hpp"

/// The messages of the acquirer protocol as JSON (docs/internals/acquirer-protocol.md).
///
/// Reading never trusts: a request that does not fit is nothing, an answer that does not fit is
/// Unknown. Members nobody knows are ignored, so that either side may learn new ones first.
namespace guichet::acquiring::wire {

inline constexpr std::size_t body_bytes_max = 64 * 1024;
inline constexpr std::chrono::milliseconds deadline_max{60'000};

struct Inquire {
  std::string request_id;
  std::chrono::milliseconds deadline;
};
struct Reverse {
  std::string request_id;
  std::string transaction;
  std::chrono::milliseconds deadline;
};

/// Holds the card number and the security code: whoever gets it wipes it.
std::string encode(const Authorise& request);
std::string encode(const Operate& request);
std::string encode(const Inquire& request);
std::string encode(const Reverse& request);
std::optional<Authorise> decode_authorise(std::string_view body);
std::optional<Operate> decode_operate(std::string_view body);
std::optional<Inquire> decode_inquire(std::string_view body);
std::optional<Reverse> decode_reverse(std::string_view body);

std::string encode(const Outcome& outcome);
std::string encode(const Inquiry& inquiry);
std::string encode(Reversal reversal);
Outcome decode_outcome(std::string_view body);
Inquiry decode_inquiry(std::string_view body);
Reversal decode_reversal(std::string_view body);

std::string encode(const CardRanges& ranges);
std::optional<std::vector<CardRange>> decode_ranges(std::string_view body);

/// True for 127.0.0.0/8 and ::1, also mapped into IPv6: the one place where card data may cross
/// the wire without TLS. Names, "localhost" among them, are not addresses.
bool is_loopback(std::string_view address);

}  // namespace guichet::acquiring::wire
