#include "acquiring/connector/wire.hpp"

#include <algorithm>

#include "acquiring/connector/json_reading.hpp"
#include "base/json_writer.hpp"

namespace guichet::acquiring::wire {

namespace {

using std::chrono::milliseconds;

constexpr std::size_t id_length_max = 64;
constexpr std::size_t name_length_max = 255;
constexpr std::size_t code_length_max = 16;
constexpr std::size_t reference_length_max = 64;
constexpr const char* malformed = "the acquirer's answer is not one of the protocol";

bool is_code(std::string_view code) {
  return !code.empty() && code.size() <= code_length_max &&
         std::ranges::all_of(code, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
         });
}

void write_money(JsonWriter& out, const Money& money) {
  out.member("amount", money.minor);
  out.member("currency", money.currency.code());
}

/// The members every request has, read and checked once.
struct Common {
  std::string request_id;
  std::string transaction;
  std::string mid;
  std::optional<Money> money;
  milliseconds deadline{0};
  bool ok = false;
};

Common read_common(const JsonObject& message) {
  Common common;
  if (!message) return common;
  common.ok = true;
  const auto id = message.text("requestId", id_length_max);
  const auto deadline = message.number("deadlineMs", 1, deadline_max.count());
  if (!id || id->empty() || !deadline) common.ok = false;
  common.request_id = id.value_or("");
  common.deadline = milliseconds(deadline.value_or(0));
  common.transaction = message.optional_text("transaction", id_length_max, common.ok);
  common.mid = message.optional_text("mid", id_length_max, common.ok);
  const auto amount = message.number("amount", 0, amount_max);
  const auto currency = Currency::find(message.text("currency", 3).value_or(""));
  if (amount && currency) common.money = Money{*amount, *currency};
  return common;
}

void write_approved(JsonWriter& out, const Approved& approved) {
  out.member("outcome", "APPROVED");
  out.member("code", approved.code);
  out.member("authorisationNumber", approved.authorisation_number);
  out.member("issuerTransactionIdentifier", approved.issuer_transaction_identifier);
  if (approved.granted_minor) out.member("grantedAmount", *approved.granted_minor);
}

struct OutcomeWriter {
  JsonWriter& out;
  void operator()(const Approved& approved) const { write_approved(out, approved); }
  void operator()(const Declined& declined) const {
    out.member("outcome", "DECLINED");
    out.member("code", declined.code);
  }
  void operator()(const Unknown& unknown) const {
    out.member("outcome", "UNKNOWN");
    out.member("reason", unknown.reason);
  }
  void operator()(const NeverSeen&) const { out.member("outcome", "NEVER_SEEN"); }
};

template <class Answer>
std::string encode_answer(const Answer& answer) {
  JsonWriter out;
  out.begin_object();
  std::visit(OutcomeWriter{out}, answer);
  out.end_object();
  return out.take();
}

std::optional<Approved> read_approved(const JsonObject& message) {
  Approved approved;
  bool ok = true;
  approved.authorisation_number =
      message.optional_text("authorisationNumber", reference_length_max, ok);
  approved.issuer_transaction_identifier =
      message.optional_text("issuerTransactionIdentifier", reference_length_max, ok);
  if (message.has("code")) approved.code = message.text("code", code_length_max).value_or("");
  if (message.has("grantedAmount")) {
    approved.granted_minor = message.number("grantedAmount", 0, amount_max);
    ok = ok && approved.granted_minor.has_value();
  }
  if (!ok || !is_code(approved.code)) return std::nullopt;
  return approved;
}

template <class Answer>
Answer decode_answer(std::string_view body) {
  const JsonObject message(body);
  if (!message) return Unknown{malformed};
  const auto outcome = message.text("outcome", 16).value_or("");
  if (outcome == "APPROVED") {
    auto approved = read_approved(message);
    if (approved) return std::move(*approved);
  } else if (outcome == "DECLINED") {
    const auto code = message.text("code", code_length_max).value_or("");
    if (is_code(code)) return Declined{std::string(code)};
  } else if (outcome == "UNKNOWN") {
    return Unknown{std::string(message.text("reason", name_length_max).value_or("not told"))};
  }
  if constexpr (std::is_same_v<Answer, Inquiry>) {
    if (outcome == "NEVER_SEEN") return NeverSeen{};
  }
  return Unknown{malformed};
}

}  // namespace

std::string encode(const Authorise& request) {
  // Large enough never to move: a moved buffer would leave the card number behind.
  JsonWriter out(2048 + 6 * request.card_holder_name.size());
  out.begin_object();
  out.member("requestId", request.request_id);
  out.member("transaction", request.transaction);
  out.member("mid", request.mid);
  out.member("brand", request.brand);
  write_money(out, request.money);
  out.member("mode", request.mode == AuthorisationMode::mark ? "MARK" : "FULL");
  out.member("pan", request.pan.expose_digits());
  out.member("expiryMonth", request.expiry.month);
  out.member("expiryYear", request.expiry.year);
  if (request.security_code) out.member("securityCode", request.security_code->expose_digits());
  out.member("cardHolderName", request.card_holder_name);
  out.member("buyerPresent", request.buyer_present);
  out.member("authenticated", request.authenticated);
  out.member("deadlineMs", request.deadline.count());
  out.end_object();
  return out.take();
}

std::optional<Authorise> decode_authorise(std::string_view body) {
  const JsonObject message(body);
  auto common = read_common(message);
  if (!common.ok || !common.money) return std::nullopt;
  bool ok = true;
  const auto mode = message.text("mode", 4).value_or("");
  const auto month = message.number("expiryMonth", 1, 12);
  const auto year = message.number("expiryYear", 2000, 9999);
  const auto buyer_present = message.truth("buyerPresent");
  const auto authenticated = message.truth("authenticated");
  auto pan = Pan::parse(message.text("pan", 19).value_or(""));
  std::optional<SecurityCode> security_code;
  if (message.has("securityCode")) {
    security_code = SecurityCode::parse(message.text("securityCode", 4).value_or(""));
    ok = security_code.has_value();
  }
  auto brand = message.optional_text("brand", id_length_max, ok);
  auto holder = message.optional_text("cardHolderName", name_length_max, ok);
  if (!ok || !pan || !month || !year || !buyer_present || !authenticated ||
      (mode != "FULL" && mode != "MARK")) {
    return std::nullopt;
  }
  return Authorise{
      .request_id = std::move(common.request_id),
      .transaction = std::move(common.transaction),
      .mid = std::move(common.mid),
      .brand = std::move(brand),
      .money = *common.money,
      .mode = mode == "MARK" ? AuthorisationMode::mark : AuthorisationMode::full,
      .pan = std::move(*pan),
      .expiry = {static_cast<int>(*month), static_cast<int>(*year)},
      .security_code = std::move(security_code),
      .card_holder_name = std::move(holder),
      .buyer_present = *buyer_present,
      .authenticated = *authenticated,
      .deadline = common.deadline};
}

std::string encode(const Operate& request) {
  JsonWriter out;
  out.begin_object();
  out.member("requestId", request.request_id);
  out.member("original", request.original);
  out.member("transaction", request.transaction);
  out.member("mid", request.mid);
  write_money(out, request.money);
  out.member("deadlineMs", request.deadline.count());
  out.end_object();
  return out.take();
}

std::optional<Operate> decode_operate(std::string_view body) {
  const JsonObject message(body);
  auto common = read_common(message);
  if (!common.ok || !common.money) return std::nullopt;
  auto original = message.optional_text("original", id_length_max, common.ok);
  if (!common.ok) return std::nullopt;
  return Operate{.request_id = std::move(common.request_id),
                 .original = std::move(original),
                 .transaction = std::move(common.transaction),
                 .mid = std::move(common.mid),
                 .money = *common.money,
                 .deadline = common.deadline};
}

std::string encode(const Inquire& request) {
  JsonWriter out;
  out.begin_object();
  out.member("requestId", request.request_id);
  out.member("deadlineMs", request.deadline.count());
  out.end_object();
  return out.take();
}

std::optional<Inquire> decode_inquire(std::string_view body) {
  auto common = read_common(JsonObject(body));
  if (!common.ok) return std::nullopt;
  return Inquire{std::move(common.request_id), common.deadline};
}

std::string encode(const Reverse& request) {
  JsonWriter out;
  out.begin_object();
  out.member("requestId", request.request_id);
  out.member("transaction", request.transaction);
  out.member("deadlineMs", request.deadline.count());
  out.end_object();
  return out.take();
}

std::optional<Reverse> decode_reverse(std::string_view body) {
  auto common = read_common(JsonObject(body));
  if (!common.ok) return std::nullopt;
  return Reverse{std::move(common.request_id), std::move(common.transaction), common.deadline};
}

std::string encode(const Outcome& outcome) { return encode_answer(outcome); }
std::string encode(const Inquiry& inquiry) { return encode_answer(inquiry); }
std::string encode(Reversal reversal) {
  return reversal == Reversal::reversed ? R"({"outcome":"REVERSED"})" : R"({"outcome":"UNKNOWN"})";
}

Outcome decode_outcome(std::string_view body) { return decode_answer<Outcome>(body); }
Inquiry decode_inquiry(std::string_view body) { return decode_answer<Inquiry>(body); }
Reversal decode_reversal(std::string_view body) {
  const JsonObject message(body);
  const bool reversed = message && message.text("outcome", 16) == "REVERSED";
  return reversed ? Reversal::reversed : Reversal::unknown;
}

bool is_loopback(std::string_view address) {
  constexpr std::string_view mapped = "::ffff:";
  if (address.starts_with(mapped)) address.remove_prefix(mapped.size());
  if (address == "::1") return true;
  // Digits and dots only: "127.example.org" is a name like any other.
  return address.starts_with("127.") && address.size() <= 15 &&
         address.find_first_not_of("0123456789.") == std::string_view::npos;
}

}  // namespace guichet::acquiring::wire
