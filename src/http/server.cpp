#include "http/server.hpp"

#include <algorithm>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/system/system_error.hpp>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <system_error>
#include <thread>

#include "base/check.hpp"
#include "http/awaiting.hpp"
#include "http/response_head.hpp"
#include "http/session.hpp"
#include "http/tls.hpp"

namespace guichet::http {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

using Acceptor = asio::basic_socket_acceptor<tcp, Executor>;
using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;
using namespace std::chrono_literals;

constexpr auto linger_time_max = 2s;
/// After an accept that failed for want of files or memory: trying at once would only spin.
constexpr auto accept_pause = 50ms;

struct Thread {
  explicit Thread(ServerShared& all) : shared(all) {}
  ThreadShared shared;
  std::vector<Acceptor> acceptors;
  std::vector<bool> acceptor_is_tls;
  std::thread thread;
};

tcp::endpoint endpoint_of(const Listen& listen) {
  return {asio::ip::make_address(listen.address), listen.port};
}

Acceptor bind_to(asio::io_context& io, const tcp::endpoint& endpoint, bool share) {
  Acceptor acceptor(io);
  acceptor.open(endpoint.protocol());
  acceptor.set_option(tcp::acceptor::reuse_address(true));
  if (share) acceptor.set_option(ReusePort(true));
  if (endpoint.protocol() == tcp::v6()) acceptor.set_option(asio::ip::v6_only(true));
  acceptor.bind(endpoint);
  return acceptor;
}

Awaitable<void> accept_loop(Thread& thread, Acceptor& acceptor, bool tls) {
  for (;;) {
    Socket socket(thread.shared.scheduler.io());
    const auto [error] = co_await acceptor.async_accept(socket, as_values);
    if (!acceptor.is_open()) co_return;
    if (error) {
      SteadyTimer pause(thread.shared.scheduler.io(), accept_pause);
      co_await pause.async_wait(as_values);
      continue;
    }
    start_session(thread.shared, std::move(socket), tls);
  }
}

}  // namespace

struct Server::Impl {
  Impl(ServerOptions options, Handler handler);

  void bind_all();
  void start_thread(Thread& thread);
  void sweep(Thread& thread);
  void drain_thread(Thread& thread);

  ServerShared shared;
  std::chrono::milliseconds period{1000};
  std::vector<Listen> bound;
  std::vector<std::unique_ptr<Thread>> threads;
  bool started = false;
  bool stopped = false;
  std::mutex mutex;
  std::condition_variable settled;
};

Server::Impl::Impl(ServerOptions options, Handler handler) {
  if (options.threads == 0) throw std::invalid_argument("http: at least one thread is needed");
  shared.proxies = TrustedProxies(options.trusted_proxies);
  if (!options.tls_certificate.empty()) {
    shared.tls = make_server_tls(options.tls_certificate, options.tls_key);
  }
  // A sweep each second, more often only when a limit is shorter than some seconds.
  const auto shortest = std::min(options.idle_time_max, options.request_time_max);
  period = std::clamp(shortest / 4, 10ms, 1000ms);
  const auto ticks = [this](std::chrono::milliseconds limit) {
    return static_cast<Tick>((limit + period - 1ms) / period);
  };
  shared.idle_ticks_max = ticks(options.idle_time_max);
  shared.request_ticks_max = ticks(options.request_time_max);
  shared.linger_ticks_max = ticks(linger_time_max);
  shared.handler = std::move(handler);
  shared.options = std::move(options);
  shared.settled = [this] {
    { std::lock_guard lock(mutex); }  // the waiter is either before its check or asleep
    settled.notify_all();
  };
  for (unsigned i = 0; i < shared.options.threads; ++i) {
    threads.push_back(std::make_unique<Thread>(shared));
  }
  try {
    bind_all();
  } catch (const boost::system::system_error& error) {
    throw std::system_error(error.code(), "http: listen");
  }
}

void Server::Impl::bind_all() {
  for (Listen listen : shared.options.listen) {
    if (listen.tls && !shared.tls) {
      throw std::invalid_argument("http: a TLS address needs tls_certificate and tls_key");
    }
    tcp::endpoint endpoint = endpoint_of(listen);
    {
      // SO_REUSEPORT would let us share a port with a stranger of the same user: a first bind
      // without it finds out whether the address is taken, and which port 0 becomes.
      auto probe = bind_to(threads.front()->shared.scheduler.io(), endpoint, false);
      endpoint = probe.local_endpoint();
    }
    for (auto& thread : threads) {
      thread->acceptors.push_back(bind_to(thread->shared.scheduler.io(), endpoint, true));
      thread->acceptor_is_tls.push_back(listen.tls);
    }
    // All of them before the first listens: the kernel spreads connections over listeners only.
    for (auto& thread : threads) thread->acceptors.back().listen();
    listen.port = endpoint.port();
    bound.push_back(listen);
  }
}

void Server::Impl::start_thread(Thread& thread) {
  sweep(thread);
  for (std::size_t i = 0; i < thread.acceptors.size(); ++i) {
    asio::co_spawn(thread.shared.scheduler.io(),
                   accept_loop(thread, thread.acceptors[i], thread.acceptor_is_tls[i]),
                   asio::detached);
  }
  thread.thread = std::thread([&thread] { thread.shared.scheduler.run(); });
}

void Server::Impl::sweep(Thread& thread) {
  auto& shared_thread = thread.shared;
  ++shared_thread.now;
  shared_thread.date = http_date(SystemClock{}.now());
  for (SessionBase* session : shared_thread.sessions) session->sweep();
  shared_thread.scheduler.call_after(period, [this, &thread] { sweep(thread); });
}

void Server::Impl::drain_thread(Thread& thread) {
  for (auto& acceptor : thread.acceptors) {
    boost::system::error_code ignored;
    acceptor.close(ignored);
  }
  for (SessionBase* session : thread.shared.sessions) session->drain();
  thread.shared.check_settled();
}

Server::Server(ServerOptions options, Handler handler)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(handler))) {}

Server::~Server() { stop(); }

void Server::start() {
  check(!impl_->started, "http: the server starts once");
  impl_->started = true;
  for (auto& thread : impl_->threads) impl_->start_thread(*thread);
}

void Server::drain(std::chrono::milliseconds limit) {
  if (!impl_->started || impl_->stopped) return;
  impl_->shared.draining = true;
  for (auto& thread : impl_->threads) {
    Thread& target = *thread;
    target.shared.scheduler.call([this, &target] { impl_->drain_thread(target); });
  }
  std::unique_lock lock(impl_->mutex);
  impl_->settled.wait_for(lock, limit, [this] {
    return std::all_of(impl_->threads.begin(), impl_->threads.end(),
                       [](const auto& thread) { return thread->shared.settled.load(); });
  });
}

void Server::stop() {
  if (!impl_->started || impl_->stopped) return;
  impl_->stopped = true;
  for (auto& thread : impl_->threads) thread->shared.scheduler.stop();
  for (auto& thread : impl_->threads) thread->thread.join();
}

const std::vector<Listen>& Server::bound() const { return impl_->bound; }

std::vector<Scheduler*> Server::schedulers() const {
  std::vector<Scheduler*> list;
  for (const auto& thread : impl_->threads) list.push_back(&thread->shared.scheduler);
  return list;
}

}  // namespace guichet::http
