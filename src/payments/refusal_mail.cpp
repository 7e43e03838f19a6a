#include "payments/refusal_mail.hpp"

#include "base/time_zone.hpp"
#include "payments/errands.hpp"

namespace guichet::payments {

namespace {

/// "2026-07-01" in the shop's calendar.
std::string day_text(const merchants::Book& book, Instant at) {
  const std::int64_t day = TimeZone(book.shop->time_zone).day_of(at);
  constexpr std::int64_t day_ms = 86'400'000;
  return format_date_time(Instant{day * day_ms}).substr(0, 10);
}

std::string facts(const merchants::Book& book, const Transaction& refused) {
  const auto& details = refused.details;
  std::string text = "Shop: " + book.shop->name + " (" + book.shop->id + ")\nMode: " +
                     std::string(merchants::name_of(book.mode)) + "\nTransaction: " +
                     refused.uuid + "\n";
  if (!refused.order_id.empty()) text += "Order: " + refused.order_id + "\n";
  text += "Amount: " + format_money(refused.amount) + "\nCard: " + details.masked_pan + " " +
          details.brand + "\n";
  if (details.instalments > 0) {
    text += "Instalment: " + std::to_string(refused.sequence) + " of " +
            std::to_string(details.instalments) + "\n";
  }
  text += "Made on: " + day_text(book, refused.created_at) + "\n";
  if (refused.expected_capture_at) {
    text += "To be captured on: " + day_text(book, *refused.expected_capture_at) + "\n";
  }
  return text;
}

std::string reason(const Transaction& refused) {
  const auto& why = refused.details.refused;
  std::string text = why.detailed_message.empty() ? std::string() : why.detailed_message + ", ";
  return text + "code " + why.detailed_code;
}

}  // namespace

notifications::Mail refusal_mail(const merchants::Book& book, const Transaction& refused) {
  const bool instalment = refused.details.instalments > 0;
  const std::string what = instalment ? "instalment" : "deferred payment";
  const std::string reference = refused.order_id.empty() ? "Tr. ref. " + refused.uuid
                                                         : "Order ref. " + refused.order_id;
  notifications::Mail mail{.to = book.shop->options.refusal_mails};
  mail.subject = std::string(book.mode == merchants::Mode::test ? "[MODE TEST] " : "") +
                 book.shop->name + " - " + reference + " / REFUSED " + what + " of " +
                 format_money(refused.amount);
  mail.body = facts(book, refused) + "\nWhat happened\nThe card was only checked when the buyer "
              "paid; its bank was asked for the amount now, and refused it (" + reason(refused) +
              "). The transaction is REFUSED: nothing was taken, and it is not tried again by "
              "itself.\n\nWhat to do\nThe buyer does not know of it. Do not deliver on the "
              "strength of this payment; ask the buyer to pay in another way.\n";
  mail.body += refusal_is_definitive(refused.details.refused.detailed_code)
                   ? "This reason is final: the same card will not be accepted.\n"
                   : "The same card may be accepted later: Transaction/Duplicate tries it again.\n";
  if (instalment) mail.body += "The other instalments of the order go on as they are.\n";
  return mail;
}

}  // namespace guichet::payments
