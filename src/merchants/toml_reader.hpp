#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#define TOML_HEADER_ONLY 0
#include <toml++/toml.h>

namespace guichet::merchants {

/// What is wrong with a file, beginning with the member at fault. Never leaves parse_shop_file.
class TomlFault : public std::runtime_error {
 public:
  TomlFault(const std::string& member, const std::string& fault)
      : std::runtime_error(member + ": " + fault) {}
};

/// Takes members of known name and type out of a table; whatever is left is refused by `finish`.
class TomlReader {
 public:
  /// `path` stands in front of the member names of faults: "contract[1].".
  TomlReader(const toml::table& table, std::string path) : table_(table), path_(std::move(path)) {}

  std::optional<std::string> text(std::string_view name);
  std::optional<bool> flag(std::string_view name);
  std::optional<int> whole(std::string_view name, int least, int most);
  std::optional<std::vector<std::string>> texts(std::string_view name);
  std::optional<std::vector<int>> wholes(std::string_view name, int least, int most);
  const toml::table* table(std::string_view name);
  const toml::array* tables(std::string_view name);
  void finish() const;

  std::string member(std::string_view name) const { return path_ + std::string(name); }
  [[noreturn]] void fail(std::string_view name, const std::string& fault) const {
    throw TomlFault(member(name), fault);
  }

 private:
  const toml::node* take(std::string_view name);
  const toml::array* array(std::string_view name, std::string_view of);
  const toml::table& table_;
  std::string path_;
  std::set<std::string, std::less<>> known_;
};

}  // namespace guichet::merchants
