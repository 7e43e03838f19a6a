#include "acquiring/sandbox/meal_vouchers.hpp"

#include <algorithm>

namespace guichet::acquiring {

std::int64_t MealVouchers::grantable(const std::string& card, std::int64_t amount,
                                     Instant at) const {
  std::int64_t left = day_limit;
  if (day_number(at) == day_) {
    const auto it = spent_.find(card);
    if (it != spent_.end()) left -= it->second;
  }
  return left < least ? 0 : std::min(amount, left);
}

void MealVouchers::spend(const std::string& request_id, const std::string& card,
                         std::int64_t amount, Instant at) {
  const auto day = day_number(at);
  if (day != day_) {
    spent_.clear();
    by_request_.clear();
    day_ = day;
  }
  spent_[card] += amount;
  by_request_[request_id] = {card, amount};
}

void MealVouchers::give_back(const std::string& request_id) {
  const auto it = by_request_.find(request_id);
  if (it == by_request_.end()) return;
  spent_[it->second.card] -= it->second.amount;
  by_request_.erase(it);
}

}  // namespace guichet::acquiring
