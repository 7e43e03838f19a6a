#include "payments/charge_draft.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "contract/decode.hpp"
#include "contract/error.hpp"
#include "merchants/brands.hpp"

namespace guichet::payments {

namespace {

/// The buyer's addresses: the one seen, and those the merchant's request gives.
std::vector<std::string> addresses_of(const ChargeRequest& request) {
  std::vector<std::string> addresses{request.buyer.ip};
  if (request.payment.document.find("\"ip\"") == std::string::npos &&
      request.payment.document.find("\"ipAddress\"") == std::string::npos) {
    return addresses;
  }
  const auto document = contract::Document::restore(request.payment.document);
  for (const char* path : {"customer.ipAddress", "customer.extraDetails.ipAddress", "device.ip"}) {
    if (const auto given = document.text(path); !given.empty()) addresses.emplace_back(given);
  }
  return addresses;
}

}  // namespace

Terms terms_of(const ChargeRequest& request, const std::string& brand, Instant now) {
  std::int64_t total = request.payment.amount.minor - request.paid_minor;
  const bool voucher = merchants::is_meal_voucher_brand(brand);
  if (voucher && request.eligible_minor > 0) total = std::min(total, request.eligible_minor);
  const bool may_be_split = request.paid_minor > 0 || voucher;
  const int delay = may_be_split ? std::min(request.capture_delay_days, split_delay_days_max)
                                 : request.capture_delay_days;
  const Instant due = now.plus_days(delay);
  if (!request.plan) return {total, due, delay, 0};
  const auto instalments = lay_out(*request.plan, total, due);
  if (request.card.expiry.is_past(instalments.back().capture_at)) {
    throw contract::Refusal("PSP_508", "the card expires before the last instalment");
  }
  constexpr std::int64_t day_ms = 86'400'000;
  const auto& first = instalments.front();
  const std::int64_t ahead_ms = std::max<std::int64_t>(0, first.capture_at.ms - now.ms);
  const auto days = std::min<std::int64_t>((ahead_ms + day_ms - 1) / day_ms, 365);
  return {first.minor, first.capture_at, static_cast<int>(days),
          static_cast<int>(instalments.size())};
}

Details draft_details(const ChargeRequest& request, const Selection& selection,
                      const Terms& terms) {
  const auto& range = *selection.range;
  const auto& card = request.card;
  Details details{.brand = selection.brand,
                  .country = range.country,
                  .issuer_code = range.issuer_code,
                  .issuer_name = range.issuer_name,
                  .product_code = range.product_code,
                  .product_category = range.product_category,
                  .nature = range.nature,
                  .masked_pan = card.pan.masked(),
                  .holder_name = card.holder_name,
                  .document_type = card.document_type,
                  .document_number = card.document_number,
                  .expiry = card.expiry,
                  .mid = selection.contract->mid,
                  .tid = selection.contract->tid,
                  .network = selection.contract->network,
                  .acquirer = selection.contract->acquirer,
                  .payment_source = request.payment_source,
                  .manual_validation = request.manual_validation,
                  .validity_days = selection.validity_days,
                  .user_info = request.user_info,
                  .buyer_ip = request.buyer.ip,
                  .buyer_user_agent = request.buyer.user_agent,
                  .buyer_accept = request.buyer.accept,
                  .installment_number = request.installment_number,
                  .instalments = terms.instalments,
                  .split = request.paid_minor > 0,
                  .parent = request.parent,
                  .merchant_initiated = request.merchant_initiated};
  details.full_authorisation =
      first_status(terms.delay_days, selection.validity_days, request.manual_validation)
          .full_authorisation;
  return details;
}

risk::Suspect suspect_of(const ChargeRequest& request, std::string card_id) {
  return {.card_id = std::move(card_id),
          .bin = request.card.pan.prefix(8),
          .addresses = addresses_of(request)};
}

}  // namespace guichet::payments
