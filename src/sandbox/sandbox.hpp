#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "acquiring/sandbox/faults.hpp"
#include "http/message.hpp"
#include "merchants/directory.hpp"
#include "notifications/outbox.hpp"
#include "sandbox/calls_page.hpp"
#include "sandbox/remittances.hpp"
#include "sandbox/shop.hpp"

namespace guichet::sandbox {

/// Marks a captured transaction as charged back, or ends with contract::Refusal: PSP_010, PSP_503.
using MarkUnpaid = std::function<Task<>(merchants::BookPtr book, std::string uuid)>;

/// What the sandbox shows and plays with; made once by wiring.
struct Ports {
  notifications::Outbox& outbox;
  merchants::Directory& directory;
  acquiring::Faults& faults;
  const Clock& clock;
  RecentCalls recent_calls;
  CallApi call_api;
  Random& random;
  RemittancePorts remittances;
  MarkUnpaid mark_unpaid;
};

struct SandboxOptions {
  std::string server_url;             // scheme and host for the commands shown
  std::string shop_id = "69876357";   // whose TEST book is shown when no `?shop=` says otherwise
};

/// `/sandbox/…` (design.md 5, docs/integrate/sandbox.md): what an integrator sees of a TEST book
/// and may do to it. It shows keys and notifications to whoever asks: serve it in demo mode only.
class Sandbox {
 public:
  static constexpr std::string_view root = "/sandbox";

  Sandbox(Ports ports, SandboxOptions options);

  /// Every path that begins with `root`. JSON addresses answer errors as JSON, pages as pages.
  Task<http::Response> handle(http::Request& request);

 private:
  struct Route;
  static const Route* find_route(std::string_view path);
  merchants::BookPtr find_book(std::string shop_id) const;

  Task<http::Response> show_start(http::Request& request);
  Task<http::Response> show_inbox(http::Request& request);
  Task<http::Response> list_notifications(http::Request& request);
  Task<http::Response> resend_notification(http::Request& request);
  Task<http::Response> show_log(http::Request& request);
  Task<http::Response> list_calls(http::Request& request);
  Task<http::Response> change_faults(http::Request& request);
  Task<http::Response> show_shop(http::Request& request);
  Task<http::Response> shop_orders(http::Request& request);
  Task<http::Response> shop_notification(http::Request& request);
  Task<http::Response> shop_return(http::Request& request);
  Task<http::Response> send_shop_file(http::Request& request);
  Task<http::Response> list_remittances(http::Request& request);
  Task<http::Response> send_remittance(http::Request& request);
  Task<http::Response> charge_back(http::Request& request);
  Task<http::Response> send_style(http::Request& request);
  Task<http::Response> send_script(http::Request& request);
  Task<http::Response> send_icon(http::Request& request);

  Ports ports_;
  SandboxOptions options_;
  Shop shop_;
};

}  // namespace guichet::sandbox
