#include "main/engine.hpp"

#include <atomic>

#include "answers/kr_answer.hpp"
#include "base/metrics.hpp"
#include "main/schema.hpp"
#include "notifications/smtp_mailer.hpp"
#include "payments/remittance_store.hpp"
#include "rest/authorization.hpp"
#include "sql/sqlite/sqlite_database.hpp"

namespace guichet::app {

namespace {

constexpr auto directory_interval = std::chrono::milliseconds(500);
constexpr auto agenda_interval = std::chrono::milliseconds(250);
constexpr auto ranges_period = std::chrono::hours(1);
constexpr int remittances_shown_max = 100;
constexpr auto measure_interval = std::chrono::seconds(5);

}  // namespace

Engine::Engine(Config configuration)
    : config(std::move(configuration)), owner(random.hex(64)) {}

Task<std::unique_ptr<Engine>> Engine::open(Config config, std::string server_url) {
  std::unique_ptr<Engine> engine(new Engine(std::move(config)));
  const std::string& data = engine->config.data_dir;
  const sql::SqliteOptions options{.path = data + "/guichet.db", .clock = &engine->clock};
  engine->db = sql::open_sqlite(options, all_migrations());
  engine->keys = co_await vault::Keys::open(*engine->db, data + "/master.key", engine->random,
                                            engine->clock);
  engine->vault = std::make_unique<vault::Vault>(*engine->db, *engine->keys, engine->random,
                                                 engine->clock);
  engine->directory = std::make_unique<merchants::Directory>(*engine->db, *engine->keys,
                                                             engine->random, engine->clock);
  co_await engine->directory->refresh();
  engine->connect_acquirers();
  for (const auto& connector : engine->connectors) co_await connector->refresh_ranges();
  engine->connect_rooms(server_url);
  co_return engine;
}

void Engine::connect_acquirers() {
  acquiring::SandboxOptions sandbox_options;
  sandbox_options.catalogue.by_holder_name = config.sandbox_catalogue;
  sandbox_options.catalogue.by_amount = config.sandbox_catalogue;
  sandbox = std::make_shared<acquiring::SandboxAcquirer>(
      config.data_dir + "/acquirer-ledger.jsonl", random, clock, sandbox_options);
  acquirers.add("sandbox", sandbox);
  client = http::make_client();
  for (const auto& [name, connector] : config.acquirers) {
    const auto url = http::Url::parse(connector.url);
    if (!url) throw std::runtime_error("acquirers." + name + ".url is not an address");
    connectors.push_back(
        std::make_shared<acquiring::HttpAcquirer>(
        *url, Secret(connector.token), client, connector.verify_tls));
    acquirers.add(name, connectors.back());
  }
}

void Engine::connect_rooms(const std::string& server_url) {
  notifications::OutboxOptions outbox_options;
  outbox_options.allow_private_targets = config.demo || config.allow_private_notifications;
  outbox_options.keep_texts = config.demo;  // the inbox that shows them is part of demo mode
  outbox_options.owner = owner;
  if (!config.smtp_url.empty()) {
    outbox_options.mailer = notifications::make_smtp_mailer(
        {.url = config.smtp_url,
         .user = config.smtp_user,
         .password = Secret(config.smtp_password),
         .from = config.mail_from,
         .require_tls = config.smtp_require_tls},
        clock);
  }
  outbox = std::make_unique<notifications::Outbox>(*db, *client, *directory, clock, random,
                                                   outbox_options);
  outbox->set_text_source([this](merchants::BookPtr book, std::string payment_id,
                                 std::string transaction, merchants::Rule rule) {
    return answers::load_kr_answer(*db, std::move(book), clock, std::move(payment_id),
                                   std::move(transaction), rule);
  });
  charges = std::make_unique<payments::Charges>(
      payments::Collaborators{*db, *vault, acquirers, *directory, *outbox, random, clock, owner});
  checkout = std::make_unique<checkout::Checkout>(*charges, *keys);
  operations = std::make_unique<payments::Operations>(*charges);
  recovery = std::make_unique<payments::Recovery>(*charges);
  connect_jobs();
  api = std::make_unique<rest::Api>(
      rest::Gateway{*directory, *charges, *checkout, *operations, acquirers, *db, random, clock,
                    *keys, server_url},
      rest::ApiOptions{.server_url = server_url,
                       .provider = config.provider,
                       .unauthorized_status = config.unauthorized_status});
  form = std::make_unique<form::FormService>(
      *directory, *checkout, *charges,
      form::FormOptions{.server_url = server_url, .provider = config.provider});
  connect_clock();
  links = std::make_unique<hosted::LinkPages>(*directory, *checkout, *db, clock, server_url);
  if (config.demo) connect_sandbox(server_url);
}

void Engine::connect_jobs() {
  calendar = std::make_unique<jobs::Calendar>(*db);
  clock_moves = std::make_unique<jobs::ClockMoves>(*db, clock, *calendar, directory->clocks());
  daily_jobs = std::make_unique<payments::DailyJobs>(charges->with(), *calendar);
  session_expiry = std::make_unique<checkout::SessionExpiry>(*charges);
  session_expiry->set_at_end([this](merchants::BookPtr book, std::string payment_id) {
    return checkout->give_up(std::move(book), std::move(payment_id));
  });
  session_expiry->connect(*calendar);
  retention = std::make_unique<Retention>(*db, *vault, *directory, clock);
  retention->connect(*calendar);
  agenda = std::make_unique<jobs::Agenda>(*db, clock, owner);
  // The calendar comes after recovery, by whose slots (one with every attempt) books are found
  // that have something due in business time: see payments/schedule.hpp.
  agenda->add_kind(recovery->job());
  agenda->add_kind(outbox->job());
  agenda->add_kind(retention->seeding());
  agenda->add_kind(outbox->mail_job());
  agenda->add_kind(clock_moves->job());
}

void Engine::connect_clock() {
  auto authenticate = [this](const http::Request& request) -> merchants::BookPtr {
    const auto given = rest::parse_authorization(request.headers.get("Authorization"));
    return given ? directory->authenticate(given->user, given->password.expose()) : nullptr;
  };
  clock_face = std::make_unique<guichet::sandbox::ClockFace>(
      guichet::sandbox::ClockPorts{*clock_moves, *agenda, clock, std::move(authenticate)});
}

guichet::sandbox::RemittancePorts Engine::remittance_ports() {
  return {.list = [this](merchants::BookPtr book) { return list_remittances(std::move(book)); },
          .text = [this](merchants::BookPtr book, std::string mid, std::int64_t number) {
            return payments::write_remittance(*db, std::move(book), std::move(mid), number);
          }};
}

Task<std::vector<guichet::sandbox::RemittanceRow>> Engine::list_remittances(
    merchants::BookPtr book) {
  const auto files = co_await payments::load_remittances(*db, book->id, remittances_shown_max);
  std::vector<guichet::sandbox::RemittanceRow> rows;
  for (auto file : files) {
    if (!file.closed_at) file = co_await payments::sum_remittance(*db, file);
    rows.push_back({.mid = file.mid,
                    .number = file.number_text(),
                    .currency = file.currency,
                    .at = file.at,
                    .closed = file.closed_at.has_value(),
                    .debits = file.debits,
                    .debit_minor = file.debit_minor,
                    .credits = file.credits,
                    .credit_minor = file.credit_minor});
  }
  co_return rows;
}

void Engine::connect_sandbox(const std::string& server_url) {
  // Faces do not see each other: the sandbox is handed the log of calls in its own words.
  auto recent_calls = [this] {
    std::vector<guichet::sandbox::ApiCall> calls;
    for (auto& call : api->recent_calls()) {
      calls.push_back({.at = call.at,
                       .ticket = std::move(call.ticket),
                       .shop_id = std::move(call.shop_id),
                       .mode = std::move(call.mode),
                       .service = std::move(call.service),
                       .peer = std::move(call.peer),
                       .error_code = std::move(call.error_code),
                       .detail = std::move(call.detail),
                       .detailed_message = std::move(call.detailed_message),
                       .duration_ms = call.duration_ms});
    }
    return calls;
  };
  sandbox_face = std::make_unique<guichet::sandbox::Sandbox>(
      guichet::sandbox::Ports{*outbox, *directory, sandbox->faults(), clock,
                              std::move(recent_calls),
                              [this](http::Request call) { return call_api(std::move(call)); },
                              random, remittance_ports(),
                              [this](merchants::BookPtr book, std::string uuid) {
                                return charge_back(std::move(book), std::move(uuid));
                              }},
      guichet::sandbox::SandboxOptions{.server_url = server_url});
}

// The demo shop is a merchant: it comes in by the same door as any other.
Task<http::Response> Engine::call_api(http::Request request) {
  co_return co_await api->handle(request);
}

Task<> Engine::charge_back(merchants::BookPtr book, std::string uuid) {
  payments::Wish wish{payments::Source::batch, "charged back in the sandbox"};
  co_await operations->mark_unpaid(std::move(book), std::move(uuid), std::move(wish));
}

void Engine::start_background(Scheduler& scheduler, std::shared_ptr<Event> stop) {
  spawn(scheduler, "directory", refresh_directory(stop));
  spawn(scheduler, "recovery", recover_orphans());
  spawn(scheduler, "agenda", run_agenda(stop));
  spawn(scheduler, "measure", measure(stop));
  for (const auto& connector : connectors) {
    spawn(scheduler, "ranges", connector->keep_ranges_fresh(ranges_period, stop));
  }
}

Task<> Engine::refresh_directory(std::shared_ptr<Event> stop) {
  for (;;) {
    const bool stopped = co_await stop->wait_for(directory_interval);
    if (stopped) co_return;
    co_await directory->refresh();
  }
}

// The data directory is locked: who held a lease before this process is gone for good.
Task<> Engine::run_agenda(std::shared_ptr<Event> stop) {
  for (const auto& book : directory->all()) co_await agenda->free_orphan(book->id);
  co_await agenda->run(agenda_interval, std::move(stop));
}

// The data directory is locked: whoever wrote the attempts found now is gone for good.
Task<> Engine::recover_orphans() {
  for (const auto& book : directory->all()) {
    co_await recovery->recover(book, true);
  }
}

Task<> Engine::measure(std::shared_ptr<Event> stop) {
  struct Figures {
    std::atomic<double> outbox_rows{0}, oldest_s{0}, unknown{0}, reversals{0};
  };
  auto figures = std::make_shared<Figures>();
  metrics::gauge("guichet_outbox_rows", "notifications not delivered yet",
                 [figures] { return figures->outbox_rows.load(); });
  metrics::gauge("guichet_outbox_oldest_seconds", "age of the oldest of them",
                 [figures] { return figures->oldest_s.load(); });
  metrics::gauge("guichet_unknown_attempts", "attempts whose outcome is not settled",
                 [figures] { return figures->unknown.load(); });
  metrics::gauge("guichet_pending_reversals", "authorisations still to be given back",
                 [figures] { return figures->reversals.load(); });
  metrics::gauge("guichet_writer_queue", "commits waiting for the writer",
                 [this] { return static_cast<double>(db->queue_length()); });
  for (;;) {
    const auto pending = co_await outbox->pending();
    double unknown = 0, reversals = 0;
    for (const auto& book : directory->all()) {
      unknown += co_await payments::count_attempts(*db, book->id, payments::Phase::authorise);
      reversals += co_await payments::count_attempts(*db, book->id, payments::Phase::reverse);
    }
    figures->outbox_rows = static_cast<double>(pending.rows);
    figures->oldest_s = pending.oldest_seconds;
    figures->unknown = unknown;
    figures->reversals = reversals;
    const bool stopped = co_await stop->wait_for(measure_interval);
    if (stopped) co_return;
  }
}

}  // namespace guichet::app
