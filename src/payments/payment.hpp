#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "base/card.hpp"
#include "base/money.hpp"
#include "base/time.hpp"
#include "payments/status.hpp"
#include "risk/grey_list.hpp"

namespace guichet::payments {

/// Who asked for the payment: decides recovery (design.md 3) and notification (spec/ipn 1).
enum class Origin {
  form,    // a buyer's session: an unknown outcome is completed forward
  service  // a web service answered at once: an unknown outcome is reversed
};

/// The payment: what the merchant asked for, once, whatever the number of attempts. One row.
struct Payment {
  std::int64_t book_id = 0;
  std::string id;               // paymentId of the answers; UUIDv7
  std::string order_id;         // merchant's reference, or empty
  Money amount;                 // T of spec/status-machine.md 9.2
  Origin origin = Origin::service;
  int attempts_max = 1;         // 1 + retries through a session
  Instant created_at;           // business time
  std::string legacy_trans_id;  // 6 characters, shared by the attempts
  std::string document;         // the validated request as JSON, without card data
};

/// Error members of a refused transaction (spec/transactions.md 7.2); all empty when accepted.
struct Refused {
  std::string code;
  std::string detailed_code;
  std::string detailed_message;
};

/// What an authorisation answered (spec/transactions.md 7.6).
struct Authorisation {
  bool asked = false;           // false: every member of the answer object is null
  std::int64_t amount = 0;      // minor units; 0 for an information request
  Instant at;                   // business time
  std::string number;           // empty when refused
  std::string result;           // acquirer return code as text; empty: no answer
};

/// Facts of a transaction that no query asks for: stored together as one JSON text.
struct Details {
  std::string brand, country, issuer_code, issuer_name, product_code, product_category, nature;
  std::string masked_pan, holder_name, document_type, document_number;
  Expiry expiry;
  std::string card_id;          // row of the vault
  std::string mid, tid, network, acquirer;
  std::string payment_source = "EC";
  bool manual_validation = false;
  int validity_days = 7;
  bool full_authorisation = true;
  Authorisation full, mark;
  std::string issuer_transaction_identifier;
  std::string liability_shift;  // YES, NO or empty
  std::string user_info;        // "JS Client" or empty
  std::string buyer_ip, buyer_user_agent, buyer_accept;
  Refused refused;
  int installment_number = 0;   // of the acquirer, 0: none
  int instalments = 0;          // of the gateway's plan this one belongs to; 0: none
  bool split = false;           // one of several cards that pay an order together
  std::int64_t part_minor = 0;  // of these: what the card was accepted for, whatever came after
  std::string hold;             // request id of the authorisation at the acquirer; empty: the uuid
  std::string parent;           // uuid a refund or duplicate comes from, or empty
  std::string capture_file;     // number of the remittance file, or empty
  std::optional<Instant> captured_at;  // time of that file, business time
  std::int64_t refunded_minor = 0;     // of a DEBIT: refunds that stand, in its currency
  bool unpaid = false;          // charged back
  bool merchant_initiated = false;     // no buyer was there
  std::optional<Instant> pay_until;    // WAITING_FOR_PAYMENT: business time it expires at
  std::vector<risk::ControlResult> risk;  // controls that failed
};

struct Transaction {
  std::int64_t book_id = 0;
  std::string uuid;             // UUIDv7: also the request id of its authorisation
  std::string payment_id;
  std::string order_id;
  std::int64_t version = 0;     // its last history row
  OperationType operation = OperationType::debit;
  DetailedStatus status = DetailedStatus::initial;
  Money amount;
  int sequence = 1;             // rank of the attempt
  Instant created_at;           // business time
  std::optional<Instant> expected_capture_at;
  Details details;
  bool pending = false;         // an errand to the acquirer is open: see change.hpp

  /// Request id of the authorisation that this transaction rests on at the acquirer.
  const std::string& hold() const { return details.hold.empty() ? uuid : details.hold; }
};

/// JSON of `Details`, as stored, and back.
std::string write_details(const Details& details);
Details read_details(std::string_view json);

/// orderStatus and orderCycle of spec/status-machine.md 9: computed, never stored.
struct OrderState {
  Status status = Status::unpaid;
  bool closed = true;
  std::int64_t paid_minor = 0;     // A of 9.2
  std::int64_t running_minor = 0;  // R of 9.2
};
/// `transactions`: every one of the payment so far. `session_open`: the form may still be used.
OrderState order_state(const Payment& payment, std::span<const Transaction> transactions,
                       bool session_open);

/// True while the payment's form session accepts another attempt at `now` (business time):
/// 15 minutes from creation, attempts left, nothing accepted so far.
bool session_open(const Payment& payment, std::span<const Transaction> transactions,
                  Instant now);

}  // namespace guichet::payments
