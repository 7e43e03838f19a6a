#pragma once

#include <string_view>
#include <vector>

namespace guichet::sql {

enum class TokenKind {
  space,
  comment,    // `-- …` up to the end of line, or `/* … */`
  word,       // keyword or plain name
  quoted,     // "name"
  literal,    // 'text', with '' inside
  number,     // digits
  parameter,  // $n
  symbol      // anything else; `::`, `->` and `->>` are one token each
};

struct Token {
  TokenKind kind;
  std::string_view text;
};

/// Cuts SQL text into tokens that, put together again, are the text. Knows as much SQL as the
/// drivers and the schema rules need: what is inside of literals, names and comments is not SQL.
/// Accepts any bytes; an unterminated literal reaches to the end.
std::vector<Token> tokenize(std::string_view text);

/// The statements between semicolons; those of only space and comments are left out.
std::vector<std::string_view> split_statements(std::string_view text);

/// True when `a` is the word `b` in any case (ASCII).
bool same_word(std::string_view a, std::string_view b);

}  // namespace guichet::sql
