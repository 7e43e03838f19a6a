#include "contract/formats.hpp"

#include <algorithm>
#include <charconv>

namespace guichet::contract {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
char to_upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }

/// A character no address may hold: it would end it in a header, a log or a page.
bool breaks_address(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte <= 0x20 || byte == 0x7F || c == '"' || c == '<' || c == '>' || c == '\\';
}

bool begins_with(std::string_view text, std::string_view lower_case_start) {
  if (text.size() < lower_case_start.size()) return false;
  for (std::size_t i = 0; i < lower_case_start.size(); ++i) {
    if (to_upper(text[i]) != to_upper(lower_case_start[i])) return false;
  }
  return true;
}

/// ISO 3166-1 alpha-2, sorted, two letters each.
constexpr std::string_view countries =
    "ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZCACCCDCFCGCHCICKCL"
    "CMCNCOCRCUCVCWCXCYCZDEDJDKDMDODZECEEEGEHERESETFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGSGTGU"
    "GWGYHKHMHNHRHTHUIDIEILIMINIOIQIRISITJEJMJOJPKEKGKHKIKMKNKPKRKWKYKZLALBLCLILKLRLSLTLULVLYMAMC"
    "MDMEMFMGMHMKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZNANCNENFNGNINLNONPNRNUNZOMPAPEPFPGPHPKPLPMPNPRPSPT"
    "PWPYQAREROSRSRURWSASBSCSDSESGSHSISJSKSLSMSNSOSRSSSTSVSXSYSZTCTDTFTGTHTJTKTLTMTNTOTRTTTVTWTZU"
    "AUGUMUSUYUZVAVCVEVGVIVNVUWFWSYEYTZAZMZW";

}  // namespace

bool is_printable_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

bool is_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
  std::int64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, problem] = std::from_chars(text.data(), end, value);
  if (problem != std::errc() || stop != end) return std::nullopt;
  return value;
}

std::optional<std::int64_t> parse_hundredths(std::string_view text) {
  const std::size_t dot = text.find('.');
  const std::string_view whole = text.substr(0, dot);
  const std::string_view fraction =
      dot == std::string_view::npos ? std::string_view() : text.substr(dot + 1);
  if (dot != std::string_view::npos && (!is_digits(fraction) || fraction.size() > 2)) {
    return std::nullopt;
  }
  const auto units = parse_integer(whole);
  if (!units || *units > 1'000'000'000'000'000 || *units < -1'000'000'000'000'000) {
    return std::nullopt;
  }
  std::int64_t hundredths = 0;
  for (std::size_t i = 0; i < 2; ++i) {
    hundredths = hundredths * 10 + (i < fraction.size() ? fraction[i] - '0' : 0);
  }
  return *units * 100 + (whole.front() == '-' ? -hundredths : hundredths);
}

bool is_email(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at == std::string_view::npos || at == 0 || at + 1 == text.size()) return false;
  if (text.find('@', at + 1) != std::string_view::npos) return false;
  const std::string_view domain = text.substr(at + 1);
  if (domain.front() == '.' || domain.back() == '.') return false;
  return std::none_of(text.begin(), text.end(), [](char c) {
    return breaks_address(c) || c == ',' || c == ';' || c == '(' || c == ')';
  });
}

bool is_url(std::string_view text) {
  std::size_t start = 0;
  if (begins_with(text, "https://")) start = 8;
  else if (begins_with(text, "http://")) start = 7;
  else return false;
  const std::string_view rest = text.substr(start);
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
  const std::size_t user_end = authority.rfind('@');
  const std::string_view host =
      user_end == std::string_view::npos ? authority : authority.substr(user_end + 1);
  if (host.empty() || host.front() == ':') return false;
  const std::size_t host_end = host.front() == '[' ? host.find(']') : host.find(':');
  if (host.front() == '[' && host_end == std::string_view::npos) return false;
  const std::string_view after_host =
      host_end == std::string_view::npos
          ? std::string_view()
          : host.substr(host_end + (host.front() == '[' ? 1 : 0));
  if (!after_host.empty()) {
    const std::string_view port = after_host.substr(1);
    if (after_host.front() != ':' || (!port.empty() && !is_digits(port))) return false;
    const auto number = parse_integer(port.empty() ? "80" : port);
    if (!number || *number < 1 || *number > 65535) return false;
  }
  return std::none_of(text.begin(), text.end(), breaks_address);
}

bool is_country(std::string_view text) {
  if (text.size() != 2) return false;
  for (std::size_t i = 0; i + 1 < countries.size(); i += 2) {
    if (countries.substr(i, 2) == text) return true;
  }
  return false;
}

/// Set 1 of ISO 639, what is assigned.
constexpr std::string_view languages =
    "AA AB AE AF AK AM AN AR AS AV AY AZ BA BE BG BH BI BM BN BO BR BS "
    "CA CE CH CO CR CS CU CV CY DA DE DV DZ EE EL EN EO ES ET EU FA FF "
    "FI FJ FO FR FY GA GD GL GN GU GV HA HE HI HO HR HT HU HY HZ IA ID "
    "IE IG II IK IO IS IT IU JA JV KA KG KI KJ KK KL KM KN KO KR KS KU "
    "KV KW KY LA LB LG LI LN LO LT LU LV MG MH MI MK ML MN MR MS MT MY "
    "NA NB ND NE NG NL NN NO NR NV NY OC OJ OM OR OS PA PI PL PS PT QU "
    "RM RN RO RU RW SA SC SD SE SG SI SK SL SM SN SO SQ SR SS ST SU SV "
    "SW TA TE TG TH TI TK TL TN TO TR TS TT TW TY UG UK UR UZ VE VI VO "
    "WA WO XH YI YO ZA ZH ZU ";

bool is_language(std::string_view code) {
  for (std::size_t i = 0; i + 1 < languages.size(); i += 3) {
    if (languages.substr(i, 2) == code) return true;
  }
  return false;
}

std::optional<std::string> parse_language(std::string_view text) {
  const bool with_region = text.size() == 5 && (text[2] == '_' || text[2] == '-') &&
                           is_letter(text[3]) && is_letter(text[4]);
  if (!with_region && text.size() != 2) return std::nullopt;
  if (!is_letter(text[0]) || !is_letter(text[1])) return std::nullopt;
  std::string code{to_upper(text[0]), to_upper(text[1])};
  if (!is_language(code)) return std::nullopt;
  return code;
}

bool is_index_key(std::string_view name) {
  if (!is_digits(name) || name.size() > 10) return false;
  if (name.size() > 1 && name.front() == '0') return false;
  const auto value = parse_integer(name);
  return value && *value < 4'294'967'295;
}

}  // namespace guichet::contract
