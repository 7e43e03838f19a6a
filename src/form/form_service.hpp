#pragma once

#include <string>

#include "base/rate_limit.hpp"
#include "checkout/checkout.hpp"
#include "form/underway.hpp"
#include "http/message.hpp"
#include "merchants/directory.hpp"

namespace guichet::form {

struct FormOptions {
  std::string server_url;
  std::string provider = "GUICHET";
  int attempts_per_minute = 30;  // per shop and buyer address; beyond: PSP_099
};

/// What the form client calls, from the gateway's own origin (docs/internals/form-endpoints.md):
/// `POST …/form/open` draws the form, `pay` pays, `outcome` says what became of a payment whose
/// answer was lost, `brands` what a card is, `cards` which cards may be tried. All answer the V4
/// envelope.
///
/// The caller knows a public key and a form token, never merchant credentials.
class FormService {
 public:
  static constexpr std::string_view root = "/static/js/krypton-client/V4.0/form/";

  FormService(merchants::Directory& directory, checkout::Checkout& checkout,
              payments::Charges& charges, FormOptions options);

  Task<http::Response> handle(http::Request& request);

 private:
  struct Call;
  struct Action;
  static const Action* find_action(std::string_view name);
  Task<std::string> answer(http::Request& request, Call& call);
  Task<std::string> open(Call& call);
  Task<std::string> pay(Call& call);
  Task<std::string> outcome(Call& call);
  Task<std::string> brands(Call& call);
  Task<std::string> cards(Call& call);
  Task<std::string> write_result(merchants::BookPtr book, std::string payment_id,
                                 std::string transaction);
  merchants::BookPtr find_book(const Call& call) const;
  std::string describe(const merchants::Book& book, const checkout::Opened& opened,
                       const std::vector<payments::Transaction>& so_far) const;

  merchants::Directory& directory_;
  checkout::Checkout& checkout_;
  payments::Charges& charges_;
  FormOptions options_;
  RateLimit attempts_;
  Underway underway_;
};

}  // namespace guichet::form
