#include <algorithm>

#include "contract/decode.hpp"
#include "contract/error.hpp"
#include "payments/operations.hpp"
#include "payments/sequence.hpp"

namespace guichet::payments {

namespace {

using contract::Refusal;

/// A refusal of these brands for one of these reasons is final (spec/transactions.md 4.6).
bool refused_for_good(const Transaction& source) {
  constexpr std::string_view brands[] = {"MASTERCARD", "MAESTRO", "MASTERCARD_DEBIT"};
  constexpr std::string_view codes[] = {"04", "14", "15", "41", "43", "54"};
  const auto& details = source.details;
  return source.status == DetailedStatus::refused &&
         std::find(std::begin(brands), std::end(brands), details.brand) != std::end(brands) &&
         std::find(std::begin(codes), std::end(codes), details.refused.detailed_code) !=
             std::end(codes);
}

/// The request of the new payment: buyer and basket of the source, everything else of its own.
std::string make_document(const Payment& source, const DuplicateOrder& order) {
  contract::Document document = contract::Document::restore(source.document);
  auto& members = document.json();
  for (const auto* own : {"amount", "currency", "orderId", "metadata", "formAction",
                          "transactionOptions", "ipnTargetUrl", "paymentMethodToken",
                          "strongAuthentication", "acquirerTransientData"}) {
    members.erase(own);
  }
  for (const auto& member : order.replaced) members[member.key()] = member.value();
  return document.serialise();
}

/// The source's contract while the shop has it and it takes the currency; else any.
std::string preferred_mid(const merchants::Book& book, const Transaction& source,
                          Currency currency) {
  const auto takes = [&](const merchants::Contract& contract) {
    const auto& list = contract.currencies;
    return contract.mid == source.details.mid &&
           std::find(list.begin(), list.end(), currency.code()) != list.end();
  };
  const auto& contracts = book.contracts;
  return std::any_of(contracts.begin(), contracts.end(), takes) ? source.details.mid
                                                                : std::string();
}

}  // namespace

Task<Settled> Operations::duplicate(BookPtr book, std::string uuid, DuplicateOrder order) {
  const auto source = co_await load_at_rest(with_, book, uuid, pending_wait_max);
  if (!source) throw Refusal("PSP_010");
  const auto code = ruling(Operation::duplicate, source->operation, source->status);
  if (!code.empty()) throw Refusal(code);
  co_await check_sequence(with_.db, *source, "PSP_626");
  if (refused_for_good(*source)) throw Refusal("PSP_613");
  const Instant wall = with_.clock.now();
  const Instant now = book->business_time(wall);
  const auto& details = source->details;
  // A payment nobody came to pay has no card to pay again with.
  if (details.card_id.empty()) throw Refusal("PSP_016");
  if (details.expiry.is_past(now)) throw Refusal("PSP_508");
  const auto origin = co_await load_payment(with_.db, book->id, source->payment_id);
  check(origin.has_value(), "transaction without its payment");
  auto pan = co_await with_.vault.fetch(book->id, book->mode, details.card_id);
  if (!pan) throw Refusal("PSP_056");
  Payment payment{.book_id = book->id,
                  .id = make_uuid(with_.random, wall),
                  .order_id = order.order_id.value_or(source->order_id),
                  .amount = order.amount,
                  .origin = Origin::service,
                  .created_at = now,
                  .document = make_document(*origin, order)};
  CardInput card{.pan = std::move(*pan),
                 .expiry = details.expiry,
                 .security_code = std::nullopt,
                 .holder_name = details.holder_name,
                 .document_type = details.document_type,
                 .document_number = details.document_number,
                 .brand = details.brand};
  const auto& shop = *book->shop;
  ChargeRequest request{
      .book = book,
      .payment = std::move(payment),
      .card = std::move(card),
      .capture_delay_days = order.capture_delay_days.value_or(shop.capture_delay_days),
      .manual_validation = order.manual_validation.value_or(shop.manual_validation),
      .payment_source = details.payment_source,
      .mid = preferred_mid(*book, *source, order.amount.currency),
      .buyer = {details.buyer_ip, details.buyer_user_agent, details.buyer_accept},
      .merchant_initiated = true,
      .parent = source->uuid,
      .claim = order.claim};
  Settled settled = co_await charges_.charge(std::move(request));
  co_await deliver(book, settled.outbox_id);
  co_return settled;
}

}  // namespace guichet::payments
