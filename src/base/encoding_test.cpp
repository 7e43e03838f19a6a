#include "base/encoding.hpp"

#include <gtest/gtest.h>

namespace guichet {
namespace {

// RFC 4648 10.
constexpr std::pair<const char*, const char*> base64_vectors[] = {
    {"", ""},         {"f", "Zg=="},        {"fo", "Zm8="},        {"foo", "Zm9v"},
    {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"},
};

std::string every_byte() {
  std::string out;
  for (int i = 0; i < 256; ++i) out.push_back(static_cast<char>(i));
  return out;
}

TEST(Base64, MatchesRfc4648) {
  for (const auto& [plain, coded] : base64_vectors) {
    EXPECT_EQ(to_base64(plain), coded);
    EXPECT_EQ(from_base64(coded), plain);
    std::string bare = coded;
    while (bare.ends_with('=')) bare.pop_back();
    EXPECT_EQ(to_base64url(plain), bare);
    EXPECT_EQ(from_base64url(bare), plain);
  }
}

TEST(Base64, UsesTheRightAlphabet) {
  EXPECT_EQ(to_base64("\xfb\xff\xfe"), "+//+");
  EXPECT_EQ(to_base64url("\xfb\xff\xfe"), "-__-");
  EXPECT_FALSE(from_base64("-__-"));
  EXPECT_FALSE(from_base64url("+//+"));
  EXPECT_EQ(from_base64(to_base64(every_byte())), every_byte());
  EXPECT_EQ(from_base64url(to_base64url(every_byte())), every_byte());
}

TEST(Base64, IsStrict) {
  for (const auto* text : {"Zg", "Zg=", "Zg===", "Zm8", "Z", "=", "==", "====", "Zm9v=", "Zg==Zg==",
                           "Zm 9v", "Zm9v\n", " Zm9v", "Zm9v====", "Z===", "Zg=a", "Zm9*"}) {
    EXPECT_FALSE(from_base64(text)) << text;
  }
  for (const auto* text : {"Zg==", "Z", "Zm9vY", "Zm9v ", "Zm.v"}) {
    EXPECT_FALSE(from_base64url(text)) << text;
  }
}

// One value, one spelling: otherwise a token could be altered without being noticed.
TEST(Base64, RefusesLeftOverBits) {
  EXPECT_FALSE(from_base64("Zh=="));
  EXPECT_FALSE(from_base64("Zm9="));
  EXPECT_FALSE(from_base64url("Zh"));
}

TEST(Hex, WritesLowerCaseAndReadsBoth) {
  EXPECT_EQ(to_hex(as_bytes(std::string_view("\x00\xab\xff", 3))), "00abff");
  EXPECT_EQ(from_hex("00abFF"), (std::vector<std::uint8_t>{0, 0xab, 0xff}));
  EXPECT_EQ(from_hex(""), std::vector<std::uint8_t>{});
  for (const auto* text : {"0", "0g", "0x", " 0", "00 "}) EXPECT_FALSE(from_hex(text)) << text;
}

TEST(Form, EncodesAsBrowsersDo) {
  EXPECT_EQ(form_encode("a B+c&d=é/%*-._~"), "a+B%2Bc%26d%3D%C3%A9%2F%25*-._%7E");
  EXPECT_EQ(form_decode(form_encode(every_byte())), every_byte());
  EXPECT_EQ(form_decode("a+b%20c%2b%2B"), "a b c++");
  for (const auto* text : {"%", "%2", "a%", "%zz", "%2g", "%-1"}) {
    EXPECT_FALSE(form_decode(text)) << text;
  }
}

TEST(Utf8, AcceptsWhatRfc3629Allows) {
  for (const auto* text : {"", "plain", "é", "€", "\xf0\x9f\x92\xb3", "\xed\x9f\xbf",
                           "\xee\x80\x80", "\xf4\x8f\xbf\xbf", "\xc2\x80", "\xe0\xa0\x80",
                           "\xf0\x90\x80\x80"}) {
    EXPECT_TRUE(is_utf8(text)) << text;
  }
}

TEST(Utf8, RefusesTheRest) {
  for (const auto* text :
       {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xc2", "\xc2\x41", "\xe0\x9f\xbf", "\xed\xa0\x80",
        "\xed\xbf\xbf", "\xe2\x82", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80",
        "\xf8\x88\x80\x80\x80", "\xff", "ok\xe2\x28\xa1"}) {
    EXPECT_FALSE(is_utf8(text));
    EXPECT_TRUE(is_utf8(replace_invalid_utf8(text)));
  }
}

TEST(Utf8, ReplacesOnlyWhatIsBroken) {
  EXPECT_EQ(replace_invalid_utf8("aé\xff€\xc2"), "aé\xef\xbf\xbd€\xef\xbf\xbd");
  EXPECT_EQ(replace_invalid_utf8("aé€"), "aé€");
  EXPECT_EQ(replace_invalid_utf8(""), "");
}

TEST(Utf8, CountsAndCutsCharacters) {
  EXPECT_EQ(utf8_length("aé€"), 3u);
  EXPECT_EQ(utf8_prefix("aé€", 100), "aé€");
  EXPECT_EQ(utf8_prefix("aé€", 6), "aé€");
  EXPECT_EQ(utf8_prefix("aé€", 5), "aé");
  EXPECT_EQ(utf8_prefix("aé€", 3), "aé");
  EXPECT_EQ(utf8_prefix("aé€", 2), "a");
  EXPECT_EQ(utf8_prefix("aé€", 0), "");
}

}  // namespace
}  // namespace guichet
