#pragma once

#include <string>
#include <string_view>

#include "checkout/checkout.hpp"
#include "http/message.hpp"

namespace guichet::hosted {

/// `/t/<code>`: the page on which a buyer pays what a link asks for, and its address as a QR code.
///
/// | path | answers |
/// |---|---|
/// | `GET /t/<code>` | the form, or what became of the payment: paid, refused, expired, cancelled |
/// | `POST /t/<code>` | where the form's client goes afterwards: back to the page, which knows |
/// | `POST /t/<code>/cancel` | the buyer gives up: nothing can be paid any more; to the page |
/// | `GET /t/<code>/qr.png`, `…/qr.svg` | the QR code; `?size=S`, `M` or `L` for the picture |
///
/// The page shows what the books say, never what a browser brings. An unknown code is 404.
class LinkPages {
 public:
  static constexpr std::string_view root = "/t/";

  LinkPages(merchants::Directory& directory, checkout::Checkout& checkout, sql::Database& db,
            const Clock& clock, std::string server_url)
      : directory_(directory),
        checkout_(checkout),
        db_(db),
        clock_(clock),
        server_url_(std::move(server_url)) {}

  Task<http::Response> handle(http::Request& request);

 private:
  Task<http::Response> link_page(checkout::Link link);
  Task<> abandon(checkout::Link link);
  http::Response picture(const checkout::Link& link, std::string_view name,
                         std::string_view query) const;

  merchants::Directory& directory_;
  checkout::Checkout& checkout_;
  sql::Database& db_;
  const Clock& clock_;
  const std::string server_url_;
};

/// The address that a link's QR code holds.
std::string address_of(const std::string& server_url, const std::string& code);

}  // namespace guichet::hosted
