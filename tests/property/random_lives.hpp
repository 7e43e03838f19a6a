#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "base/random.hpp"
#include "checkout/testing/checkout_world.hpp"
#include "rest/api.hpp"

namespace guichet::property {

using Lines = std::vector<std::string>;

/// What many lives together saw.
struct Tally {
  int steps = 0, calls = 0, succeeded = 0, refused = 0, kills = 0, moves = 0, faults = 0;
  std::map<std::string, int> services;                        // SUCCESS answers by service
  std::set<std::tuple<std::string, std::string, std::string>> visited;  // from, event, to
};

/// One shop, its orders, and everything that may happen to them: every operation through the web
/// services with their real handlers, moves of the clock with the jobs on the way, an acquirer that
/// fails, and a process that is killed before or after any act. Drawn from one seed.
class RandomLives {
 public:
  explicit RandomLives(std::uint64_t seed);

  void run(int steps, Tally& tally);
  /// Lets everything come to rest, then says what of the promises does not hold; empty when all
  /// does. Adds the transitions that were seen to `tally`.
  Lines broken_promises(Tally& tally);

 private:
  using World = checkout::testing::CheckoutWorld;
  struct Order {
    std::string uuid;
    std::int64_t amount;
  };

  bool chance(std::uint64_t percent) { return choices_.below(100) < percent; }
  void step(Tally& tally);
  void act(Tally& tally);
  void plan_death();
  void mourn(Tally& tally);
  void open_face();
  void pay(Tally& tally);
  void pay_by_form(Tally& tally);
  void show_code(Tally& tally);
  void answer_code(Tally& tally);
  void operate(Tally& tally);
  void move_clock(Tally& tally);
  void fail_acquirer(Tally& tally);
  void charge_back(Tally& tally);
  std::string card_number();
  /// Sends a call; notes what a SUCCESS promises.
  void call(const std::string& service, const std::string& body, Tally& tally);
  void note(const boost::json::object& transaction);

  void come_to_rest();
  void check_history(Tally& tally, Lines& broken);
  void check_amounts(Lines& broken);
  void check_ledger(Lines& broken);
  void check_told(Lines& broken);

  SeededRandom choices_;
  World world_;
  std::unique_ptr<rest::Api> api_;
  std::vector<Order> orders_;                    // transactions to operate on, newest last
  std::vector<std::string> codes_;               // transactions of QR codes that nobody answered
  std::map<std::string, std::string> told_;      // uuid → a status that nothing leaves
  std::map<std::string, std::int64_t> credits_;  // uuid of a refund → amount
};

/// Transitions that this test can lead to: all but those that only a partner elsewhere decides,
/// and verifications, for which there are no web services yet.
std::set<std::tuple<std::string, std::string, std::string>> reachable();

}  // namespace guichet::property
