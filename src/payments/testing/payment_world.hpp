#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "acquiring/sandbox/sandbox_acquirer.hpp"
#include "base/check.hpp"
#include "jobs/agenda.hpp"
#include "notifications/mail.hpp"
#include "payments/charge.hpp"
#include "payments/daily_jobs.hpp"
#include "payments/operations.hpp"
#include "payments/recovery.hpp"
#include "payments/schedule.hpp"
#include "payments/testing/mortal.hpp"
#include "payments/verify.hpp"
#include "sql/fake_database.hpp"
#include "vault/testing/vault_world.hpp"

namespace guichet::payments::testing {

// Published test numbers (spec/test-data.md 2).
inline constexpr std::string_view approved_card = "4970100000000014";
inline constexpr std::string_view refused_card = "4970100000000071";  // code 51
inline constexpr std::string_view meal_voucher = "5025001000000008";
inline constexpr std::string_view shop_of_tests = "69876357";

/// A merchant's endpoint that answers 200 at once and keeps the bodies.
class QuietMerchant final : public http::Client {
 public:
  Task<Result<http::Response, http::FetchFault>> fetch(http::Outgoing request) override {
    bodies.push_back(request.body);
    http::Response response;
    response.body = "OK";
    co_return response;
  }
  std::vector<std::string> bodies;
};

/// A mail server that takes everything.
class MailBox final : public notifications::Mailer {
 public:
  Task<bool> send(notifications::Mail mail) override {
    mails.push_back(std::move(mail));
    co_return true;
  }
  std::vector<notifications::Mail> mails;
};

/// What the processes of a world share.
struct Surroundings {
  sql::Database& store;
  std::string master_key;
  std::shared_ptr<acquiring::Acquirer> bank;
  http::Client& merchant;
  Random& random;
  const Clock& clock;
  std::shared_ptr<notifications::Mailer> mailer;
};

/// The rooms of one process over the world's store and acquirer. May be killed at any act.
struct Process {
  Process(Surroundings around, std::string name)
      : with(std::move(around)), owner(std::move(name)) {
    acquirers.add("sandbox", line);
  }

  Task<> open() {
    keys = co_await vault::Keys::open(db, with.master_key, with.random, with.clock);
    vault = std::make_unique<vault::Vault>(db, *keys, with.random, with.clock);
    directory = std::make_unique<merchants::Directory>(db, *keys, with.random, with.clock);
    co_await directory->refresh();
    notifications::OutboxOptions options;
    options.allow_private_targets = true;
    options.owner = owner;
    options.mailer = with.mailer;
    outbox = std::make_unique<notifications::Outbox>(db, with.merchant, *directory, with.clock,
                                                     with.random, options);
    outbox->set_text_source([](BookPtr, std::string payment, std::string transaction, auto) {
      return text_of(std::move(payment), std::move(transaction));
    });
    charges = std::make_unique<Charges>(Collaborators{db, *vault, acquirers, *directory, *outbox,
                                                      with.random, with.clock, owner});
    operations = std::make_unique<Operations>(*charges);
    recovery = std::make_unique<Recovery>(*charges);
    calendar = std::make_unique<jobs::Calendar>(db);
    clock_moves =
        std::make_unique<jobs::ClockMoves>(db, with.clock, *calendar, directory->clocks());
    daily_jobs = std::make_unique<DailyJobs>(charges->with(), *calendar);
    agenda = std::make_unique<jobs::Agenda>(db, with.clock, owner);
    agenda->add_kind(recovery->job());
    agenda->add_kind(outbox->job());
    agenda->add_kind(outbox->mail_job());
    agenda->add_kind(clock_moves->job());
  }

  Surroundings with;
  std::string owner;
  std::shared_ptr<Life> life = std::make_shared<Life>();
  MortalDatabase db{with.store, life};
  std::shared_ptr<MortalAcquirer> line = std::make_shared<MortalAcquirer>(with.bank, life);
  acquiring::Acquirers acquirers;
  std::unique_ptr<vault::Keys> keys;
  std::unique_ptr<vault::Vault> vault;
  std::unique_ptr<merchants::Directory> directory;
  std::unique_ptr<notifications::Outbox> outbox;
  std::unique_ptr<Charges> charges;
  std::unique_ptr<Operations> operations;
  std::unique_ptr<Recovery> recovery;
  std::unique_ptr<jobs::Calendar> calendar;
  std::unique_ptr<jobs::ClockMoves> clock_moves;
  std::unique_ptr<DailyJobs> daily_jobs;
  std::unique_ptr<jobs::Agenda> agenda;
  std::vector<std::shared_ptr<void>> upper_rooms;  // what a test of a room above connects

 private:
  static Task<std::string> text_of(std::string payment, std::string transaction) {
    co_return "{\"payment\":\"" + payment + "\",\"transaction\":\"" + transaction + "\"}";
  }
};

struct WorldOptions {
  sql::Migrations more;                    // of rooms above
  std::function<void(Process&)> connect;   // connects rooms above in every new process
  bool shuffled = false;  // reads and commits complete later, in an order drawn from the seed
  std::uint64_t seed = 7;
};

inline sql::Migrations payment_migrations(const sql::Migrations& more) {
  sql::Migrations all = vault::schema();
  for (const auto& room :
       {merchants::schema(), risk::schema(), idempotency::schema(), jobs::schema(),
        notifications::schema(), schema(), more}) {
    all.insert(all.end(), room.begin(), room.end());
  }
  return all;
}

/// A whole small gateway on a simulated scheduler: one shop with a TEST book, a store, the sandbox
/// acquirer with its ledger, a merchant, and processes that come and go.
struct PaymentWorld : guichet::testing::VaultWorld {
  explicit PaymentWorld(WorldOptions options = {})
      : VaultWorld(payment_migrations(options.more)), connect_(std::move(options.connect)) {
    random = SeededRandom(options.seed);
    if (options.shuffled) fake = std::make_unique<sql::FakeDatabase>(*db, random);
    open_bank();
    start();
    apply(std::string(merchants::demo_shop_toml) +
          "test_url = \"http://127.0.0.1:9/ipn\"\n[notifications.web_service]\nenabled = true\n"
          "test_url = \"http://127.0.0.1:9/ws\"\n");
  }
  ~PaymentWorld() { settle_everything(); }

  /// Starts a process; the earlier ones stay until they are killed.
  Process& start() {
    sql::Database& store = fake ? static_cast<sql::Database&>(*fake) : *db;
    Surroundings around{store, master_path(), bank, merchant, random, clock, mailer};
    processes.push_back(std::make_unique<Process>(
        std::move(around), "process-" + std::to_string(++processes_started_)));
    run(processes.back()->open());
    if (connect_) connect_(*processes.back());
    return *processes.back();
  }
  /// Kills the latest process where it stands and starts another over the same books.
  Process& restart() {
    now().life->end();
    settle_everything();
    return start();
  }
  /// The acquirer comes up again from its ledger. Nothing may be on its way to it.
  void reopen_bank() {
    now().life->end();
    settle_everything();
    processes.clear();
    bank.reset();
    open_bank();
    start();
  }
  Process& now() { return *processes.back(); }
  BookPtr book() { return now().directory->find(shop_of_tests, vault::Mode::test); }
  void apply(const std::string& toml) {
    const auto outcome = run(now().directory->apply(toml));
    check(static_cast<bool>(outcome), outcome ? "" : outcome.reason().c_str());
  }

  /// Lets everything that was started come to its end; killed processes unwind.
  void settle_everything() { scheduler.run_for(std::chrono::minutes(2)); }
  Instant business_now() { return book()->business_time(clock.now()); }
  /// Moves the clock of the shop, with everything that falls due on the way.
  jobs::ClockMove move_clock(Instant to) {
    run(now().clock_moves->order(book()->id, to));
    return run(now().clock_moves->carry_out(*now().agenda, book()->id, std::chrono::hours(1)));
  }
  /// To the end of the evening that follows: everything due is captured.
  jobs::ClockMove pass_evening() {
    const TimeZone zone(book()->shop->time_zone);
    const Instant evening = zone.next(business_now().plus_ms(1), evening_minutes);
    return move_clock(evening.plus_seconds(60));
  }
  /// What the agenda of the latest process does in `seconds`.
  void run_agenda(int seconds) {
    for (int second = 0; second < seconds; ++second) {
      run(now().agenda->run_once());
      scheduler.run_for(std::chrono::seconds(1));
    }
  }

  ChargeRequest request(std::string_view pan = approved_card, std::int64_t minor = 990) {
    auto number = Pan::parse(pan);
    check(number.has_value(), "not a card number");
    Payment payment{.book_id = book()->id,
                    .id = make_uuid(random, clock.now()),
                    .order_id = "ORDER-1",
                    .amount = {minor, *Currency::find("EUR")},
                    .created_at = book()->business_time(clock.now()),
                    .document = "{\"amount\":" + std::to_string(minor) + "}"};
    CardInput card{.pan = std::move(*number),
                   .expiry = {12, 2030},
                   .security_code = SecurityCode::parse("123")};
    return {.book = book(), .payment = std::move(payment), .card = std::move(card)};
  }
  Settled charge(ChargeRequest wanted) { return run(now().charges->charge(std::move(wanted))); }
  Settled charge(std::string_view pan = approved_card) { return charge(request(pan)); }

  std::int64_t count(const std::string& table) {
    const std::string text = "SELECT COUNT(*) FROM " + table;
    return query(text.c_str()).front().integer(0);
  }
  std::vector<acquiring::LedgerEntry> ledger() const {
    return acquiring::read_ledger(ledger_path());
  }
  /// Lines of an operation with a result.
  int ledger_lines(std::string_view operation, std::string_view result = {}) const {
    int lines = 0;
    for (const auto& entry : ledger()) {
      if (entry.operation == operation && (result.empty() || entry.result == result)) ++lines;
    }
    return lines;
  }
  /// The differences between the books, one line each: empty when they agree.
  std::vector<std::string> differences() {
    std::vector<std::int64_t> books{book()->id};
    auto found = run(compare_with_ledger(*db, std::move(books), "sandbox", ledger()));
    std::vector<std::string> lines;
    for (const auto& one : found) {
      lines.push_back(one.meaning + ": " + one.gateway + " / " + one.ledger);
    }
    return lines;
  }
  std::optional<Transaction> stored(const std::string& uuid) {
    return run(load_transaction(*db, book()->id, uuid));
  }
  std::string ledger_path() const { return folder.file("acquirer-ledger.jsonl"); }

  std::unique_ptr<sql::FakeDatabase> fake;
  QuietMerchant merchant;
  std::shared_ptr<MailBox> mailer = std::make_shared<MailBox>();
  std::shared_ptr<acquiring::SandboxAcquirer> bank;
  std::vector<std::unique_ptr<Process>> processes;

 private:
  void open_bank() {
    acquiring::SandboxOptions options;
    options.writing = acquiring::LedgerWriting::direct;
    bank = std::make_shared<acquiring::SandboxAcquirer>(ledger_path(), random, clock, options);
  }
  std::function<void(Process&)> connect_;
  int processes_started_ = 0;
};

}  // namespace guichet::payments::testing
