#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/random.hpp"
#include "base/time.hpp"
#include "contract/decode.hpp"

namespace guichet::sandbox {

/// What the demo shop sells. Prices are the server's business, never the browser's.
struct Product {
  std::string_view id, name, description;
  std::int64_t price;  // EUR cents
};
std::span<const Product> products();

/// A signature as the shop checked it (spec/ipn-and-signatures.md 3).
struct SignatureCheck {
  std::string key_name;  // "password" or "sha256_hmac": the field kr-hash-key
  std::string key_end;   // the key, of which only the end is shown
  std::string computed, sent;
  std::size_t bytes = 0;
  bool holds = false;
};

/// Something the shop's server received about an order.
struct ShopEvent {
  Instant at;
  std::string kind;  // "token", "notification" or "return"
  std::vector<std::pair<std::string, std::string>> headers, fields;
  SignatureCheck check;
  std::string order_status, order_cycle, detailed_status, error;  // of kr-answer, or empty
  std::int64_t amount = 0;  // orderTotalAmount of kr-answer
};

/// An order as a careful merchant keeps it: its state comes from notifications that were checked,
/// never from the browser.
struct ShopOrder {
  std::string id;
  std::int64_t amount = 0;     // EUR cents
  std::string state = "NEW";   // NEW, REFUSED (may be tried again), FAILED, PENDING, PAID
  std::string form_token;
  std::vector<ShopEvent> events;
};

/// The orders of the demo shop: in memory, the latest hundred. Thread-safe.
class ShopOrders {
 public:
  static constexpr std::size_t orders_max = 100;
  static constexpr std::size_t events_max = 40;

  /// A basket `[{"product", "quantity"}]` as an order without a token yet. Throws Refusal INT_902.
  ShopOrder make(Random& random, const contract::Document& basket);
  void add(ShopOrder order);
  std::optional<ShopOrder> find(std::string_view id) const;
  /// Files what arrived under its order; a notification whose signature holds, about the amount
  /// the order has, decides the state.
  /// False when the order is not known.
  bool note(std::string_view id, ShopEvent event);

 private:
  mutable std::mutex mutex_;
  std::deque<ShopOrder> orders_;  // newest first
};

/// Checks `fields` of a notification or a browser's return against `key`. `kr-hash-key` must be
/// `key_name`: a hash made with the other key proves nothing.
SignatureCheck check_signature(const std::vector<std::pair<std::string, std::string>>& fields,
                               std::string_view key, std::string_view key_name);

/// The value of a field, or empty.
std::string_view field_of(const std::vector<std::pair<std::string, std::string>>& fields,
                          std::string_view name);

/// The order as the shop's page shows it.
std::string write_order(const ShopOrder& order);

}  // namespace guichet::sandbox
