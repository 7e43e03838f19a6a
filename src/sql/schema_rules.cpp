#include "sql/schema_rules.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "sql/lexer.hpp"

namespace guichet::sql {

namespace {

using Tokens = std::vector<Token>;

constexpr std::string_view forbidden_words[] = {
    "AUTOINCREMENT", "SERIAL",  "BIGSERIAL",         "SMALLSERIAL",  "IDENTITY",     "GENERATED",
    "ROWID",         "WITHOUT", "STRICT",            "NOW",          "DATETIME",     "STRFTIME",
    "ILIKE",         "GLOB",    "CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME", "TRIGGER",
    "ENUM",          "JSONB",   "JSON_EXTRACT",      "REPLACE",      "COLLATE"};
constexpr std::string_view forbidden_symbols[] = {"::", "->", "->>", "`", "["};
// PostgreSQL keeps these for itself; SQLite would take them as names.
constexpr std::string_view reserved_names[] = {
    "ALL",   "ANALYSE", "ANALYZE", "ANY",    "ARRAY", "ASYMMETRIC", "BOTH",     "COLUMN",
    "DESC",  "DO",      "END",     "FALSE",  "FETCH", "GRANT",      "LATERAL",  "LEADING",
    "LIMIT", "OFFSET",  "ONLY",    "PLACING", "SOME", "SYMMETRIC",  "TRAILING", "TRUE",
    "USER",  "WINDOW"};
constexpr std::string_view types[] = {"BIGINT", "INTEGER", "TEXT", "BOOLEAN", "BYTES"};

template <class List>
bool contains_word(const List& list, std::string_view word) {
  return std::any_of(std::begin(list), std::end(list),
                     [word](std::string_view known) { return same_word(known, word); });
}

/// True when `tokens` holds these words, one after the other, from `at` on.
bool reads(const Tokens& tokens, std::size_t at, std::initializer_list<std::string_view> words) {
  for (const auto word : words) {
    if (at >= tokens.size() || !same_word(tokens[at].text, word)) return false;
    ++at;
  }
  return true;
}

std::size_t position(const Tokens& tokens, std::initializer_list<std::string_view> words) {
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (reads(tokens, i, words)) return i;
  }
  return tokens.size();
}

/// The parts between the commas of the parentheses that open at `open`.
std::vector<Tokens> parts_in_parentheses(const Tokens& tokens, std::size_t open) {
  std::vector<Tokens> parts(1);
  int depth = 0;
  for (std::size_t i = open; i < tokens.size(); ++i) {
    const auto text = tokens[i].text;
    if (text == ")" && --depth == 0) return parts;
    if (text == "," && depth == 1) {
      parts.emplace_back();
    } else if (depth > 0) {
      parts.back().push_back(tokens[i]);
    }
    if (text == "(") ++depth;
  }
  return parts;
}

struct Key {
  std::string_view kind;
  std::vector<std::string> columns;
};

struct Table {
  bool global = false;
  std::vector<std::string> columns;
  std::map<std::string, std::string> types;
  std::set<std::string> not_null;
  std::vector<Key> keys;
};

class Checker {
 public:
  std::vector<std::string> complaints;

  void migration(const Migration& migration) {
    where_ = "migration " + std::to_string(migration.number) + " (" + std::string(migration.name) +
             ")";
    if (migration.number <= 0) complain("the number must be positive");
    if (!numbers_.insert(migration.number).second) complain("the number is used twice");
    for (const auto text : split_statements(migration.text)) statement(text);
  }

 private:
  void complain(const std::string& what) { complaints.push_back(where_ + ": " + what); }

  void statement(std::string_view text) {
    Tokens tokens;
    bool global = false;
    bool narrow = false;
    for (const auto& token : tokenize(text)) {
      global = global || token.text == "/* global */";
      narrow = narrow || token.text == "/* narrow */";
      if (token.kind == TokenKind::space || token.kind == TokenKind::comment) continue;
      tokens.push_back(token);
      if (token.kind == TokenKind::quoted ||
          (token.kind == TokenKind::word && contains_word(forbidden_words, token.text)) ||
          (token.kind == TokenKind::symbol && contains_word(forbidden_symbols, token.text))) {
        complain(std::string(token.text) + " is not common to all engines");
      }
    }
    const bool table = reads(tokens, 0, {"CREATE", "TABLE", "IF", "NOT", "EXISTS"});
    if ((global || narrow) && !table) complain("a mark belongs inside of a CREATE TABLE");
    if (table) {
      create_table(tokens, global);
    } else if (reads(tokens, 0, {"CREATE", "INDEX", "IF", "NOT", "EXISTS"})) {
      create_index(tokens, 5, false);
    } else if (reads(tokens, 0, {"CREATE", "UNIQUE", "INDEX", "IF", "NOT", "EXISTS"})) {
      create_index(tokens, 6, true);
    } else if (reads(tokens, 0, {"ALTER", "TABLE"}) && reads(tokens, 3, {"ADD", "COLUMN"})) {
      add_column(tokens);
    } else if (!reads(tokens, 0, {"INSERT", "INTO"})) {
      complain("a migration only adds: " + std::string(text.substr(0, 60)));
    }
  }

  void create_table(const Tokens& tokens, bool global) {
    const std::string name(tokens.size() > 5 ? tokens[5].text : "");
    if (contains_word(reserved_names, name)) complain(name + " is a reserved word");
    Table table;
    table.global = global;
    for (const auto& part : parts_in_parentheses(tokens, 6)) table_part(table, name, part);
    const auto primary = std::find_if(table.keys.begin(), table.keys.end(),
                                      [](const Key& key) { return key.kind == "PRIMARY KEY"; });
    if (primary == table.keys.end()) {
      complain(name + " has no primary key");
    } else {
      for (const auto& column : primary->columns) {
        if (!table.not_null.count(column)) {
          complain(name + "." + column + " is part of the primary key and must be NOT NULL");
        }
      }
      // SQLite would make it another name of its ROWID and invent values for it.
      if (primary->columns.size() == 1 && table.types[primary->columns[0]] == "INTEGER") {
        complain(name + ": a primary key of one INTEGER column must be BIGINT");
      }
    }
    if (!global) book_rules(table, name);
    tables_[name] = std::move(table);
  }

  void book_rules(Table& table, const std::string& name) {
    if (table.columns.empty() || table.columns[0] != "book_id" ||
        table.types["book_id"] != "BIGINT" || !table.not_null.count("book_id")) {
      complain(name + " must start with book_id BIGINT NOT NULL, or be marked /* global */");
    }
    for (const auto& key : table.keys) {
      if (key.columns.empty() || key.columns[0] != "book_id") {
        complain(name + ": each " + std::string(key.kind) + " must start with book_id");
      }
    }
  }

  void table_part(Table& table, const std::string& name, const Tokens& part) {
    for (const auto kind : {"PRIMARY", "UNIQUE", "FOREIGN"}) {
      if (!part.empty() && same_word(part[0].text, kind)) {
        table.keys.push_back(key_of(kind, part));
        return;
      }
    }
    if (reads(part, 0, {"CHECK"})) return;
    if (reads(part, 0, {"CONSTRAINT"})) {
      complain(name + ": keys have no names");
      return;
    }
    column(table, name, part);
  }

  static Key key_of(std::string_view kind, const Tokens& part) {
    Key key{kind == "PRIMARY" ? "PRIMARY KEY" : kind == "FOREIGN" ? "FOREIGN KEY" : kind, {}};
    for (const auto& column : parts_in_parentheses(part, position(part, {"("}))) {
      key.columns.emplace_back(column.empty() ? std::string_view() : column[0].text);
    }
    return key;
  }

  void column(Table& table, const std::string& name, const Tokens& part) {
    const std::string column(part.empty() ? std::string_view() : part[0].text);
    const std::string type(part.size() < 2 ? std::string_view() : part[1].text);
    if (contains_word(reserved_names, column)) complain(column + " is a reserved word");
    if (std::find(std::begin(types), std::end(types), type) == std::end(types)) {
      complain(name + "." + column + ": " + type +
               " is not one of BIGINT, INTEGER, TEXT, BOOLEAN, BYTES");
    }
    if (part.size() > 2 && part[2].text == "(") {
      complain(name + "." + column + ": types have no length");
    }
    table.columns.push_back(column);
    table.types[column] = type;
    if (position(part, {"NOT", "NULL"}) < part.size()) table.not_null.insert(column);
    if (position(part, {"PRIMARY", "KEY"}) < part.size()) {
      table.keys.push_back({"PRIMARY KEY", {column}});
    }
    if (position(part, {"UNIQUE"}) < part.size()) table.keys.push_back({"UNIQUE", {column}});
    if (position(part, {"REFERENCES"}) < part.size()) {
      table.keys.push_back({"FOREIGN KEY", {column}});
    }
  }

  void create_index(const Tokens& tokens, std::size_t name_at, bool unique) {
    const std::string table(reads(tokens, name_at + 1, {"ON"}) && tokens.size() > name_at + 2
                                ? tokens[name_at + 2].text
                                : std::string_view());
    const auto known = tables_.find(table);
    if (known == tables_.end()) {
      complain("an index on " + table + ", which no migration before it creates");
      return;
    }
    const Key key = key_of("UNIQUE", tokens);
    if (unique && !known->second.global && key.columns[0] != "book_id") {
      complain(table + ": each UNIQUE index must start with book_id");
    }
  }

  void add_column(const Tokens& tokens) {
    Table added;
    const std::string table(tokens[2].text);
    column(added, table, Tokens(tokens.begin() + 5, tokens.end()));
    const bool has_default = position(tokens, {"DEFAULT"}) < tokens.size();
    if (!added.not_null.empty() && !has_default) {
      complain(table + ": an added NOT NULL column needs a default");
    }
    if (!added.keys.empty()) complain(table + ": an added column can be no key");
  }

  std::string where_;
  std::set<int> numbers_;
  std::map<std::string, Table> tables_;
};

}  // namespace

std::vector<std::string> check_schema_rules(const Migrations& migrations) {
  Migrations sorted = migrations;
  std::stable_sort(sorted.begin(), sorted.end(), [](const Migration& a, const Migration& b) {
    return a.number < b.number;
  });
  Checker checker;
  for (const auto& migration : sorted) checker.migration(migration);
  return checker.complaints;
}

}  // namespace guichet::sql
