#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace guichet::acquiring {

/// Memory for parsed messages that hold a card: overwritten when it is given back.
class WipingMemory final : public boost::json::memory_resource {
 private:
  void* do_allocate(std::size_t bytes, std::size_t alignment) override;
  void do_deallocate(void* memory, std::size_t bytes, std::size_t alignment) override;
  bool do_is_equal(const boost::json::memory_resource& other) const noexcept override;
};

/// Parses one JSON object; nothing when it is none.
class JsonObject {
 public:
  explicit JsonObject(std::string_view body);
  JsonObject(const JsonObject&) = delete;
  JsonObject& operator=(const JsonObject&) = delete;

  explicit operator bool() const { return object_ != nullptr; }
  /// The text of a member, viewed in place: absent, null or longer than `length_max` is nothing.
  std::optional<std::string_view> text(std::string_view name, std::size_t length_max) const;
  /// The same, empty when absent or null; `ok` becomes false when it is anything else.
  std::string optional_text(std::string_view name, std::size_t length_max, bool& ok) const;
  std::optional<std::int64_t> number(std::string_view name, std::int64_t least,
                                     std::int64_t most) const;
  std::optional<bool> truth(std::string_view name) const;
  bool has(std::string_view name) const;
  const boost::json::array* array(std::string_view name) const;

 private:
  WipingMemory memory_;             // before the value that lives in it
  boost::json::value value_;
  const boost::json::object* object_ = nullptr;
};

}  // namespace guichet::acquiring
