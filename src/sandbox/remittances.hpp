#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/task.hpp"
#include "base/time.hpp"
#include "http/message.hpp"
#include "merchants/directory.hpp"

namespace guichet::sandbox {

/// One remittance file, in the sandbox's own words.
struct RemittanceRow {
  std::string mid, number, currency;
  Instant at;            // business time
  bool closed = false;
  std::int64_t debits = 0, debit_minor = 0, credits = 0, credit_minor = 0;
};

/// Where the files come from; wired in main.
struct RemittancePorts {
  std::function<Task<std::vector<RemittanceRow>>(merchants::BookPtr book)> list;
  /// The text of a file, or nothing.
  std::function<Task<std::optional<std::string>>(merchants::BookPtr book, std::string mid,
                                                 std::int64_t number)> text;
};

/// `{"remittances": […]}`, newest first.
http::Response remittances_json(const std::vector<RemittanceRow>& rows);
/// A download named after the contract and the number.
http::Response remittance_download(std::string text, const std::string& mid,
                                   const std::string& number);

}  // namespace guichet::sandbox
