#pragma once

#include <string>

#include "merchants/directory.hpp"
#include "payments/charge.hpp"

namespace guichet::answers {

/// The current V4/Payment text of a payment about one transaction (empty: about none), read from
/// the store: what a notification sends. Empty when the payment is gone.
Task<std::string> load_kr_answer(sql::Database& db, merchants::BookPtr book, const Clock& clock,
                                 std::string payment_id, std::string transaction);

/// V4/Charge/ProcessPaymentAnswer: a kr-answer signed with the browser key, as the form client
/// hands it to the page (spec/embedded-form.md 7).
std::string write_process_payment_answer(const merchants::Book& book,
                                         const std::string& kr_answer, Instant server_date);

}  // namespace guichet::answers
