#include "notifications/mail.hpp"

#include <gtest/gtest.h>

#include "base/encoding.hpp"

namespace guichet::notifications {
namespace {

const Instant wednesday{1'795'593'731'000};  // 2026-11-25 08:02:11

std::string message(std::string subject, std::string body, std::string to = "shop@example.org") {
  return write_message({"0123", {std::move(to)}, std::move(subject), std::move(body)},
                       "gate@example.net", wednesday);
}

std::string header(const std::string& text, const std::string& name) {
  const auto at = text.find("\r\n" + name + ": ");
  if (at == std::string::npos) return {};
  const auto from = at + name.size() + 4;
  return text.substr(from, text.find("\r\n", from) - from);
}

TEST(MailTest, AMessageHasTheHeadersOfAMail) {
  const auto text = message("Failure", "Hello\n");
  EXPECT_TRUE(text.starts_with("From: gate@example.net\r\n"));
  EXPECT_EQ(header(text, "To"), "shop@example.org");
  EXPECT_EQ(header(text, "Subject"), "Failure");
  EXPECT_EQ(header(text, "Date"), "Wed, 25 Nov 2026 08:02:11 +0000");
  EXPECT_EQ(header(text, "Message-ID"), "<0123@example.net>");
  EXPECT_TRUE(text.ends_with("\r\n\r\nHello\r\n\r\n"));
}

TEST(MailTest, ASubjectBeyondAsciiIsEncodedAndFolded) {
  const auto text = message("Échec de l'appel: la boutique « Zoé » n'a pas répondu à temps", "x");
  EXPECT_TRUE(header(text, "Subject").starts_with("=?UTF-8?B?"));
  std::string decoded;
  for (std::size_t at = 0; (at = text.find("=?UTF-8?B?", at)) != std::string::npos;) {
    at += 10;
    decoded += *from_base64(text.substr(at, text.find("?=", at) - at));
  }
  EXPECT_EQ(decoded, "Échec de l'appel: la boutique « Zoé » n'a pas répondu à temps");
}

TEST(MailTest, NoValueBeginsAnotherHeader) {
  const auto text = message("a\r\nBcc: thief@example.org", "x",
                            "a@example.org>\r\nBcc: thief@example.org");
  EXPECT_EQ(text.find("\r\nBcc"), std::string::npos);
}

TEST(MailTest, LinesAreShortAndADotAloneDoesNotEndTheMessage) {
  const auto text = message("s", std::string(300, 'a') + "\n.\n.b\n" + std::string(75, '=') +
                                     " \né" + std::string(80, '.'));
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find("\r\n", at), text.size());
    EXPECT_LE(end - at, 76u);
    EXPECT_NE(text.substr(at, 1), ".") << text.substr(at, end - at);
    at = end + 2;
  }
  EXPECT_NE(text.find("=2E\r\n=2Eb\r\n"), std::string::npos);
  EXPECT_NE(text.find("=C3=A9"), std::string::npos);
}

}  // namespace
}  // namespace guichet::notifications
