#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>

#include "http/proxies.hpp"
#include "http/request_reader.hpp"
#include "http/text.hpp"

// Bytes of a connection → requests. The first byte chooses how the rest is cut into reads; which
// requests the reader understands must not depend on the cuts. (When it refuses may: a broken
// line that arrives in pieces is looked at once its header is complete.)

using guichet::http::RequestReader;

namespace {

constexpr guichet::http::ReadLimits limits{512, 1024};

void demand(bool holds) {
  if (!holds) std::abort();
}

void look_at(guichet::http::Request& request, const guichet::http::TrustedProxies& proxies) {
  demand(!request.method.empty() && !request.path.empty());
  demand(request.body.size() <= limits.body_bytes_max);
  demand(request.path.find('?') == std::string::npos);
  for (const auto& [name, value] : request.headers.all()) {
    demand(guichet::http::is_token(name) && guichet::http::is_field_value(value));
  }
  demand(!(request.headers.has("Content-Length") && request.headers.has("Transfer-Encoding")));
  request.peer = "127.0.0.1";
  proxies.apply(request);
  demand(guichet::http::is_host_text(request.host));
}

/// Everything that was understood, in one text.
std::string read_all(const char* data, std::size_t size, std::size_t step) {
  static const guichet::http::TrustedProxies proxies({"127.0.0.0/8", "10.0.0.0/8"});
  RequestReader reader(limits);
  std::string story;
  while (size > 0) {
    const auto space = reader.space();
    const std::size_t count = std::min({size, space.size(), step});
    demand(count > 0);
    std::memcpy(space.data(), data, count);
    reader.received(count);
    data += count;
    size -= count;
    auto outcome = reader.advance();
    while (outcome == RequestReader::Step::complete) {
      look_at(reader.request(), proxies);
      const auto& request = reader.request();
      story += request.method + " " + request.path + "?" + request.query + " " + request.host +
               " " + request.peer + " {" + request.body + "}" + (reader.keep_alive() ? "+" : "-");
      reader.next();
      outcome = reader.advance();
    }
    if (outcome == RequestReader::Step::refused) return story;
    reader.take_continue();
  }
  return story;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  const auto* data = reinterpret_cast<const char*>(bytes) + 1;
  const std::string whole = read_all(data, size - 1, size);
  demand(read_all(data, size - 1, 1 + bytes[0] % 16) == whole);
  return 0;
}
