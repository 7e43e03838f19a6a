#include "merchants/shop_file.hpp"

namespace guichet::merchants {

namespace {

/// A basic string of TOML 1.0.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string list_of(const std::vector<std::string>& values) {
  std::string out = "[";
  for (const std::string& value : values) {
    if (out.size() > 1) out += ", ";
    out += quoted(value);
  }
  return out + ']';
}

class Writer {
 public:
  void heading(std::string_view text) { out_.append("\n").append(text).append("\n"); }
  void text(std::string_view name, std::string_view value) { raw(name, quoted(value)); }
  void flag(std::string_view name, bool value) { raw(name, value ? "true" : "false"); }
  void whole(std::string_view name, int value) { raw(name, std::to_string(value)); }
  void texts(std::string_view name, const std::vector<std::string>& values) {
    raw(name, list_of(values));
  }
  void raw(std::string_view name, std::string_view value) {
    out_.append(name).append(" = ").append(value).append("\n");
  }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

void write_options(Writer& out, const Options& options) {
  out.heading("[options]");
  out.flag("rest_api", options.rest_api);
  out.flag("pci", options.pci);
  out.flag("strict_members", options.strict_members);
  out.flag("unauthorized_status", options.unauthorized_status);
  out.flag("refuse_duplicates", options.refuse_duplicates);
  out.flag("split_payment", options.split_payment);
  out.text("grey_list", options.grey_list);
  std::string minutes = "[";
  for (const int each : options.retry_minutes) {
    if (minutes.size() > 1) minutes += ", ";
    minutes += std::to_string(each);
  }
  out.raw("retry_minutes", minutes + "]");
  if (!options.refusal_mails.empty()) out.texts("refusal_mails", options.refusal_mails);
}

void write_contract(Writer& out, Mode mode, const Contract& contract) {
  out.heading("[[contract]]");
  out.text("mode", name_of(mode));
  out.text("mid", contract.mid);
  out.text("tid", contract.tid);
  out.text("acquirer", contract.acquirer);
  out.text("network", contract.network);
  out.texts("brands", contract.brands);
  out.texts("currencies", contract.currencies);
  out.flag("security_code_required", contract.security_code_required);
  out.flag("authorise_before_validation", contract.authorise_before_validation);
  out.flag("manual_capture", contract.manual_capture);
  out.text("refunds", name_of(contract.refunds));
  out.flag("refunds_expired_cards", contract.refunds_expired_cards);
  if (contract.validity_days.empty()) return;
  std::string days = "{ ";
  for (const auto& [brand, value] : contract.validity_days) {
    if (days.size() > 2) days += ", ";
    days += brand + " = " + std::to_string(value);
  }
  out.raw("validity_days", days + " }");
}

void write_rule(Writer& out, Rule rule, const NotificationRule& test,
                const NotificationRule& production) {
  if (test == NotificationRule{} && production == NotificationRule{}) return;
  out.heading("[notifications." + std::string(name_of(rule)) + "]");
  out.flag("enabled", test.enabled);
  if (!test.url.empty()) out.text("test_url", test.url);
  if (!production.url.empty()) out.text("production_url", production.url);
  out.flag("automatic_retry", test.automatic_retry);
  if (!test.failure_mails.empty()) out.texts("failure_mails", test.failure_mails);
}

}  // namespace

std::string write_shop_file(const Shop& shop, const PerMode<std::shared_ptr<const Book>>& books,
                            bool with_keys) {
  Writer out;
  out.text("id", shop.id);
  out.text("name", shop.name);
  out.text("time_zone", shop.time_zone);
  out.text("language", shop.language);
  out.whole("capture_delay_days", shop.capture_delay_days);
  out.flag("manual_validation", shop.manual_validation);
  out.whole("retries", shop.retries);
  out.whole("anticipated_authorisation_days", shop.anticipated_authorisation_days);
  const Book& test = *books[Mode::test];
  const Book& production = *books[Mode::production];
  // No list at all would mean the contract that a shop gets by default.
  if (test.contracts.empty() && production.contracts.empty()) out.raw("contract", "[]");
  write_options(out, shop.options);
  for (const Mode mode : all_modes) {
    const BookKeys& keys = books[mode]->keys;
    out.heading(mode == Mode::test ? "[test]" : "[production]");
    out.text("public_key", keys.public_key);
    if (!with_keys) continue;
    out.text("password", keys.password.expose());
    out.text("hmac_key", keys.hmac_key.expose());
  }
  for (const Mode mode : all_modes) {
    for (const Contract& contract : books[mode]->contracts) write_contract(out, mode, contract);
  }
  for (const Rule rule : all_rules) {
    write_rule(out, rule, test.rules.at(rule), production.rules.at(rule));
  }
  return out.take();
}

}  // namespace guichet::merchants
