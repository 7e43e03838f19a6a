#pragma once

#include <boost/json.hpp>
#include <memory>
#include <set>
#include <string>

#include "answers/payment.hpp"

namespace guichet::answers::testing {

/// A shop, a payment and its accepted transaction, with every member that may have a value.
struct SamplePayment {
  SamplePayment() {
    shop->id = "69876357";
    shop->language = "FR";
    book.id = 7;
    book.shop = shop;
  }
  static constexpr Instant born{1'700'000'000'000};

  std::shared_ptr<merchants::Shop> shop = std::make_shared<merchants::Shop>();
  merchants::Book book;
  payments::Payment payment{.book_id = 7,
                            .id = "018bcfe568007de0acff0bd4d0f8b101",
                            .order_id = "ORDER-1",
                            .amount = {990, *Currency::find("EUR")},
                            .origin = payments::Origin::form,
                            .attempts_max = 4,
                            .created_at = born,
                            .legacy_trans_id = "904321",
                            .document = "{}"};
  payments::Transaction transaction = accepted();

  payments::Transaction accepted() const {
    payments::Transaction made{.book_id = 7,
                               .uuid = "018bcfe5680076d7980fcf9a91160b3f",
                               .payment_id = payment.id,
                               .order_id = payment.order_id,
                               .version = 1,
                               .status = payments::DetailedStatus::authorised,
                               .amount = payment.amount,
                               .sequence = 1,
                               .created_at = born,
                               .expected_capture_at = born.plus_days(1)};
    auto& details = made.details;
    details.brand = "CB";
    details.country = "FR";
    details.issuer_code = "17807";
    details.issuer_name = "BANQUE";
    details.product_code = "F";
    details.product_category = "DEBIT";
    details.nature = "CONSUMER_CARD";
    details.masked_pan = "497010XXXXXX0014";
    details.holder_name = "Zoé \"Z\" / Li";
    details.expiry = {12, 2030};
    details.mid = "5512345";
    details.tid = "001";
    details.network = "CB";
    details.full = {true, 990, born, "3fabcd", "0"};
    details.issuer_transaction_identifier = "1234567890123456";
    details.liability_shift = "NO";
    return made;
  }
  std::string write(bool with_transaction = true) const {
    std::vector<payments::Transaction> all;
    if (with_transaction) all.push_back(transaction);
    return write_payment({.book = book,
                          .payment = payment,
                          .transaction = with_transaction ? &transaction : nullptr,
                          .state = payments::order_state(payment, all, false),
                          .server_date = born});
  }
};

using Names = std::set<std::string>;

inline Names names_of(const boost::json::object& object) {
  Names names;
  for (const auto& member : object) names.emplace(member.key());
  return names;
}

}  // namespace guichet::answers::testing
