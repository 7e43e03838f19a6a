#include "risk/grey_list.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "risk/grey_list_store.hpp"
#include "sql/unit.hpp"

namespace guichet::risk {

namespace {

struct Kind {
  ListType type;
  std::string_view name;     // of the list
  std::string_view prefix;   // of its entries
  std::string_view control;  // in an answer
};
// In the order of the controls in an answer.
constexpr Kind kinds[] = {
    {ListType::payment_method, "PAYMENT_METHOD", "card/", "CARD_FRAUD"},
    {ListType::ip_address, "IP_ADDRESS", "ip/", "IP_FRAUD"},
    {ListType::bin, "BIN", "bin/", "BIN_FRAUD"},
};
constexpr std::string_view mode_names[] = {"off", "informative", "blocking"};
constexpr std::size_t bin_digits_min = 6, bin_digits_max = 8;
constexpr std::size_t addresses_max = 4;

const Kind& kind_of(ListType type) {
  for (const auto& kind : kinds) {
    if (kind.type == type) return kind;
  }
  return kinds[0];
}

std::string entry_of(ListType type, std::string_view element) {
  return std::string(kind_of(type).prefix) + std::string(element);
}

/// Everything of a payment that may be listed: its card, its BIN in three lengths, its addresses.
grey_list_store::Entries entries_of(const Suspect& suspect) {
  grey_list_store::Entries entries;
  std::size_t count = 0;
  entries[count++] = entry_of(ListType::payment_method, suspect.card_id);
  for (auto digits = bin_digits_min; digits <= bin_digits_max; ++digits) {
    if (suspect.bin.size() < digits) break;
    entries[count++] = entry_of(ListType::bin, suspect.bin.substr(0, digits));
  }
  const auto addresses = std::min(suspect.addresses.size(), addresses_max);
  for (std::size_t i = 0; i < addresses; ++i) {
    const auto address = read_address(suspect.addresses[i]);
    if (address) entries[count++] = entry_of(ListType::ip_address, *address);
  }
  return entries;
}

}  // namespace

std::string_view name_of(ListType type) { return kind_of(type).name; }

std::optional<ListType> find_list_type(std::string_view name) {
  for (const auto& kind : kinds) {
    if (kind.name == name) return kind.type;
  }
  return std::nullopt;
}

std::string_view name_of(ControlMode mode) { return mode_names[static_cast<std::size_t>(mode)]; }

std::optional<ControlMode> find_control_mode(std::string_view name) {
  const auto found = std::find(std::begin(mode_names), std::end(mode_names), name);
  if (found == std::end(mode_names)) return std::nullopt;
  return static_cast<ControlMode>(found - std::begin(mode_names));
}

Task<bool> add_to_grey_list(sql::Database& db, std::int64_t book_id, Listed listed,
                            sql::Keep<Listed> keep) {
  sql::Batch batch;
  grey_list_store::add_entry(batch, book_id, entry_of(listed.type, listed.element), listed);
  if (keep) keep(batch, listed);
  const sql::Commit outcome = co_await db.commit(std::move(batch));
  if (outcome == sql::Commit::unavailable) throw sql::UnitFailed(outcome, "add to grey list");
  co_return outcome == sql::Commit::done;
}

void add_clean_guard(sql::Batch& batch, std::int64_t book_id, ControlMode mode,
                     const Suspect& suspect) {
  if (mode == ControlMode::off) return;
  grey_list_store::add_absence_guard(batch, book_id, entries_of(suspect));
}

Task<std::vector<ControlResult>> judge(sql::Database& db, std::int64_t book_id, ControlMode mode,
                                       Suspect suspect) {
  std::vector<ControlResult> failed;
  if (mode == ControlMode::off) co_return failed;
  const auto listed = co_await grey_list_store::find_entries(db, book_id, entries_of(suspect));
  const std::string result = mode == ControlMode::blocking ? "ERROR" : "WARNING";
  for (const auto& kind : kinds) {
    const bool hit = std::any_of(listed.begin(), listed.end(), [&](const std::string& entry) {
      return entry.starts_with(kind.prefix);
    });
    if (hit) failed.push_back({std::string(kind.control), result});
  }
  co_return failed;
}

bool blocks(std::span<const ControlResult> controls) {
  return std::any_of(controls.begin(), controls.end(),
                     [](const ControlResult& control) { return control.result == "ERROR"; });
}

std::optional<std::string> read_bin(std::string_view text) {
  const bool digits = std::all_of(text.begin(), text.end(),
                                  [](char c) { return c >= '0' && c <= '9'; });
  if (!digits || text.size() < bin_digits_min || text.size() > bin_digits_max) return std::nullopt;
  return std::string(text);
}

std::optional<std::string> read_address(std::string_view text) {
  const std::string wanted(text);
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  std::array<char, INET6_ADDRSTRLEN> spelled{};
  for (const int family : {AF_INET, AF_INET6}) {
    if (inet_pton(family, wanted.c_str(), bytes.data()) != 1) continue;
    // ::ffff:192.0.2.7 is what a socket of both families calls 192.0.2.7.
    constexpr std::array<unsigned char, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    const bool is_mapped = family == AF_INET6 && std::equal(mapped.begin(), mapped.end(),
                                                            bytes.begin());
    return is_mapped
               ? inet_ntop(AF_INET, bytes.data() + mapped.size(), spelled.data(), spelled.size())
               : inet_ntop(family, bytes.data(), spelled.data(), spelled.size());
  }
  return std::nullopt;
}

}  // namespace guichet::risk
