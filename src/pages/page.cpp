#include "pages/page.hpp"

#include <stdexcept>

namespace guichet::pages {

std::string fill(std::string_view page_template, const View& view) {
  kainjow::mustache::mustache parsed{std::string(page_template)};
  if (!parsed.is_valid()) throw std::logic_error("page template: " + parsed.error_message());
  return parsed.render(view);
}

http::Response html_page(std::string html) {
  http::Response response;
  response.content_type = "text/html;charset=UTF-8";
  response.body = std::move(html);
  response.headers.add("X-Content-Type-Options", "nosniff");
  response.headers.add("Content-Security-Policy",
                       "default-src 'self'; base-uri 'none'; form-action 'self'; "
                       "frame-ancestors 'none'");
  response.headers.add("Referrer-Policy", "same-origin");
  return response;
}

http::Response asset(std::string_view content_type, std::string_view text) {
  http::Response response;
  response.content_type = content_type;
  response.body = text;
  response.headers.add("Cache-Control", "no-cache");
  response.headers.add("X-Content-Type-Options", "nosniff");
  return response;
}

}  // namespace guichet::pages
