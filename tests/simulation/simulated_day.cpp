#include "simulated_day.hpp"

#include "acquiring/sandbox/test_cards.hpp"
#include "base/crypto.hpp"
#include "base/encoding.hpp"
#include "sql/unit.hpp"

namespace guichet::simulation {

namespace {

using acquiring::Fault;
using acquiring::Operation;

constexpr const char* acts[] = {
    "payments.insert_attempt", "payments.insert_transaction", "payments.set_attempt",
    "payments.delete_attempt", "payments.insert_counter_block", "authorise", "inquire", "reverse"};

constexpr const char* acts_of_the_night[] = {
    "clock.move_in",           "directory.clock",         "remittances.insert_file",
    "payments.insert_attempt", "capture",                 "remittances.insert_line",
    "payments.delete_attempt", "remittances.set_closed",  "calendar.due_out",
    "clock.jobs_counted",      "payments.insert_history", "authorise"};

/// What a status that a client was told may have become while time went on.
bool may_become(payments::DetailedStatus told, payments::DetailedStatus now) {
  using D = payments::DetailedStatus;
  switch (told) {
    case D::authorised:
    case D::partially_authorised: return now == told || now == D::captured;
    case D::authorised_to_validate:
    case D::waiting_authorisation_to_validate: return now == told || now == D::expired;
    case D::waiting_authorisation:
      return now == told || now == D::authorised || now == D::captured || now == D::refused;
    default: return now == told;
  }
}

/// One cell as text that cannot be mistaken for another.
std::string text_of(const sql::Row& row, std::size_t column) {
  if (row.is_null(column)) return "null";
  return row.text(column);
}

// Every column as text, so that a dump needs no schema.
constexpr const char* dumps[] = {
    "SELECT payment_id, order_id, CAST(amount AS TEXT), currency, origin, "
    "CAST(created_at AS TEXT), legacy_trans_id FROM payments ORDER BY payment_id",
    "SELECT uuid, payment_id, CAST(version AS TEXT), status, CAST(amount AS TEXT), "
    "CAST(sequence AS TEXT), CAST(created_at AS TEXT), details FROM transactions ORDER BY uuid",
    "SELECT entity, CAST(version AS TEXT), CAST(at AS TEXT), actor, event, to_status, reason "
    "FROM history ORDER BY entity, version",
    "SELECT payment_id, event_id, transaction_id, CAST(state AS TEXT), CAST(attempts AS TEXT) "
    "FROM outbox ORDER BY payment_id, event_id",
    "SELECT payment_id, CAST(version AS TEXT), CAST(attempts_used AS TEXT), in_flight, "
    "CAST(closed AS TEXT) FROM sessions ORDER BY payment_id",
    "SELECT mid, CAST(number AS TEXT), uuid, CAST(amount AS TEXT) FROM remittance_lines "
    "ORDER BY mid, number, uuid"};

}  // namespace

std::string_view SimulatedDay::some_card() {
  const auto cards = acquiring::test_cards();
  if (chance(50)) return payments::testing::approved_card;
  return cards[choices_.below(cards.size())].number;
}

void SimulatedDay::some_fault() {
  static constexpr Fault::Kind kinds[] = {Fault::Kind::slow, Fault::Kind::silent,
                                          Fault::Kind::lost, Fault::Kind::late,
                                          Fault::Kind::duplicate};
  static constexpr Operation operations[] = {Operation::authorise, Operation::authorise,
                                             Operation::inquire, Operation::reverse};
  const Fault fault{kinds[choices_.below(std::size(kinds))],
                    std::chrono::milliseconds(choices_.below(20'000))};
  world_.bank->faults().add(operations[choices_.below(std::size(operations))], fault);
  ++tally_.faults;
}

void SimulatedDay::some_mishap() {
  static constexpr sql::Mishap kinds[] = {sql::Mishap::conflict, sql::Mishap::lost_before,
                                          sql::Mishap::lost_after};
  std::deque<sql::Mishap> script(choices_.below(6), sql::Mishap::none);
  script.push_back(kinds[choices_.below(std::size(kinds))]);
  world_.fake->script(std::move(script));
  ++tally_.mishaps;
}

void SimulatedDay::some_death() {
  auto& life = *world_.now().life;
  const std::string act = acts[choices_.below(std::size(acts))];
  if (chance(50)) {
    life.end_after(act);
  } else {
    life.end_before(act);
  }
}

void SimulatedDay::note(const payments::Settled& settled) {
  const auto status = settled.transaction.status;
  told_[settled.transaction.uuid] = status;
  ++(status == payments::DetailedStatus::refused ? tally_.refused : tally_.accepted);
}

Task<> SimulatedDay::call_service(payments::Charges& charges, payments::ChargeRequest request) {
  try {
    const auto settled = co_await charges.charge(std::move(request));
    note(settled);
  } catch (const std::exception&) {
    ++tally_.ended;
  }
}

// A buyer tries one card after the other, as long as the form lets him.
Task<> SimulatedDay::use_form(checkout::Checkout& checkout, merchants::BookPtr book,
                              payments::Payment payment, std::vector<std::string> cards) {
  try {
    const std::string token = co_await checkout.create_token(book, std::move(payment));
    for (const auto& number : cards) {
      checkout::FormPayment input{
          .card = {.pan = *Pan::parse(number), .expiry = {12, 2030}}, .buyer = {.ip = "192.0.2.7"}};
      input.card.security_code = SecurityCode::parse(number.starts_with("37") ? "1234" : "123");
      try {
        const auto settled = co_await checkout.pay(book, token, std::move(input));
        note(settled);
      } catch (const contract::Refusal&) {
        ++tally_.ended;
      }
      co_await sleep_for(std::chrono::seconds(1));
    }
  } catch (const std::exception&) {
    ++tally_.ended;
  }
}

void SimulatedDay::begin_service_call() {
  const std::string_view number = some_card();
  auto request = world_.request(number, 1 + static_cast<std::int64_t>(choices_.below(10'000)));
  request.card.security_code =
      SecurityCode::parse(number.starts_with("37") ? "1234" : "123");
  if (chance(20)) request.capture_delay_days = static_cast<int>(choices_.below(40));
  request.manual_validation = chance(10);
  spawn(world_.scheduler, "service", call_service(*world_.now().charges, std::move(request)));
}

void SimulatedDay::begin_form() {
  auto payment = world_.form_payment(1 + static_cast<std::int64_t>(choices_.below(10'000)),
                                     1 + static_cast<int>(choices_.below(4)));
  std::vector<std::string> cards;
  for (auto tries = 1 + choices_.below(3); tries > 0; --tries) cards.emplace_back(some_card());
  auto& checkout = world_.checkout();
  // Two tabs now and then: the token differs, the payment is the same.
  if (chance(20)) {
    spawn(world_.scheduler, "tab", use_form(checkout, world_.book(), payment, cards));
  }
  spawn(world_.scheduler, "form",
        use_form(checkout, world_.book(), std::move(payment), std::move(cards)));
}

void SimulatedDay::let_time_pass() {
  world_.scheduler.run_for(std::chrono::milliseconds(choices_.below(4'000)));
  try {
    world_.run(world_.now().agenda->run_once());
  } catch (const std::exception&) {
  }
  const bool over = world_.now().life->over();
  if (!over && chance(5)) {
    meet_impatient_neighbour();
    return;
  }
  if (!over && !chance(5)) return;
  ++tally_.deaths;
  world_.now().life->end();
  world_.scheduler.run_for(std::chrono::milliseconds(choices_.below(3'000)));
  world_.start();
  if (!chance(50)) return;
  try {
    world_.run(world_.now().recovery->recover(world_.book(), true));
  } catch (const std::exception&) {
  }
}

// Another process comes up and takes the attempts of the first for orphans, although it lives and
// goes on: only the fence decides which of the two tells the outcome.
void SimulatedDay::meet_impatient_neighbour() {
  ++tally_.neighbours;
  auto& process = world_.start();
  spawn(world_.scheduler, "neighbour", recover(*process.recovery, world_.book()));
}

Task<> SimulatedDay::recover(payments::Recovery& recovery, merchants::BookPtr book) {
  co_await recovery.recover(book, true);
}

void SimulatedDay::run(int charges) {
  for (int charge = 0; charge < charges; ++charge) {
    if (chance(15)) some_fault();
    if (chance(8)) some_mishap();
    if (chance(8)) some_death();
    if (chance(50)) {
      begin_service_call();
    } else {
      begin_form();
    }
    if (chance(60)) let_time_pass();
  }
  come_to_rest();
  live_on();
}

void SimulatedDay::some_death_of_the_night() {
  auto& life = *world_.now().life;
  const std::string act = acts_of_the_night[choices_.below(std::size(acts_of_the_night))];
  if (chance(50)) {
    life.end_after(act);
  } else {
    life.end_before(act);
  }
}

// One day of the shop's clock, in as many services of the book as it takes. Whoever dies on the way
// is followed by another process, which takes the order up.
void SimulatedDay::pass_a_day() {
  const Instant target = world_.business_now().plus_days(1);
  for (int tries = 0; tries < 200; ++tries) {
    try {
      world_.run(world_.now().clock_moves->order(world_.book()->id, target));
      world_.run(world_.now().agenda->serve(world_.book()->id));
      const auto move = world_.run(world_.now().clock_moves->last(world_.book()->id));
      if (move && move->done) return;
    } catch (const std::exception&) {
    }
    world_.scheduler.run_for(std::chrono::seconds(1));
    if (!world_.now().life->over()) continue;
    ++tally_.deaths;
    world_.start();
  }
  check(false, "the clock did not arrive");
}

void SimulatedDay::live_on() {
  constexpr int days = 14;
  for (int day = 0; day < days; ++day) {
    static constexpr Fault::Kind kinds[] = {Fault::Kind::slow, Fault::Kind::silent,
                                            Fault::Kind::lost, Fault::Kind::duplicate};
    if (chance(50)) {
      const Fault fault{kinds[choices_.below(std::size(kinds))],
                        std::chrono::milliseconds(choices_.below(12'000))};
      world_.bank->faults().add(Operation::capture, fault);
      ++tally_.faults;
    }
    if (chance(50)) some_death_of_the_night();
    pass_a_day();
  }
  come_to_rest();
  pass_a_day();
  world_.run_agenda(30);
  tally_.captured = static_cast<int>(world_.count("remittance_lines"));
}

// The weather clears up, a last process starts, and time passes.
void SimulatedDay::come_to_rest() {
  world_.bank->faults().clear();
  world_.fake->script({});
  world_.scheduler.run_for(std::chrono::minutes(1));
  for (auto& process : world_.processes) process->life->end();
  world_.restart();
  world_.run_agenda(150);
  world_.settle_everything();
}

std::vector<std::string> SimulatedDay::broken_promises() {
  auto broken = world_.differences();
  if (world_.count("attempts") != 0) broken.emplace_back("an attempt was never settled");
  for (const auto& row : world_.query("SELECT payment_id FROM sessions WHERE in_flight <> ''")) {
    broken.push_back("a session still waits for its attempt: " + row.text(0));
  }
  for (const auto& [uuid, status] : told_) {
    const auto stored = world_.stored(uuid);
    if (!stored || !may_become(status, stored->status)) {
      broken.push_back("told otherwise: " + uuid);
    }
  }
  // A session is paid once at most, whatever was clicked, lost or killed.
  for (const auto& row :
       world_.query("SELECT payment_id, COUNT(*) FROM transactions WHERE status <> 'REFUSED' "
                    "GROUP BY payment_id HAVING COUNT(*) > 1")) {
    broken.push_back("paid more than once: " + row.text(0));
  }
  for (const auto& row :
       world_.query("SELECT legacy_trans_id FROM payments GROUP BY legacy_trans_id "
                    "HAVING COUNT(*) > 1")) {
    broken.push_back("a daily id was given twice: " + row.text(0));
  }
  for (auto& line : broken_files()) broken.push_back(std::move(line));
  return broken;
}

std::vector<std::string> SimulatedDay::broken_files() {
  std::vector<std::string> broken;
  for (const auto& row : world_.query(
           "SELECT r.mid, CAST(r.number AS TEXT) FROM remittances r WHERE r.closed_at IS NULL OR "
           "r.debits <> (SELECT COUNT(*) FROM remittance_lines l WHERE l.mid = r.mid AND "
           "l.number = r.number) OR r.debit_amount <> (SELECT COALESCE(SUM(l.amount), 0) FROM "
           "remittance_lines l WHERE l.mid = r.mid AND l.number = r.number)")) {
    broken.push_back("a file that is open or does not add up: " + row.text(0) + "/" + row.text(1));
  }
  for (const auto& row : world_.query(
           "SELECT uuid FROM transactions t WHERE (SELECT COUNT(*) FROM remittance_lines l "
           "WHERE l.uuid = t.uuid) <> (CASE WHEN status = 'CAPTURED' THEN 1 ELSE 0 END)")) {
    broken.push_back("captured and not in one file, or the reverse: " + row.text(0));
  }
  const std::string yesterday = std::to_string(world_.business_now().plus_days(-1).ms);
  const std::string late = "SELECT uuid FROM transactions WHERE status IN ('AUTHORISED', "
                           "'PARTIALLY_AUTHORISED') AND expected_capture_at < " + yesterday;
  for (const auto& row : world_.query(late.c_str())) {
    broken.push_back("due and not captured: " + row.text(0));
  }
  return broken;
}

std::string SimulatedDay::digest() {
  std::string all;
  for (const char* dump : dumps) {
    for (const auto& row : world_.query(dump)) {
      for (std::size_t column = 0; column < row.size(); ++column) {
        all += text_of(row, column) + '\x1f';
      }
      all += '\n';
    }
  }
  for (const auto& entry : world_.ledger()) all += acquiring::format_ledger_line(entry);
  return to_hex(sha256(all));
}

}  // namespace guichet::simulation
