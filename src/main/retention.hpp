#pragma once

#include <map>
#include <mutex>

#include "jobs/agenda.hpp"
#include "jobs/calendar.hpp"
#include "merchants/directory.hpp"
#include "sql/database.hpp"
#include "vault/vault.hpp"

namespace guichet::app {

/// The job "purge": once a night, in each book, what is no longer needed is erased, and what is
/// kept is told in docs/operate/retention.md (spec/status-machine.md 8.2, security-checklist 5).
/// The rooms erase their own rows; this decides what is due to go. Repeating it is harmless.
class Retention {
 public:
  /// The rooms must outlive this.
  Retention(sql::Database& db, vault::Vault& vault, merchants::Directory& directory,
            const Clock& clock)
      : db_(db), vault_(vault), directory_(directory), clock_(clock) {}

  void connect(jobs::Calendar& calendar);
  /// An agenda kind that puts the next purge of a book into the calendar when this process does not
  /// know of one: each purge brings the next, but the first has to come from somewhere. Comes
  /// before the calendar.
  jobs::Kind seeding();

 private:
  struct Erased {
    int payments = 0, sessions = 0, links = 0, calls = 0, remittances = 0, cards = 0, claims = 0;
    bool finished = true;
  };
  Task<int> run(std::int64_t book_id, std::vector<jobs::Due> rows);
  Task<Erased> erase(merchants::BookPtr book, Instant now);
  Task<std::optional<Instant>> seed(std::int64_t book_id);

  sql::Database& db_;
  vault::Vault& vault_;
  merchants::Directory& directory_;
  const Clock& clock_;
  std::mutex mutex_;
  std::map<std::int64_t, Instant> seeded_until_;  // the purge that is in the calendar, by book
};

}  // namespace guichet::app
