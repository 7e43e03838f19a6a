#include <algorithm>

#include "acquiring/connector/json_reading.hpp"
#include "acquiring/connector/wire.hpp"
#include "base/json_writer.hpp"

namespace guichet::acquiring::wire {

namespace {

namespace json = boost::json;

constexpr std::size_t ranges_max = 1'000'000;
constexpr std::size_t text_length_max = 255;

void write_range(JsonWriter& out, const CardRange& range) {
  out.begin_object();
  out.member("prefix", range.prefix);
  out.begin_array("brands");
  for (const auto& brand : range.brands) out.value(std::string_view(brand));
  out.end_array();
  out.begin_array("lengths");
  for (const int length : range.lengths) out.value(std::int64_t{length});
  out.end_array();
  out.member("securityCodeLength", range.security_code_length);
  out.member("country", range.country);
  out.member("issuerCode", range.issuer_code);
  out.member("issuerName", range.issuer_name);
  out.member("productCode", range.product_code);
  out.member("productCategory", range.product_category);
  out.member("nature", range.nature);
  out.member("luhn", range.luhn);
  out.end_object();
}

bool read_text(const json::object& object, std::string_view name, std::string& target) {
  const auto* value = object.if_contains(name);
  if (!value || value->is_null()) return true;
  if (!value->is_string() || value->get_string().size() > text_length_max) return false;
  target = std::string(value->get_string());
  return true;
}

bool read_brands(const json::object& object, CardRange& range) {
  const auto* value = object.if_contains("brands");
  if (!value || !value->is_array()) return false;
  for (const auto& brand : value->get_array()) {
    if (!brand.is_string()) return false;
    range.brands.emplace_back(brand.get_string());
  }
  return !range.brands.empty();
}

bool read_lengths(const json::object& object, CardRange& range) {
  const auto* value = object.if_contains("lengths");
  if (!value || !value->is_array()) return false;
  for (const auto& length : value->get_array()) {
    if (!length.is_int64() || length.get_int64() < 8 || length.get_int64() > 19) return false;
    range.lengths.push_back(static_cast<int>(length.get_int64()));
  }
  return !range.lengths.empty();
}

std::optional<CardRange> read_range(const json::value& value) {
  if (!value.is_object()) return std::nullopt;
  const auto& object = value.get_object();
  CardRange range;
  if (!read_text(object, "prefix", range.prefix) || !read_brands(object, range) ||
      !read_lengths(object, range) || !read_text(object, "country", range.country) ||
      !read_text(object, "issuerCode", range.issuer_code) ||
      !read_text(object, "issuerName", range.issuer_name) ||
      !read_text(object, "productCode", range.product_code) ||
      !read_text(object, "productCategory", range.product_category) ||
      !read_text(object, "nature", range.nature)) {
    return std::nullopt;
  }
  const bool digits = !range.prefix.empty() && range.prefix.size() <= 19 &&
                      range.prefix.find_first_not_of("0123456789") == std::string::npos;
  if (!digits) return std::nullopt;
  if (const auto* length = object.if_contains("securityCodeLength")) {
    if (!length->is_int64()) return std::nullopt;
    const auto count = length->get_int64();
    if (count != 0 && count != 3 && count != 4) return std::nullopt;
    range.security_code_length = static_cast<int>(count);
  }
  if (const auto* luhn = object.if_contains("luhn")) {
    if (!luhn->is_bool()) return std::nullopt;
    range.luhn = luhn->get_bool();
  }
  return range;
}

}  // namespace

std::string encode(const CardRanges& ranges) {
  JsonWriter out(256 * (ranges.all().size() + 1));
  out.begin_object();
  out.begin_array("ranges");
  for (const auto& range : ranges.all()) write_range(out, range);
  out.end_array();
  out.end_object();
  return out.take();
}

std::optional<std::vector<CardRange>> decode_ranges(std::string_view body) {
  const JsonObject message(body);
  const auto* rows = message ? message.array("ranges") : nullptr;
  if (!rows || rows->size() > ranges_max) return std::nullopt;
  std::vector<CardRange> ranges;
  ranges.reserve(rows->size());
  for (const auto& row : *rows) {
    auto range = read_range(row);
    if (!range) return std::nullopt;
    ranges.push_back(std::move(*range));
  }
  return ranges;
}

}  // namespace guichet::acquiring::wire
