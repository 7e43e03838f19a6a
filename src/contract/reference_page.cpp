#include <string>

#include "contract/catalogue.hpp"
#include "contract/error.hpp"
#include "contract/service.hpp"

namespace guichet::contract {
namespace {

/// A text inside a table cell: a bar would end the cell.
std::string cell(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '|') out.push_back('\\');
    out.push_back(c);
  }
  return out;
}

std::string code_span(std::string_view text) { return "`" + std::string(text) + "`"; }

std::string range(const Field& field) {
  return std::to_string(field.min) + "…" + std::to_string(field.max);
}

std::string literals_of(const Field& field) {
  std::string text;
  for (const std::string_view literal : field.literals) {
    if (!text.empty()) text += ", ";
    text += code_span(literal);
  }
  return text;
}

std::string type_of(const Field& field, Kind kind) {
  switch (kind) {
    case Kind::text:
      return (field.min > 0 ? range(field) : "up to " + std::to_string(field.max)) + " characters";
    case Kind::ascii: return "up to " + std::to_string(field.max) + " ASCII characters";
    case Kind::integer: return "integer " + range(field);
    case Kind::decimal: return "decimal " + range(field) + ", two fraction digits";
    case Kind::boolean: return "boolean";
    case Kind::choice: return literals_of(field);
    case Kind::date_time: return "date and time, ISO 8601";
    case Kind::url: return "http or https address, up to " + std::to_string(field.max);
    case Kind::email: return "e-mail, up to " + std::to_string(field.max);
    case Kind::country: return "ISO 3166-1 alpha-2";
    case Kind::language: return "ISO 639-1, either case";
    case Kind::currency: return "ISO 4217 alpha-3";
    case Kind::uuid: return "32 hexadecimal digits";
    case Kind::digits: return range(field) + " digits";
    case Kind::object: return "object, below";
    case Kind::list: {
      std::string entries = "entries, below";
      if (field.shape == nullptr && field.element == Kind::choice) {
        entries = "of " + literals_of(field);
      } else if (field.shape == nullptr) {
        entries = field.element == Kind::integer ? "integers" : "texts";
      }
      return "list, " + range(field) + " " + entries;
    }
    case Kind::map: return "object of up to " + std::to_string(field.max) + " free values";
    case Kind::any_json: return "object, up to " + std::to_string(field.max) + " bytes";
    case Kind::card_number: return "8…19 digits";
    case Kind::security_code: return "3 or 4 digits";
  }
  return {};
}

void write_shape(std::string& out, const Shape& shape, const std::string& path) {
  out += path.empty() ? "## Request\n\n" : "### " + code_span(path) + "\n\n";
  out += "| Member | Type | Required | Error | Meaning |\n|---|---|---|---|---|\n";
  for (const Field& field : shape.fields) {
    std::string errors = code_span(field.unbuilt.empty() ? field.code : field.unbuilt);
    if (field.required && field.missing_code != field.code) {
      errors += ", missing " + code_span(field.missing_code);
    }
    std::string name = code_span(field.name);
    if (!field.alias.empty()) name += " or " + code_span(field.alias);
    out += "| " + name + " | " + cell(type_of(field, field.kind)) + " | " +
           (field.required ? "yes" : "") + " | " + errors + " | " + cell(field.meaning) + " |\n";
  }
  out += "\n";
  for (const Field& field : shape.fields) {
    if (field.shape == nullptr) continue;
    const std::string below = path.empty() ? std::string() : path + ".";
    write_shape(out, *field.shape,
                below + std::string(field.name) + (field.kind == Kind::list ? "[]" : ""));
  }
}

void write_entry(std::string& out, const ErrorText& entry) {
  out += "| " + code_span(entry.code) + " | " + cell(entry.message) + " | " +
         cell(entry.meaning) + " |\n";
}

constexpr Family all_families[] = {
    {"ACQ_", "ACQ: the acquirer or the issuer"},
    {"AUTH_", "AUTH: authentication of the cardholder"},
    {"CLIENT_", "CLIENT: the browser library"},
    {"INT_", "INT: the request is wrong"},
    {"MOBP_", "MOBP: the mobile library"},
    {"PSP_", "PSP: the gateway's own rules"},
};

void write_acquirer_codes(std::string& out) {
  out += "## Return codes of acquirers\n\n`detailedErrorCode` of ACQ_001, CB network.\n\n"
         "| Code | Text |\n|---|---|\n";
  for (int number = 0; number < 100; ++number) {
    const std::string code = {static_cast<char>('0' + number / 10),
                              static_cast<char>('0' + number % 10)};
    const std::string_view text = acquirer_code_text(code);
    if (!text.empty()) out += "| " + code_span(code) + " | " + cell(text) + " |\n";
  }
}

}  // namespace

std::span<const Family> families() { return all_families; }

std::string write_reference_page(const Service& service) {
  std::string out = "# " + std::string(service.path) + "\n\n" + std::string(service.meaning) +
                    ".\n\n";
  std::string_view versions = service.versions;
  while (!versions.empty()) {
    const std::size_t space = versions.find(' ');
    out += "- `POST /api-payment/" + std::string(versions.substr(0, space)) + "/" +
           std::string(service.path) + "`\n";
    versions = space == std::string_view::npos ? std::string_view() : versions.substr(space + 1);
  }
  if (service.access == Access::pci_shop) out += "- for shops declared PCI-DSS (`INT_913`)\n";
  if (!service.reads) out += "- made once under an `Idempotency-Key`\n";
  for (const std::string_view type : service.answers) out += "- answers " + code_span(type) + "\n";
  out += "\n";
  write_shape(out, *service.input, {});
  if (service.errors.empty()) return out;
  out += "## Errors\n\nBesides those of the members and the common ones.\n\n"
         "| Code | Text | Meaning |\n|---|---|---|\n";
  for (const std::string_view code : service.errors) write_entry(out, describe(code));
  out += "\n";
  return out;
}

std::string write_error_page() {
  std::string out =
      "# Error codes\n\n"
      "New codes may appear: treat an unknown one by the family of its prefix.\n\n";
  for (const Family& family : families()) {
    out += "## " + std::string(family.title) + "\n\n| Code | Text | Meaning |\n|---|---|---|\n";
    for (const ErrorText& entry : catalogue()) {
      if (entry.code.starts_with(family.prefix)) write_entry(out, entry);
    }
    out += "\n";
  }
  write_acquirer_codes(out);
  return out;
}

}  // namespace guichet::contract
