#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "base/time.hpp"

namespace guichet::acquiring {

/// What each meal voucher card has spent on the present day, UTC (spec/test-data.md 2.6).
///
/// Cards are told apart by their masked number: a collision is harmless in a simulator, a card
/// number in memory or in the ledger would not be. Only the latest day is kept.
class MealVouchers {
 public:
  static constexpr std::int64_t least = 150;       // EUR 1.50
  static constexpr std::int64_t day_limit = 2500;  // EUR 25.00

  /// What may still be granted of `amount` cents: less than asked is a partial approval, 0 none.
  std::int64_t grantable(const std::string& card, std::int64_t amount, Instant at) const;
  void spend(const std::string& request_id, const std::string& card, std::int64_t amount,
             Instant at);
  /// Gives the day's money back when that request spent any today.
  void give_back(const std::string& request_id);

 private:
  struct Spending {
    std::string card;
    std::int64_t amount;
  };
  std::int64_t day_ = 0;
  std::map<std::string, std::int64_t> spent_;
  std::map<std::string, Spending> by_request_;
};

}  // namespace guichet::acquiring
