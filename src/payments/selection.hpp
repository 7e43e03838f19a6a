#pragma once

#include <optional>
#include <string>
#include <vector>

#include "acquiring/acquirer.hpp"
#include "base/card.hpp"
#include "base/money.hpp"
#include "contract/error.hpp"
#include "merchants/shop.hpp"

namespace guichet::payments {

/// A card as it arrived, in memory for the length of one payment.
struct CardInput {
  Pan pan;
  Expiry expiry;
  std::optional<SecurityCode> security_code;
  std::string holder_name;
  std::string document_type, document_number;  // identity document, or empty
  std::string brand;                           // chosen by the buyer or merchant, or empty
};

/// Who will be asked, and as what.
struct Selection {
  const merchants::Contract* contract = nullptr;  // lives as long as the book
  acquiring::Acquirer* acquirer = nullptr;
  const CardRange* range = nullptr;               // lives as long as the acquirer
  std::string brand;                              // effective brand
  int validity_days = 7;
};

struct SelectionQuery {
  const CardInput& card;
  Money amount;
  std::string mid;                  // forced contract, or empty
  std::vector<std::string> brands;  // those the payment may be made with; empty: all
  bool security_code_expected;      // an e-commerce payment with the buyer present
  Instant business_now;
};

/// True when some contract of the book has its acquirer connected: PSP_109 otherwise.
bool connected(const merchants::Book& book, const acquiring::Acquirers& acquirers);

/// True when some contract of the book takes the currency through a connected acquirer.
bool currency_served(const merchants::Book& book, const acquiring::Acquirers& acquirers,
                     Currency currency);

/// True when some contract of the book takes the brand in that currency through a connected
/// acquirer.
bool brand_served(const merchants::Book& book, const acquiring::Acquirers& acquirers,
                  Currency currency, std::string_view brand);

/// PSP_610 as spec/envelope.md 5.4 words it.
contract::Refusal no_contract();

/// Chooses contract, acquirer and brand for a card, or ends the request with contract::Refusal:
/// PSP_610 no contract, PSP_025 unknown mid, PSP_532 number in no range, PSP_531 length, PSP_530
/// check digit, INT_045 expired, INT_887 brand not on the card, INT_043 security code length,
/// PSP_509 security code missing (spec/error-codes.md 11, spec/pci-services.md 2.2).
Selection select_contract(const merchants::Book& book, const acquiring::Acquirers& acquirers,
                          const SelectionQuery& query);

}  // namespace guichet::payments
