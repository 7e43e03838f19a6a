#include "checkout/session_expiry.hpp"

#include "contract/decode.hpp"
#include "jobs/crew.hpp"
#include "sql/unit.hpp"

namespace guichet::checkout {

namespace {

using payments::BookPtr;

constexpr std::size_t hands = 16;
constexpr std::int64_t page_ms_max = 10'000;
/// The notification carries the date of the end, so a move of the clock waits for it a little.
constexpr auto notification_wait_max = std::chrono::seconds(5);

std::string ipn_target_url_of(const payments::Payment& payment) {
  return std::string(contract::Document::restore(payment.document).text("ipnTargetUrl"));
}

}  // namespace

bool abandonment_is_told(const merchants::Book& book, const payments::Payment& payment) {
  const auto rule = book.rules.find(merchants::Rule::cancellation);
  if (rule != book.rules.end() && rule->second.enabled && !rule->second.url.empty()) return true;
  return !ipn_target_url_of(payment).empty();
}

void SessionExpiry::connect(jobs::Calendar& calendar) {
  calendar.set_handler(jobs::Job::session_expiry,
                       [this](std::int64_t book_id, std::vector<jobs::Due> rows) {
                         return run(book_id, std::move(rows));
                       });
}

Task<int> SessionExpiry::run(std::int64_t book_id, std::vector<jobs::Due> rows) {
  const auto& with = charges_.with();
  const auto book = with.directory.find(book_id);
  if (!book) co_return 0;
  // Most sessions are paid long before their time: those rows go together.
  auto finished = std::make_shared<int>(0);
  sql::Batch closed;
  std::vector<std::function<Task<>()>> work;
  const Instant stop_at = with.clock.now().plus_ms(page_ms_max);
  for (auto& row : rows) {
    const auto session = co_await load_session(with.db, book_id, row.entity);
    if (!session || session->closed) {
      jobs::Calendar::remove(closed, book_id, row);
      ++*finished;
      continue;
    }
    work.push_back([this, book, finished, stop_at, row = std::move(row)]() -> Task<> {
      if (charges_.with().clock.now() >= stop_at) co_return;
      const bool ended = co_await end(book, row);
      if (ended) ++*finished;
    });
  }
  if (!closed.empty()) {
    const sql::Commit outcome = co_await with.db.commit(std::move(closed));
    if (outcome != sql::Commit::done) *finished = 0;
  }
  co_await jobs::run_crew("session expiry", std::move(work), hands, std::chrono::hours(1));
  co_return *finished;
}

Task<bool> SessionExpiry::end(BookPtr book, jobs::Due row) {
  const auto& with = charges_.with();
  const auto before = co_await load_session(with.db, book->id, row.entity);
  if (before && !before->in_flight.empty()) co_return false;
  if (at_end_) {
    const bool ended = co_await at_end_(book, row.entity);
    if (!ended) co_return false;
  }
  const auto decide = [&]() -> Task<sql::Decision<std::optional<std::string>>> {
    sql::Decision<std::optional<std::string>> decision;
    auto session = co_await load_session(with.db, book->id, row.entity);
    check(session.has_value(), "a session went away");
    if (!session->in_flight.empty()) co_return decision;
    decision.result = std::string();
    if (!session->closed) {
      add_session_change(decision.batch, *session, with.clock.now(), with.owner, "expired");
      const auto payment = co_await payments::load_payment(with.db, book->id, row.entity);
      const auto made = co_await payments::load_of_payment(with.db, book->id, row.entity);
      // A link's transaction tells of its own expiry.
      const bool of_link = made.size() == 1 && made.front().details.pay_until;
      if (payment && !of_link) {
        decision.result = with.outbox.enqueue(
            decision.batch, *book,
            {.payment_id = payment->id,
             .transaction = made.empty() ? std::string() : made.back().uuid,
             .rule = merchants::Rule::cancellation,
             .url_override = ipn_target_url_of(*payment)});
      }
    }
    jobs::Calendar::remove(decision.batch, book->id, row);
    co_return decision;
  };
  auto outbox_id =
      co_await sql::run_unit<std::optional<std::string>>(with.db, "expire session", decide);
  if (!outbox_id) co_return false;
  if (!outbox_id->empty()) {
    co_await with.outbox.deliver_now(book, *outbox_id, notification_wait_max);
  }
  co_return true;
}

}  // namespace guichet::checkout
