#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/card.hpp"
#include "base/money.hpp"
#include "base/task.hpp"
#include "base/time.hpp"

namespace guichet::acquiring {

enum class AuthorisationMode {
  full,  // the whole amount
  mark   // a card check: amount 0 (spec/status-machine.md 5)
};

/// Everything an acquirer is told of an authorisation. `request_id` is ours, and the acquirer
/// answers the same id twice with the same outcome and one entry in its books.
struct Authorise {
  std::string request_id;       // 32 hexadecimal digits, unique for ever
  std::string transaction;      // uuid of the gateway's transaction
  std::string mid;
  std::string brand;
  Money money;                  // for a mark: amount 0
  AuthorisationMode mode = AuthorisationMode::full;
  Pan pan;
  Expiry expiry;
  std::optional<SecurityCode> security_code;
  std::string card_holder_name; // or empty
  bool buyer_present = true;    // false: merchant-initiated (SILENT)
  bool authenticated = false;   // a cardholder authentication value is present
  std::chrono::milliseconds deadline;
};

/// A later operation on an authorised amount.
struct Operate {
  std::string request_id;       // of this operation
  std::string original;         // request id of the authorisation (or capture) it acts on
  std::string transaction;
  std::string mid;
  Money money;
  std::chrono::milliseconds deadline;
};

struct Approved {
  std::string authorisation_number;           // 6 characters
  std::string issuer_transaction_identifier;  // scheme chaining reference
  std::string code = "0";                     // acquirer return code as text
  std::optional<std::int64_t> granted_minor;  // less than asked: partial approval
};
struct Declined {
  std::string code;                           // raw acquirer code: "51", "1A"
};
/// Silence, a broken answer or a lost connection: nothing is known.
struct Unknown {
  std::string reason;                         // for the log
};
/// An inquiry about a request the acquirer never received.
struct NeverSeen {};

using Outcome = std::variant<Approved, Declined, Unknown>;
using Inquiry = std::variant<Approved, Declined, Unknown, NeverSeen>;
/// Reversed: nothing is held for that request, now or later. A request never seen leaves a
/// tombstone, so that a late arrival is refused.
enum class Reversal { reversed, unknown };

/// A card that an acquirer lets integrators try (spec/embedded-form.md 10).
struct SampleCard {
  std::string number;
  std::string brand;
  std::string scenario;   // for people: "limit exceeded"
  bool approved = false;  // what an authorisation by a present buyer meets today
};

/// The one door to the world of banks (design.md 3). Implementations: the sandbox inside the
/// process, and the HTTP connector. One conformance suite serves them all
/// (acquiring/conformance.hpp).
///
/// No method throws for what the outside world does: that is Unknown, at the latest at the
/// deadline. All are safe to repeat with the same request id.
class Acquirer {
 public:
  virtual ~Acquirer() = default;
  virtual Task<Outcome> authorise(Authorise request) = 0;
  virtual Task<Outcome> capture(Operate request) = 0;
  virtual Task<Outcome> refund(Operate request) = 0;
  virtual Task<Inquiry> inquire(std::string request_id, std::chrono::milliseconds deadline) = 0;
  virtual Task<Reversal> reverse(std::string request_id, std::string transaction,
                                 std::chrono::milliseconds deadline) = 0;
  /// The card ranges this acquirer serves: what a number is, and whether it is known at all.
  virtual const CardRanges& ranges() const = 0;
  /// False for a number that is in a range but that this acquirer will never have issued: the
  /// sandbox knows its test numbers only, which keeps real cards out of a TEST vault
  /// (spec/test-data.md 1.2). A real acquirer cannot tell before asking.
  virtual bool may_exist(const Pan&) const { return true; }
  /// Cards for integrators to try: the sandbox lists its published ones, a real acquirer none.
  virtual std::vector<SampleCard> sample_cards() const { return {}; }
};

/// The connected acquirers by name; immutable after wiring.
class Acquirers {
 public:
  void add(std::string name, std::shared_ptr<Acquirer> acquirer);
  /// Null when no such connector is configured.
  Acquirer* find(const std::string& name) const;

 private:
  std::map<std::string, std::shared_ptr<Acquirer>> by_name_;
};

}  // namespace guichet::acquiring
