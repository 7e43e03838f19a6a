#pragma once

#include <memory>
#include <string>

#include "checkout/checkout.hpp"
#include "checkout/session_expiry.hpp"
#include "payments/testing/payment_world.hpp"

namespace guichet::checkout::testing {

/// A payment world whose processes have payment sessions as well.
struct CheckoutWorld : payments::testing::PaymentWorld {
  explicit CheckoutWorld(payments::testing::WorldOptions options = {})
      : PaymentWorld(with_checkout(std::move(options))) {}

  Checkout& checkout() { return of(now()); }
  static Checkout& of(payments::testing::Process& process) {
    return *static_cast<Checkout*>(process.upper_rooms.front().get());
  }

  SessionExpiry& expiry() {
    return *static_cast<SessionExpiry*>(now().upper_rooms.at(1).get());
  }

  payments::Payment form_payment(std::int64_t minor = 990, int attempts_max = 4) {
    auto payment = request(payments::testing::approved_card, minor).payment;
    payment.origin = payments::Origin::form;
    payment.attempts_max = attempts_max;
    return payment;
  }
  std::string token() { return token(form_payment()); }
  std::string token(payments::Payment payment) {
    return run(checkout().create_token(book(), std::move(payment)));
  }
  FormPayment card(std::string_view pan = payments::testing::approved_card) {
    return {.card = request(pan).card, .buyer = {.ip = "192.0.2.7"}};
  }
  payments::Settled pay(const std::string& token,
                        std::string_view pan = payments::testing::approved_card) {
    return run(checkout().pay(book(), token, card(pan)));
  }
  /// How paying ends: the detailed status, or the code of the refusal.
  std::string try_to_pay(const std::string& token,
                         std::string_view pan = payments::testing::approved_card) {
    try {
      return std::string(payments::name_of(pay(token, pan).transaction.status));
    } catch (const contract::Refusal& refusal) {
      return refusal.code;
    }
  }
  /// How opening ends: "opened", or the code of the refusal.
  std::string try_to_open(const std::string& token) {
    try {
      static_cast<void>(run(checkout().open(book(), token)));
      return "opened";
    } catch (const contract::Refusal& refusal) {
      return refusal.code;
    }
  }

 private:
  static payments::testing::WorldOptions with_checkout(payments::testing::WorldOptions options) {
    for (const auto& own : schema()) options.more.push_back(own);
    auto connect = [further = std::move(options.connect)](payments::testing::Process& process) {
      process.upper_rooms.push_back(std::make_shared<Checkout>(*process.charges, *process.keys));
      auto expiry = std::make_shared<SessionExpiry>(*process.charges);
      expiry->connect(*process.calendar);
      process.upper_rooms.push_back(std::move(expiry));
      if (further) further(process);
    };
    options.connect = std::move(connect);
    return options;
  }
};

}  // namespace guichet::checkout::testing
