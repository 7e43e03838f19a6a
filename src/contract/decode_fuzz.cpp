#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/check.hpp"
#include "base/encoding.hpp"
#include "contract/decode.hpp"
#include "contract/generate.hpp"
#include "contract/sample_shape.hpp"

namespace guichet::contract {
namespace {

/// Chance read from the input: the fuzzer steers the grammar.
class InputRandom final : public Random {
 public:
  explicit InputRandom(std::string_view input) : input_(input) {}
  void fill(std::span<std::uint8_t> bytes) override {
    for (std::uint8_t& byte : bytes) {
      byte = input_.empty() ? 0 : static_cast<std::uint8_t>(input_.front());
      if (!input_.empty()) input_.remove_prefix(1);
    }
  }

 private:
  std::string_view input_;
};

void check_refusal(const Refusal& refusal) {
  check(find_error(refusal.code) != nullptr, "a refusal with an unknown code");
  check(refusal.detailed_message.size() <= 127, "a detailed message that is too long");
  check(is_utf8(refusal.detailed_message), "a detailed message that is not UTF-8");
}

void decode_and_check(std::string_view body, bool must_decode) {
  try {
    const std::string once = decode_body(body, sample::shape).serialise();
    check(Document::restore(once).serialise() == once, "a document that does not come back");
    check(decode_body(once, sample::shape).serialise() == once, "a document that is not normal");
  } catch (const Refusal& refusal) {
    check_refusal(refusal);
    check(!must_decode, "a valid body was refused");
  }
}

}  // namespace
}  // namespace guichet::contract

/// First byte: 0…127 the rest is a body; 128… the rest chooses a path through the grammar.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace guichet::contract;
  if (size == 0) return 0;
  const std::string_view input(reinterpret_cast<const char*>(data + 1), size - 1);
  if (data[0] < 128) {
    decode_and_check(input, false);
  } else {
    InputRandom random(input);
    decode_and_check(boost::json::serialize(generate_body(sample::shape, random)), true);
  }
  return 0;
}
