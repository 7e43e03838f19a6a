#include "base/json_writer.hpp"

#include <array>
#include <charconv>

namespace guichet {

namespace {

/// True for bytes that stand for themselves inside a JSON string.
constexpr std::array<bool, 256> plain_bytes = [] {
  std::array<bool, 256> plain{};
  for (std::size_t i = 0; i < plain.size(); ++i) plain[i] = i >= 0x20 && i != '"' && i != '\\';
  return plain;
}();

void append_escaped(std::string& out, unsigned char c) {
  static constexpr char hex[] = "0123456789abcdef";
  switch (c) {
    case '"': out.append("\\\""); break;
    case '\\': out.append("\\\\"); break;
    case '\b': out.append("\\b"); break;
    case '\f': out.append("\\f"); break;
    case '\n': out.append("\\n"); break;
    case '\r': out.append("\\r"); break;
    case '\t': out.append("\\t"); break;
    default:
      out.append("\\u00");
      out.push_back(hex[c >> 4]);
      out.push_back(hex[c & 15]);
  }
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out.push_back('"');
  const char* start = text.data();
  const char* const end = start + text.size();
  for (const char* at = start; at != end; ++at) {
    if (plain_bytes[static_cast<unsigned char>(*at)]) continue;
    out.append(start, at);
    append_escaped(out, static_cast<unsigned char>(*at));
    start = at + 1;
  }
  out.append(start, end);
  out.push_back('"');
}

void JsonWriter::key(std::string_view name) {
  separate();
  out_.push_back('"');
  out_.append(name);
  out_.append("\":", 2);
  fresh_ = true;
}

void JsonWriter::value(std::string_view text) {
  separate();
  append_json_string(out_, text);
}

void JsonWriter::value(std::int64_t number) {
  separate();
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  out_.append(digits, end);
}

void JsonWriter::value(bool truth) {
  separate();
  out_.append(truth ? "true" : "false");
}

void JsonWriter::null() {
  separate();
  out_.append("null");
}

void JsonWriter::raw(std::string_view json) {
  separate();
  out_.append(json);
}

}  // namespace guichet
