#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "sql/database.hpp"
#include "sql/keep.hpp"
#include "sql/migration.hpp"

/// Controls a payment passes before anybody is asked for money (spec/error-codes.md 10).
namespace guichet::risk {

/// What a merchant may put on a grey list (spec/transactions.md 6).
enum class ListType { payment_method, bin, ip_address };
std::string_view name_of(ListType type);  // "PAYMENT_METHOD"
std::optional<ListType> find_list_type(std::string_view name);

/// What a shop does with an element that is listed (spec/back-office.md 11.1).
enum class ControlMode {
  off,          // no control
  informative,  // the payment goes on, marked WARNING
  blocking      // refused before the acquirer is asked, marked ERROR
};
std::optional<ControlMode> find_control_mode(std::string_view name);  // "blocking"
std::string_view name_of(ControlMode mode);

struct Listed {
  ListType type = ListType::payment_method;
  std::string element;  // the card's id in the vault, the BIN's digits, or a normalised address
  std::string shown;    // the masked number, the digits or the address
  std::string reason;   // or empty
  Instant at;           // business time
};

/// Writes it durably, with what `keep` adds: false when the element was listed already, or the call
/// made already. Throws sql::UnitFailed.
Task<bool> add_to_grey_list(sql::Database& db, std::int64_t book_id, Listed listed,
                            sql::Keep<Listed> keep = {});

/// What is known of a payment when its risk is judged.
struct Suspect {
  std::string card_id;                 // of the vault; the list never holds a card number
  std::string bin;                     // first digits of the card, 8 where there are
  std::vector<std::string> addresses;  // of the buyer: as seen, and as the merchant says
};

/// One control of an answer's `riskControl`.
struct ControlResult {
  std::string name;    // CARD_FRAUD, IP_FRAUD, BIN_FRAUD
  std::string result;  // WARNING or ERROR
  bool operator==(const ControlResult&) const = default;
};

/// Adds to a batch that nothing of `suspect` is listed: otherwise it fails with a key conflict and
/// `judge` tells what is. Most payments so learn without a read, and at the moment they become
/// durable, that they are clean. Adds nothing when the mode is off.
void add_clean_guard(sql::Batch& batch, std::int64_t book_id, ControlMode mode,
                     const Suspect& suspect);

/// The controls that a payment fails: one read. Nothing when the mode is off.
Task<std::vector<ControlResult>> judge(sql::Database& db, std::int64_t book_id, ControlMode mode,
                                       Suspect suspect);

/// True when one of them is an ERROR: the payment is refused with PSP_536.
bool blocks(std::span<const ControlResult> controls);

/// 6 to 8 digits, or nothing.
std::optional<std::string> read_bin(std::string_view text);
/// An IPv4 or IPv6 address in its one spelling, or nothing.
std::optional<std::string> read_address(std::string_view text);

sql::Migrations schema();

}  // namespace guichet::risk
