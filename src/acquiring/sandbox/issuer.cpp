#include "acquiring/sandbox/issuer.hpp"

#include <algorithm>
#include <cctype>
#include <optional>
#include <string>

#include "acquiring/sandbox/test_cards.hpp"

namespace guichet::acquiring {

namespace {

using std::chrono::milliseconds;

Verdict approve() { return {Verdict::Kind::approve, {}}; }
Verdict decline(std::string_view code) { return {Verdict::Kind::decline, std::string(code)}; }

Verdict soft_decline(const Authorise& request) {
  return decline(request.buyer_present ? "81" : "1A");
}

Verdict of_test_card(const TestCard& card, const Authorise& request) {
  switch (card.behaviour) {
    case CardBehaviour::approve:
      return approve();
    case CardBehaviour::challenge:
      return request.authenticated ? approve() : soft_decline(request);
    case CardBehaviour::authentication_fails:
      return soft_decline(request);
    case CardBehaviour::challenge_then_refuse:
      return request.authenticated ? decline(card.code) : soft_decline(request);
    case CardBehaviour::refuse:
      return decline(card.code);
    case CardBehaviour::token_only:
      return request.mode == AuthorisationMode::mark ? approve() : decline(card.code);
  }
  return decline("96");
}

Decision of_card(const Authorise& request, milliseconds slow_delay) {
  const auto digits = request.pan.expose_digits();
  if (const auto* card = find_test_card(digits)) return {of_test_card(*card, request), {}};
  if (!request.pan.passes_luhn()) return {decline("14"), {}};
  if (const auto code = refusal_family_code(digits); !code.empty()) {
    if (code == "81") {
      return {request.authenticated ? approve() : soft_decline(request), {}};
    }
    // spec/README.md rule 10 prevails over the 30 s of spec/test-data.md 3.
    const bool slow = code == "68";
    return {decline(code), slow ? Fault{Fault::Kind::slow, slow_delay} : Fault{}};
  }
  if (is_meal_voucher(digits)) return {{Verdict::Kind::meal_voucher, {}}, {}};
  if (is_virtual_card(digits)) return {approve(), {}};
  return {decline("14"), {}};
}

struct Wish {
  std::string_view name;
  Fault::Kind kind;
};
constexpr Wish wishes[] = {{"SLOW", Fault::Kind::slow},
                           {"TIMEOUT", Fault::Kind::silent},
                           {"LOST", Fault::Kind::lost},
                           {"LATE", Fault::Kind::late},
                           {"DUPLICATE", Fault::Kind::duplicate},
                           {"CONTRADICT", Fault::Kind::contradict}};

std::string upper(std::string_view text) {
  std::string out(text);
  for (auto& c : out) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return out;
}

/// The code of "DECLINE cc": 2 or 3 letters or digits.
std::optional<std::string> wished_code(std::string_view name) {
  constexpr std::string_view word = "DECLINE ";
  if (!name.starts_with(word)) return std::nullopt;
  const auto code = name.substr(word.size());
  const bool fits = code.size() >= 2 && code.size() <= 3 && std::ranges::all_of(code, [](char c) {
                      return std::isalnum(static_cast<unsigned char>(c)) != 0;
                    });
  return fits ? std::optional<std::string>(code) : std::nullopt;
}

}  // namespace

Decision decide(const Authorise& request, const Catalogue& catalogue, milliseconds slow_delay) {
  if (catalogue.by_amount && request.money.minor % 100 != 0) {
    const auto cents = static_cast<int>(request.money.minor % 100);
    const char code[] = {static_cast<char>('0' + cents / 10), static_cast<char>('0' + cents % 10)};
    return {decline({code, 2}), {}};
  }
  auto decision = of_card(request, slow_delay);
  if (!catalogue.by_holder_name) return decision;
  const auto name = upper(request.card_holder_name);
  if (const auto code = wished_code(name)) return {decline(*code), {}};
  for (const auto& wish : wishes) {
    if (name != wish.name) continue;
    decision.fault.kind = wish.kind;
    const bool waits = wish.kind == Fault::Kind::slow || wish.kind == Fault::Kind::silent ||
                       wish.kind == Fault::Kind::lost;
    if (waits) decision.fault.delay = slow_delay;
  }
  return decision;
}

}  // namespace guichet::acquiring
