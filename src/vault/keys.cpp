#include "vault/keys.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <mutex>

#include "base/check.hpp"
#include "base/limits.hpp"
#include "base/log.hpp"
#include "vault/key_ring.hpp"
#include "vault/keys_store.hpp"
#include "vault/master_key.hpp"

namespace guichet::vault {

namespace {

using keys_store::WrappedKey;

// A sealed text from the network may name any key: a miss asks the database at most this often.
constexpr std::int64_t look_interval_ms = 100;

/// The database's side and the files' side, read together.
struct State {
  std::int64_t version = 0;
  std::vector<WrappedKey> rows;
  std::optional<MasterKey> master;  // PATH
  std::optional<MasterKey> next;    // PATH.new: a rotation of the master is under way, or died

  /// The master key that wrapped the rows, or null.
  const MasterKey* holder() const {
    if (rows.empty()) return master ? &*master : nullptr;
    const auto wrapped_all = [&](const std::optional<MasterKey>& key) {
      return key && std::all_of(rows.begin(), rows.end(), [&](const WrappedKey& row) {
               return row.master_id == key->id();
             });
    };
    if (wrapped_all(master)) return &*master;
    return wrapped_all(next) ? &*next : nullptr;
  }
};

/// Held by the process that moves the master key's files, from before the new key is published
/// until the rename. Without it a rotator that sleeps between its commit and its rename could
/// rename the file of the *next* rotation over the only key that opens the database.
class RotationLock {
 public:
  explicit RotationLock(const std::string& master_path)
      : fd_(::open((master_path + ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)),
        held_(fd_ >= 0 && ::flock(fd_, LOCK_EX | LOCK_NB) == 0) {}
  ~RotationLock() {
    if (fd_ >= 0) ::close(fd_);
  }
  RotationLock(const RotationLock&) = delete;
  RotationLock& operator=(const RotationLock&) = delete;
  bool held() const { return held_; }

 private:
  int fd_;
  bool held_;
};

}  // namespace

struct Keys::Impl {
  Impl(sql::Database& database, std::string path, Random& source, const Clock& wall)
      : db(database), master_path(std::move(path)), random(source), clock(wall) {}

  sql::Database& db;
  const std::string master_path;
  const std::string next_path = master_path + ".new";
  Random& random;
  const Clock& clock;

  // Readers take the pointer and nothing else. A ring that was replaced is kept until the end,
  // because a reader may still hold it; rings change only when keys do, and share their keys.
  std::atomic<const KeyRing*> ring{nullptr};
  std::mutex publishing;
  std::vector<std::unique_ptr<const KeyRing>> rings;
  std::atomic<std::int64_t> last_look_ms{INT64_MIN};

  Task<State> read_state();
  Task<State> read_opened_state();
  Task<> prepare();
  Task<> reload();
  Task<> reload_if_changed();
  Task<> look_for_unknown_key();
  Task<> rotate(Purpose purpose, Mode mode);
  Task<> rotate_master();
  void publish(std::unique_ptr<const KeyRing> fresh);
};

// The version is read first: whatever the rows hold beyond it only makes a later guard fail.
Task<State> Keys::Impl::read_state() {
  State state;
  state.version = co_await keys_store::read_version(db);
  state.rows = co_await keys_store::read_all(db);
  state.master = MasterKey::read(master_path);
  state.next = MasterKey::read(next_path);
  co_return state;
}

/// A state whose rows can be unwrapped, or without rows. Read again when it does not fit: another
/// process may have renamed the file between our look at the database and our look at the file.
Task<State> Keys::Impl::read_opened_state() {
  for (std::size_t tries = 0; tries < limits::unit_tries_max; ++tries) {
    State state = co_await read_state();
    if (state.rows.empty() || state.holder() != nullptr) co_return state;
    if (!state.master && !state.next) {
      throw KeysError("the database holds wrapped keys, but their master key " + master_path +
                      " is missing; put it back, a new one could not open them");
    }
  }
  throw KeysError("the master key " + master_path +
                  " is not the one that wrapped the keys of this database");
}

/// Makes what is missing: the master key of an empty database, a first key for each purpose and
/// mode; and ends a rotation of the master key that died after its commit.
Task<> Keys::Impl::prepare() {
  for (std::size_t tries = 0; tries < limits::unit_tries_max; ++tries) {
    State state = co_await read_opened_state();
    if (state.rows.empty() && state.version > 0) {
      // What they sealed may still be there: new keys would only hide the loss.
      throw KeysError("the database lost its wrapped keys; restore it from a backup");
    }
    if (state.rows.empty() && !state.master) {
      // The file is durable before anything is wrapped with it. If another process was faster,
      // its key is the one.
      MasterKey::generate(random).publish(master_path, random);
      state.master = MasterKey::read(master_path);
    }
    const MasterKey* holder = state.holder();
    if (holder == nullptr) continue;
    if (state.next && holder == &*state.next) {
      const RotationLock lock(master_path);
      if (lock.held()) rename_durably(next_path, master_path);
    } else if (state.next) {
      log::warning("keys.rotation_unfinished", {{"file", next_path}});
    }

    sql::Batch batch;
    keys_store::add_change(batch, state.version + 1, "first keys", clock.now());
    bool complete = true;
    for (const Purpose purpose : all_purposes) {
      for (const Mode mode : all_modes) {
        const bool exists =
            std::any_of(state.rows.begin(), state.rows.end(), [&](const WrappedKey& row) {
              return row.purpose == name_of(purpose) && row.mode == mode_name(mode);
            });
        if (exists) continue;
        complete = false;
        keys_store::add_key(batch, make_wrapped_key(*holder, random, purpose, mode, 1),
                            clock.now());
      }
    }
    if (complete) co_return;
    const sql::Commit outcome = co_await db.commit(std::move(batch));
    if (outcome == sql::Commit::done) co_return;
    if (outcome == sql::Commit::unavailable) throw KeysError("the first keys could not be stored");
  }
  throw KeysError("the first keys could not be stored: others keep changing them");
}

Task<> Keys::Impl::reload() {
  const State state = co_await read_opened_state();
  if (state.rows.empty()) throw KeysError("the database lost its wrapped keys");
  const KeyRing* known = ring.load(std::memory_order_acquire);
  std::vector<PurposeKeyPtr> keys;
  for (const WrappedKey& row : state.rows) {
    PurposeKeyPtr key = known == nullptr ? nullptr : known->find(row.key_id);
    if (key == nullptr) key = unwrap_key(*state.holder(), row);
    keys.push_back(std::move(key));
  }
  publish(std::make_unique<const KeyRing>(state.version, std::move(keys)));
}

void Keys::Impl::publish(std::unique_ptr<const KeyRing> fresh) {
  const std::lock_guard lock(publishing);
  const KeyRing* known = ring.load(std::memory_order_relaxed);
  if (known != nullptr && known->version() >= fresh->version()) return;
  ring.store(fresh.get(), std::memory_order_release);
  rings.push_back(std::move(fresh));
}

Task<> Keys::Impl::look_for_unknown_key() {
  const std::int64_t now = clock.now().ms;
  std::int64_t last = last_look_ms.load(std::memory_order_relaxed);
  if (last != INT64_MIN && now >= last && now - last < look_interval_ms) co_return;
  if (!last_look_ms.compare_exchange_strong(last, now)) co_return;  // somebody else is looking
  co_await reload_if_changed();
}

Task<> Keys::Impl::reload_if_changed() {
  const std::int64_t version = co_await keys_store::read_version(db);
  if (version <= ring.load(std::memory_order_acquire)->version()) co_return;
  try {
    co_await reload();
  } catch (const KeysError& error) {
    // Another host rotated the master key and this one was not given the new file: the keys in
    // memory stay good.
    log::error("keys.reload_failed", {{"reason", error.what()}});
  }
}

Task<> Keys::Impl::rotate(Purpose purpose, Mode mode) {
  if (purpose == Purpose::pan_index || purpose == Purpose::pepper ||
      purpose == Purpose::fingerprint) {
    throw KeysError("the key " + std::string(name_of(purpose)) +
                    " cannot be rotated: what it indexed would no longer be found");
  }
  const std::string event = "rotate " + std::string(name_of(purpose)) + " " +
                            std::string(mode_name(mode));
  for (std::size_t tries = 0; tries < limits::unit_tries_max; ++tries) {
    const State state = co_await read_opened_state();
    if (state.rows.empty()) throw KeysError("the database lost its wrapped keys");
    int generation = 0;
    for (const WrappedKey& row : state.rows) {
      if (row.purpose == name_of(purpose) && row.mode == mode_name(mode)) {
        generation = std::max(generation, row.generation);
      }
    }
    sql::Batch batch;
    keys_store::add_change(batch, state.version + 1, event, clock.now());
    keys_store::add_key(
        batch, make_wrapped_key(*state.holder(), random, purpose, mode, generation + 1),
        clock.now());
    const sql::Commit outcome = co_await db.commit(std::move(batch));
    if (outcome == sql::Commit::unavailable) throw KeysError("the new key could not be stored");
    if (outcome == sql::Commit::conflict) continue;
    co_await reload();
    co_return;
  }
  throw KeysError("the new key could not be stored: others keep changing the keys");
}

// The new file is durable before the commit, and takes the old one's place only after it. At every
// step in between, one of the two files opens the database, whichever side of the commit we died.
Task<> Keys::Impl::rotate_master() {
  const RotationLock lock(master_path);
  if (!lock.held()) throw KeysError("another rotation of the master key is running");
  for (std::size_t tries = 0; tries < limits::unit_tries_max; ++tries) {
    State state = co_await read_opened_state();
    if (state.rows.empty()) throw KeysError("the database lost its wrapped keys");
    if (state.next && state.holder() == &*state.next) {
      rename_durably(next_path, master_path);
      co_return;
    }
    // A file that an earlier run left is used, not replaced: its commit may have become durable
    // without our having heard of it.
    if (!state.next) {
      MasterKey::generate(random).publish(next_path, random);
      state.next = MasterKey::read(next_path);
      if (!state.next) throw KeysError("the new master key " + next_path + " disappeared");
    }
    sql::Batch batch;
    keys_store::add_change(batch, state.version + 1, "rotate master", clock.now());
    for (const WrappedKey& row : state.rows) {
      keys_store::add_rewrap(batch, rewrap_key(*state.master, *state.next, random, row));
    }
    const sql::Commit outcome = co_await db.commit(std::move(batch));
    if (outcome == sql::Commit::unavailable) {
      throw KeysError("it is not known whether the new wrappings are stored; rotate again");
    }
    if (outcome == sql::Commit::conflict) continue;
    rename_durably(next_path, master_path);
    co_return;
  }
  throw KeysError("the master key could not be rotated: others keep changing the keys");
}

Keys::Keys() = default;
Keys::~Keys() = default;

Task<std::unique_ptr<Keys>> Keys::open(sql::Database& db, std::string master_key_path,
                                       Random& random, const Clock& clock) {
  std::unique_ptr<Keys> keys(new Keys());
  keys->impl_ = std::make_unique<Impl>(db, std::move(master_key_path), random, clock);
  co_await keys->impl_->prepare();
  co_await keys->impl_->reload();
  co_return std::move(keys);
}

std::string Keys::seal(Purpose purpose, Mode mode, std::string_view plain,
                       std::string_view associated) const {
  const PurposeKey& key = impl_->ring.load(std::memory_order_acquire)->current(purpose, mode);
  std::string bound;
  bound.reserve(key.binding.size() + associated.size());
  bound.append(key.binding).append(associated);
  return key.id + key.aead.seal(impl_->random, plain, bound);
}

Task<std::optional<Secret>> Keys::open_sealed(Purpose purpose, Mode mode, std::string_view sealed,
                                              std::string_view associated) const {
  if (sealed.size() < id_digits) co_return std::nullopt;
  const std::string_view id = sealed.substr(0, id_digits);
  PurposeKeyPtr key = impl_->ring.load(std::memory_order_acquire)->find(id);
  if (key == nullptr) {
    co_await impl_->look_for_unknown_key();
    key = impl_->ring.load(std::memory_order_acquire)->find(id);
  }
  if (key == nullptr || key->purpose != purpose || key->mode != mode) co_return std::nullopt;
  std::string bound;
  bound.reserve(key->binding.size() + associated.size());
  bound.append(key->binding).append(associated);
  co_return key->aead.open(sealed.substr(id_digits), bound);
}

std::array<std::uint8_t, 32> Keys::mac(Purpose purpose, Mode mode, std::string_view message) const {
  const KeyRing* ring = impl_->ring.load(std::memory_order_acquire);
  return hmac_sha256(ring->first(purpose, mode).material.expose(), message);
}

Task<> Keys::refresh() { return impl_->reload_if_changed(); }
Task<> Keys::rotate(Purpose purpose, Mode mode) { return impl_->rotate(purpose, mode); }
Task<> Keys::rotate_master() { return impl_->rotate_master(); }

std::string Keys::current_id(Purpose purpose, Mode mode) const {
  return impl_->ring.load(std::memory_order_acquire)->current(purpose, mode).id;
}

std::vector<std::string> Keys::older_ids(Purpose purpose, Mode mode) const {
  return impl_->ring.load(std::memory_order_acquire)->older_ids(purpose, mode);
}

}  // namespace guichet::vault
