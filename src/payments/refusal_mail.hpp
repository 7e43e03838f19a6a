#pragma once

#include "merchants/shop.hpp"
#include "notifications/mail.hpp"
#include "payments/payment.hpp"

namespace guichet::payments {

/// What a shop's people are told when the authorisation of a deferred payment, or of a later
/// instalment, is refused (spec/status-machine.md 6, row 17, and 13): to the addresses of the
/// shop's option `refusal_mails`.
notifications::Mail refusal_mail(const merchants::Book& book, const Transaction& refused);

}  // namespace guichet::payments
