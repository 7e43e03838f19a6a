#pragma once

#include <string>
#include <string_view>

#include "http/message.hpp"
#include "merchants/shop.hpp"

namespace guichet::sandbox {

/// How the demo shop dresses its form.
struct ShopLook {
  std::string language = "en";  // en, fr, es, de, pt
  std::string theme = "neon";   // neon, classic, none
};
/// What a query asks for; the defaults for anything else.
ShopLook read_look(std::string_view language, std::string_view theme);

/// Where the page loads the form client from: another name of this machine than the page's own,
/// so that the browser keeps the card frames from the shop as it does between two companies.
/// Empty when there is no other name: then the page's own.
std::string client_origin(const http::Request& request, const std::string& server_url);

/// `GET /sandbox/shop`: basket, form, receipt, and beside them what the shop's server received.
http::Response shop_page(const merchants::Book& book, const ShopLook& look,
                         const std::string& origin);

}  // namespace guichet::sandbox
