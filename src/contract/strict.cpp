#include <algorithm>

#include "base/encoding.hpp"
#include "contract/decode.hpp"

namespace guichet::contract {

namespace {

void refuse_unknown(const boost::json::object& members, const Shape& shape,
                    const std::string& path) {
  for (const auto& member : members) {
    const std::string_view name = member.key();
    const auto field = std::find_if(shape.fields.begin(), shape.fields.end(), [&](const Field& f) {
      return f.name == name || (!f.alias.empty() && f.alias == name);
    });
    const std::string here = path.empty() ? std::string(name) : path + "." + std::string(name);
    if (field == shape.fields.end()) {
      throw Refusal("INT_900", std::string(utf8_prefix(here, 127)));
    }
    if (!field->shape) continue;
    if (const auto* object = member.value().if_object()) {
      refuse_unknown(*object, *field->shape, here);
    } else if (const auto* list = member.value().if_array()) {
      for (const auto& entry : *list) {
        if (const auto* inner = entry.if_object()) refuse_unknown(*inner, *field->shape, here);
      }
    }
  }
}

}  // namespace

void refuse_unknown_members(const boost::json::value& body, const Shape& shape) {
  if (const auto* members = body.if_object()) refuse_unknown(*members, shape, {});
}

}  // namespace guichet::contract
