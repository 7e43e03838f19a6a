#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/secret.hpp"
#include "base/time.hpp"
#include "vault/keys.hpp"

namespace guichet::merchants {

using vault::Mode;

/// "TEST" or "PRODUCTION".
std::string_view name_of(Mode mode);

/// What an acquirer pays back: any part, only the whole (PSP_638 otherwise), nothing (PSP_043).
enum class Refunds { partial, whole, none };
std::string_view name_of(Refunds refunds);  // "partial"
std::optional<Refunds> find_refunds(std::string_view name);

/// An acceptance agreement: which brands and currencies a merchant id takes, and through whom.
struct Contract {
  std::string mid;                      // merchant id, e.g. "5512345"
  std::string tid = "001";              // terminal id
  std::string acquirer = "sandbox";     // name of a connector; "sandbox" in TEST
  std::string network = "CB";           // acquirerNetwork of the answers
  std::vector<std::string> brands;      // in order of preference
  std::vector<std::string> currencies;  // ISO alpha-3
  bool security_code_required = true;   // PSP_509 when missing on an e-commerce payment
  std::map<std::string, int> validity_days;  // per brand; overrides the network's default
  /// On: a deferred payment that awaits validation is authorised the day before its capture all
  /// the same (spec/status-machine.md 6, row 15).
  bool authorise_before_validation = false;
  bool manual_capture = true;           // off: PSP_081 on Transaction/Capture
  Refunds refunds = Refunds::partial;   // what the acquirer pays back
  bool refunds_expired_cards = true;    // off: PSP_112

  bool operator==(const Contract&) const = default;
};

/// The rules of spec/ipn-and-signatures.md 6. The address lies with the book: TEST and PRODUCTION
/// have two.
enum class Rule {
  end_of_payment, cancellation, batch_authorisation, batch_change, back_office,
  declined_attempt, web_service
};
inline constexpr Rule all_rules[] = {Rule::end_of_payment, Rule::cancellation,
                                     Rule::batch_authorisation, Rule::batch_change,
                                     Rule::back_office, Rule::declined_attempt, Rule::web_service};
std::string_view name_of(Rule rule);  // "end_of_payment"
std::optional<Rule> find_rule(std::string_view name);

struct NotificationRule {
  bool enabled = false;
  std::string url;                  // REST format address for this mode; empty: no call
  bool automatic_retry = true;
  std::vector<std::string> failure_mails;

  bool operator==(const NotificationRule&) const = default;
};

/// Shop options of the platform that this release knows.
struct Options {
  bool rest_api = true;             // off: PSP_100
  bool pci = false;                 // off: INT_913 on card data
  bool strict_members = false;      // on: INT_900 on unknown members
  bool unauthorized_status = false; // on: HTTP 401 for wrong credentials
  bool refuse_duplicates = false;   // on: PSP_113
  bool split_payment = false;       // on: several cards may pay one form; off: PSP_114
  std::vector<int> retry_minutes;   // a longer notification schedule; empty: the platform's four
  std::string grey_list = "blocking";  // of a listed card, BIN or address; off, informative
  std::vector<std::string> refusal_mails;  // told of deferred payments that are refused

  bool operator==(const Options&) const = default;
};

/// The keys of one mode. Passwords and HMAC keys sign, so they are needed in clear (design.md 4).
struct BookKeys {
  Secret password;                  // Basic password and IPN key
  std::string public_key;           // "<shop>:testpublickey_…"
  Secret hmac_key;                  // browser return key
};

struct Shop;

/// How far the business clock of a book is ahead of the wall. Every Book of one id in a process
/// shares one, so that a request sees a clock that moves while it runs. Grows only. Thread-safe.
class BookClock {
 public:
  std::int64_t offset_ms() const { return offset_ms_.load(std::memory_order_relaxed); }
  void raise(std::int64_t offset_ms) {
    std::int64_t known = offset_ms_.load(std::memory_order_relaxed);
    while (known < offset_ms && !offset_ms_.compare_exchange_weak(known, offset_ms)) {
    }
  }

 private:
  std::atomic<std::int64_t> offset_ms_{0};
};

/// One shop in one mode: the unit of isolation (design.md 1.5).
struct Book {
  std::int64_t id = 0;              // book_id of every tenant table
  Mode mode = Mode::test;
  bool active = true;               // PRODUCTION: false until a connector is configured (PSP_109)
  BookKeys keys;
  std::vector<Contract> contracts;
  std::map<Rule, NotificationRule> rules;
  std::shared_ptr<BookClock> clock = std::make_shared<BookClock>();
  std::shared_ptr<const Shop> shop;

  /// Business time = wall + an offset that only grows, and stays 0 in PRODUCTION.
  Instant business_time(Instant wall) const { return wall.plus_ms(clock->offset_ms()); }
};

/// What both modes of a shop share.
struct Shop {
  std::string id;                   // 8 digits
  std::string name;
  std::string time_zone = "UTC";    // IANA name
  std::string language = "EN";      // upper case ISO 639-1
  Options options;
  int capture_delay_days = 0;       // 0…365
  bool manual_validation = false;
  int retries = 3;                  // further attempts after a refusal, 0…9
  /// Days before the capture date at which a deferred payment is authorised for the first time,
  /// 1…30 (spec/status-machine.md 8.3). 1: the day before, once.
  int anticipated_authorisation_days = 1;

  bool operator==(const Shop&) const = default;
};

/// The book's id: derived, so that every process agrees without a counter.
std::int64_t book_id_of(std::string_view shop_id, Mode mode);

}  // namespace guichet::merchants
