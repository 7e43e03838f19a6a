#pragma once

#include <string>

#include "base/time.hpp"
#include "merchants/shop.hpp"

namespace guichet::sandbox {

/// A curl command on two lines that takes a payment with the first test card that is simply
/// accepted, valid through the year after next. Shows the book's password: demo mode only.
std::string example_payment(const merchants::Book& book, const std::string& server_url,
                            Instant now);

}  // namespace guichet::sandbox
