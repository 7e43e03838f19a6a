#include "merchants/shop_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/money.hpp"
#include "merchants/brands.hpp"
#include "merchants/directory.hpp"

namespace guichet::merchants {
namespace {

ShopFile parsed(const std::string& toml) {
  auto file = parse_shop_file(toml);
  EXPECT_TRUE(file) << (file ? "" : file.reason());
  return file ? std::move(*file) : ShopFile();
}

std::string fault(const std::string& toml) {
  const auto file = parse_shop_file(toml);
  return file ? "accepted" : file.reason();
}

/// The fault of a file that says `id` and then `rest`.
std::string fault_after_id(const std::string& rest) { return fault("id = \"12345678\"\n" + rest); }

TEST(ShopFileTest, AnIdAloneIsAShopWithDefaults) {
  const ShopFile file = parsed("id = \"12345678\"");
  EXPECT_EQ(file.shop.id, "12345678");
  EXPECT_EQ(file.shop.name, "Shop 12345678");
  EXPECT_EQ(file.shop.time_zone, "UTC");
  EXPECT_EQ(file.shop.language, "EN");
  EXPECT_EQ(file.shop.retries, 3);
  EXPECT_EQ(file.shop.options, Options());
  EXPECT_FALSE(file.keys[Mode::test].password);
  EXPECT_EQ(file.rules[Mode::test].size(), std::size(all_rules));
  EXPECT_FALSE(file.rules[Mode::test].at(Rule::end_of_payment).enabled);
}

TEST(ShopFileTest, EveryMemberIsRead) {
  const ShopFile file = parsed(R"(
id = "12345678"
name = "Boulangerie \"Zoé\""
time_zone = "UTC"
language = "FR"
capture_delay_days = 365
manual_validation = true
retries = 0
[options]
rest_api = false
pci = true
strict_members = true
unauthorized_status = true
refuse_duplicates = true
split_payment = true
retry_minutes = [1, 60, 43200]
[test]
password = "testpassword_abcdefgh"
public_key = "12345678:testpublickey_abc"
hmac_key = "0123456789abcdef"
[production]
password = "prodpassword_abcdefghijklmnopq"
public_key = "12345678:publickey_abc"
hmac_key = "fedcba9876543210"
[[contract]]
mode = "BOTH"
mid = "1111111"
tid = "002"
acquirer = "bank"
network = "VISA"
brands = ["VISA", "E-CARTEBLEUE"]
currencies = ["EUR", "JPY"]
security_code_required = false
validity_days = { VISA = 6, E-CARTEBLEUE = 5 }
manual_capture = false
refunds = "whole"
refunds_expired_cards = false
[[contract]]
mid = "2222222"
brands = ["CB"]
currencies = ["EUR"]
[notifications.end_of_payment]
enabled = true
test_url = "http://127.0.0.1:8080/ipn?shop=1"
production_url = "https://shop.example/ipn"
automatic_retry = false
failure_mails = ["a@example.org", "b@example.org"]
)");
  EXPECT_EQ(file.shop.name, "Boulangerie \"Zoé\"");
  EXPECT_EQ(file.shop.language, "FR");
  EXPECT_EQ(file.shop.capture_delay_days, 365);
  EXPECT_TRUE(file.shop.manual_validation);
  EXPECT_EQ(file.shop.retries, 0);
  const Options options{false, true, true, true, true, true, {1, 60, 43200}};
  EXPECT_EQ(file.shop.options, options);
  EXPECT_TRUE(file.keys[Mode::test].password->equals("testpassword_abcdefgh"));
  EXPECT_EQ(file.keys[Mode::production].public_key, "12345678:publickey_abc");
  EXPECT_TRUE(file.keys[Mode::production].hmac_key->equals("fedcba9876543210"));
  const Contract both{"1111111", "002", "bank", "VISA", {"VISA", "E-CARTEBLEUE"}, {"EUR", "JPY"},
                      false, {{"VISA", 6}, {"E-CARTEBLEUE", 5}}, false, false, Refunds::whole,
                      false};
  const Contract test_only{"2222222", "001", "sandbox", "CB", {"CB"}, {"EUR"}, true, {}};
  EXPECT_EQ(file.contracts[Mode::test], (std::vector{both, test_only}));
  EXPECT_EQ(file.contracts[Mode::production], std::vector{both});
  const NotificationRule test{true, "http://127.0.0.1:8080/ipn?shop=1", false,
                              {"a@example.org", "b@example.org"}};
  EXPECT_EQ(file.rules[Mode::test].at(Rule::end_of_payment), test);
  EXPECT_EQ(file.rules[Mode::production].at(Rule::end_of_payment).url, "https://shop.example/ipn");
}

TEST(ShopFileTest, WithoutContractsATestBookGetsTheSandbox) {
  const ShopFile file = parsed("id = \"12345678\"");
  ASSERT_EQ(file.contracts[Mode::test].size(), 1u);
  const Contract& contract = file.contracts[Mode::test].front();
  EXPECT_EQ(contract.mid, "5512345");
  EXPECT_EQ(contract.acquirer, "sandbox");
  EXPECT_EQ(contract.brands.front(), "CB");
  EXPECT_EQ(contract.brands.size(), test_brands().size());
  EXPECT_EQ(contract.currencies.size(), Currency::all().size());
  EXPECT_TRUE(file.contracts[Mode::production].empty());
  EXPECT_TRUE(parsed("id = \"12345678\"\ncontract = []").contracts[Mode::test].empty());
}

TEST(ShopFileTest, TheDemoShopHasThePublishedKeys) {
  const ShopFile file = parsed(std::string(demo_shop_toml));
  EXPECT_EQ(file.shop.id, "69876357");
  EXPECT_TRUE(file.shop.options.pci);
  const auto& keys = file.keys[Mode::test];
  EXPECT_TRUE(keys.password->equals("testpassword_DEMOPRIVATEKEY23G4475zXZQ2UA5x7M"));
  EXPECT_EQ(keys.public_key, "69876357:testpublickey_DEMOPUBLICKEY95me92597fd28tGD4r5");
  EXPECT_TRUE(keys.hmac_key->equals("38453613e7f44dc58732bad3dca2bca3"));
  EXPECT_EQ(file.contracts[Mode::test].front().brands.front(), "CB");
  const NotificationRule& rule = file.rules[Mode::test].at(Rule::end_of_payment);
  EXPECT_TRUE(rule.enabled);
  EXPECT_EQ(rule.url, "");
  EXPECT_TRUE(file.contracts[Mode::production].empty());
}

TEST(ShopFileTest, UnknownMembersAreRefusedByName) {
  EXPECT_EQ(fault_after_id("colour = 1"), "colour: there is no such member");
  EXPECT_EQ(fault_after_id("[options]\npcl = true"), "options.pcl: there is no such member");
  EXPECT_EQ(fault_after_id("[test]\nsecret = \"x\""), "test.secret: there is no such member");
  EXPECT_EQ(fault_after_id("[[contract]]\nmid = \"1\"\nfee = 2"),
            "contract[1].fee: there is no such member");
  EXPECT_EQ(fault_after_id("[notifications.at_night]\nenabled = true"),
            "notifications.at_night: there is no such member");
  EXPECT_EQ(fault_after_id("[notifications.cancellation]\nurl = \"\""),
            "notifications.cancellation.url: there is no such member");
}

TEST(ShopFileTest, WrongTypesAreRefusedByName) {
  EXPECT_EQ(fault("id = 12345678"), "id: must be text in quotes");
  EXPECT_EQ(fault_after_id("retries = \"3\""), "retries: must be a whole number from 0 to 9");
  EXPECT_EQ(fault_after_id("retries = 1.0"), "retries: must be a whole number from 0 to 9");
  EXPECT_EQ(fault_after_id("manual_validation = 1"), "manual_validation: must be true or false");
  EXPECT_EQ(fault_after_id("options = 3"), "options: must be a table");
  EXPECT_EQ(fault_after_id("contract = 3"), "contract: must be a list of tables");
  EXPECT_EQ(fault_after_id("contract = [3]"), "contract[1]: must be a table");
  EXPECT_EQ(fault_after_id("notifications = []"), "notifications: must be a table");
  EXPECT_EQ(fault_after_id("[options]\nretry_minutes = [5, \"6\"]"),
            "options.retry_minutes[2]: must be a whole number from 1 to 43200");
  EXPECT_EQ(fault_after_id("[[contract]]\nmid = \"1\"\nbrands = [\"CB\", 1]"),
            "contract[1].brands[2]: must be text in quotes");
}

TEST(ShopFileTest, ValuesOutOfRangeAreRefusedByName) {
  EXPECT_EQ(fault("id = \"1234567\""), "id: must have 8 digits, in quotes");
  EXPECT_EQ(fault("id = \"1234567a\""), "id: must have 8 digits, in quotes");
  EXPECT_EQ(fault(""), "name: give a name, or an id of 8 digits");
  EXPECT_EQ(fault_after_id("retries = 10"), "retries: must be a whole number from 0 to 9");
  EXPECT_EQ(fault_after_id("capture_delay_days = 366"),
            "capture_delay_days: must be a whole number from 0 to 365");
  EXPECT_EQ(fault_after_id("capture_delay_days = -1"),
            "capture_delay_days: must be a whole number from 0 to 365");
  EXPECT_EQ(fault_after_id("language = \"en\""), "language: must be two capital letters");
  EXPECT_NE(fault_after_id("name = \"a\\u0007b\""), "accepted");
  EXPECT_NE(fault_after_id("name = \"" + std::string(128, 'x') + "\""), "accepted");
  EXPECT_EQ(fault_after_id("name = \"" + std::string(127, 'x') + "\""), "accepted");
}

TEST(ShopFileTest, TimeZonesMustExist) {
  for (const std::string name : {"Mars/Olympus", "../../etc/passwd", "/etc/passwd", "", "Europe",
                                 "zone.tab"}) {
    EXPECT_EQ(fault_after_id("time_zone = \"" + name + "\""),
              "time_zone: this machine knows no time zone " + name);
  }
  EXPECT_EQ(fault_after_id("time_zone = \"UTC\""), "accepted");
}

TEST(ShopFileTest, KeysMustHaveTheirForm) {
  EXPECT_EQ(fault_after_id("[test]\npassword = \"prodpassword_abcdefghijklmnopq\""),
            "test.password: must begin with testpassword_");
  EXPECT_EQ(fault_after_id("[production]\npassword = \"testpassword_abcdefghijklmnopq\""),
            "production.password: must begin with prodpassword_");
  EXPECT_NE(fault_after_id("[test]\npassword = \"testpassword_abcdefg\""), "accepted");
  EXPECT_NE(fault_after_id("[production]\npassword = \"prodpassword_abcdefghijklmnop\""),
            "accepted") << "16 characters carry less than 100 bits";
  EXPECT_EQ(fault_after_id("[production]\npassword = \"prodpassword_abcdefghijklmnopq\""),
            "accepted");
  EXPECT_EQ(fault_after_id("[test]\npublic_key = \"87654321:testpublickey_abc\""),
            "test.public_key: must begin with 12345678:testpublickey_");
  EXPECT_EQ(fault_after_id("[production]\npublic_key = \"12345678:testpublickey_abc\""),
            "production.public_key: must begin with 12345678:publickey_");
  EXPECT_NE(fault_after_id("[test]\nhmac_key = \"short\""), "accepted");
  EXPECT_EQ(fault("name = \"x\"\n[test]\npublic_key = \"12345678:testpublickey_abc\""),
            "test.public_key: begins with the shop's id, so give id as well");
}

TEST(ShopFileTest, AFaultNeverRepeatsAKey) {
  for (const std::string text :
       {"[test]\npassword = \"testpassword_canary!\"", "[test]\nhmac_key = \"canary\"",
        "[production]\npassword = \"canary\""}) {
    EXPECT_EQ(fault_after_id(text).find("canary"), std::string::npos);
  }
}

TEST(ShopFileTest, ContractsMustMakeSense) {
  const std::string one = "[[contract]]\nmid = \"1\"\n";
  EXPECT_EQ(fault_after_id(one + "currencies = [\"ABC\"]"),
            "contract[1].currencies: unknown currency ABC");
  EXPECT_EQ(fault_after_id(one + one + "tid = \"2\"\nbrands = [\"CB\", \"FOO\"]"),
            "contract[2].brands: unknown brand FOO");
  EXPECT_EQ(fault_after_id(one + "brands = []"), "contract[1].brands: must not be empty");
  EXPECT_EQ(fault_after_id(one + "brands = [\"CB\", \"CB\"]"),
            "contract[1].brands: CB stands there twice");
  EXPECT_EQ(fault_after_id("[[contract]]\ntid = \"1\""),
            "contract[1].mid: must have 1 to 32 letters and digits");
  EXPECT_EQ(fault_after_id(one + "mode = \"test\""),
            "contract[1].mode: must be \"TEST\", \"PRODUCTION\" or \"BOTH\"");
  EXPECT_EQ(fault_after_id(one + "brands = [\"CB\"]\nvalidity_days = { VISA = 3 }"),
            "contract[1].validity_days.VISA: is not a brand of this contract");
  EXPECT_EQ(fault_after_id(one + "refunds = \"some\""),
            "contract[1].refunds: must be \"partial\", \"whole\" or \"none\"");
  EXPECT_EQ(fault_after_id(one + "validity_days = { CB = 0 }"),
            "contract[1].validity_days.CB: must be a whole number from 1 to 365");
  EXPECT_EQ(fault_after_id(one + one),
            "contract[2].mid: another contract has the same mid and tid");
  EXPECT_EQ(fault_after_id(one + one + "mode = \"PRODUCTION\""), "accepted");
}

TEST(ShopFileTest, NotificationAddressesMustBeSafe) {
  const auto with_url = [](const std::string& url) {
    return fault_after_id("[notifications.end_of_payment]\ntest_url = \"" + url + "\"");
  };
  EXPECT_EQ(with_url("https://shop.example/ipn?a=b"), "accepted");
  EXPECT_EQ(with_url("http://[::1]:80/ipn"), "accepted");
  EXPECT_EQ(with_url(""), "accepted");
  for (const std::string url : {"ftp://shop.example/", "shop.example", "https://", "https://:80/",
                                "https://user:word@shop.example/", "https://shop.example/a b",
                                "javascript:alert(1)", "https:///path", "https://sh\\nop/"}) {
    EXPECT_EQ(with_url(url), "notifications.end_of_payment.test_url: must be an http or https "
                             "address without user information");
  }
  for (const std::string mail : {"nobody", "@x", "x@", "a@b@c", "a b@c", "a;b@c"}) {
    EXPECT_EQ(fault_after_id("[notifications.end_of_payment]\nfailure_mails = [\"" + mail + "\"]"),
              "notifications.end_of_payment.failure_mails: not a mail address: " + mail);
  }
}

TEST(ShopFileTest, BrokenTextIsRefusedWithItsLine) {
  EXPECT_TRUE(fault("id = \"12345678\"\nname = ").starts_with("line 2: "));
  EXPECT_EQ(fault("name = \"\xff\""), "the file is not UTF-8");
  EXPECT_EQ(fault(std::string(300 * 1024, '#')), "the file is too long");
}

TEST(ShopFileTest, EveryBrandOfTheTestCardsIsKnown) {
  for (const auto brand : test_brands()) EXPECT_TRUE(is_card_brand(brand)) << brand;
  EXPECT_EQ(test_brands().front(), "CB");
  EXPECT_TRUE(is_card_brand("CABAL"));
  EXPECT_FALSE(is_card_brand("cb"));
  EXPECT_FALSE(is_card_brand(""));
}

}  // namespace
}  // namespace guichet::merchants
