#include "merchants/shop_file.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>

#include "base/encoding.hpp"
#include "base/money.hpp"
#include "merchants/brands.hpp"
#include "merchants/shop_keys.hpp"
#include "merchants/toml_reader.hpp"

namespace guichet::merchants {

namespace {

constexpr std::size_t file_bytes_max = 256 * 1024;
constexpr std::size_t name_characters_max = 127;
constexpr std::size_t url_bytes_max = 1024;
constexpr std::size_t mail_bytes_max = 150;
constexpr std::size_t contracts_max = 100;
constexpr std::size_t list_max = 50;
constexpr int retry_minutes_max = 30 * 24 * 60;

bool is_printable(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](unsigned char c) { return c < 32 || c == 127; });
}

bool consists_of(std::string_view text, std::string_view also) {
  return std::all_of(text.begin(), text.end(), [&](unsigned char c) {
    return std::isalnum(c) != 0 || also.find(static_cast<char>(c)) != std::string_view::npos;
  });
}

/// A name of the time zone database that this machine knows: its compiled file begins with "TZif".
bool is_time_zone(const std::string& name) {
  if (name == "UTC") return true;
  if (name.empty() || name.size() > 64 || name.front() == '/' || !consists_of(name, "_+-/")) {
    return false;
  }
  std::ifstream file("/usr/share/zoneinfo/" + name, std::ios::binary);
  char magic[4] = {};
  return file.read(magic, sizeof magic) && std::string_view(magic, sizeof magic) == "TZif";
}

/// http or https, a host, no user information, nothing but visible ASCII (checklist 82).
bool is_address(std::string_view url) {
  if (url.size() > url_bytes_max) return false;
  if (std::any_of(url.begin(), url.end(), [](unsigned char c) { return c <= 32 || c >= 127; })) {
    return false;
  }
  const auto scheme = url.find("://");
  if (scheme == std::string_view::npos) return false;
  if (url.substr(0, scheme) != "http" && url.substr(0, scheme) != "https") return false;
  const auto rest = url.substr(scheme + 3);
  const auto authority = rest.substr(0, rest.find_first_of("/?#"));
  return !authority.empty() && authority.front() != ':' &&
         authority.find('@') == std::string_view::npos;
}

bool is_mail_address(std::string_view text) {
  const auto at = text.find('@');
  return text.size() <= mail_bytes_max && at != std::string_view::npos && at > 0 &&
         at + 1 < text.size() && text.find('@', at + 1) == std::string_view::npos &&
         std::all_of(text.begin(), text.end(),
                     [](unsigned char c) { return c > 32 && c < 127 && c != ';' && c != ','; });
}

std::vector<std::string> read_mails(TomlReader& in, std::string_view name) {
  auto mails = in.texts(name).value_or(std::vector<std::string>());
  if (mails.size() > list_max) in.fail(name, "has too many entries");
  for (const std::string& mail : mails) {
    if (!is_mail_address(mail)) in.fail(name, "not a mail address: " + mail);
  }
  return mails;
}

constexpr std::string_view grey_list_modes[] = {"off", "informative", "blocking"};

void read_options(const toml::table* table, Options& options) {
  if (table == nullptr) return;
  TomlReader in(*table, "options.");
  options.rest_api = in.flag("rest_api").value_or(options.rest_api);
  options.pci = in.flag("pci").value_or(options.pci);
  options.strict_members = in.flag("strict_members").value_or(options.strict_members);
  options.unauthorized_status =
      in.flag("unauthorized_status").value_or(options.unauthorized_status);
  options.refuse_duplicates = in.flag("refuse_duplicates").value_or(options.refuse_duplicates);
  options.split_payment = in.flag("split_payment").value_or(options.split_payment);
  options.grey_list = in.text("grey_list").value_or(options.grey_list);
  if (std::find(std::begin(grey_list_modes), std::end(grey_list_modes), options.grey_list) ==
      std::end(grey_list_modes)) {
    in.fail("grey_list", "is none of off, informative, blocking");
  }
  options.retry_minutes =
      in.wholes("retry_minutes", 1, retry_minutes_max).value_or(options.retry_minutes);
  if (options.retry_minutes.size() > list_max) in.fail("retry_minutes", "has too many entries");
  options.refusal_mails = read_mails(in, "refusal_mails");
  in.finish();
}

void read_keys(const toml::table* table, const std::string& path, const std::string& shop_id,
               Mode mode, ShopFile::GivenKeys& keys) {
  if (table == nullptr) return;
  TomlReader in(*table, path);
  const auto accept = [&](std::string_view name, const std::string& fault) {
    if (!fault.empty()) in.fail(name, fault);
  };
  if (const auto password = in.text("password")) {
    accept("password", fault_of_password(*password, mode));
    keys.password = Secret(*password);
  }
  if (const auto key = in.text("public_key")) {
    if (shop_id.empty()) in.fail("public_key", "begins with the shop's id, so give id as well");
    accept("public_key", fault_of_public_key(*key, shop_id, mode));
    keys.public_key = *key;
  }
  if (const auto key = in.text("hmac_key")) {
    accept("hmac_key", fault_of_hmac_key(*key));
    keys.hmac_key = Secret(*key);
  }
  in.finish();
}

std::vector<std::string> default_brands() {
  return {test_brands().begin(), test_brands().end()};
}

std::vector<std::string> default_currencies() {
  std::vector<std::string> codes;
  for (const Currency& currency : Currency::all()) codes.emplace_back(currency.code());
  return codes;
}

/// A list of codes: some, known, each once.
void check_codes(const TomlReader& in, std::string_view name, std::string_view kind,
                 const std::vector<std::string>& codes, bool (*is_known)(std::string_view)) {
  if (codes.empty()) in.fail(name, "must not be empty");
  for (auto code = codes.begin(); code != codes.end(); ++code) {
    if (!is_known(*code)) in.fail(name, "unknown " + std::string(kind) + " " + *code);
    if (std::find(codes.begin(), code, *code) != code) in.fail(name, *code + " stands there twice");
  }
}

std::map<std::string, int> read_validity(const toml::table* table, const std::string& path,
                                         const std::vector<std::string>& brands) {
  std::map<std::string, int> days;
  if (table == nullptr) return days;
  TomlReader in(*table, path);
  for (const std::string& brand : brands) {
    if (const auto value = in.whole(brand, 1, 365)) days[brand] = *value;
  }
  for (const auto& [key, value] : *table) {
    if (!days.contains(std::string(key.str()))) {
      in.fail(key.str(), "is not a brand of this contract");
    }
  }
  return days;
}

void read_contract(const toml::table& table, const std::string& path, ShopFile& file) {
  TomlReader in(table, path);
  Contract contract;
  const auto code = [&](std::string_view name, std::size_t most, std::string_view also,
                        std::string& value) {
    if (auto given = in.text(name)) value = std::move(*given);
    if (value.empty() || value.size() > most || !consists_of(value, also)) {
      in.fail(name, "must have 1 to " + std::to_string(most) + " letters and digits");
    }
  };
  const std::string mode = in.text("mode").value_or("TEST");
  if (mode != "TEST" && mode != "PRODUCTION" && mode != "BOTH") {
    in.fail("mode", "must be \"TEST\", \"PRODUCTION\" or \"BOTH\"");
  }
  code("mid", 32, "-_", contract.mid);
  code("tid", 16, "-_", contract.tid);
  code("acquirer", 32, "-_", contract.acquirer);
  code("network", 32, "-_", contract.network);
  contract.brands = in.texts("brands").value_or(default_brands());
  check_codes(in, "brands", "brand", contract.brands, is_card_brand);
  contract.currencies = in.texts("currencies").value_or(default_currencies());
  check_codes(in, "currencies", "currency", contract.currencies,
              [](std::string_view c) { return Currency::find(c).has_value(); });
  contract.security_code_required = in.flag("security_code_required").value_or(true);
  contract.authorise_before_validation =
      in.flag("authorise_before_validation").value_or(false);
  contract.manual_capture = in.flag("manual_capture").value_or(true);
  const auto refunds = find_refunds(in.text("refunds").value_or("partial"));
  if (!refunds) in.fail("refunds", "must be \"partial\", \"whole\" or \"none\"");
  contract.refunds = *refunds;
  contract.refunds_expired_cards = in.flag("refunds_expired_cards").value_or(true);
  contract.validity_days =
      read_validity(in.table("validity_days"), path + "validity_days.", contract.brands);
  in.finish();
  for (const Mode each : all_modes) {
    if (mode != "BOTH" && mode != name_of(each)) continue;
    auto& contracts = file.contracts[each];
    if (std::any_of(contracts.begin(), contracts.end(), [&](const Contract& other) {
          return other.mid == contract.mid && other.tid == contract.tid;
        })) {
      in.fail("mid", "another contract has the same mid and tid");
    }
    contracts.push_back(contract);
  }
}

void read_contracts(const toml::array* list, ShopFile& file) {
  if (list == nullptr) {
    Contract contract;
    contract.mid = "5512345";
    contract.brands = default_brands();
    contract.currencies = default_currencies();
    file.contracts[Mode::test].push_back(std::move(contract));
    return;
  }
  if (list->size() > contracts_max) throw TomlFault("contract", "has too many entries");
  for (std::size_t i = 0; i < list->size(); ++i) {
    read_contract(*(*list)[i].as_table(), "contract[" + std::to_string(i + 1) + "].", file);
  }
}

void read_rule(const toml::table* table, Rule rule, ShopFile& file) {
  NotificationRule common;
  PerMode<std::string> urls;
  if (table != nullptr) {
    TomlReader in(*table, "notifications." + std::string(name_of(rule)) + ".");
    common.enabled = in.flag("enabled").value_or(common.enabled);
    common.automatic_retry = in.flag("automatic_retry").value_or(common.automatic_retry);
    common.failure_mails = read_mails(in, "failure_mails");
    const auto address = [&](std::string_view name, Mode mode) {
      urls[mode] = in.text(name).value_or("");
      if (!urls[mode].empty() && !is_address(urls[mode])) {
        in.fail(name, "must be an http or https address without user information");
      }
    };
    address("test_url", Mode::test);
    address("production_url", Mode::production);
    in.finish();
  }
  for (const Mode mode : all_modes) {
    NotificationRule& own = file.rules[mode][rule];
    own = common;
    own.url = urls[mode];
  }
}

void read_shop(TomlReader& in, Shop& shop) {
  shop.id = in.text("id").value_or("");
  if (!shop.id.empty() && !is_shop_id(shop.id)) in.fail("id", "must have 8 digits, in quotes");
  shop.name = in.text("name").value_or(shop.id.empty() ? "" : "Shop " + shop.id);
  if (shop.name.empty()) in.fail("name", "give a name, or an id of 8 digits");
  if (utf8_length(shop.name) > name_characters_max || !is_printable(shop.name)) {
    in.fail("name", "must have at most 127 characters, none of them a control character");
  }
  shop.time_zone = in.text("time_zone").value_or(shop.time_zone);
  if (!is_time_zone(shop.time_zone)) {
    in.fail("time_zone", "this machine knows no time zone " + shop.time_zone);
  }
  shop.language = in.text("language").value_or(shop.language);
  if (shop.language.size() != 2 || shop.language.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") !=
                                       std::string::npos) {
    in.fail("language", "must be two capital letters");
  }
  shop.capture_delay_days = in.whole("capture_delay_days", 0, 365).value_or(0);
  shop.manual_validation = in.flag("manual_validation").value_or(false);
  shop.retries = in.whole("retries", 0, 9).value_or(shop.retries);
  shop.anticipated_authorisation_days = in.whole("anticipated_authorisation_days", 1, 30)
                                            .value_or(shop.anticipated_authorisation_days);
}

ShopFile read_file(const toml::table& table) {
  ShopFile file;
  TomlReader in(table, "");
  read_shop(in, file.shop);
  read_options(in.table("options"), file.shop.options);
  read_keys(in.table("test"), "test.", file.shop.id, Mode::test, file.keys[Mode::test]);
  read_keys(in.table("production"), "production.", file.shop.id, Mode::production,
            file.keys[Mode::production]);
  read_contracts(in.tables("contract"), file);
  const toml::table* rules = in.table("notifications");
  static const toml::table nothing;
  TomlReader rules_in(rules == nullptr ? nothing : *rules, "notifications.");
  for (const Rule rule : all_rules) read_rule(rules_in.table(name_of(rule)), rule, file);
  rules_in.finish();
  in.finish();
  return file;
}

}  // namespace

Result<ShopFile, std::string> parse_shop_file(std::string_view toml) {
  if (toml.size() > file_bytes_max) return Failure{std::string("the file is too long")};
  if (!is_utf8(toml)) return Failure{std::string("the file is not UTF-8")};
  try {
    return read_file(toml::parse(toml));
  } catch (const toml::parse_error& error) {
    return Failure{"line " + std::to_string(error.source().begin.line) + ": " +
                   std::string(error.description())};
  } catch (const TomlFault& fault) {
    return Failure{std::string(fault.what())};
  }
}

}  // namespace guichet::merchants
