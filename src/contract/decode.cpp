#include "contract/decode.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/encoding.hpp"
#include "base/limits.hpp"
#include "contract/arena.hpp"
#include "contract/body.hpp"
#include "contract/decoder.hpp"
#include "contract/formats.hpp"
#include "contract/json_text.hpp"

namespace guichet::contract {
namespace {

namespace json = boost::json;

bool takes_members(Kind kind) {
  return kind == Kind::object || kind == Kind::map || kind == Kind::any_json;
}

/// PHP writes an empty map as [], plugins send many nulls and blanks (spec/envelope.md 3).
bool is_absent(const json::value& value, const Field& field) {
  if (value.is_null()) return true;
  if (field.required) return false;
  if (value.is_string()) return value.get_string().empty();
  if (value.is_array()) {
    return value.get_array().empty() && (takes_members(field.kind) || field.kind == Kind::list);
  }
  if (value.is_object()) {
    return value.get_object().empty() && (takes_members(field.kind) || field.kind == Kind::list);
  }
  return false;
}

const json::value* find_member(const json::object& members, const Field& field) {
  const json::value* found = members.if_contains(field.name);
  if (found != nullptr && !is_absent(*found, field)) return found;
  if (field.alias.empty()) return nullptr;
  found = members.if_contains(field.alias);
  return found != nullptr && !is_absent(*found, field) ? found : nullptr;
}

/// The bounds of one entry of a list whose entries are values.
Field entry_field(const Field& list) {
  Field entry = list;
  entry.kind = list.element;
  entry.required = true;
  entry.min = entry.kind == Kind::text || entry.kind == Kind::ascii ? 1 : 0;
  entry.max = entry.kind == Kind::integer ? 999'999'999'999 : 255;
  return entry;
}

class Decoder {
 public:
  explicit Decoder(Document& document) : document_(document) {}

  json::object read_object(const json::object& members, const Shape& shape, const ValuePath* up) {
    for (const Field& field : shape.fields) {
      if (field.required && find_member(members, field) == nullptr) {
        throw Refusal(field.missing_code, ValuePath{up, field.name}.text());
      }
    }
    json::object result;
    for (const Field& field : shape.fields) {
      const json::value* found = find_member(members, field);
      if (found == nullptr) continue;
      const ValuePath path{up, field.name};
      if (!field.unbuilt.empty()) {
        if (unbuilt_.empty()) {
          unbuilt_ = field.unbuilt;
          unbuilt_path_ = path.text();
        }
        continue;
      }
      if (field.kind == Kind::card_number || field.kind == Kind::security_code) {
        take_card_data(*found, field, path);
        continue;
      }
      json::value value = read_value(*found, field, path);
      if (!value.is_null()) result.emplace(field.name, std::move(value));
    }
    return result;
  }

  /// Options that are not built are refused once everything before them was found well formed,
  /// as the options of a shop are (spec/transactions.md 1.9).
  void refuse_unbuilt() const {
    if (!unbuilt_.empty()) throw Refusal(unbuilt_, unbuilt_path_);
  }

 private:
  json::value read_value(const json::value& value, const Field& field, const ValuePath& path) {
    switch (field.kind) {
      case Kind::object:
        if (!value.is_object()) refuse_value(value, field, path);
        // Nothing known inside: as good as absent.
        if (json::object inner = read_object(value.get_object(), *field.shape, &path);
            !inner.empty()) {
          return inner;
        }
        return nullptr;
      case Kind::list: return read_list(value, field, path);
      case Kind::map: return read_map(value, field, path);
      case Kind::any_json: return read_any(value, field, path);
      default: return read_scalar(value, field, path);
    }
  }

  json::value read_list(const json::value& value, const Field& field, const ValuePath& path) {
    if (!value.is_array()) refuse_value(value, field, path);
    const json::array& entries = value.get_array();
    const auto count = static_cast<std::int64_t>(entries.size());
    if (count < field.min || count > field.max) refuse_value(value, field, path);
    json::array result;
    result.reserve(entries.size());
    const Field entry = entry_field(field);
    for (std::size_t i = 0; i < entries.size(); ++i) {
      const ValuePath entry_path{&path, {}, i};
      if (field.shape == nullptr) {
        result.push_back(read_scalar(entries[i], entry, entry_path));
      } else if (entries[i].is_object()) {
        result.push_back(read_object(entries[i].get_object(), *field.shape, &entry_path));
      } else {
        refuse_value(entries[i], field, entry_path);
      }
    }
    return result;
  }

  json::value read_map(const json::value& value, const Field& field, const ValuePath& path) {
    if (!value.is_object()) refuse_value(value, field, path);
    const json::object& members = value.get_object();
    if (members.size() > static_cast<std::size_t>(field.max)) refuse_value(value, field, path);
    json::object result;
    result.reserve(members.size());
    for (const auto* member : in_canonical_order(members)) {
      const std::string_view name = member->key();
      refuse_card_numbers(name, path);
      if (name.empty() || utf8_length(name) > map_key_chars_max) refuse_value(value, field, path);
      if (member->value().is_null()) continue;
      const ValuePath member_path{&path, name};
      result.emplace(name, read_map_value(member->value(), field, member_path));
    }
    if (result.empty()) return nullptr;
    return result;
  }

  static json::value read_map_value(const json::value& value, const Field& field,
                                    const ValuePath& path) {
    if (value.is_bool()) return json::string(value.get_bool() ? "true" : "false");
    char digits[32];
    const auto text = as_text(value, digits);
    if (!text || utf8_length(*text) > map_value_chars_max) refuse_value(value, field, path);
    refuse_card_numbers(*text, path);
    return json::string(*text);
  }

  /// JavaScript reads members named like array indexes first: the text that is signed must have
  /// them there already (spec/ipn-and-signatures.md 3).
  static std::vector<const json::key_value_pair*> in_canonical_order(const json::object& members) {
    std::vector<const json::key_value_pair*> order;
    order.reserve(members.size());
    for (const auto& member : members) order.push_back(&member);
    const auto indexes_end =
        std::stable_partition(order.begin(), order.end(),
                              [](const auto* member) { return is_index_key(member->key()); });
    std::sort(order.begin(), indexes_end, [](const auto* a, const auto* b) {
      return *parse_integer(a->key()) < *parse_integer(b->key());
    });
    return order;
  }

  json::value read_any(const json::value& value, const Field& field, const ValuePath& path) {
    if (value.is_string()) {
      // The object may also come as its own JSON text. Constructed, never assigned: assignment
      // would copy it out of the arena that is wiped.
      WipingArena arena;
      const json::value inner = parse_inner(value, field, path, &arena);
      if (!inner.is_object()) refuse_value(value, field, path);
      return read_any(inner, field, path);
    }
    if (!value.is_object()) refuse_value(value, field, path);
    json::value copy = copy_any(value, field, path);
    std::string text;
    append_object(text, copy.get_object());
    if (text.size() > static_cast<std::size_t>(field.max)) refuse_value(value, field, path);
    return copy;
  }

  static json::value parse_inner(const json::value& value, const Field& field,
                                 const ValuePath& path, json::storage_ptr storage) {
    try {
      return parse_into(value.get_string(), storage);
    } catch (const Refusal&) {
      refuse_value(value, field, path);
    }
  }

  /// A copy on ordinary memory, members in canonical order, without card numbers.
  static json::value copy_any(const json::value& value, const Field& field,
                              const ValuePath& path) {
    if (value.is_object()) {
      json::object result;
      for (const auto* member : in_canonical_order(value.get_object())) {
        refuse_card_numbers(member->key(), path);
        result.emplace(member->key(), copy_any(member->value(), field, path));
      }
      return result;
    }
    if (value.is_array()) {
      json::array result;
      for (const auto& entry : value.get_array()) result.push_back(copy_any(entry, field, path));
      return result;
    }
    char digits[32];
    const auto text = as_text(value, digits);
    if (text) refuse_card_numbers(*text, path);
    if (value.is_double() && !std::isfinite(value.get_double())) refuse_value(value, field, path);
    return json::value(value, json::storage_ptr());
  }

  void take_card_data(const json::value& value, const Field& field, const ValuePath& path) {
    char digits[32];
    const auto text = as_text(value, digits);
    bool taken = false;
    if (text && field.kind == Kind::card_number) {
      document_.pan = Pan::parse(*text);
      taken = document_.pan.has_value();
    } else if (text) {
      document_.security_code = SecurityCode::parse(*text);
      taken = document_.security_code.has_value();
    }
    wipe(digits, sizeof digits);
    if (!taken) refuse_value(value, field, path);
  }

  Document& document_;
  std::string_view unbuilt_;
  std::string unbuilt_path_;
};

}  // namespace

Document decode(const json::value& body, const Shape& shape) {
  Document document;
  Decoder decoder(document);
  if (!body.is_object()) {
    throw Refusal("INT_902", {}, {}, "INT_902: the body is not a JSON object");
  }
  document.json() = decoder.read_object(body.get_object(), shape, nullptr);
  decoder.refuse_unbuilt();
  return document;
}

}  // namespace guichet::contract
