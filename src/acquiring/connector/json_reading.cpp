#include "acquiring/connector/json_reading.hpp"

#include <new>

#include "base/check.hpp"
#include "base/secret.hpp"

namespace guichet::acquiring {

namespace json = boost::json;

// Boost.JSON 1.81 names another alignment when it gives its string buffer back than when it asked
// for it; plain new, whose alignment is enough for all of its types, does not care.
void* WipingMemory::do_allocate(std::size_t bytes, std::size_t alignment) {
  check(alignment <= __STDCPP_DEFAULT_NEW_ALIGNMENT__, "JSON needs no wider alignment");
  return ::operator new(bytes);
}

void WipingMemory::do_deallocate(void* memory, std::size_t bytes, std::size_t) {
  wipe(memory, bytes);
  ::operator delete(memory);
}

bool WipingMemory::do_is_equal(const json::memory_resource& other) const noexcept {
  return this == &other;
}

JsonObject::JsonObject(std::string_view body) : value_(json::storage_ptr(&memory_)) {
  // The parser's own work space holds the same secrets as its result.
  json::parser parser(&memory_);
  parser.reset(&memory_);
  boost::system::error_code error;
  parser.write(body.data(), body.size(), error);
  if (error) return;
  // Both live in memory_, so this moves: a copy elsewhere would not be wiped.
  value_ = parser.release();
  object_ = value_.if_object();
}

std::optional<std::string_view> JsonObject::text(std::string_view name,
                                                 std::size_t length_max) const {
  const auto* value = object_->if_contains(name);
  if (!value || !value->is_string()) return std::nullopt;
  const auto& string = value->get_string();
  if (string.size() > length_max) return std::nullopt;
  return std::string_view(string.data(), string.size());
}

std::string JsonObject::optional_text(std::string_view name, std::size_t length_max,
                                      bool& ok) const {
  if (!has(name)) return {};
  const auto found = text(name, length_max);
  if (!found) ok = false;
  return std::string(found.value_or(""));
}

std::optional<std::int64_t> JsonObject::number(std::string_view name, std::int64_t least,
                                               std::int64_t most) const {
  const auto* value = object_->if_contains(name);
  if (!value || !value->is_int64()) return std::nullopt;
  const auto number = value->get_int64();
  if (number < least || number > most) return std::nullopt;
  return number;
}

std::optional<bool> JsonObject::truth(std::string_view name) const {
  const auto* value = object_->if_contains(name);
  if (!value || !value->is_bool()) return std::nullopt;
  return value->get_bool();
}

bool JsonObject::has(std::string_view name) const {
  const auto* value = object_->if_contains(name);
  return value && !value->is_null();
}

const json::array* JsonObject::array(std::string_view name) const {
  const auto* value = object_->if_contains(name);
  return value ? value->if_array() : nullptr;
}

}  // namespace guichet::acquiring
