#include "form/form_service.hpp"

#include <algorithm>

#include "answers/kr_answer.hpp"
#include "answers/payment.hpp"
#include "base/json_writer.hpp"
#include "base/log.hpp"
#include "contract/decode.hpp"
#include "contract/envelope.hpp"
#include "contract/failure.hpp"
#include "contract/sensitive.hpp"
#include "form/card_lists.hpp"
#include "form/form_shape.hpp"
#include "form/instalment_plan.hpp"
#include "form/split_parts.hpp"

namespace guichet::form {

using contract::Refusal;

struct FormService::Call {
  std::string action;
  merchants::BookPtr book;
  contract::Document input;
  payments::Buyer buyer;
};

struct FormService::Action {
  std::string_view name;
  const contract::Shape& request;
  Task<std::string> (FormService::*run)(Call&);
};

const FormService::Action* FormService::find_action(std::string_view name) {
  static constexpr Action actions[] = {{"open", open_request, &FormService::open},
                                       {"pay", pay_request, &FormService::pay},
                                       {"outcome", outcome_request, &FormService::outcome},
                                       {"brands", brands_request, &FormService::brands},
                                       {"cards", cards_request, &FormService::cards}};
  const auto* found = std::ranges::find(actions, name, &Action::name);
  return found == std::end(actions) ? nullptr : found;
}

FormService::FormService(merchants::Directory& directory, checkout::Checkout& checkout,
                         payments::Charges& charges, FormOptions options)
    : directory_(directory),
      checkout_(checkout),
      charges_(charges),
      options_(std::move(options)),
      attempts_(charges.with().clock, options_.attempts_per_minute) {}

merchants::BookPtr FormService::find_book(const Call& call) const {
  const auto key = call.input.text("publicKey");
  auto book = directory_.find_by_public_key(key);
  if (!book) throw Refusal("INT_904");
  if (!book->active || !payments::connected(*book, charges_.with().acquirers)) {
    throw Refusal("PSP_109");
  }
  return book;
}

std::string FormService::describe(const merchants::Book& book,
                                  const checkout::Opened& opened,
                                  const std::vector<payments::Transaction>& so_far) const {
  const auto& payment = opened.context.payment;
  const auto document = contract::Document::restore(payment.document);
  const auto language = document.text("customer.billingDetails.language");
  JsonWriter json;
  json.begin_object();
  json.member("amount", payment.amount.minor);
  json.member("currency", payment.amount.currency.code());
  json.member("fractionDigits", payment.amount.currency.fraction_digits());
  json.member_or_null("orderId", payment.order_id);
  json.member("mode", merchants::name_of(book.mode));
  json.member("shopName", book.shop->name);
  json.member("language", language.empty() ? std::string_view(book.shop->language) : language);
  json.member("attemptsLeft", opened.attempts_left());
  json.member("expiresAt", format_date_time(opened.session.expires_at));
  json.begin_array("brands");
  std::vector<std::string> seen;
  const auto offered = checkout::brands_offered(document);
  for (const auto& contract : book.contracts) {
    for (const auto& brand : contract.brands) {
      if (std::ranges::find(seen, brand) != seen.end()) continue;
      if (!offered.empty() && std::ranges::find(offered, brand) == offered.end()) continue;
      seen.push_back(brand);
      json.value(brand);
    }
  }
  json.end_array();
  write_parts(json, opened, so_far);
  write_plan(json, book, opened.context.payment, charges_.with().clock.now());
  json.member("_type", "V4/Charge/FormDescription");
  json.end_object();
  return json.take();
}

Task<std::string> FormService::open(Call& call) {
  const auto opened = co_await checkout_.open(call.book, std::string(call.input.text("formToken")));
  std::vector<payments::Transaction> so_far;
  if (opened.session.paid_minor > 0) {
    so_far = co_await payments::load_of_payment(charges_.with().db, call.book->id,
                                                opened.context.payment.id);
  }
  co_return describe(*call.book, opened, so_far);
}

Task<std::string> FormService::pay(Call& call) {
  // Numbers are tried out through forms (security-checklist 78): the buyer's address has a budget.
  if (!attempts_.allow(call.book->shop->id + "/" + call.buyer.ip)) throw Refusal("PSP_099");
  auto& input = call.input;
  const auto year = input.integer("expiryYear").value_or(0);
  checkout::FormPayment payment{
      .card = {.pan = std::move(*input.pan),
               .expiry = {static_cast<int>(input.integer("expiryMonth").value_or(0)),
                          static_cast<int>(year < 100 ? year + 2000 : year)},
               .security_code = std::move(input.security_code),
               .holder_name = std::string(input.text("cardHolderName")),
               .brand = std::string(input.text("brand"))},
      .buyer = call.buyer};
  const std::string token(input.text("formToken"));
  const Underway::Hold hold(underway_, token);
  const auto settled = co_await checkout_.pay(call.book, token, std::move(payment));
  const auto& with = charges_.with();
  if (!settled.outbox_id.empty()) {
    // The merchant's server hears first, the browser after it: at most 30 s later, and whatever
    // the merchant answers, the result stands (spec/ipn-and-signatures.md 1).
    co_await with.outbox.deliver_now(call.book, settled.outbox_id, limits::ipn_browser_wait_max);
  }
  co_return co_await write_result(call.book, settled.payment.id, settled.transaction.uuid);
}

Task<std::string> FormService::write_result(merchants::BookPtr book, std::string payment_id,
                                            std::string transaction) {
  const auto& with = charges_.with();
  co_return co_await answers::load_process_payment_answer(
      with.db, book, with.clock, std::move(payment_id), std::move(transaction));
}

Task<std::string> FormService::outcome(Call& call) {
  const std::string token(call.input.text("formToken"));
  const auto progress = co_await checkout_.progress(call.book, token);
  const auto& opened = progress.opened;
  const bool running = !opened.session.in_flight.empty() || underway_.has(token);
  std::string payment;
  if (!running && !progress.latest.empty()) {
    payment = co_await write_result(call.book, opened.context.payment.id, progress.latest);
  }
  JsonWriter json(payment.size() + 128);
  json.begin_object();
  json.member("running", running);
  json.member("attemptsLeft", opened.attempts_left());
  json.key("payment");
  if (payment.empty()) json.null(); else json.raw(payment);
  json.member("_type", "V4/Charge/FormOutcome");
  json.end_object();
  co_return json.take();
}

Task<std::string> FormService::brands(Call& call) {
  const auto opened = co_await checkout_.open(call.book, std::string(call.input.text("formToken")));
  const auto& payment = opened.context.payment;
  const Offer offer{payment.amount.currency.code(),
                    checkout::brands_offered(contract::Document::restore(payment.document))};
  co_return describe_range(*call.book, charges_.with().acquirers, offer, call.input.text("bin"));
}

Task<std::string> FormService::cards(Call& call) {
  co_return describe_samples(*call.book, charges_.with().acquirers);
}

Task<std::string> FormService::answer(http::Request& request, Call& call) {
  if (request.method != "POST") throw Refusal("INT_901");
  const Action* action = find_action(call.action);
  if (!action) throw Refusal("INT_901");
  call.input = contract::decode_body(request.body, action->request);
  call.book = find_book(call);
  co_return co_await (this->*action->run)(call);
}

Task<http::Response> FormService::handle(http::Request& request) {
  const auto& clock = charges_.with().clock;
  const Instant started = clock.now();
  Call call{.action = contract::fit_to_show(request.path.substr(root.size()),
                                            limits::shown_service_bytes_max),
            .buyer = {.ip = request.peer,
                      .user_agent = contract::fit_to_show(request.headers.get("User-Agent"),
                                                      limits::shown_header_bytes_max),
                      .accept = contract::fit_to_show(request.headers.get("Accept"),
                                                  limits::shown_header_bytes_max)}};
  std::string body;
  std::exception_ptr failure;
  try {
    body = co_await answer(request, call);
  } catch (...) {
    failure = std::current_exception();
  }
  const std::string ticket = charges_.with().random.hex();
  const std::string service = "Form/" + call.action;
  const contract::EnvelopeContext context{
      .web_service = service,
      .mode = call.book ? merchants::name_of(call.book->mode) : std::string_view("PRODUCTION"),
      .ticket = ticket,
      .server_url = options_.server_url,
      .provider = options_.provider,
      .server_date = call.book ? call.book->business_time(clock.now()) : clock.now()};
  const std::string shop_id = call.book ? call.book->shop->id : std::string();
  std::string code;
  http::Response response;
  if (failure) {
    const Refusal refusal = contract::as_refusal(failure);
    code = refusal.code;
    response.body = contract::write_error(context, refusal, shop_id);
  } else {
    response.body = contract::write_success(context, body);
  }
  response.headers.add("Cache-Control", "no-store");
  log::info("form.call", {{"ticket", ticket},
                          {"shop", shop_id},
                          {"action", call.action},
                          {"code", code},
                          {"peer", request.peer},
                          {"ms", std::to_string(clock.now().ms - started.ms)}});
  co_return response;
}

}  // namespace guichet::form
