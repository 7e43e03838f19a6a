#pragma once

#include <boost/json/value.hpp>
#include <optional>

#include "base/card.hpp"
#include "contract/decode.hpp"
#include "merchants/shop.hpp"

/// What a payment request must satisfy as a whole, after each field was found well formed.
namespace guichet::rest {

/// True when the body carries `paymentForms`, of whatever form: a shop without the PCI right is
/// refused with INT_913 before anything else of the body is looked at (spec/transactions.md 1.9.2).
bool carries_card_data(const boost::json::value& body);

/// Steps 4 and 5 of spec/transactions.md 1.9 for Charge/CreatePayment and
/// PCI/Charge/CreatePayment. Throws Refusal with the first rule broken:
///
/// members that need each other: INT_811, INT_812, INT_917, INT_030, INT_868, INT_813, PSP_1024,
/// PSP_1023, INT_945, INT_928 to INT_930, PSP_549, PSP_665, PSP_666, INT_040 to INT_042 (card data
/// without number or expiry), INT_865 (an eligible amount for the form), PSP_057, PSP_085 to
/// PSP_087; then options this platform does not have yet: PSP_107, INT_916, AUTH_103 (a challenge
/// is asked for), PSP_672 (capture with the authorisation); then the token, of which none can exist
/// yet: PSP_030.
void check_create_payment(const contract::Document& request);

/// What PCI/Charge/CreatePayment asks besides: card data or a token (INT_902).
void check_pci_create_payment(const contract::Document& request);

/// The dates of a plan of instalments, at `now` (business time): PSP_549. The request's capture
/// delay counts, else the shop's, and the days of the shop's calendar.
void check_plan_dates(const contract::Document& request, Instant now, const merchants::Shop& shop);

/// What meal vouchers may pay of the amount: `eligibleAmount` in `acquirerTransientData`, digits as
/// text or number. Ends the request with PSP_057 when it is neither or below 150, PSP_085 negative,
/// PSP_086 above the amount, PSP_087 missing in the data of the scheme, CONECS. Nothing without
/// such data.
std::optional<std::int64_t> eligible_amount(const contract::Document& request);

/// The expiry of `paymentForms[0]`, years of two digits taken as 20xx; nothing without one.
/// Whether it is past (INT_045) is for whoever has a clock.
std::optional<Expiry> card_expiry(const contract::Document& request);

}  // namespace guichet::rest
