#pragma once

#include <functional>
#include <string>

#include "http/message.hpp"
#include "merchants/directory.hpp"
#include "sandbox/shop_orders.hpp"

namespace guichet::sandbox {

/// Calls a web service as a merchant's server does, through the same door. Wired in main.
using CallApi = std::function<Task<http::Response>(http::Request request)>;

/// POST /sandbox/shop/orders
extern const contract::Shape basket_shape;

/// The merchant behind `/sandbox/shop`: takes baskets, makes form tokens by web service, receives
/// notifications over HTTP like any other endpoint, checks signatures. It has no way to the books:
/// all it knows, it was told.
class Shop {
 public:
  Shop(CallApi call_api, Random& random, const Clock& clock, std::string server_url);

  /// A basket becomes an order with a form token. Throws Refusal INT_902 on bad input, and the
  /// web service's own code when it refuses.
  Task<http::Response> take_order(merchants::BookPtr book, http::Request& request);
  /// `?id=`: the order and everything that was received about it.
  http::Response show_order(const http::Request& request) const;
  /// What the gateway sends: 200, 400 when the signature does not hold, 404 for an unknown order.
  http::Response take_notification(const merchants::Book& book, const http::Request& request);
  /// What the browser brings back from the form, checked with the HMAC key: the order.
  http::Response take_return(const merchants::Book& book, const http::Request& request);

 private:
  ShopEvent read_event(const http::Request& request, std::string kind) const;

  CallApi call_api_;
  Random& random_;
  const Clock& clock_;
  std::string server_url_;
  ShopOrders orders_;
};

}  // namespace guichet::sandbox
