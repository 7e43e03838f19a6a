#pragma once

#include <string>

#include "base/time.hpp"
#include "http/message.hpp"
#include "merchants/shop.hpp"

namespace guichet::sandbox {

/// `GET /sandbox/`: the keys of a TEST book, a payment to take, the test cards and the way to the
/// other pages. Shows secrets: demo mode only.
http::Response index_page(const merchants::Book& book, const std::string& server_url, Instant now);

}  // namespace guichet::sandbox
