#include "load/load.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <string_view>
#include <system_error>

namespace guichet::bench {

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::size_t read_bytes = 64 * 1024;

struct Connection {
  int socket = -1;
  std::string request;
  std::size_t sent = 0;
  std::string answer;
  Clock::time_point started;
  bool waiting = false;
};

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

int open_socket(std::uint16_t port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket < 0) fail("socket");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    fail("connect");
  }
  const int on = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return socket;
}

/// The whole length of the answer that `text` begins with, or 0 while its head is incomplete.
std::size_t answer_length(std::string_view text) {
  const auto end = text.find("\r\n\r\n");
  if (end == std::string_view::npos) return 0;
  for (std::size_t line = text.find("\r\n"); line < end; line = text.find("\r\n", line + 2)) {
    constexpr std::string_view name = "content-length:";
    const auto field = text.substr(line + 2, name.size());
    bool same = field.size() == name.size();
    for (std::size_t i = 0; same && i < name.size(); ++i) same = (field[i] | 0x20) == name[i];
    if (same) {
      return end + 4 + std::strtoull(text.data() + line + 2 + name.size(), nullptr, 10);
    }
  }
  return end + 4;
}

class Run {
 public:
  explicit Run(const LoadPlan& plan) : plan_(plan), next_(plan.first) {
    if (!plan.uuids_file.empty()) uuids_.open(plan.uuids_file, std::ios::app);
    std::ifstream values(plan.values_file);
    for (std::string line; std::getline(values, line);) values_.push_back(line);
    head_ = "POST " + plan.path + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(plan.port) +
            "\r\n";
    for (const std::string& header : plan.headers) head_ += header + "\r\n";
  }

  LoadResult run() {
    epoll_ = ::epoll_create1(EPOLL_CLOEXEC);
    if (epoll_ < 0) fail("epoll_create1");
    connections_.resize(static_cast<std::size_t>(plan_.connections));
    for (std::size_t i = 0; i < connections_.size(); ++i) {
      connections_[i].socket = open_socket(plan_.port);
      epoll_event event{};
      event.events = EPOLLIN;
      event.data.u64 = i;
      ::epoll_ctl(epoll_, EPOLL_CTL_ADD, connections_[i].socket, &event);
    }
    const auto began = Clock::now();
    end_ = began + std::chrono::duration_cast<Clock::duration>(
                       std::chrono::duration<double>(plan_.seconds));
    for (Connection& connection : connections_) send_next(connection);
    while (open_ > 0) poll();
    result_.seconds = std::chrono::duration<double>(Clock::now() - began).count();
    for (const Connection& connection : connections_) ::close(connection.socket);
    ::close(epoll_);
    return std::move(result_);
  }

 private:
  void poll() {
    epoll_event events[64];
    const int count = ::epoll_wait(epoll_, events, 64, 60'000);
    if (count < 0 && errno != EINTR) fail("epoll_wait");
    if (count == 0) {
      open_ = 0;
      note_failure("no answer within 60 s");
    }
    for (int i = 0; i < count; ++i) receive(connections_[events[i].data.u64]);
  }

  /// Requests are small: a blocking send does not wait on loopback.
  void send_next(Connection& connection) {
    if (Clock::now() >= end_) return;
    std::string body = plan_.body;
    fill(body, "@N@", std::to_string(next_));
    if (!values_.empty()) fill(body, "@V@", values_[next_ % values_.size()]);
    ++next_;
    connection.request = head_ + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
                         body;
    connection.started = Clock::now();
    connection.waiting = true;
    ++open_;
    std::string_view rest = connection.request;
    while (!rest.empty()) {
      const ssize_t sent = ::send(connection.socket, rest.data(), rest.size(), MSG_NOSIGNAL);
      if (sent < 0) return lose(connection, "send failed");
      rest.remove_prefix(static_cast<std::size_t>(sent));
    }
  }

  static void fill(std::string& body, std::string_view mark, const std::string& with) {
    for (auto at = body.find(mark); at != std::string::npos; at = body.find(mark, at)) {
      body.replace(at, mark.size(), with);
    }
  }

  void receive(Connection& connection) {
    if (!connection.waiting) return;
    char bytes[read_bytes];
    const ssize_t got = ::recv(connection.socket, bytes, sizeof bytes, 0);
    if (got <= 0) return lose(connection, "the connection was closed");
    connection.answer.append(bytes, static_cast<std::size_t>(got));
    const std::size_t length = answer_length(connection.answer);
    if (length == 0 || connection.answer.size() < length) return;
    const auto taken = Clock::now() - connection.started;
    result_.latencies_us.push_back(static_cast<std::uint32_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(taken).count()));
    count_answer(connection.answer);
    connection.answer.clear();
    connection.waiting = false;
    --open_;
    send_next(connection);
  }

  void count_answer(const std::string& answer) {
    if (!answer.starts_with("HTTP/1.1 200") ||
        (!plan_.expect.empty() && answer.find(plan_.expect) == std::string::npos)) {
      return note_failure(answer.substr(0, 1500));
    }
    ++result_.answers;
    if (!uuids_.is_open()) return;
    constexpr std::string_view name = "\"uuid\":\"";
    const auto at = answer.find(name);
    if (at != std::string::npos) uuids_ << answer.substr(at + name.size(), 32) << '\n';
  }

  void lose(Connection& connection, const char* why) {
    connection.waiting = false;
    --open_;
    ::epoll_ctl(epoll_, EPOLL_CTL_DEL, connection.socket, nullptr);
    note_failure(why);
  }

  void note_failure(std::string why) {
    ++result_.failures;
    if (result_.first_failure.empty()) result_.first_failure = std::move(why);
  }

  const LoadPlan& plan_;
  std::string head_;
  std::vector<Connection> connections_;
  std::ofstream uuids_;
  std::vector<std::string> values_;
  Clock::time_point end_;
  std::uint64_t next_;
  int open_ = 0;
  int epoll_ = -1;
  LoadResult result_;
};

}  // namespace

LoadResult run_load(const LoadPlan& plan) { return Run(plan).run(); }

}  // namespace guichet::bench
