#include "contract/error.hpp"

#include <algorithm>
#include <vector>

#include "base/check.hpp"
#include "contract/catalogue.hpp"

namespace guichet::contract {
namespace {

std::vector<ErrorText> join_families() {
  std::vector<ErrorText> all;
  for (const auto& part :
       {acq_auth_entries(), client_entries(), int_field_entries(), int_rule_entries(),
        psp_object_entries(), psp_payment_entries(), psp_technical_entries()}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  std::sort(all.begin(), all.end(),
            [](const ErrorText& a, const ErrorText& b) { return a.code < b.code; });
  return all;
}

}  // namespace

std::span<const ErrorText> catalogue() {
  static const std::vector<ErrorText> all = join_families();
  return all;
}

const ErrorText* find_error(std::string_view code) {
  const auto all = catalogue();
  const auto at = std::lower_bound(
      all.begin(), all.end(), code,
      [](const ErrorText& entry, std::string_view wanted) { return entry.code < wanted; });
  return at != all.end() && at->code == code ? &*at : nullptr;
}

const ErrorText& describe(std::string_view code) {
  const ErrorText* found = find_error(code);
  if (found == nullptr) found = find_error("PSP_999");
  check(found != nullptr, "the catalogue has lost PSP_999");
  return *found;
}

Refusal::Refusal(std::string_view refusal_code, std::string detailed, std::string deeper_code,
                 std::string internal, std::string text)
    : code(refusal_code),
      detailed_code(std::move(deeper_code)),
      detailed_message(std::move(detailed)),
      message(std::move(text)),
      internal_(std::move(internal)) {
  if (internal_.empty()) internal_ = code + ": " + std::string(public_message());
}

std::string_view Refusal::public_message() const {
  return message.empty() ? describe(code).message : std::string_view(message);
}

}  // namespace guichet::contract
