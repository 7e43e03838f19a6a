#include "payments/refusal_mail.hpp"

#include <gtest/gtest.h>

namespace guichet::payments {
namespace {

struct RefusalMailTest : ::testing::Test {
  RefusalMailTest() {
    auto shop = std::make_shared<merchants::Shop>();
    shop->id = "12345678";
    shop->name = "Épicerie";
    shop->time_zone = "Europe/Paris";
    shop->options.refusal_mails = {"a@shop.example", "b@shop.example"};
    book.shop = std::move(shop);
    book.mode = merchants::Mode::test;
    refused.uuid = "0123456789abcdef0123456789abcdef";
    refused.created_at = *parse_date_time("2026-06-01T22:30:00Z");
    refused.expected_capture_at = *parse_date_time("2026-07-01T22:30:00Z");
    refused.details.masked_pan = "497010XXXXXX0055";
    refused.details.brand = "CB";
    refused.details.refused = {"ACQ_001", "51", "Not enough funds"};
  }
  bool says(std::string_view text) {
    return refusal_mail(book, refused).body.find(text) != std::string::npos;
  }
  merchants::Book book;
  Transaction refused{.amount = {12900, *Currency::find("EUR")}};
};

TEST_F(RefusalMailTest, ItNamesThePaymentTheReasonAndWhatToDo) {
  const auto mail = refusal_mail(book, refused);
  EXPECT_EQ(mail.to, book.shop->options.refusal_mails);
  EXPECT_EQ(mail.subject, "[MODE TEST] Épicerie - Tr. ref. 0123456789abcdef0123456789abcdef / "
                          "REFUSED deferred payment of 129.00 EUR");
  for (const auto* text : {"129.00 EUR", "497010XXXXXX0055 CB", "Not enough funds, code 51",
                           "Made on: 2026-06-02", "To be captured on: 2026-07-02",
                           "ask the buyer to pay in another way", "tries it again"}) {
    EXPECT_TRUE(says(text)) << text << "\n" << mail.body;
  }
  EXPECT_FALSE(says("instalment"));
  EXPECT_FALSE(says("Order:"));
}

TEST_F(RefusalMailTest, AnInstalmentLeavesTheOthers) {
  refused.order_id = "BK-5512";
  refused.sequence = 2;
  refused.details.instalments = 3;
  EXPECT_NE(refusal_mail(book, refused).subject.find(
                "Order ref. BK-5512 / REFUSED instalment of 129.00 EUR"),
            std::string::npos);
  EXPECT_TRUE(says("Instalment: 2 of 3"));
  EXPECT_TRUE(says("The other instalments"));
}

TEST_F(RefusalMailTest, AFinalReasonIsCalledFinal) {
  refused.details.refused = {"ACQ_001", "41", "Lost card"};
  EXPECT_TRUE(says("will not be accepted"));
  EXPECT_FALSE(says("tries it again"));
}

}  // namespace
}  // namespace guichet::payments
