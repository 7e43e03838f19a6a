#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "acquiring/acquirer.hpp"
#include "base/result.hpp"
#include "base/scheduler.hpp"
#include "base/secret.hpp"
#include "http/client.hpp"

namespace guichet::acquiring {

/// The reference connector: an acquirer behind the HTTP protocol of
/// docs/internals/acquirer-protocol.md.
///
/// Whatever goes wrong on the way (no connection, another status than 200, an answer that is not
/// of the protocol, the deadline) is Unknown. Its address comes from the operator's configuration,
/// so private addresses are allowed. Thread-safe, as its client is; must outlive its tasks.
class HttpAcquirer final : public Acquirer {
 public:
  /// `base` is the address before "/v1/…"; `token` is sent as a bearer token when not empty.
  /// Throws std::invalid_argument when card data would cross a network without TLS.
  HttpAcquirer(http::Url base, Secret token, std::shared_ptr<http::Client> client,
               bool verify_tls = true);

  Task<Outcome> authorise(Authorise request) override;
  Task<Outcome> capture(Operate request) override;
  Task<Outcome> refund(Operate request) override;
  Task<Inquiry> inquire(std::string request_id, std::chrono::milliseconds deadline) override;
  Task<Reversal> reverse(std::string request_id, std::string transaction,
                         std::chrono::milliseconds deadline) override;
  /// Empty until the first successful refresh: then every card number is unknown. A table stays
  /// valid for `tables_kept_max` further changes.
  const CardRanges& ranges() const override;

  static constexpr std::size_t tables_kept_max = 16;
  static constexpr std::chrono::milliseconds refresh_time_max{30'000};

  /// Fetches the card ranges. False, with the old table kept, when that failed.
  Task<bool> refresh_ranges();
  /// Refreshes every `period` (after a failure: every minute at most) until `stop` is set.
  Task<> keep_ranges_fresh(std::chrono::milliseconds period, std::shared_ptr<Event> stop);

 private:
  using Body = Result<std::string, std::string>;
  Task<Body> exchange(std::string method, std::string path, std::string body,
                      std::chrono::milliseconds deadline);
  Task<Outcome> operate(std::string path, std::string body, std::chrono::milliseconds deadline);
  void install(std::vector<CardRange> ranges);

  const http::Url base_;
  const Secret token_;
  const bool verify_tls_;
  const std::shared_ptr<http::Client> client_;
  std::atomic<const CardRanges*> current_;
  std::mutex mutex_;
  std::string current_text_;                          // to tell a change
  std::vector<std::unique_ptr<CardRanges>> tables_;   // the last one is current
};

}  // namespace guichet::acquiring
