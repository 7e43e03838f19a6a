#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "checkout/testing/checkout_world.hpp"

namespace guichet::simulation {

/// A day of a shop in simulated time, drawn from one seed: charges by service and by form, cards
/// of every kind, an acquirer that is slow, silent, late or repeats itself, commits that are
/// refused or lost, and a gateway that dies at any act and comes up again (design.md 8). Then the
/// shop's clock moves on for two weeks, through evenings that meet the same weather.
class SimulatedDay {
 public:
  explicit SimulatedDay(std::uint64_t seed)
      : choices_(seed * 2 + 1), world_({.shuffled = true, .seed = seed}) {}

  void run(int charges);

  /// What went wrong, one line each: empty when every promise was kept.
  std::vector<std::string> broken_promises();
  /// SHA-256 over the tables and the acquirer's ledger, in hexadecimal.
  std::string digest();

  /// What happened, for people and for the test that something did.
  struct Tally {
    int accepted = 0, refused = 0, ended = 0;
    int deaths = 0, neighbours = 0, faults = 0, mishaps = 0, captured = 0;
  };
  const Tally& tally() const { return tally_; }

 private:
  bool chance(int percent) { return static_cast<int>(choices_.below(100)) < percent; }
  std::string_view some_card();
  void some_fault();
  void some_mishap();
  void some_death();
  void begin_service_call();
  void begin_form();
  void let_time_pass();
  void meet_impatient_neighbour();
  static Task<> recover(payments::Recovery& recovery, merchants::BookPtr book);
  void come_to_rest();
  void some_death_of_the_night();
  void live_on();
  void pass_a_day();
  std::vector<std::string> broken_files();
  void note(const payments::Settled& settled);

  Task<> call_service(payments::Charges& charges, payments::ChargeRequest request);
  Task<> use_form(checkout::Checkout& checkout, merchants::BookPtr book,
                  payments::Payment payment, std::vector<std::string> cards);

  SeededRandom choices_;  // the course of the day; the world draws its ids from its own stream
  std::map<std::string, payments::DetailedStatus> told_;  // by uuid: what a client heard
  Tally tally_;
  checkout::testing::CheckoutWorld world_;  // last: its tasks write to what stands above
};

}  // namespace guichet::simulation
