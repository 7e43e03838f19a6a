#include "acquiring/sandbox/ledger.hpp"

#include <boost/json.hpp>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <string_view>

#include "base/json_writer.hpp"

namespace guichet::acquiring {

namespace {

namespace json = boost::json;

std::string text_of(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  if (!value || !value->is_string()) return {};
  return std::string(value->as_string());
}

std::optional<LedgerEntry> parse_line(std::string_view line) {
  boost::system::error_code error;
  const auto value = json::parse(line, error);
  if (error || !value.is_object()) return std::nullopt;
  const auto& object = value.as_object();
  const auto at = parse_date_time(text_of(object, "at"));
  const auto* amount = object.if_contains("amount");
  if (!at || !amount || !amount->is_int64()) return std::nullopt;
  LedgerEntry entry;
  entry.at = *at;
  entry.operation = text_of(object, "operation");
  entry.request = text_of(object, "request");
  entry.transaction = text_of(object, "transaction");
  entry.amount = amount->as_int64();
  entry.currency = text_of(object, "currency");
  entry.result = text_of(object, "result");
  entry.code = text_of(object, "code");
  entry.authorisation_number = text_of(object, "authorisation_number");
  entry.issuer_transaction_identifier = text_of(object, "issuer_transaction_identifier");
  entry.original = text_of(object, "original");
  entry.card = text_of(object, "card");
  if (entry.operation.empty() || entry.request.empty() || entry.result.empty()) {
    return std::nullopt;
  }
  return entry;
}

}  // namespace

std::string format_ledger_line(const LedgerEntry& entry) {
  JsonWriter out(320);
  out.begin_object();
  out.member("at", format_log_time(entry.at));
  out.member("operation", entry.operation);
  out.member("request", entry.request);
  out.member("transaction", entry.transaction);
  out.member("amount", entry.amount);
  out.member("currency", entry.currency);
  out.member("result", entry.result);
  const auto extra = [&out](std::string_view name, const std::string& value) {
    if (!value.empty()) out.member(name, value);
  };
  extra("code", entry.code);
  extra("authorisation_number", entry.authorisation_number);
  extra("issuer_transaction_identifier", entry.issuer_transaction_identifier);
  extra("original", entry.original);
  extra("card", entry.card);
  out.end_object();
  auto line = out.take();
  line.push_back('\n');
  return line;
}

std::uint64_t read_ledger(const std::string& path,
                          const std::function<void(const LedgerEntry&)>& each) {
  std::ifstream file(path, std::ios::binary);
  std::uint64_t whole = 0;
  std::string line;
  while (std::getline(file, line)) {
    // getline stops at the end of the file as well: such a line was never finished.
    if (file.eof()) break;
    const auto entry = parse_line(line);
    if (!entry) {
      if (file.peek() == std::ifstream::traits_type::eof()) break;
      throw std::runtime_error("the acquirer's ledger is damaged at byte " +
                               std::to_string(whole) + " of " + path);
    }
    each(*entry);
    whole += line.size() + 1;
  }
  return whole;
}

std::vector<LedgerEntry> read_ledger(const std::string& path) {
  std::vector<LedgerEntry> entries;
  read_ledger(path, [&entries](const LedgerEntry& entry) { entries.push_back(entry); });
  return entries;
}

}  // namespace guichet::acquiring
