// What a core dump would show: after an answer, no byte of this process's memory may hold the card
// number of the request (security-checklist.md, memory).

#include <gtest/gtest.h>
#include <openssl/ssl.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "base/secret.hpp"
#include "http/client.hpp"
#include "http/loop.hpp"
#include "http/raw_peer.hpp"
#include "http/server.hpp"
#include "http/test_certificate.hpp"

namespace guichet::http {
namespace {

using namespace std::chrono_literals;
using testing::RawSocket;

/// The number is kept upside down everywhere in this file, so that the search finds no copy of
/// its own.
constexpr unsigned char mask = 0xa5;
constexpr std::size_t digits = 16;
volatile std::uint64_t seed = 4970105181818180ull;  // volatile: no constant in the program

std::string hidden_number() {
  std::string text(digits, '\0');
  std::uint64_t rest = seed;
  for (std::size_t i = digits; i-- > 0; rest /= 10) {
    text[i] = static_cast<char>(('0' + rest % 10) ^ mask);
  }
  return text;
}

bool is_number_at(const char* memory, const std::string& hidden) {
  for (std::size_t i = 0; i < digits; ++i) {
    if ((static_cast<unsigned char>(memory[i]) ^ mask) != static_cast<unsigned char>(hidden[i])) {
      return false;
    }
  }
  return true;
}

std::size_t count_in(const char* memory, std::size_t size, const std::string& hidden) {
  std::size_t found = 0;
  const int first = static_cast<unsigned char>(hidden[0]) ^ mask;
  const char* const end = memory + size;
  while (memory + digits <= end) {
    const auto left = static_cast<std::size_t>(end - memory);
    const void* next = std::memchr(memory, first, left - digits + 1);
    if (next == nullptr) break;
    memory = static_cast<const char*>(next);
    found += is_number_at(memory++, hidden);
  }
  return found;
}

/// Starts this program again with every symbol bound at once, unless it was.
///
/// The dynamic linker binds a library's calls at their first use, and saves the vector registers
/// on the stack meanwhile: sixteen digits that memcpy has just moved through a register would
/// stay there. Found by this test; a production process is started with LD_BIND_NOW as well.
const bool bound_at_once = [] {
  if (std::getenv("LD_BIND_NOW") != nullptr) return true;
  ::setenv("LD_BIND_NOW", "1", 1);
  std::vector<std::string> words;
  std::ifstream line("/proc/self/cmdline");
  for (std::string word; std::getline(line, word, '\0');) words.push_back(word);
  std::vector<char*> arguments;
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  ::execv("/proc/self/exe", arguments.data());
  return false;
}();

/// How often the number stands in the writable memory of this process.
std::size_t count_in_process(const std::string& hidden) {
  std::size_t found = 0;
  std::vector<char> copy;
  FILE* maps = std::fopen("/proc/self/maps", "r");
  char line[512];
  while (std::fgets(line, sizeof line, maps) != nullptr) {
    std::uintptr_t from = 0;
    std::uintptr_t to = 0;
    char access[5] = {};
    if (std::sscanf(line, "%lx-%lx %4s", &from, &to, access) != 3) continue;
    if (access[0] != 'r' || access[1] != 'w' || to - from > (256u << 20)) continue;
    copy.resize(to - from);
    iovec local{copy.data(), copy.size()};
    iovec remote{reinterpret_cast<void*>(from), copy.size()};
    const auto count = ::process_vm_readv(::getpid(), &local, 1, &remote, 1, 0);
    if (count > 0) found += count_in(copy.data(), static_cast<std::size_t>(count), hidden);
    wipe(copy.data(), copy.size());  // or the next search would find this one's copy
  }
  std::fclose(maps);
  return found;
}

/// Sends `before`, the number, `after`, without leaving a copy here.
void send_number(RawSocket& peer, const std::string& before, const std::string& after) {
  const std::string hidden = hidden_number();
  char number[digits];
  for (std::size_t i = 0; i < digits; ++i) {
    number[i] = static_cast<char>(static_cast<unsigned char>(hidden[i]) ^ mask);
  }
  peer.send(before);
  peer.send({number, digits});
  wipe(number, digits);
  peer.send(after);
}

Handler counting() {
  return [](Request& request) -> Task<Response> {
    Response response;
    response.body = std::to_string(count_in(request.body.data(), request.body.size(),
                                            hidden_number()));
    co_return response;
  };
}

struct Running {
  Running() : server(options(), counting()) { server.start(); }
  static ServerOptions options() {
    ServerOptions options;
    options.listen = {{"127.0.0.1", 0, false}};
    return options;
  }
  Server server;
};

TEST(Memory, TheSearchFindsWhatIsThere) {
  const std::string hidden = hidden_number();
  std::vector<char> planted(1000, 'x');
  for (std::size_t i = 0; i < digits; ++i) {
    planted[500 + i] = static_cast<char>(static_cast<unsigned char>(hidden[i]) ^ mask);
  }
  EXPECT_TRUE(bound_at_once);
  EXPECT_GE(count_in_process(hidden), 1u);
  wipe(planted.data(), planted.size());
  EXPECT_EQ(count_in_process(hidden), 0u);
}

TEST(Memory, NothingIsLeftOfABody) {
  Running running;
  auto peer = RawSocket::connect(running.server.bound()[0].port);
  send_number(peer, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 20\r\n\r\n{\"", "\"}");
  EXPECT_TRUE(peer.receive_answer().ends_with("\r\n\r\n1"));
  EXPECT_EQ(count_in_process(hidden_number()), 0u);  // the connection is still open
}

// The number comes first, so that every growth of the body copies it.
TEST(Memory, NothingIsLeftOfALongChunkedBody) {
  Running running;
  auto peer = RawSocket::connect(running.server.bound()[0].port);
  send_number(peer, "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n",
              "\r\n");
  for (int i = 0; i < 300; ++i) peer.send("400\r\n" + std::string(1024, 'y') + "\r\n");
  peer.send("0\r\n\r\n");
  EXPECT_TRUE(peer.receive_answer().ends_with("\r\n\r\n1"));
  EXPECT_EQ(count_in_process(hidden_number()), 0u);
}

TEST(Memory, NothingIsLeftOfABodyThatNeverEnded) {
  Running running;
  {
    auto peer = RawSocket::connect(running.server.bound()[0].port);
    send_number(peer, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 20000\r\n\r\n", "");
    peer.finish_sending();
    EXPECT_EQ(peer.receive_all(), "");
  }
  running.server.drain(20s);
  EXPECT_EQ(count_in_process(hidden_number()), 0u);
}

TEST(Memory, NothingIsLeftOfARefusedBody) {
  Running running;
  auto peer = RawSocket::connect(running.server.bound()[0].port);
  send_number(peer, "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n", "xx");
  peer.send("more");
  EXPECT_TRUE(peer.receive_answer().starts_with("HTTP/1.1 400 "));
  peer.finish_sending();
  EXPECT_EQ(peer.receive_all(), "");
  running.server.drain(20s);
  EXPECT_EQ(count_in_process(hidden_number()), 0u);
}

// Within TLS the plain bytes also pass through OpenSSL's own buffer.
TEST(Memory, NothingIsLeftOfATlsBody) {
  const testing::Certificate certificate("DNS:localhost");
  ServerOptions options;
  options.listen = {{"127.0.0.1", 0, true}};
  options.tls_certificate = certificate.certificate_file();
  options.tls_key = certificate.key_file();
  Server server(options, counting());
  server.start();
  auto peer = RawSocket::connect(server.bound()[0].port);
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_client_method()),
                                                            SSL_CTX_free);
  std::unique_ptr<SSL, decltype(&SSL_free)> ssl(SSL_new(context.get()), SSL_free);
  SSL_set_fd(ssl.get(), peer.fd());
  ASSERT_EQ(SSL_connect(ssl.get()), 1);
  const std::string head = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 18\r\n\r\n{\"";
  SSL_write(ssl.get(), head.data(), static_cast<int>(head.size()));
  char number[digits];
  const std::string hidden = hidden_number();
  for (std::size_t i = 0; i < digits; ++i) {
    number[i] = static_cast<char>(static_cast<unsigned char>(hidden[i]) ^ mask);
  }
  SSL_write(ssl.get(), number, digits);
  wipe(number, digits);
  std::string answer;
  char byte = 0;
  while (!answer.ends_with("\r\n\r\n1") && SSL_read(ssl.get(), &byte, 1) == 1) answer += byte;
  EXPECT_TRUE(answer.ends_with("\r\n\r\n1")) << answer;
  EXPECT_EQ(count_in_process(hidden), 0u);
}

TEST(Memory, NothingIsLeftOfAnOutgoingBody) {
  Running running;
  {
    auto client = make_client();
    Loop loop;
    Outgoing request;
    request.url =
        Url::parse("http://127.0.0.1:" + std::to_string(running.server.bound()[0].port)).value();
    request.allow_private = true;
    request.body.reserve(100);
    for (char c : hidden_number()) {
      request.body += static_cast<char>(static_cast<unsigned char>(c) ^ mask);
    }
    std::string answer;
    loop.run([](Client& client, Outgoing request, std::string& answer) -> Task<> {
      auto outcome = co_await client.fetch(std::move(request));
      if (outcome) answer = outcome->body;
    }(*client, std::move(request), answer));
    EXPECT_EQ(answer, "1");
  }
  EXPECT_EQ(count_in_process(hidden_number()), 0u);
}

}  // namespace
}  // namespace guichet::http
