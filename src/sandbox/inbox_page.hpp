#pragma once

#include <string>
#include <vector>

#include "http/message.hpp"
#include "merchants/shop.hpp"
#include "notifications/outbox.hpp"

namespace guichet::sandbox {

using Delivery = notifications::Outbox::Delivery;

/// `GET /sandbox/ipn`: `{"notifications": [...]}`, one entry an attempt, newest first. `krAnswer`
/// is the text that was signed, byte for byte.
http::Response inbox_json(const std::vector<Delivery>& log);

/// What of the log the inbox shows besides its list.
struct Selection {
  std::string outbox_id;  // empty: nothing chosen
  int attempt = 0;        // 0: the latest
  std::string sent;       // outcome of a call by hand just asked for, or empty
};

/// `GET /sandbox/inbox`: the list, and for one of it the request as it was sent, its signature
/// step by step, the decoded answer and the ways to send it again.
http::Response inbox_page(const merchants::Book& book, const std::vector<Delivery>& log,
                          const Selection& selection);

/// Canonical JSON with line breaks and two blanks of indentation for each level.
std::string pretty_json(std::string_view canonical);
/// A key of which only the last four characters are shown.
std::string masked_key(std::string_view key);

}  // namespace guichet::sandbox
