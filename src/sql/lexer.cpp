#include "sql/lexer.hpp"

#include <algorithm>

namespace guichet::sql {

namespace {

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool starts_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool in_word(char c) { return starts_word(c) || is_digit(c); }

template <class Predicate>
std::size_t span_of(std::string_view text, std::size_t from, Predicate holds) {
  while (from < text.size() && holds(text[from])) ++from;
  return from;
}

/// The end of a text between two `quote` characters; a doubled one stands for itself.
std::size_t quoted_end(std::string_view text, char quote) {
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] != quote) continue;
    if (i + 1 < text.size() && text[i + 1] == quote) {
      ++i;
      continue;
    }
    return i + 1;
  }
  return text.size();
}

std::size_t end_after(std::string_view text, std::string_view mark, std::size_t from) {
  const auto at = text.find(mark, from);
  return at == std::string_view::npos ? text.size() : at + mark.size();
}

Token first_token(std::string_view text) {
  const auto token = [text](TokenKind kind, std::size_t size) {
    return Token{kind, text.substr(0, size)};
  };
  const char c = text[0];
  if (is_space(c)) return token(TokenKind::space, span_of(text, 1, is_space));
  if (text.starts_with("--")) return token(TokenKind::comment, end_after(text, "\n", 2));
  if (text.starts_with("/*")) return token(TokenKind::comment, end_after(text, "*/", 2));
  if (c == '\'') return token(TokenKind::literal, quoted_end(text, c));
  if (c == '"') return token(TokenKind::quoted, quoted_end(text, c));
  if (starts_word(c)) return token(TokenKind::word, span_of(text, 1, in_word));
  if (is_digit(c)) return token(TokenKind::number, span_of(text, 1, is_digit));
  if (c == '$' && text.size() > 1 && is_digit(text[1])) {
    return token(TokenKind::parameter, span_of(text, 1, is_digit));
  }
  for (const std::string_view symbol : {"->>", "->", "::"}) {
    if (text.starts_with(symbol)) return token(TokenKind::symbol, symbol.size());
  }
  return token(TokenKind::symbol, 1);
}

}  // namespace

std::vector<Token> tokenize(std::string_view text) {
  std::vector<Token> tokens;
  while (!text.empty()) {
    tokens.push_back(first_token(text));
    text.remove_prefix(tokens.back().text.size());
  }
  return tokens;
}

std::vector<std::string_view> split_statements(std::string_view text) {
  std::vector<std::string_view> statements;
  std::size_t start = 0;
  std::size_t at = 0;
  bool says_something = false;
  const auto finish = [&](std::size_t next) {
    if (says_something) statements.push_back(text.substr(start, at - start));
    start = next;
    says_something = false;
  };
  for (const auto& token : tokenize(text)) {
    if (token.kind == TokenKind::symbol && token.text == ";") {
      finish(at + 1);
    } else if (token.kind != TokenKind::space && token.kind != TokenKind::comment) {
      says_something = true;
    }
    at += token.text.size();
  }
  finish(at);
  return statements;
}

bool same_word(std::string_view a, std::string_view b) {
  const auto upper = [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return upper(x) == upper(y); });
}

}  // namespace guichet::sql
