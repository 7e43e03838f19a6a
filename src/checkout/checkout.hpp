#pragma once

#include <optional>
#include <string>

#include "checkout/form_token.hpp"
#include "checkout/links.hpp"
#include "checkout/session_context.hpp"
#include "checkout/session_store.hpp"
#include "contract/decode.hpp"
#include "merchants/directory.hpp"
#include "payments/charge.hpp"
#include "sql/keep.hpp"

namespace guichet::checkout {

using merchants::BookPtr;

/// An opened session: what its token says and where it stands.
struct Opened {
  SessionContext context;
  Session session;
  int attempts_left() const { return session.attempts_left(context.payment.attempts_max); }
  /// What is still to be paid, in minor units: less than the amount in a split payment.
  std::int64_t remaining_minor() const {
    return context.payment.amount.minor - session.paid_minor;
  }
};

/// Where a session stands, for a browser that lost an answer.
struct Progress {
  Opened opened;
  std::string latest;  // uuid of the last settled attempt, or empty
};

/// A card entered in a form, and who entered it.
struct FormPayment {
  payments::CardInput card;
  payments::Buyer buyer;
};

/// Payment sessions of the browser form (design.md 3): a token is born without a trace, its row
/// comes at first opening, one attempt is in flight at a time, attempts are counted.
///
/// Every call ends a request that cannot be served with contract::Refusal: INT_885 not a token,
/// INT_911 of another shop, INT_903 unknown, tampered with, superseded or finished, PSP_108 older
/// than 15 minutes, PSP_113 while another attempt of the session is in flight, PSP_626 for another
/// price once a part is paid.
class Checkout {
 public:
  Checkout(payments::Charges& charges, vault::Keys& keys);

  /// The token of a new session for a validated request. `retries` as asked for, 0…9.
  /// Contexts over 6 KB are stored and the token carries their id.
  Task<std::string> create_token(BookPtr book, payments::Payment payment,
                                 sql::Keep<std::string> keep = {});

  /// A link that `payment` can be paid by within `seconds` of business time, once: a refusal ends
  /// it. Its transaction is WAITING_FOR_PAYMENT until then (spec/status-machine.md 15). `method`:
  /// paymentMethodType as asked for.
  Task<Link> create_link(BookPtr book, payments::Payment payment, std::string method,
                         std::int64_t seconds, sql::Keep<Link> keep = {});

  /// The buyer of a link does not want to pay: its transaction is CANCELLED and the link over.
  /// False when it does not wait any more, or is being paid at this moment.
  Task<bool> abandon_link(BookPtr book, Link link);

  /// Opens a token: makes the session's row the first time.
  Task<Opened> open(BookPtr book, std::string token);

  /// Where the session of a token stands, also when it is finished or over its time: reads only.
  Task<Progress> progress(BookPtr book, std::string token);

  /// Changes what the session costs, in the same currency, and gives the token that pays the new
  /// amount (spec/transactions.md 2). Raises the session's generation, so that from this commit on
  /// an older token, and the price it carries, is refused everywhere. Attempts used stay used, and
  /// the 15 minutes go on. `card_bin` is the reason and goes to the history. Ends the request with
  /// INT_868 when the taxes exceed the new amount, INT_051 when the session forbids changes or is a
  /// link's, and as payments::fault_in_amounts says when its instalments do not make it.
  Task<std::string> update_amount(BookPtr book, std::string token, std::int64_t minor,
                                  std::string card_bin, sql::Keep<std::string> keep = {});

  /// One attempt to pay what remains. Card errors end the request without counting as an attempt.
  /// A card that grants less leaves the session open for the rest, where the shop has the option
  /// (spec/status-machine.md 14).
  Task<payments::Settled> pay(BookPtr book, std::string token, FormPayment input);

  /// Gives the accepted parts of a split payment back whose 15 minutes are over; nothing for a
  /// session without such parts. False when an attempt is in flight, the time has not come, or a
  /// part cannot be cancelled yet: to be called again. Harmless to repeat.
  Task<bool> give_up(BookPtr book, std::string payment_id);

 private:
  std::string write_token(const merchants::Book& book, const SessionContext& context,
                          sql::Batch& batch);
  Task<SessionContext> read_token(BookPtr book, std::string token);
  Task<Session> load_or_new(BookPtr book, SessionContext context);
  void check_usable(const merchants::Book& book, const SessionContext& context,
                    const Session& session) const;
  /// The transaction that waits for the attempt of a link's session; nothing for other sessions.
  /// INT_903 when it does not wait any more, PSP_113 while it is being paid.
  Task<std::optional<payments::Transaction>> load_waiting(BookPtr book, SessionContext context);
  /// False while the buyer goes on paying the rest of a split payment.
  Task<bool> note_outcome(sql::Batch& batch, BookPtr book, payments::Payment payment,
                          payments::Transaction outcome);
  /// Cancels the accepted parts of a split payment whose session ends unpaid, and leaves the duty
  /// to give each back to its acquirer; `session.paid_minor` becomes what could not be cancelled.
  Task<> give_back_parts(sql::Batch& batch, BookPtr book, Session& session);
  /// Carries those duties out at once; recovery does it for a process that dies.
  Task<> release_parts(BookPtr book, std::string payment_id);

  payments::Charges& charges_;
  vault::Keys& keys_;
};

/// The card brands that `paymentMethods` of a request offers; empty: all of the shop's.
std::vector<std::string> brands_offered(const contract::Document& document);

/// What the request says of manual validation, else the shop.
bool wants_manual_validation(const merchants::Shop& shop, const contract::Document& document);

/// The charge a form payment makes of its session's request: capture delay, validation, mid and
/// source come from `transactionOptions.cardOptions`, else from the shop.
/// `document` is the payment's own, as it was validated or restored.
payments::ChargeRequest make_charge(BookPtr book, payments::Payment payment,
                                    const contract::Document& document, payments::CardInput card,
                                    payments::Buyer buyer);

}  // namespace guichet::checkout
