#include "payments/remittances.hpp"

#include <algorithm>
#include <charconv>

#include "base/log.hpp"
#include "jobs/agenda.hpp"
#include "payments/remittance_store.hpp"
#include "payments/store.hpp"
#include "sql/unit.hpp"

namespace guichet::payments {

namespace {

constexpr std::int64_t number_max = 999'999;
constexpr int lines_per_page = 1000;

/// What counts the numbers of a contract, and names a file in the history.
std::string counter_of(const std::string& mid) { return "remittance/" + mid; }
std::string entity_of(const std::string& mid, std::int64_t number) {
  return counter_of(mid) + "/" + std::to_string(number);
}

/// The entity of a due row: "mid/number".
std::string due_entity(const RemittanceFile& file) {
  return file.mid + "/" + std::to_string(file.number);
}

struct FileName {
  std::string mid;
  std::int64_t number = 0;
};
FileName parse_due_entity(const std::string& entity) {
  const auto slash = entity.rfind('/');
  FileName name{.mid = entity.substr(0, slash)};
  const char* digits = entity.data() + slash + 1;
  std::from_chars(digits, entity.data() + entity.size(), name.number);
  return name;
}

}  // namespace

std::string RemittanceFile::number_text() const {
  std::string text = std::to_string(number);
  return std::string(text.size() < 6 ? 6 - text.size() : 0, '0') + text;
}

Remittance remittance_of(const RemittanceFile& file) {
  return {.file = file.number_text(), .at = file.at};
}

Task<RemittanceFile> Remittances::open(std::int64_t book_id, std::string mid,
                                       std::string currency, Instant since, Instant at) {
  const auto decide = [&]() -> Task<sql::Decision<RemittanceFile>> {
    auto known = co_await load_open_remittance(with_.db, book_id, mid, currency, since);
    if (known) co_return sql::Decision<RemittanceFile>{{}, std::move(*known)};
    const std::string counter = counter_of(mid);
    const std::int64_t last = co_await last_counter_block(with_.db, book_id, counter);
    RemittanceFile file{.book_id = book_id,
                        .mid = mid,
                        .number = std::max<std::int64_t>(last, 0) + 1,
                        .currency = currency,
                        .at = at};
    check(file.number <= number_max, "remittance numbers used up");
    sql::Decision<RemittanceFile> decision{{}, file};
    add_counter_block(decision.batch, book_id, counter, file.number);
    add_remittance(decision.batch, file);
    add_history(decision.batch, {.book_id = book_id,
                                 .entity = entity_of(mid, file.number),
                                 .version = 1,
                                 .at = with_.clock.now(),
                                 .actor = "capture",
                                 .event = "opened"});
    jobs::Calendar::add(decision.batch, book_id,
                        {since, jobs::Job::remittance_close, due_entity(file)});
    jobs::Agenda::note_due(decision.batch, book_id, with_.clock.now());
    co_return decision;
  };
  auto file = co_await sql::run_unit<RemittanceFile>(with_.db, "open remittance", decide);
  co_return file;
}

// Between the look for open errands and the commit nothing can come in but by a worker that holds
// the book's lease no more; its commit A finds the file closed (require_open_remittance).
Task<bool> Remittances::close(BookPtr book, std::string mid, std::int64_t number) {
  const auto decide = [&]() -> Task<sql::Decision<bool>> {
    sql::Decision<bool> decision{{}, true};
    auto file = co_await load_remittance(with_.db, book->id, mid, number);
    if (!file || file->closed_at) co_return decision;
    const auto captures = co_await count_attempts(with_.db, book->id, Phase::capture);
    const auto refunds = co_await count_attempts(with_.db, book->id, Phase::refund);
    if (captures + refunds > 0) {
      decision.result = false;
      co_return decision;
    }
    file = co_await sum_remittance(with_.db, std::move(*file));
    file->closed_at = book->business_time(with_.clock.now());
    add_history(decision.batch, {.book_id = book->id,
                                 .entity = entity_of(mid, number),
                                 .version = 2,
                                 .at = with_.clock.now(),
                                 .actor = "capture",
                                 .event = "closed"});
    close_remittance(decision.batch, *file);
    co_return decision;
  };
  const bool closed = co_await sql::run_unit<bool>(with_.db, "close remittance", decide);
  if (closed) {
    log::info("remittance.closed", {{"shop", book->shop->id},
                                    {"mid", mid},
                                    {"number", std::to_string(number)}});
  }
  co_return closed;
}

void Remittances::connect(jobs::Calendar& calendar) {
  calendar.set_handler(
      jobs::Job::remittance_close,
      [this](std::int64_t book_id, std::vector<jobs::Due> rows) -> Task<int> {
        const auto book = with_.directory.find(book_id);
        if (!book) co_return 0;
        sql::Batch done;
        int count = 0;
        for (const auto& row : rows) {
          const FileName name = parse_due_entity(row.entity);
          const bool closed = co_await close(book, name.mid, name.number);
          if (!closed) continue;
          jobs::Calendar::remove(done, book_id, row);
          ++count;
        }
        if (count == 0) co_return 0;
        const sql::Commit outcome = co_await with_.db.commit(std::move(done));
        co_return outcome == sql::Commit::done ? count : 0;
      });
}

Task<std::optional<std::string>> write_remittance(sql::Database& db, BookPtr book,
                                                  std::string mid, std::int64_t number) {
  auto file = co_await load_remittance(db, book->id, mid, number);
  if (!file) co_return std::nullopt;
  if (!file->closed_at) file = co_await sum_remittance(db, std::move(*file));
  const auto currency = Currency::find(file->currency);
  check(currency.has_value(), "stored currency is unknown");
  const std::string date = format_date_time(file->at);
  std::string text = "REMITTANCE_NB;CONTRACT;REMITTANCE_DATE;OPERATION_TYPE;TRANSACTION_UUID;"
                     "ORDER_ID;AMOUNT;CURRENCY_CODE\r\n";
  const std::string start = file->number_text() + ";" + file->mid + ";" + date + ";";
  const std::string end = ";" + file->currency + "\r\n";
  std::string after;
  for (;;) {
    const auto lines = co_await load_remittance_lines(db, *file, after, lines_per_page);
    for (const auto& line : lines) {
      // An order id may hold anything printable: a column separator is written as a space.
      std::string order = line.order_id;
      std::replace(order.begin(), order.end(), ';', ' ');
      text.append(start).append(line.credit ? "CT;" : "DT;").append(line.uuid).append(";");
      text.append(order).append(";").append(std::to_string(line.amount_minor)).append(end);
    }
    if (lines.size() < static_cast<std::size_t>(lines_per_page)) break;
    after = lines.back().uuid;
  }
  const auto total = [&](std::string_view kind, std::int64_t count, std::int64_t minor) {
    text.append(start).append(kind).append(";").append(std::to_string(count)).append(";;");
    text.append(std::to_string(minor)).append(end);
  };
  total("TOTAL_DT", file->debits, file->debit_minor);
  total("TOTAL_CT", file->credits, file->credit_minor);
  co_return text;
}

}  // namespace guichet::payments
