#include "merchants/toml_reader.hpp"

namespace guichet::merchants {

namespace {

std::string range_text(int least, int most) {
  return "must be a whole number from " + std::to_string(least) + " to " + std::to_string(most);
}

std::optional<int> whole_of(const toml::node& node, int least, int most) {
  const auto* value = node.as_integer();
  if (value == nullptr || value->get() < least || value->get() > most) return std::nullopt;
  return static_cast<int>(value->get());
}

std::string element(std::string_view name, std::size_t index) {
  return std::string(name) + "[" + std::to_string(index + 1) + "]";
}

}  // namespace

const toml::node* TomlReader::take(std::string_view name) {
  known_.emplace(name);
  return table_.get(name);
}

std::optional<std::string> TomlReader::text(std::string_view name) {
  const toml::node* node = take(name);
  if (node == nullptr) return std::nullopt;
  if (!node->is_string()) fail(name, "must be text in quotes");
  return node->as_string()->get();
}

std::optional<bool> TomlReader::flag(std::string_view name) {
  const toml::node* node = take(name);
  if (node == nullptr) return std::nullopt;
  if (!node->is_boolean()) fail(name, "must be true or false");
  return node->as_boolean()->get();
}

std::optional<int> TomlReader::whole(std::string_view name, int least, int most) {
  const toml::node* node = take(name);
  if (node == nullptr) return std::nullopt;
  const auto value = whole_of(*node, least, most);
  if (!value) fail(name, range_text(least, most));
  return value;
}

const toml::array* TomlReader::array(std::string_view name, std::string_view of) {
  const toml::node* node = take(name);
  if (node == nullptr) return nullptr;
  if (!node->is_array()) fail(name, "must be a list of " + std::string(of));
  return node->as_array();
}

std::optional<std::vector<std::string>> TomlReader::texts(std::string_view name) {
  const toml::array* list = array(name, "texts in quotes");
  if (list == nullptr) return std::nullopt;
  std::vector<std::string> values;
  for (std::size_t i = 0; i < list->size(); ++i) {
    const auto* value = (*list)[i].as_string();
    if (value == nullptr) fail(element(name, i), "must be text in quotes");
    values.push_back(value->get());
  }
  return values;
}

std::optional<std::vector<int>> TomlReader::wholes(std::string_view name, int least, int most) {
  const toml::array* list = array(name, "whole numbers");
  if (list == nullptr) return std::nullopt;
  std::vector<int> values;
  for (std::size_t i = 0; i < list->size(); ++i) {
    const auto value = whole_of((*list)[i], least, most);
    if (!value) fail(element(name, i), range_text(least, most));
    values.push_back(*value);
  }
  return values;
}

const toml::table* TomlReader::table(std::string_view name) {
  const toml::node* node = take(name);
  if (node == nullptr) return nullptr;
  if (!node->is_table()) fail(name, "must be a table");
  return node->as_table();
}

const toml::array* TomlReader::tables(std::string_view name) {
  const toml::array* list = array(name, "tables");
  for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
    if (!(*list)[i].is_table()) fail(element(name, i), "must be a table");
  }
  return list;
}

void TomlReader::finish() const {
  for (const auto& [key, value] : table_) {
    if (!known_.contains(key.str())) fail(key.str(), "there is no such member");
  }
}

}  // namespace guichet::merchants
