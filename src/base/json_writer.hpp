#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace guichet {

/// Writes compact JSON straight into one string, in the canonical form of
/// spec/ipn-and-signatures.md 3: no white space, `/` and UTF-8 raw, lower-case `\u00xx`.
///
/// The caller keeps begin/end balanced; commas are the writer's own business.
class JsonWriter {
 public:
  explicit JsonWriter(std::size_t reserve = 256) { out_.reserve(reserve); }

  void begin_object() { open('{'); }
  void begin_object(std::string_view name) { key(name); open('{'); }
  void end_object() { close('}'); }
  void begin_array() { open('['); }
  void begin_array(std::string_view name) { key(name); open('['); }
  void end_array() { close(']'); }

  /// Names are identifiers of ours, written as they are: a name that comes from outside goes
  /// through append_json_string and raw().
  void key(std::string_view name);
  void value(std::string_view text);
  void value(const char* text) { value(std::string_view(text)); }
  void value(std::int64_t number);
  void value(bool truth);
  void null();
  /// Appends JSON text that is already canonical.
  void raw(std::string_view json);

  template <class T>
  void member(std::string_view name, const T& v) {
    key(name);
    if constexpr (std::is_same_v<T, bool>) {
      value(v);
    } else if constexpr (std::is_integral_v<T>) {
      value(static_cast<std::int64_t>(v));
    } else {
      value(std::string_view(v));
    }
  }
  void member_null(std::string_view name) { key(name); null(); }
  void member_raw(std::string_view name, std::string_view json) { key(name); raw(json); }
  /// An empty text is written as null: the platform's way of saying "no value".
  void member_or_null(std::string_view name, std::string_view text) {
    key(name);
    if (text.empty()) null(); else value(text);
  }
  template <class T>
  void member_optional(std::string_view name, const T& v) {
    if (v) member(name, *v); else member_null(name);
  }

  const std::string& text() const { return out_; }
  /// Gives the text away; the writer may then begin anew.
  std::string take() {
    fresh_ = true;
    return std::exchange(out_, {});
  }

 private:
  void open(char c) { separate(); out_.push_back(c); fresh_ = true; }
  void close(char c) { out_.push_back(c); fresh_ = false; }
  void separate() {
    if (!fresh_) out_.push_back(',');
    fresh_ = false;
  }

  std::string out_;
  bool fresh_ = true;  // no comma is due before the next value
};

/// Appends `text` as a JSON string literal, quotes included.
void append_json_string(std::string& out, std::string_view text);

}  // namespace guichet
