#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "notifications/caller.hpp"
#include "notifications/gate.hpp"
#include "notifications/mail_queue.hpp"
#include "notifications/order.hpp"
#include "notifications/outbox.hpp"
#include "notifications/outbox_store.hpp"

namespace guichet::notifications {

/// What is behind Outbox: takes rows through their lives (docs/internals/notifications.md).
///
/// Calls to merchants run as tasks of their own, which share the courier; the database, the client
/// and the clock must outlive the schedulers these tasks run on.
class Courier : public std::enable_shared_from_this<Courier> {
 public:
  using FindBook = std::function<BookPtr(std::int64_t book_id)>;

  /// A row's lease: longer than a call may take, so that nobody else sends it meanwhile.
  static constexpr std::int64_t lease_ms = 45'000;
  /// What a lease must still last for a call to begin under it: 30 s and some for the books.
  static constexpr std::int64_t call_ms_max = 32'000;

  Courier(sql::Database& db, http::Client& client, FindBook find_book, const Clock& clock,
          Random& random, OutboxOptions options);

  void set_text_source(MakeText make_text) { caller_.set_text_source(std::move(make_text)); }
  void set_draining() { draining_ = true; }
  MailQueue& mails() { return mails_; }
  int breakers_open() { return caller_.breaker().open_count(); }

  std::string enqueue(sql::Batch& batch, const Book& book, const Event& event);
  Task<> deliver_now(BookPtr book, std::string outbox_id, Scheduler::Duration wait,
                     std::string text = {});
  Task<bool> resend(BookPtr book, std::string outbox_id, Outbox::Resend how);
  Task<std::optional<Instant>> run_due(std::int64_t book_id, Instant now);

 private:
  enum class Origin { now, job };
  enum class Turn {
    finished,  // the row needs nothing more from this delivery
    again,     // a step was made, or lost to somebody else: look again
    wait       // somebody else is at this payment: look again later
  };

  static Task<> deliver_and_signal(std::shared_ptr<Courier> self, BookPtr book, RowKey key,
                                   std::string text, std::shared_ptr<guichet::Event> done);
  static Task<> deliver_in_order(std::shared_ptr<Courier> self, BookPtr book,
                                 std::vector<RowKey> keys);
  Task<> deliver(BookPtr book, RowKey key, Origin origin, std::string text);
  Task<Turn> take_turn(BookPtr book, RowKey key, Origin origin, std::string text);
  /// What enqueue wrote for a payment's first event: nothing can stand before it, so that its first
  /// call needs no look at the books.
  std::optional<OutboxRow> take_first(const std::string& name);
  Task<Turn> put_to_rest(BookPtr book, RowKey key, int calls, RowState state);
  /// One automatic call, to its end in the books. `text`: what to say, or empty.
  Task<Turn> call(BookPtr book, RowKey key, OutboxRow row, std::string text);
  Task<> record_call(BookPtr book, RowKey key, OutboxRow row, AttemptRow attempt, bool claimed);
  void mail_failure(sql::Batch& batch, const Book& book, const OutboxRow& row,
                    const AttemptRow& attempt, const CallEnd& end);
  Task<sql::Commit> claim(BookPtr book, RowKey key, OutboxRow row, AttemptRow attempt);
  Task<> enter(std::string payment);
  static std::string gate_name(const Book& book, const RowKey& key);
  AttemptRow begin_attempt(const Book& book, const OutboxRow& row, const Prepared& prepared,
                           bool by_hand) const;
  /// One call by hand; nothing when somebody else took its number in the log.
  Task<std::optional<bool>> call_by_hand(BookPtr book, RowKey key, bool broken);
  bool is_ours(const Book& book, const RowKey& key, const OutboxRow& row);

  sql::Database& db_;
  FindBook find_book_;
  const Clock& clock_;
  Random& random_;
  const OutboxOptions options_;
  Caller caller_;
  Gate gate_;
  MailQueue mails_;
  std::atomic<bool> draining_{false};
  std::mutex mutex_;
  std::set<std::string> announced_;  // rows that a deliver_now of this process takes care of
  std::map<std::string, OutboxRow> firsts_;  // of enqueue, until deliver_now; at most firsts_max
};

}  // namespace guichet::notifications
