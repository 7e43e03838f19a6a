#include <algorithm>
#include <boost/json.hpp>
#include <iterator>

#include "base/check.hpp"
#include "base/json_writer.hpp"
#include "payments/store.hpp"

namespace guichet::payments {

namespace {

const sql::Statement insert_attempt{
    "payments.insert_attempt",
    "INSERT INTO attempts (book_id, uuid, payment_id, phase, owner, deadline, fence, draft) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"};

const sql::Statement set_attempt{
    "payments.set_attempt",
    "UPDATE attempts SET phase = $3, owner = $4, deadline = $5, fence = $6 "
    "WHERE book_id = $1 AND uuid = $2 AND fence <= $6"};

const sql::Statement delete_attempt{"payments.delete_attempt",
                                    "DELETE FROM attempts WHERE book_id = $1 AND uuid = $2"};

const sql::Statement select_attempt{
    "payments.select_attempt",
    "SELECT book_id, uuid, payment_id, phase, owner, deadline, fence, draft FROM attempts "
    "WHERE book_id = $1 AND uuid = $2"};

const sql::Statement select_due_attempts{
    "payments.select_due_attempts",
    "SELECT book_id, uuid, payment_id, phase, owner, deadline, fence, draft FROM attempts "
    "WHERE book_id = $1 AND (deadline <= $2 OR (owner <> $3 AND $4 = 1)) "
    "ORDER BY deadline, uuid LIMIT $5"};

const sql::Statement select_all_attempts{
    "payments.select_all_attempts",
    "SELECT book_id, uuid, payment_id, phase, owner, deadline, fence, draft FROM attempts "
    "WHERE book_id = $1 ORDER BY uuid"};

const sql::Statement count_attempts_of_phase{
    "payments.count_attempts",
    "SELECT COUNT(*) FROM attempts WHERE book_id = $1 AND phase = $2"};

const sql::Statement insert_counter_block{
    "payments.insert_counter_block",
    "INSERT INTO counter_blocks (book_id, counter, block) VALUES ($1, $2, $3)"};

const sql::Statement select_counter_block{
    "payments.select_counter_block",
    "SELECT MAX(block) FROM counter_blocks WHERE book_id = $1 AND counter = $2"};

constexpr std::string_view phase_names[] = {"authorise", "reverse", "capture", "refund",
                                            "deferred_authorisation"};

Phase find_phase(std::string_view name) {
  const auto found = std::find(std::begin(phase_names), std::end(phase_names), name);
  check(found != std::end(phase_names), "stored phase is unknown");
  return static_cast<Phase>(found - std::begin(phase_names));
}

std::string write_errand(const Errand& errand) {
  JsonWriter json(128);
  json.begin_object();
  json.member("request", std::string_view(errand.request_id));
  json.member("file", std::string_view(errand.file));
  json.member("file_at", errand.file_at.ms);
  json.member("last_try", errand.last_try);
  json.member("rule", std::string_view(errand.rule));
  json.end_object();
  return json.take();
}

Errand read_errand(std::string_view text) {
  const auto parsed = boost::json::parse({text.data(), text.size()});
  const auto& object = parsed.as_object();
  return {.request_id = std::string(object.at("request").as_string()),
          .file = std::string(object.at("file").as_string()),
          .file_at = Instant{object.at("file_at").as_int64()},
          .last_try = object.at("last_try").as_bool(),
          .rule = std::string(object.at("rule").as_string())};
}

/// The claim of an Idempotency-Key lies beside the draft: few attempts have one.
std::string write_draft(const Attempt& attempt) {
  const Transaction& draft = attempt.draft;
  JsonWriter json(768);
  json.begin_object();
  json.member("order", std::string_view(draft.order_id));
  json.member("amount", draft.amount.minor);
  json.member("currency", draft.amount.currency.code());
  json.member("sequence", draft.sequence);
  json.member("created", draft.created_at.ms);
  if (draft.expected_capture_at) json.member("capture", draft.expected_capture_at->ms);
  if (!attempt.claim.empty()) json.member("claim", attempt.claim);
  if (attempt.awaited) json.member("awaited", true);
  json.member_raw("details", write_details(draft.details));
  json.end_object();
  return json.take();
}

Transaction read_draft(std::string_view text, std::string& claim, bool& awaited) {
  const auto parsed = boost::json::parse({text.data(), text.size()});
  const auto& object = parsed.as_object();
  const auto currency = Currency::find(object.at("currency").as_string());
  check(currency.has_value(), "stored currency is unknown");
  Transaction draft{.order_id = std::string(object.at("order").as_string()),
                    .amount = {object.at("amount").as_int64(), *currency},
                    .sequence = static_cast<int>(object.at("sequence").as_int64()),
                    .created_at = Instant{object.at("created").as_int64()}};
  if (const auto* capture = object.if_contains("capture")) {
    draft.expected_capture_at = Instant{capture->as_int64()};
  }
  draft.details = read_details(boost::json::serialize(object.at("details")));
  if (const auto* kept = object.if_contains("claim")) claim = kept->as_string();
  awaited = object.contains("awaited");
  return draft;
}

/// An errand is about a transaction that lies in its own table.
Transaction no_draft() { return {.amount = {0, *Currency::find("EUR")}}; }

Attempt read_attempt(const sql::Row& row) {
  const Phase phase = find_phase(row.text(3));
  std::string claim;
  bool awaited = false;
  Attempt attempt{.book_id = row.integer(0),
                  .uuid = row.text(1),
                  .payment_id = row.text(2),
                  .phase = phase,
                  .owner = row.text(4),
                  .deadline = row.instant(5),
                  .fence = row.integer(6),
                  .draft = is_errand(phase) ? no_draft()
                                            : read_draft(row.text(7), claim, awaited),
                  .errand = is_errand(phase) ? read_errand(row.text(7)) : Errand{}};
  attempt.claim = std::move(claim);
  attempt.awaited = awaited;
  attempt.draft.book_id = attempt.book_id;
  attempt.draft.uuid = attempt.uuid;
  attempt.draft.payment_id = attempt.payment_id;
  return attempt;
}

}  // namespace

std::string_view name_of(Phase phase) { return phase_names[static_cast<std::size_t>(phase)]; }

std::string asked_event(Phase phase) { return "asked_" + std::string(name_of(phase)); }

std::string guard_of(const Attempt& attempt) {
  if (attempt.phase == Phase::authorise) return attempt.uuid;
  if (attempt.phase == Phase::reverse) return "reverse/" + attempt.uuid;
  return std::string(name_of(attempt.phase)) + "/" + attempt.errand.request_id;
}

void add_attempt(sql::Batch& batch, const Attempt& a) {
  batch.add(insert_attempt, {a.book_id, a.uuid, a.payment_id, name_of(a.phase), a.owner,
                             a.deadline, a.fence,
                             is_errand(a.phase) ? write_errand(a.errand) : write_draft(a)});
}

void update_attempt(sql::Batch& batch, const Attempt& a) {
  batch.add(set_attempt, {a.book_id, a.uuid, name_of(a.phase), a.owner, a.deadline, a.fence});
}

void remove_attempt(sql::Batch& batch, std::int64_t book_id, const std::string& uuid) {
  batch.add(delete_attempt, {book_id, uuid});
}

void add_counter_block(sql::Batch& batch, std::int64_t book_id, const std::string& counter,
                       std::int64_t block) {
  batch.add(insert_counter_block, {book_id, counter, block});
}

Task<std::optional<Attempt>> load_attempt(sql::Database& db, std::int64_t book_id,
                                          std::string uuid) {
  sql::Parameters parameters{book_id, uuid};
  const sql::Rows rows = co_await db.read(select_attempt, std::move(parameters));
  if (rows.empty()) co_return std::nullopt;
  co_return read_attempt(rows.front());
}

Task<std::vector<Attempt>> load_due_attempts(sql::Database& db, std::int64_t book_id, Instant now,
                                             std::string owner, bool others_are_dead,
                                             int rows_max) {
  sql::Parameters parameters{book_id, now, owner, others_are_dead ? 1 : 0, rows_max};
  const sql::Rows rows = co_await db.read(select_due_attempts, std::move(parameters));
  std::vector<Attempt> list;
  for (const auto& row : rows) list.push_back(read_attempt(row));
  co_return list;
}

Task<std::vector<Attempt>> load_all_attempts(sql::Database& db, std::int64_t book_id) {
  sql::Parameters parameters{book_id};
  const sql::Rows rows = co_await db.read(select_all_attempts, std::move(parameters));
  std::vector<Attempt> list;
  for (const auto& row : rows) list.push_back(read_attempt(row));
  co_return list;
}

Task<std::int64_t> count_attempts(sql::Database& db, std::int64_t book_id, Phase phase) {
  sql::Parameters parameters{book_id, name_of(phase)};
  const sql::Rows rows = co_await db.read(count_attempts_of_phase, std::move(parameters));
  co_return rows.front().integer(0);
}

Task<std::int64_t> last_counter_block(sql::Database& db, std::int64_t book_id,
                                      std::string counter) {
  sql::Parameters parameters{book_id, counter};
  const sql::Rows rows = co_await db.read(select_counter_block, std::move(parameters));
  co_return rows.front().is_null(0) ? -1 : rows.front().integer(0);
}

}  // namespace guichet::payments
