#include "notifications/mail.hpp"

#include <algorithm>

#include "base/encoding.hpp"

namespace guichet::notifications {

namespace {

constexpr std::size_t line_chars_max = 76;
// An encoded word has at most 75 characters: 12 around the base64 of 45 bytes.
constexpr std::size_t word_bytes_max = 45;

bool printable(unsigned char c) { return c >= 32 && c < 127; }

/// As it is when plain ASCII, else as encoded words (RFC 2047). A line break becomes a space.
std::string header_text(std::string_view text) {
  std::string one_line(text);
  for (char& c : one_line) {
    if (static_cast<unsigned char>(c) < 32) c = ' ';
  }
  if (one_line.size() <= line_chars_max - 10 &&
      std::all_of(one_line.begin(), one_line.end(), printable)) {
    return one_line;
  }
  std::string out;
  std::string_view rest = one_line;
  while (!rest.empty()) {
    const auto part = utf8_prefix(rest, word_bytes_max);
    const auto taken = part.empty() ? rest.substr(0, 1) : part;
    if (!out.empty()) out += "\r\n ";
    out += "=?UTF-8?B?" + to_base64(taken) + "?=";
    rest.remove_prefix(taken.size());
  }
  return out;
}

/// An address in a header: what is no printable ASCII cannot be part of one here.
std::string address_text(std::string_view address) {
  std::string out;
  for (const char c : address) {
    if (c > ' ' && c < 127 && c != ',' && c != ';' && c != '<' && c != '>') out.push_back(c);
  }
  return out;
}

std::string quoted_printable(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  std::size_t column = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c == '\n') {
      out += "\r\n";
      column = 0;
      continue;
    }
    const bool line_ends = i + 1 == text.size() || text[i + 1] == '\n';
    // A dot alone on a line would end the message in SMTP, a blank at a line's end gets lost.
    const bool plain = printable(c) && c != '=' && !(c == '.' && column == 0) &&
                       !(c == ' ' && line_ends);
    const std::size_t needed = plain ? 1 : 3;
    if (column + needed >= line_chars_max) {
      out += "=\r\n";
      column = 0;
    }
    if (plain && !(c == '.' && column == 0)) {
      out.push_back(static_cast<char>(c));
      column += 1;
    } else {
      out += {'=', digits[c >> 4], digits[c & 15]};
      column += 3;
    }
  }
  return out;
}

/// "Wed, 25 Nov 2026 08:02:11 +0000" (RFC 5322 3.3).
std::string header_date(Instant at) {
  constexpr std::string_view days[] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
  constexpr std::string_view months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::string text = format_date_time(at);  // "2026-11-25T08:02:11+00:00"
  const auto day = static_cast<std::size_t>(at.ms / 86'400'000 % 7);  // 1 January 1970: Thursday
  const auto month = static_cast<std::size_t>((text[5] - '0') * 10 + text[6] - '1');
  return std::string(days[day]) + ", " + text.substr(8, 2) + " " + std::string(months[month]) +
         " " + text.substr(0, 4) + " " + text.substr(11, 8) + " +0000";
}

}  // namespace

std::string write_message(const Mail& mail, std::string_view from, Instant date) {
  std::string to;
  for (const auto& address : mail.to) {
    if (!to.empty()) to += ",\r\n ";
    to += address_text(address);
  }
  const std::string sender = address_text(from);
  const auto at = sender.find('@');
  const std::string host = at == std::string::npos ? "localhost" : sender.substr(at + 1);
  return "From: " + sender + "\r\nTo: " + to + "\r\nSubject: " + header_text(mail.subject) +
         "\r\nDate: " + header_date(date) + "\r\nMessage-ID: <" + address_text(mail.id) + "@" +
         host + ">\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
         "Content-Type: text/plain; charset=UTF-8\r\n"
         "Content-Transfer-Encoding: quoted-printable\r\n\r\n" +
         quoted_printable(mail.body) + "\r\n";
}

}  // namespace guichet::notifications
