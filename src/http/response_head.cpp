#include "http/response_head.hpp"

#include <boost/beast/http/status.hpp>
#include <charconv>

#include "http/text.hpp"

namespace guichet::http {

namespace {

void append_number(std::string& out, std::uint64_t number) {
  char digits[20];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

/// Fields that only the server may write.
bool is_ours(std::string_view name) {
  for (std::string_view own : {"content-length", "connection", "date", "transfer-encoding",
                               "content-type", "keep-alive"}) {
    if (equal_ignoring_case(name, own)) return true;
  }
  return false;
}

}  // namespace

std::string http_date(Instant instant) {
  constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::string iso = format_date_time(instant);  // 2026-02-03T04:05:06+00:00
  const int month = (iso[5] - '0') * 10 + (iso[6] - '0');
  std::string out = days[(day_number(instant) + 4) % 7];  // 1970-01-01 was a Thursday
  out += ", ";
  out += iso.substr(8, 2);
  out += ' ';
  out += months[month - 1];
  out += ' ';
  out += iso.substr(0, 4);
  out += ' ';
  out += iso.substr(11, 8);
  out += " GMT";
  return out;
}

std::string_view reason_phrase(int status) {
  const auto known = boost::beast::http::int_to_status(static_cast<unsigned>(status));
  if (known == boost::beast::http::status::unknown) return "Unknown";
  const auto text = boost::beast::http::obsolete_reason(known);
  return {text.data(), text.size()};
}

bool is_bodyless(int status) { return status < 200 || status == 204 || status == 304; }

bool write_head(std::string& out, const Response& response, const HeadRules& rules) {
  out.assign("HTTP/1.1 ");
  append_number(out, static_cast<std::uint64_t>(response.status));
  out += ' ';
  out += reason_phrase(response.status);
  out += "\r\nDate: ";
  out += rules.date;
  if (!is_bodyless(response.status)) {
    if (!response.body.empty() && !response.content_type.empty()) {
      if (!is_field_value(response.content_type)) return false;
      out += "\r\nContent-Type: ";
      out += response.content_type;
    }
    out += "\r\nContent-Length: ";
    append_number(out, response.body.size());
  }
  for (const auto& [name, value] : response.headers.all()) {
    if (is_ours(name)) continue;
    if (!is_token(name) || !is_field_value(value)) return false;
    out += "\r\n";
    out += name;
    out += ": ";
    out += value;
  }
  if (rules.close) {
    out += "\r\nConnection: close";
  } else if (rules.say_keep_alive) {
    out += "\r\nConnection: keep-alive";
  }
  out += "\r\n\r\n";
  return true;
}

}  // namespace guichet::http
