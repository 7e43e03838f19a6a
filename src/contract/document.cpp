#include <charconv>
#include <cmath>

#include "base/json_writer.hpp"
#include "contract/decode.hpp"
#include "contract/formats.hpp"
#include "contract/json_text.hpp"

namespace guichet::contract {

using boost::json::kind;
using boost::json::value;

void append_value(std::string& out, const value& v) {
  char digits[32];
  switch (v.kind()) {
    case kind::null: out.append("null"); break;
    case kind::bool_: out.append(v.get_bool() ? "true" : "false"); break;
    case kind::int64:
      out.append(digits, std::to_chars(digits, digits + sizeof digits, v.get_int64()).ptr);
      break;
    case kind::uint64:
      out.append(digits, std::to_chars(digits, digits + sizeof digits, v.get_uint64()).ptr);
      break;
    case kind::double_:
      // JSON has no infinity; decoding lets none through.
      out.append(digits, std::to_chars(digits, digits + sizeof digits,
                                       std::isfinite(v.get_double()) ? v.get_double() : 0.0).ptr);
      break;
    case kind::string: append_json_string(out, v.get_string()); break;
    case kind::array: {
      char separator = '[';
      for (const value& entry : v.get_array()) {
        out.push_back(separator);
        append_value(out, entry);
        separator = ',';
      }
      if (separator == '[') out.push_back('[');
      out.push_back(']');
      break;
    }
    case kind::object: append_object(out, v.get_object()); break;
  }
}

void append_object(std::string& out, const boost::json::object& members) {
  char separator = '{';
  for (const auto& member : members) {
    out.push_back(separator);
    append_json_string(out, member.key());
    out.push_back(':');
    append_value(out, member.value());
    separator = ',';
  }
  if (separator == '{') out.push_back('{');
  out.push_back('}');
}

const value* Document::at(std::string_view path) const {
  const boost::json::object* here = &members_;
  const value* found = nullptr;
  while (true) {
    const std::size_t dot = path.find('.');
    const std::string_view name = path.substr(0, dot);
    if (here != nullptr) {
      found = here->if_contains(name);
    } else {
      const auto index = parse_integer(name);
      const boost::json::array& entries = found->get_array();
      if (!index || *index < 0 || static_cast<std::size_t>(*index) >= entries.size()) {
        return nullptr;
      }
      found = &entries[static_cast<std::size_t>(*index)];
    }
    if (found == nullptr || dot == std::string_view::npos) return found;
    here = found->if_object();
    if (here == nullptr && !found->is_array()) return nullptr;
    path.remove_prefix(dot + 1);
  }
}

std::string_view Document::text(std::string_view path) const {
  const value* found = at(path);
  if (found == nullptr || !found->is_string()) return {};
  return found->get_string();
}

std::optional<std::int64_t> Document::integer(std::string_view path) const {
  const value* found = at(path);
  if (found == nullptr || !found->is_int64()) return std::nullopt;
  return found->get_int64();
}

std::optional<bool> Document::boolean(std::string_view path) const {
  const value* found = at(path);
  if (found == nullptr || !found->is_bool()) return std::nullopt;
  return found->get_bool();
}

const boost::json::object* Document::object(std::string_view path) const {
  const value* found = at(path);
  return found == nullptr ? nullptr : found->if_object();
}

const boost::json::array* Document::list(std::string_view path) const {
  const value* found = at(path);
  return found == nullptr ? nullptr : found->if_array();
}

std::string Document::serialise() const {
  std::string out;
  out.reserve(1024);
  append_object(out, members_);
  return out;
}

Document Document::restore(std::string_view json) {
  boost::system::error_code problem;
  value parsed = boost::json::parse(boost::json::string_view(json.data(), json.size()), problem);
  if (problem || !parsed.is_object()) {
    throw Refusal("PSP_999", {}, {}, "a stored request is not readable: " + problem.message());
  }
  return Document(std::move(parsed.get_object()));
}

}  // namespace guichet::contract
