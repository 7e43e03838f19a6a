#include "notifications/outbox.hpp"

#include <charconv>

#include "base/metrics.hpp"
#include "notifications/courier.hpp"

namespace guichet::notifications {

struct Outbox::Impl {
  sql::Database& db;
  const Clock& clock;
  std::shared_ptr<Courier> courier;
};

Outbox::Outbox(sql::Database& db, http::Client& client, merchants::Directory& directory,
               const Clock& clock, Random& random, OutboxOptions options) {
  auto find_book = [&directory](std::int64_t book_id) { return directory.find(book_id); };
  auto courier = std::make_shared<Courier>(db, client, std::move(find_book), clock, random,
                                           std::move(options));
  metrics::gauge("guichet_notification_breakers_open",
                 "Endpoints that buyers do not wait for at present",
                 [weak = std::weak_ptr<Courier>(courier)]() -> double {
                   const auto kept = weak.lock();
                   return kept ? kept->breakers_open() : 0;
                 });
  impl_.reset(new Impl{db, clock, std::move(courier)});
}

Outbox::~Outbox() = default;

void Outbox::set_text_source(MakeText make_text) {
  impl_->courier->set_text_source(std::move(make_text));
}

std::string Outbox::enqueue(sql::Batch& batch, const Book& book, const Event& event) {
  return impl_->courier->enqueue(batch, book, event);
}

void Outbox::enqueue_mail(sql::Batch& batch, const Book& book, Mail mail) {
  impl_->courier->mails().enqueue(batch, book.id, std::move(mail));
}

Task<> Outbox::deliver_now(BookPtr book, std::string outbox_id, Scheduler::Duration wait,
                           std::string text) {
  return impl_->courier->deliver_now(std::move(book), std::move(outbox_id), wait,
                                     std::move(text));
}

Task<bool> Outbox::resend(BookPtr book, std::string outbox_id, Resend how) {
  return impl_->courier->resend(std::move(book), std::move(outbox_id), how);
}

Task<std::vector<Outbox::Delivery>> Outbox::log(std::int64_t book_id, int rows_max) {
  return store::read_log(impl_->db, book_id, rows_max);
}

jobs::Kind Outbox::job() {
  return {"notifications", [courier = impl_->courier](std::int64_t book_id, Instant now) {
            return courier->run_due(book_id, now);
          }};
}

jobs::Kind Outbox::mail_job() { return impl_->courier->mails().job(); }

Task<Outbox::Pending> Outbox::pending() {
  const store::PendingRows rows = co_await store::read_pending(impl_->db);
  Pending pending{rows.rows, 0};
  // A UUIDv7 begins with its time: 48 bits of milliseconds (RFC 9562 5.7).
  constexpr std::size_t time_digits = 12;
  std::int64_t made_at = 0;
  const std::string& id = rows.oldest_event_id;
  if (id.size() >= time_digits) {
    std::from_chars(id.data(), id.data() + time_digits, made_at, 16);
    const std::int64_t age_ms = impl_->clock.now().ms - made_at;
    if (age_ms > 0) pending.oldest_seconds = static_cast<double>(age_ms) / 1000;
  }
  co_return pending;
}

void Outbox::set_draining() { impl_->courier->set_draining(); }

}  // namespace guichet::notifications
