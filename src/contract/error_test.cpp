#include "contract/error.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/encoding.hpp"

namespace guichet::contract {
namespace {

TEST(Catalogue, is_sorted_without_doubles_and_complete_in_each_entry) {
  const auto all = catalogue();
  EXPECT_GT(all.size(), 600u);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (i > 0) {
      EXPECT_LT(all[i - 1].code, all[i].code);
    }
    EXPECT_FALSE(all[i].message.empty()) << all[i].code;
    EXPECT_LE(all[i].message.size(), 127u) << all[i].code;
    EXPECT_FALSE(all[i].meaning.empty()) << all[i].code;
    EXPECT_TRUE(is_utf8(all[i].message) && is_utf8(all[i].meaning));
    EXPECT_EQ(find_error(all[i].code), &all[i]);
  }
}

TEST(Catalogue, has_the_observed_texts) {
  EXPECT_EQ(describe("INT_905").message, "invalid login or private key");
  EXPECT_EQ(describe("INT_901").message, "web-service not found");
  EXPECT_EQ(describe("INT_902").message, "web-service input data validation error");
  EXPECT_EQ(describe("INT_009").message, "invalid amount");
  EXPECT_EQ(describe("INT_010").message, "invalid currency");
  EXPECT_EQ(describe("INT_015").message, "invalid customer email");
  EXPECT_EQ(describe("PSP_010").message, "transaction not found");
  EXPECT_EQ(describe("PSP_610").message, "No merchant acceptance agreement available");
  EXPECT_EQ(describe("ACQ_001").message, "payment refused");
}

TEST(Catalogue, describes_an_unknown_code_as_a_technical_error) {
  EXPECT_EQ(find_error("XXX_000"), nullptr);
  EXPECT_EQ(find_error(""), nullptr);
  EXPECT_EQ(describe("PSP_998x").code, "PSP_999");
}

TEST(AcquirerCodes, have_the_texts_of_the_cb_table_with_and_without_padding) {
  EXPECT_EQ(acquirer_code_text("51"), "Not enough funds");
  EXPECT_EQ(acquirer_code_text("05"), "Do not honour");
  EXPECT_EQ(acquirer_code_text("5"), "Do not honour");
  EXPECT_EQ(acquirer_code_text("0"), "Approved");
  EXPECT_EQ(acquirer_code_text("6666"), "");
  EXPECT_EQ(acquirer_code_text(""), "");
}

TEST(Refusal, takes_its_text_from_the_catalogue_unless_it_brings_one) {
  EXPECT_EQ(Refusal("PSP_503").public_message(), describe("PSP_503").message);
  EXPECT_EQ(Refusal("PSP_503", {}, {}, {}, "not in status CAPTURED").public_message(),
            "not in status CAPTURED");
  EXPECT_EQ(Refusal("PSP_503", {}, {}, "for the log").what(), std::string("for the log"));
}

}  // namespace
}  // namespace guichet::contract
