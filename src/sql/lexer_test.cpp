#include "sql/lexer.hpp"

#include <gtest/gtest.h>

#include <string>

#include "base/random.hpp"

namespace guichet::sql {
namespace {

std::string joined(std::string_view text) {
  std::string all;
  for (const auto& token : tokenize(text)) all += token.text;
  return all;
}

TEST(Lexer, parameters_inside_of_literals_names_and_comments_are_not_parameters) {
  std::string parameters;
  for (const auto& token :
       tokenize("SELECT '$1', 'it''s $2', \"$3\" /* $4 */ -- $5\n FROM t WHERE a = $6 AND b=$17")) {
    if (token.kind == TokenKind::parameter) parameters += std::string(token.text) + " ";
  }
  EXPECT_EQ(parameters, "$6 $17 ");
}

TEST(Lexer, statements_are_split_outside_of_literals_and_comments) {
  const auto statements = split_statements("a ';' ; /* ; */ b -- ;\n ; ; -- nothing\n");
  ASSERT_EQ(statements.size(), 2u);
  EXPECT_EQ(statements[0], "a ';' ");
  EXPECT_EQ(statements[1], " /* ; */ b -- ;\n ");
}

TEST(Lexer, tokens_put_together_are_the_text_whatever_the_bytes) {
  SeededRandom random(7);
  const std::string_view alphabet = "a1$'\"-/*;: >\n";
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    for (auto n = random.below(24); n > 0; --n) text += alphabet[random.below(alphabet.size())];
    ASSERT_EQ(joined(text), text);
  }
}

}  // namespace
}  // namespace guichet::sql
