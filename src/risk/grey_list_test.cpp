#include "risk/grey_list.hpp"

#include <gtest/gtest.h>

#include "base/simulated_scheduler.hpp"
#include "sql/schema_rules.hpp"
#include "sql/testing/scratch_database.hpp"

namespace guichet::risk {
namespace {

constexpr std::int64_t book = 7;
using Controls = std::vector<ControlResult>;

class GreyListTest : public ::testing::Test {
 protected:
  bool list(ListType type, std::string element, std::int64_t book_id = book) {
    Listed listed{.type = type, .element = element, .shown = element, .at = clock.now()};
    return scheduler.run(add_to_grey_list(*db, book_id, std::move(listed)));
  }
  Controls judged(ControlMode mode = ControlMode::blocking, Suspect suspect = {}) {
    if (suspect.card_id.empty()) {
      suspect = {.card_id = "c1", .bin = "49701000", .addresses = {"192.0.2.7", "2001:DB8:0::1"}};
    }
    const bool clean = passes_guard(mode, suspect);
    auto failed = scheduler.run(judge(*db, book, mode, std::move(suspect)));
    EXPECT_EQ(clean, failed.empty()) << "the guard and the judge agree";
    return failed;
  }
  bool passes_guard(ControlMode mode, const Suspect& suspect) {
    sql::Batch batch;
    add_clean_guard(batch, book, mode, suspect);
    if (batch.empty()) return true;
    return scheduler.run(db->commit(std::move(batch))) == sql::Commit::done;
  }

  ManualClock clock{Instant{1'700'000'000'000}};
  SimulatedScheduler scheduler{clock};
  guichet::testing::ScratchDatabase db{schema()};
};

TEST_F(GreyListTest, TheSchemaKeepsTheRulesOfAllEngines) {
  EXPECT_EQ(sql::check_schema_rules(schema()), std::vector<std::string>{});
}

TEST_F(GreyListTest, AnElementIsListedOnceInItsBook) {
  EXPECT_TRUE(list(ListType::bin, "497010"));
  EXPECT_FALSE(list(ListType::bin, "497010"));
  EXPECT_TRUE(list(ListType::bin, "497010", book + 1));
}

TEST_F(GreyListTest, APaymentFailsTheControlsOfWhatIsListed) {
  EXPECT_EQ(judged(), Controls{});
  list(ListType::payment_method, "c1", book + 1);
  EXPECT_EQ(judged(), Controls{}) << "another book's list";
  list(ListType::payment_method, "c1");
  EXPECT_EQ(judged(), (Controls{{"CARD_FRAUD", "ERROR"}}));
  list(ListType::bin, "4970100");
  list(ListType::ip_address, "2001:db8::1");
  EXPECT_EQ(judged(), (Controls{{"CARD_FRAUD", "ERROR"},
                                {"IP_FRAUD", "ERROR"},
                                {"BIN_FRAUD", "ERROR"}}));
}

TEST_F(GreyListTest, TheModeDecidesWhatAHitMeans) {
  list(ListType::ip_address, "192.0.2.7");
  EXPECT_EQ(judged(ControlMode::informative), (Controls{{"IP_FRAUD", "WARNING"}}));
  EXPECT_FALSE(blocks(judged(ControlMode::informative)));
  EXPECT_TRUE(blocks(judged(ControlMode::blocking)));
  EXPECT_EQ(judged(ControlMode::off), Controls{});
}

TEST_F(GreyListTest, ABinListsEveryCardThatBeginsWithIt) {
  list(ListType::bin, "497010");
  EXPECT_FALSE(judged(ControlMode::blocking, {.card_id = "x", .bin = "49701099"}).empty());
  EXPECT_TRUE(judged(ControlMode::blocking, {.card_id = "x", .bin = "49701199"}).empty());
  EXPECT_FALSE(judged(ControlMode::blocking, {.card_id = "x", .bin = "497010"}).empty());
}

TEST_F(GreyListTest, ElementsHaveOneSpelling) {
  EXPECT_EQ(read_bin("497010"), "497010");
  EXPECT_EQ(read_bin("49701000"), "49701000");
  for (const char* wrong : {"", "49701", "497010000", "49701a", " 497010"}) {
    EXPECT_FALSE(read_bin(wrong)) << wrong;
  }
  EXPECT_EQ(read_address("192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(read_address("2001:0DB8:0:0::0001"), "2001:db8::1");
  EXPECT_EQ(read_address("::ffff:192.0.2.7"), "192.0.2.7") << "one address, one entry";
  for (const char* wrong : {"", "192.0.2", "192.0.2.7/24", "host", "192.0.2.256", "[::1]"}) {
    EXPECT_FALSE(read_address(wrong)) << wrong;
  }
}

TEST(GreyListNames, AreThoseOfTheSpecification) {
  EXPECT_EQ(find_list_type("IP_ADDRESS"), ListType::ip_address);
  EXPECT_EQ(name_of(ListType::bin), "BIN");
  EXPECT_FALSE(find_list_type("CARD"));
  EXPECT_EQ(find_control_mode("informative"), ControlMode::informative);
  EXPECT_FALSE(find_control_mode("BLOCKING"));
}

}  // namespace
}  // namespace guichet::risk
