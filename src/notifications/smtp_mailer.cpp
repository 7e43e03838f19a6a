#include "notifications/smtp_mailer.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <mutex>
#include <thread>

#include "base/limits.hpp"
#include "base/log.hpp"
#include "base/scheduler.hpp"

namespace guichet::notifications {

namespace {

/// A mail on its way through the thread. Shared: whoever waits may give up before it is done.
struct Errand {
  std::string message;
  std::vector<std::string> to;
  Event done;
  std::atomic<bool> sent{false};
};

struct Source {
  std::string_view rest;
};

std::size_t give(char* buffer, std::size_t size, std::size_t count, void* from) {
  auto& source = *static_cast<Source*>(from);
  const std::size_t bytes = std::min(size * count, source.rest.size());
  std::memcpy(buffer, source.rest.data(), bytes);
  source.rest.remove_prefix(bytes);
  return bytes;
}

class SmtpMailer final : public Mailer {
 public:
  SmtpMailer(SmtpOptions options, const Clock& clock)
      : options_(std::move(options)), clock_(clock), thread_([this] { run(); }) {}
  ~SmtpMailer() override {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
  }

  Task<bool> send(Mail mail) override {
    auto errand = std::make_shared<Errand>();
    errand->message = write_message(mail, options_.from, clock_.now());
    errand->to = std::move(mail.to);
    {
      const std::lock_guard lock(mutex_);
      queue_.push_back(errand);
    }
    wake_.notify_one();
    // The thread may be busy with another book's mail first: a late one is tried again.
    const bool done = co_await errand->done.wait_for(2 * limits::mail_total_time_max);
    co_return done && errand->sent;
  }

 private:
  void run() {
    for (;;) {
      std::shared_ptr<Errand> errand;
      {
        std::unique_lock lock(mutex_);
        wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
        if (stopping_) return;
        errand = std::move(queue_.front());
        queue_.pop_front();
      }
      errand->sent = deliver(*errand);
      errand->done.set();
    }
  }

  bool deliver(const Errand& errand) {
    const std::unique_ptr<CURL, void (*)(CURL*)> curl(curl_easy_init(), curl_easy_cleanup);
    if (!curl) return false;
    curl_slist* recipients = nullptr;
    for (const auto& address : errand.to) {
      recipients = curl_slist_append(recipients, ("<" + address + ">").c_str());
    }
    const std::unique_ptr<curl_slist, void (*)(curl_slist*)> list(recipients, curl_slist_free_all);
    Source source{errand.message};
    CURL* handle = curl.get();
    curl_easy_setopt(handle, CURLOPT_URL, options_.url.c_str());
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS,
                     static_cast<long>(std::chrono::milliseconds(limits::mail_total_time_max)
                                           .count()));
    curl_easy_setopt(handle, CURLOPT_USE_SSL,
                     options_.require_tls ? static_cast<long>(CURLUSESSL_ALL)
                                          : static_cast<long>(CURLUSESSL_TRY));
    if (!options_.user.empty()) {
      curl_easy_setopt(handle, CURLOPT_USERNAME, options_.user.c_str());
      curl_easy_setopt(handle, CURLOPT_PASSWORD, std::string(options_.password.expose()).c_str());
    }
    curl_easy_setopt(handle, CURLOPT_MAIL_FROM, ("<" + options_.from + ">").c_str());
    curl_easy_setopt(handle, CURLOPT_MAIL_RCPT, list.get());
    curl_easy_setopt(handle, CURLOPT_READFUNCTION, give);
    curl_easy_setopt(handle, CURLOPT_READDATA, &source);
    curl_easy_setopt(handle, CURLOPT_UPLOAD, 1L);
    const CURLcode outcome = curl_easy_perform(handle);
    if (outcome != CURLE_OK) {
      log::warning("mail.not_sent", {{"reason", curl_easy_strerror(outcome)}});
    }
    return outcome == CURLE_OK;
  }

  const SmtpOptions options_;
  const Clock& clock_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::shared_ptr<Errand>> queue_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace

std::shared_ptr<Mailer> make_smtp_mailer(SmtpOptions options, const Clock& clock) {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  return std::make_shared<SmtpMailer>(std::move(options), clock);
}

}  // namespace guichet::notifications
