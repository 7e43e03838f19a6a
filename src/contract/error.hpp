#pragma once

#include <exception>
#include <span>
#include <string>
#include <string_view>

namespace guichet::contract {

/// One entry of the public error catalogue (spec/error-codes.md).
struct ErrorText {
  std::string_view code;     // "INT_009"
  std::string_view message;  // public text, at most 127 bytes: "invalid amount"
  std::string_view meaning;  // one line for the reference pages and `guichet explain`
};

/// Nothing is null: an unknown code gives PSP_999's entry with the code asked for left out.
const ErrorText& describe(std::string_view code);
const ErrorText* find_error(std::string_view code);
/// The whole catalogue, sorted by code.
std::span<const ErrorText> catalogue();

/// Public text of an acquirer's return code (spec/error-codes.md 8.1), or empty.
std::string_view acquirer_code_text(std::string_view code);

/// Ends a request with a catalogue code (design.md 6). `what()` is the internal text for the log;
/// the public members are the fields.
class Refusal : public std::exception {
 public:
  explicit Refusal(std::string_view code, std::string detailed_message = {},
                   std::string detailed_code = {}, std::string internal = {},
                   std::string message = {});

  const std::string code;              // catalogue code
  const std::string detailed_code;     // or empty: null
  const std::string detailed_message;  // or empty: null
  const std::string message;           // replaces the catalogue's text; or empty
  /// `message`, or the catalogue's text of `code`.
  std::string_view public_message() const;
  const char* what() const noexcept override { return internal_.c_str(); }

 private:
  std::string internal_;
};

}  // namespace guichet::contract
