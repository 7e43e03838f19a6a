#pragma once

#include <optional>
#include <string>

#include "merchants/directory.hpp"
#include "payments/charge.hpp"

namespace guichet::answers {

/// The current V4/Payment text of a payment about one transaction (empty: about none), read from
/// the store: what a notification of `rule` sends. Empty when the payment is gone. The end of a
/// payment tells of every instalment of a plan and of every card of a split payment; later messages
/// of the one that changed (spec/status-machine.md 13 and 14).
Task<std::string> load_kr_answer(sql::Database& db, merchants::BookPtr book, const Clock& clock,
                                 std::string payment_id, std::string transaction,
                                 merchants::Rule rule = merchants::Rule::end_of_payment);

/// V4/Charge/ProcessPaymentAnswer about an attempt of a form, read from the store.
Task<std::string> load_process_payment_answer(sql::Database& db, merchants::BookPtr book,
                                              const Clock& clock, std::string payment_id,
                                              std::string transaction);

/// V4/Charge/ProcessPaymentAnswer: a kr-answer signed with the browser key, as the form client
/// hands it to the page (spec/embedded-form.md 7). `remaining_minor`: what a split payment is still
/// short of, beside the signed part.
std::string write_process_payment_answer(
    const merchants::Book& book, const std::string& kr_answer, Instant server_date,
    std::optional<std::int64_t> remaining_minor = std::nullopt);

}  // namespace guichet::answers
