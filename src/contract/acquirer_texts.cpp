#include <algorithm>
#include <iterator>

#include "contract/error.hpp"

namespace guichet::contract {
namespace {

struct AcquirerText {
  std::string_view code;
  std::string_view text;
};

/// Return codes of the CB network (spec/error-codes.md 8.1), sorted.
constexpr AcquirerText texts[] = {
    {"00", "Approved"},
    {"02", "Call the issuer"},
    {"03", "Invalid acceptor"},
    {"04", "Keep the card"},
    {"05", "Do not honour"},
    {"07", "Keep the card, special conditions"},
    {"08", "Approve after identification"},
    {"10", "Partial approval"},
    {"12", "Invalid transaction"},
    {"13", "Invalid amount"},
    {"14", "Invalid cardholder number"},
    {"15", "Unknown issuer"},
    {"17", "Cancelled by the buyer"},
    {"19", "Retry later"},
    {"1A", "Additional customer authentication required"},
    {"20", "Domain server error"},
    {"24", "File update not supported"},
    {"25", "Record to update not found"},
    {"26", "Duplicate record, old record replaced"},
    {"27", "Edit error in a file update field"},
    {"28", "File not available for update"},
    {"29", "File update failed"},
    {"30", "Format error"},
    {"31", "Unknown acquirer identifier"},
    {"33", "Expired card"},
    {"34", "Suspected fraud"},
    {"38", "Expired card"},
    {"41", "Lost card"},
    {"43", "Stolen card"},
    {"46", "Account closed"},
    {"51", "Not enough funds"},
    {"54", "Expired card"},
    {"55", "Wrong PIN"},
    {"56", "Card not in file"},
    {"57", "Transaction not allowed to this cardholder"},
    {"58", "Transaction not allowed to this terminal"},
    {"59", "Suspected fraud"},
    {"60", "Acceptor must contact the acquirer"},
    {"61", "Withdrawal limit exceeded"},
    {"63", "Security rules not met"},
    {"65", "Too many withdrawals"},
    {"68", "No answer or late answer"},
    {"75", "Too many PIN tries"},
    {"76", "Cardholder already blocked"},
    {"78", "Card blocked"},
    {"80", "Contactless payment refused by the issuer"},
    {"81", "Non-secured payment refused by the issuer"},
    {"82", "Wrong security code"},
    {"83", "All recurring payments of the card revoked"},
    {"84", "Recurring payment revoked for this merchant"},
    {"86", "Issuer could not verify the data"},
    {"88", "Transaction risk analysis exemption misused"},
    {"90", "Temporary shutdown"},
    {"91", "Issuer unreachable"},
    {"94", "Duplicate transaction"},
    {"96", "System malfunction"},
    {"97", "Global timeout"},
    {"98", "Server unavailable, new route requested"},
    {"99", "Initiator incident"},
};

}  // namespace

std::string_view acquirer_code_text(std::string_view code) {
  // Answers store codes without padding ("0", "5"), tables print two digits (error-codes.md 1.4).
  char padded[2] = {'0', '0'};
  if (code.size() == 1) {
    padded[1] = code[0];
    code = std::string_view(padded, 2);
  }
  const auto at = std::lower_bound(
      std::begin(texts), std::end(texts), code,
      [](const AcquirerText& entry, std::string_view wanted) { return entry.code < wanted; });
  return at != std::end(texts) && at->code == code ? at->text : std::string_view();
}

}  // namespace guichet::contract
