#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>


#include <cerrno>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

/// Plain blocking sockets for tests: what the other side of the wire really sees.
namespace guichet::http::testing {

class RawSocket {
 public:
  explicit RawSocket(int fd) : fd_(fd) {
    const timeval patience{20, 0};  // a hang becomes a failure
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  }
  RawSocket(RawSocket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  RawSocket& operator=(RawSocket&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~RawSocket() {
    if (fd_ >= 0) ::close(fd_);
  }

  static sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
  }
  static RawSocket connect(std::uint16_t port) {
    RawSocket raw(::socket(AF_INET, SOCK_STREAM, 0));
    const auto address = loopback(port);
    if (::connect(raw.fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
      throw std::runtime_error("connect failed");
    }
    return raw;
  }

  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto count = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count <= 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
  }
  /// At least one byte, or empty at the end of the stream, or "<timeout>".
  std::string receive() {
    char buffer[16 * 1024];
    const auto count = ::recv(fd_, buffer, sizeof buffer, 0);
    if (count > 0) return std::string(buffer, static_cast<std::size_t>(count));
    return count < 0 && errno == EAGAIN ? "<timeout>" : "";
  }
  std::string receive_until(std::string_view mark) {
    while (held_.find(mark) == std::string::npos) {
      const std::string more = receive();
      held_ += more;
      if (more.empty() || more == "<timeout>") break;
    }
    const auto end = held_.find(mark);
    const auto size = end == std::string::npos ? held_.size() : end + mark.size();
    std::string out = held_.substr(0, size);
    held_.erase(0, size);
    return out;
  }
  /// One answer with a Content-Length, head and body.
  std::string receive_answer() {
    std::string answer = receive_until("\r\n\r\n");
    const auto at = answer.find("Content-Length: ");
    if (at == std::string::npos) return answer;
    const std::size_t length = std::stoul(answer.substr(at + 16));
    while (held_.size() < length) {
      const std::string more = receive();
      held_ += more;
      if (more.empty() || more == "<timeout>") break;
    }
    answer += held_.substr(0, length);
    held_.erase(0, length);
    return answer;
  }
  std::string receive_all() {
    std::string all = std::exchange(held_, "");
    for (;;) {
      const std::string more = receive();
      all += more;
      if (more.empty() || more == "<timeout>") return all;
    }
  }
  void finish_sending() { ::shutdown(fd_, SHUT_WR); }
  /// Closes with a reset instead of a goodbye.
  void reset() {
    const linger hard{1, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    ::close(std::exchange(fd_, -1));
  }
  int fd() const { return fd_; }

 private:
  int fd_;
  std::string held_;
};

/// A listener on a free port of the loopback.
class RawListener {
 public:
  RawListener() : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    auto address = RawSocket::loopback(0);
    socklen_t size = sizeof address;
    if (::bind(socket_.fd(), reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        ::listen(socket_.fd(), 16) != 0 ||
        ::getsockname(socket_.fd(), reinterpret_cast<sockaddr*>(&address), &size) != 0) {
      throw std::runtime_error("listen failed");
    }
    port_ = ntohs(address.sin_port);
  }
  std::uint16_t port() const { return port_; }
  RawSocket accept() { return RawSocket(::accept(socket_.fd(), nullptr, nullptr)); }

 private:
  RawSocket socket_;
  std::uint16_t port_ = 0;
};

}  // namespace guichet::http::testing
