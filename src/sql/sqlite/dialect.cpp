#include "sql/sqlite/dialect.hpp"

#include "sql/lexer.hpp"

namespace guichet::sql::sqlite {

std::string statement_text(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const auto& token : tokenize(text)) {
    if (token.kind == TokenKind::parameter) {
      out += '?';
      out += token.text.substr(1);
    } else {
      out += token.text;
    }
  }
  return out;
}

std::vector<std::string> schema_statements(std::string_view text) {
  std::vector<std::string> statements;
  for (const auto part : split_statements(text)) {
    std::string out;
    bool narrow = false;
    for (const auto& token : tokenize(part)) {
      narrow = narrow || token.text == "/* narrow */";
      const bool bytes = token.kind == TokenKind::word && token.text == "BYTES";
      out += bytes ? std::string_view("BLOB") : token.text;
    }
    // On a line of its own: the text may end with a `--` comment.
    if (narrow) out += "\nWITHOUT ROWID";
    statements.push_back(std::move(out));
  }
  return statements;
}

}  // namespace guichet::sql::sqlite
