#include "explain/error_pages.hpp"

#include <gtest/gtest.h>

#include "contract/error.hpp"

namespace guichet::explain {
namespace {

constexpr contract::Field card_fields[] = {
    {.name = "pan", .kind = contract::Kind::card_number, .code = "INT_040", .required = true,
     .missing_code = "INT_042", .meaning = "The number"},
};
constexpr contract::Shape card_shape{"Card", card_fields};
constexpr contract::Field fields[] = {
    {.name = "amount", .kind = contract::Kind::integer, .code = "INT_009", .meaning = "<Amount>"},
    {.name = "cards", .kind = contract::Kind::list, .code = "INT_001", .shape = &card_shape},
};
constexpr contract::Shape shape{"Sample", fields};
constexpr std::string_view errors[] = {"PSP_610"};
constexpr contract::Service service{
    .path = "Charge/Sample", .versions = "V4", .input = &shape, .errors = errors};

http::Response get(std::string path, std::string method = "GET") {
  const ErrorPages pages({&service});
  return pages.answer({.method = std::move(method), .path = std::move(path)});
}

bool holds(const http::Response& response, std::string_view text) {
  return response.body.find(text) != std::string::npos;
}

TEST(ErrorPagesTest, EveryCodeHasAPageAndAPlaceInTheIndex) {
  const auto index = get("/docs/errors/");
  for (const auto& entry : contract::catalogue()) {
    const auto page = get(ErrorPages::path_of(entry.code));
    EXPECT_EQ(page.status, 200) << entry.code;
    EXPECT_TRUE(holds(page, "<code>" + std::string(entry.code) + "</code>")) << entry.code;
    EXPECT_TRUE(holds(index, "href=\"/docs/errors/" + std::string(entry.code) + "\""))
        << entry.code;
  }
}

TEST(ErrorPagesTest, APageNamesTheMembersThatAnswerItsCode) {
  const auto page = get("/docs/errors/INT_009");
  EXPECT_TRUE(holds(page, "Charge/Sample"));
  EXPECT_TRUE(holds(page, "<code>amount</code>"));
  EXPECT_TRUE(holds(page, "&lt;Amount&gt;"));
}

TEST(ErrorPagesTest, OriginsAreFoundBelowAndByAbsence) {
  const contract::Services services{&service};
  const auto wrong = origins_of(services, "INT_040");
  ASSERT_EQ(wrong.size(), 1u);
  EXPECT_EQ(wrong.front().member, "cards[].pan");
  EXPECT_FALSE(wrong.front().missing);
  const auto absent = origins_of(services, "INT_042");
  ASSERT_EQ(absent.size(), 1u);
  EXPECT_TRUE(absent.front().missing);
  const auto rule = origins_of(services, "PSP_610");
  ASSERT_EQ(rule.size(), 1u);
  EXPECT_TRUE(rule.front().member.empty());
  EXPECT_TRUE(origins_of(services, "PSP_999").empty());
}

TEST(ErrorPagesTest, ARefusalOfTheAcquirerListsWhatItMaySay) {
  EXPECT_TRUE(holds(get("/docs/errors/ACQ_001"), "<code>51</code>"));
  EXPECT_FALSE(holds(get("/docs/errors/INT_009"), "<code>51</code>"));
}

TEST(ErrorPagesTest, WhatIsNotThereIsNotFoundAndNotEchoed) {
  for (const char* path : {"/docs/errors/INT_000", "/docs/errors/%3Cscript%3E", "/docs/other",
                           "/docs/errors/int_009", "/docs/errors/../style.css"}) {
    const auto response = get(path);
    EXPECT_EQ(response.status, 404) << path;
    EXPECT_FALSE(holds(response, "script")) << path;
  }
  EXPECT_EQ(get("/docs/errors/", "POST").status, 405);
  EXPECT_EQ(get("/docs/style.css").status, 200);
  EXPECT_EQ(get("/docs/icon.svg").status, 200);
}

}  // namespace
}  // namespace guichet::explain
