#include "contract/error.hpp"
#include "payments/change.hpp"

namespace guichet::payments {

acquiring::Authorise make_authorise(const Attempt& attempt, const CardInput& card) {
  const auto& details = attempt.draft.details;
  Money money = attempt.draft.amount;
  if (!details.full_authorisation) money.minor = 0;
  return acquiring::Authorise{
      .request_id = attempt.uuid,
      .transaction = attempt.uuid,
      .mid = details.mid,
      .brand = details.brand,
      .money = money,
      .mode = details.full_authorisation ? acquiring::AuthorisationMode::full
                                         : acquiring::AuthorisationMode::mark,
      .pan = card.pan,
      .expiry = card.expiry,
      .security_code = card.security_code,
      .card_holder_name = card.holder_name,
      .buyer_present = !details.merchant_initiated,
      .deadline = limits::acquirer_deadline};
}

namespace {

void note_authorisation(Transaction& transaction, Instant at, std::string number,
                        std::string result) {
  auto& details = transaction.details;
  auto& asked = details.full_authorisation ? details.full : details.mark;
  asked = {.asked = true,
           .amount = details.full_authorisation ? transaction.amount.minor : 0,
           .at = at,
           .number = std::move(number),
           .result = std::move(result)};
}

}  // namespace

Transaction apply_outcome(Transaction draft, const acquiring::Approved& approved, Instant at) {
  auto& details = draft.details;
  if (!details.full_authorisation) {
    draft.status = details.manual_validation ? DetailedStatus::waiting_authorisation_to_validate
                                             : DetailedStatus::waiting_authorisation;
  } else if (approved.granted_minor && *approved.granted_minor < draft.amount.minor) {
    draft.amount.minor = *approved.granted_minor;
    draft.status = DetailedStatus::partially_authorised;
  } else {
    draft.status = details.manual_validation ? DetailedStatus::authorised_to_validate
                                             : DetailedStatus::authorised;
  }
  note_authorisation(draft, at, approved.authorisation_number, approved.code);
  details.issuer_transaction_identifier = approved.issuer_transaction_identifier;
  details.liability_shift = "NO";
  details.refused = {};
  return draft;
}

Transaction apply_outcome(Transaction draft, const acquiring::Declined& declined, Instant at) {
  draft.status = DetailedStatus::refused;
  note_authorisation(draft, at, {}, declined.code);
  draft.details.refused = {"ACQ_001", declined.code,
                           std::string(contract::acquirer_code_text(declined.code))};
  return draft;
}

Accepted accept(const merchants::Book& book, const Payment& payment, Transaction draft,
                const acquiring::Approved& approved, Instant at, bool awaited) {
  const std::int64_t asked = draft.amount.minor;
  Transaction outcome = apply_outcome(std::move(draft), approved, at);
  if (outcome.status != DetailedStatus::partially_authorised) {
    if (outcome.details.split) outcome.details.part_minor = outcome.amount.minor;
    return {std::move(outcome), false};
  }
  const bool form = payment.origin == Origin::form;
  const bool can_go_on = outcome.details.instalments == 0 && !awaited &&
                         (!form || book.shop->options.split_payment);
  if (can_go_on) {
    outcome.details.split = form;
    if (form) outcome.details.part_minor = outcome.amount.minor;
    return {std::move(outcome), false};
  }
  outcome.amount.minor = asked;
  outcome.details.liability_shift.clear();
  return {apply_refusal(std::move(outcome), "PSP_114"), true};
}

Transaction apply_refusal(Transaction draft, std::string code) {
  draft.status = DetailedStatus::refused;
  draft.details.refused = {std::move(code), {}, {}};
  return draft;
}

void Charges::add_answer_awaited(sql::Batch& batch, BookPtr book, const Attempt& attempt,
                                 Transaction& outcome, std::string reason) {
  Transaction before = outcome;
  before.status = DetailedStatus::waiting_for_payment;
  before.version = attempt.fence;
  before.pending = true;
  Change change(with_, std::move(book), with_.owner);
  change.answer_awaited(before, outcome, std::move(reason));
  batch.append(change.take());
}

}  // namespace guichet::payments
