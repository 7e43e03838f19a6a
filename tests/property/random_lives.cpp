#include "random_lives.hpp"

#include <algorithm>

#include "base/encoding.hpp"
#include "payments/status.hpp"

namespace guichet::property {

namespace {

using acquiring::Fault;
using acquiring::Operation;

constexpr std::string_view password = "testpassword_DEMOPRIVATEKEY23G4475zXZQ2UA5x7M";
constexpr std::size_t orders_kept = 40;

// Every durable or outward act there is, before and after which a process may die.
constexpr const char* acts[] = {
    "payments.insert_attempt", "payments.insert_transaction", "payments.set_transaction",
    "payments.insert_history", "payments.delete_attempt",     "payments.set_attempt",
    "calendar.due_out",        "directory.clock",             "clock.move_in",
    "remittances.insert_line", "remittances.insert_file",     "authorise",
    "capture",                 "refund",                      "reverse",
    "inquire"};

/// What a QR code is paid with follows the shop: `delayed`, beyond any validity; `manual`.
std::string world_toml(bool before_validation, bool delayed, bool manual) {
  std::string toml(merchants::demo_shop_toml);
  if (delayed) toml.insert(0, "capture_delay_days = 10\n");
  if (manual) toml.insert(0, "manual_validation = true\n");
  const std::string mid = "mid = \"5512345\"\n";
  if (before_validation) {
    toml.replace(toml.find(mid), mid.size(), mid + "authorise_before_validation = true\n");
  }
  return toml;
}

payments::testing::WorldOptions options_of(std::uint64_t seed) {
  payments::testing::WorldOptions options;
  options.seed = seed;
  return options;
}

std::string quote(std::string_view text) { return "\"" + std::string(text) + "\""; }

}  // namespace

RandomLives::RandomLives(std::uint64_t seed) : choices_(seed), world_(options_of(seed)) {
  world_.apply(world_toml(chance(50), chance(30), chance(30)));
  open_face();
}

void RandomLives::open_face() {
  auto& process = world_.now();
  api_ = std::make_unique<rest::Api>(
      rest::Gateway{*process.directory, *process.charges, world_.checkout(), *process.operations,
                    process.acquirers, process.db, world_.random, world_.clock, *process.keys},
      rest::ApiOptions{.server_url = "https://gateway.example"});
}

void RandomLives::run(int steps, Tally& tally) {
  for (int n = 0; n < steps; ++n) step(tally);
}

// A step is something that is wished for, and perhaps the death of the process that does it.
void RandomLives::step(Tally& tally) {
  ++tally.steps;
  if (chance(4)) plan_death();
  try {
    act(tally);
    world_.scheduler.run_for(std::chrono::milliseconds(choices_.below(2'000)));
    if (chance(20) && !world_.now().life->over()) world_.run(world_.now().agenda->run_once());
  } catch (const payments::testing::Killed&) {
  } catch (const sql::DatabaseError&) {
  } catch (const std::runtime_error&) {
    // What a killed process is told by its own rooms. A living one has no such excuse.
    if (!world_.now().life->over()) throw;
  }
  if (world_.now().life->over()) mourn(tally);
}

void RandomLives::plan_death() {
  auto& life = *world_.now().life;
  const char* act = acts[choices_.below(std::size(acts))];
  chance(50) ? life.end_after(act) : life.end_before(act);
}

void RandomLives::mourn(Tally& tally) {
  ++tally.kills;
  world_.restart();
  open_face();
  world_.run(world_.now().recovery->recover(world_.book(), true));
}

void RandomLives::act(Tally& tally) {
  const auto what = choices_.below(100);
  if (what < 26) return pay(tally);
  if (what < 29) return pay_by_form(tally);
  if (what < 33) return show_code(tally);
  if (what < 37) return answer_code(tally);
  if (what < 78) return operate(tally);
  if (what < 91) return move_clock(tally);
  if (what < 98) return fail_acquirer(tally);
  charge_back(tally);
}

std::string RandomLives::card_number() {
  const auto what = choices_.below(10);
  if (what < 6) return std::string(payments::testing::approved_card);
  if (what < 7) return std::string(payments::testing::refused_card);
  if (what < 8) return "4970101000001002";  // checked, then refused for any amount
  // A meal voucher of its own each time: what is left of a day is granted (spec/test-data.md 2.6).
  for (;;) {
    std::string digits = "5025001";
    while (digits.size() < 16) digits.push_back(static_cast<char>('0' + choices_.below(10)));
    const auto pan = Pan::parse(digits);
    if (pan && pan->passes_luhn()) return digits;
  }
}

void RandomLives::pay(Tally& tally) {
  static constexpr int delays[] = {0, 0, 0, 1, 3, 7, 8, 20, 60};
  const auto amount = 200 + static_cast<std::int64_t>(choices_.below(4'000));
  const std::string options =
      R"({"captureDelay":)" + std::to_string(delays[choices_.below(std::size(delays))]) +
      R"(,"manualValidation":)" + quote(chance(35) ? "YES" : "NO") + "}";
  call("PCI/Charge/CreatePayment",
       R"({"amount":)" + std::to_string(amount) + R"(,"currency":"EUR","orderId":"O-)" +
           std::to_string(choices_.below(50)) +
           R"(","transactionOptions":{"cardOptions":)" + options +
           R"(},"paymentForms":[{"paymentMethodType":"CARD","pan":)" + quote(card_number()) +
           R"(,"expiryMonth":"12","expiryYear":"35","securityCode":"123"}]})",
       tally);
}

void RandomLives::pay_by_form(Tally& tally) {
  ++tally.calls;
  const auto amount = 200 + static_cast<std::int64_t>(choices_.below(4'000));
  try {
    const std::string token = world_.token(world_.form_payment(amount));
    const auto settled = world_.pay(token, card_number());
    ++tally.succeeded;
    orders_.push_back({settled.transaction.uuid, amount});
  } catch (const contract::Refusal&) {
    ++tally.refused;
  }
}

void RandomLives::show_code(Tally& tally) {
  const auto amount = 200 + static_cast<std::int64_t>(choices_.below(4'000));
  call("Charge/CreateQRCode",
       R"({"amount":)" + std::to_string(amount) +
           R"(,"currency":"EUR","paymentMethodType":"CARD","orderId":"Q-1",)"
           R"("customer":{"email":"b@example.org"},"validityPeriod":)" +
           std::to_string(60 + choices_.below(80'000)) + "}",
       tally);
}

/// Somebody looks at a code, and pays or leaves it.
void RandomLives::answer_code(Tally& tally) {
  if (codes_.empty()) return;
  ++tally.calls;
  const auto chosen = codes_.begin() + static_cast<std::ptrdiff_t>(choices_.below(codes_.size()));
  const std::string uuid = *chosen;
  codes_.erase(chosen);
  const auto link = world_.run(checkout::load_link(*world_.db, world_.book()->id, uuid));
  check(link.has_value(), "a code that was given leads nowhere");
  try {
    if (chance(25)) {
      world_.run(world_.checkout().abandon_link(world_.book(), *link));
    } else {
      const auto settled = world_.pay(link->token, card_number());
      orders_.push_back({settled.transaction.uuid, settled.transaction.amount.minor});
    }
    ++tally.succeeded;
  } catch (const contract::Refusal&) {
    ++tally.refused;
  }
}

void RandomLives::operate(Tally& tally) {
  if (orders_.empty()) return;
  const auto& order = orders_[choices_.below(orders_.size())];
  const std::string uuid = R"({"uuid":)" + quote(order.uuid);
  const auto part = std::to_string(1 + choices_.below(static_cast<std::uint64_t>(order.amount)));
  const std::string amount = R"(,"amount":)" + part + R"(,"currency":"EUR")";
  const Instant now = world_.book()->business_time(world_.clock.now());
  const auto date = format_date_time(now.plus_days(static_cast<int>(choices_.below(12))));
  static constexpr std::string_view modes[] = {"AUTO", "CANCELLATION_ONLY", "REFUND_ONLY"};
  switch (choices_.below(12)) {
    case 0: return call("Transaction/Cancel", uuid + "}", tally);
    case 1:
    case 2: return call("Transaction/Refund", uuid + (chance(70) ? amount : "") + "}", tally);
    case 3:
    case 4:
      return call("Transaction/CancelOrRefund",
                  uuid + (chance(30) ? amount : "") + R"(,"resolutionMode":)" +
                      quote(modes[choices_.below(3)]) + "," +
                      R"("transactionOptions":{"cardOptions":{"manualValidation":)" +
                      quote(chance(20) ? "YES" : "NO") + "}}}",
                  tally);
    case 5:
      return call("Transaction/Update", uuid + R"(,"cardUpdate":{)" + amount.substr(1) + "}}",
                  tally);
    case 6:
      return call("Transaction/Update",
                  uuid + R"(,"cardUpdate":{"currency":"EUR","amount":)" +
                      std::to_string(order.amount) + R"(,"expectedCaptureDate":)" + quote(date) +
                      R"(,"manualValidation":)" + quote(chance(50) ? "YES" : "NO") + "}}",
                  tally);
    case 7:
    case 8: return call("Transaction/Validate", uuid + "}", tally);
    case 9: return call("Transaction/Duplicate", uuid + amount + "}", tally);
    case 10: return call("Transaction/Capture", R"({"uuids":[)" + quote(order.uuid) + "]}", tally);
    default: return call("Transaction/Get", uuid + "}", tally);
  }
}

void RandomLives::call(const std::string& service, const std::string& body, Tally& tally) {
  ++tally.calls;
  http::Request request{.method = "POST", .path = "/api-payment/V4/" + service};
  request.headers.add("Authorization",
                      "Basic " + to_base64(std::string(payments::testing::shop_of_tests) + ":" +
                                           std::string(password)));
  // Now and then under a key of its own, as a careful merchant calls.
  if (chance(20)) request.headers.add("Idempotency-Key", choices_.hex(64));
  request.body = body;
  request.peer = "192.0.2.1";
  const auto response = world_.run(api_->handle(request));
  if (world_.now().life->over()) return;  // nobody heard the answer
  const auto envelope = boost::json::parse(response.body).as_object();
  const auto& answer = envelope.at("answer").as_object();
  if (envelope.at("status") != "SUCCESS") {
    ++tally.refused;
    const std::string code(answer.at("errorCode").as_string());
    check(code != "PSP_999", response.body.c_str());
    return;
  }
  ++tally.succeeded;
  ++tally.services[service];
  const auto* all = answer.if_contains("transactions");
  if (all) note(all->as_array().at(0).as_object());
  if (answer.contains("detailedStatus")) note(answer);
  if (answer.contains("qrCode")) {
    codes_.emplace_back(answer.at("uuid").as_string());
    if (chance(20)) orders_.push_back({codes_.back(), answer.at("amount").as_int64()});
  }
}

void RandomLives::note(const boost::json::object& transaction) {
  const std::string uuid(transaction.at("uuid").as_string());
  const std::string status(transaction.at("detailedStatus").as_string());
  if (status == "CANCELLED" || status == "REFUSED" || status == "EXPIRED") told_[uuid] = status;
  if (transaction.at("operationType") == "CREDIT") {
    credits_[uuid] = transaction.at("amount").as_int64();
  }
  const auto known = std::find_if(orders_.begin(), orders_.end(),
                                  [&uuid](const Order& order) { return order.uuid == uuid; });
  if (known != orders_.end()) {
    known->amount = transaction.at("amount").as_int64();
    return;
  }
  orders_.push_back({uuid, transaction.at("amount").as_int64()});
  if (orders_.size() > orders_kept) orders_.erase(orders_.begin());
}

void RandomLives::move_clock(Tally& tally) {
  ++tally.moves;
  static constexpr std::int64_t hours[] = {1, 6, 12, 24, 24, 48, 24 * 9};
  const std::int64_t ms = hours[choices_.below(std::size(hours))] * 3'600'000;
  const auto book = world_.book();
  auto& process = world_.now();
  const Instant target = book->business_time(world_.clock.now()).plus_ms(ms);
  world_.run(process.clock_moves->order(book->id, target));
  world_.run(process.clock_moves->carry_out(*process.agenda, book->id,
                                            std::chrono::seconds(30)));
}

void RandomLives::fail_acquirer(Tally& tally) {
  ++tally.faults;
  static constexpr Fault::Kind kinds[] = {Fault::Kind::silent, Fault::Kind::lost,
                                          Fault::Kind::late, Fault::Kind::duplicate};
  static constexpr Operation operations[] = {Operation::authorise, Operation::capture,
                                             Operation::refund, Operation::reverse};
  auto& faults = world_.bank->faults();
  if (chance(40)) {
    const auto kind = kinds[choices_.below(std::size(kinds))];
    faults.add(operations[choices_.below(std::size(operations))],
               {kind, std::chrono::milliseconds(0)});
    return;
  }
  // What only an evening shows: held, refused, no funds to pay a refund from.
  static constexpr const char* codes[] = {"09", "09", "51", "51", "05"};
  const char* code = codes[choices_.below(std::size(codes))];
  const auto operation = chance(50) ? Operation::capture : Operation::refund;
  faults.add(operation, {Fault::Kind::decline, std::chrono::milliseconds(0), code},
             1 + choices_.below(operation == Operation::refund ? 12 : 3));
}

void RandomLives::charge_back(Tally& tally) {
  if (orders_.empty()) return;
  ++tally.calls;
  const std::string uuid = orders_[choices_.below(orders_.size())].uuid;
  try {
    world_.run(world_.now().operations->mark_unpaid(world_.book(), uuid, {}));
    ++tally.succeeded;
  } catch (const contract::Refusal&) {
    ++tally.refused;
  }
}

}  // namespace guichet::property
