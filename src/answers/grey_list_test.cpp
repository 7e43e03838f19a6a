#include "answers/grey_list.hpp"

#include <gtest/gtest.h>

namespace guichet::answers {
namespace {

TEST(GreyListAnswerTest, ShowsTheElementAndNotTheKeyItIsFoundBy) {
  const risk::Listed listed{.type = risk::ListType::payment_method,
                            .element = "0123456789abcdef",
                            .shown = "497010XXXXXX0014",
                            .reason = "",
                            .at = Instant{1'700'000'000'000}};
  EXPECT_EQ(write_grey_list(listed),
            R"({"greyListType":"PAYMENT_METHOD","value":"497010XXXXXX0014","reason":null,)"
            R"("creationDate":"2023-11-14T22:13:20+00:00","_type":"V4/GreyList"})");
}

}  // namespace
}  // namespace guichet::answers
