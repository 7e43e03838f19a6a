#include "hosted/link_pages.hpp"

#include <stdexcept>

#include "contract/decode.hpp"
#include "hosted/link_template.hpp"
#include "pages/page.hpp"
#include "pages/qr_code.hpp"
#include "payments/store.hpp"

namespace guichet::hosted {

namespace {

using payments::DetailedStatus;

http::Response fresh(http::Response response) {
  response.headers.add("Cache-Control", "no-store");
  return response;
}

http::Response not_this_way() {
  auto response = http::text_response(405, "this address takes GET, HEAD and POST\n");
  response.headers.add("Allow", "GET, HEAD, POST");
  return response;
}

http::Response unknown() {
  auto response = fresh(pages::html_page(std::string(unknown_template)));
  response.status = 404;
  return response;
}

/// "en-EN" of the buyer's language, else of the shop's.
std::string language_of(const merchants::Book& book, const contract::Document& request) {
  std::string code(request.text("customer.billingDetails.language"));
  if (code.empty()) code = book.shop->language;
  std::string lower = code;
  for (char& c : lower) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  return lower + "-" + code;
}

std::string shown_time(Instant at) {
  // "2026-11-22T15:27:26+00:00"
  const std::string text = format_date_time(at);
  return text.substr(0, 10) + " " + text.substr(11, 5) + " UTC";
}

}  // namespace

std::string address_of(const std::string& server_url, const std::string& code) {
  return server_url + std::string(LinkPages::root) + code;
}

Task<http::Response> LinkPages::handle(http::Request& request) {
  const auto& method = request.method;
  if (method != "GET" && method != "HEAD" && method != "POST") co_return not_this_way();
  std::string_view rest = std::string_view(request.path).substr(root.size());
  if (rest == "style.css") {
    co_return pages::asset("text/css;charset=UTF-8",
                           std::string(pages::style_sheet) + std::string(style_additions));
  }
  const auto slash = rest.find('/');
  std::string code(rest.substr(0, slash));
  const std::string_view file =
      slash == std::string_view::npos ? std::string_view() : rest.substr(slash + 1);
  if (!checkout::is_link_code(code)) co_return unknown();
  auto link = co_await checkout::find_link(db_, code);
  if (!link) co_return unknown();
  const bool given_up = file == "cancel" && request.method == "POST";
  if (!file.empty() && !given_up) co_return picture(*link, file, request.query);
  if (given_up) co_await abandon(*link);
  if (request.method == "POST") {
    auto response = fresh(http::text_response(303, ""));
    response.headers.add("Location", std::string(root) + code);
    co_return response;
  }
  co_return co_await link_page(std::move(*link));
}

Task<> LinkPages::abandon(checkout::Link link) {
  const auto book = directory_.find(link.book_id);
  if (book) co_await checkout_.abandon_link(book, link);
}

Task<http::Response> LinkPages::link_page(checkout::Link link) {
  const auto book = directory_.find(link.book_id);
  if (!book) co_return unknown();
  const auto transaction = co_await payments::load_transaction(db_, link.book_id, link.uuid);
  if (!transaction) co_return unknown();  // erased: the link is kept a little longer
  const bool over = book->business_time(clock_.now()) >= link.expires_at;
  auto status = transaction->status;
  if (status == DetailedStatus::waiting_for_payment && over) status = DetailedStatus::expired;
  const auto simple = payments::simplified(status);
  const bool waiting = status == DetailedStatus::waiting_for_payment;
  const auto request = contract::Document::restore(link.document);
  pages::View view;
  view.set("shop", book->shop->name);
  view.set("test", book->mode == merchants::Mode::test);
  view.set("amount", format_money(link.amount));
  if (!link.order_id.empty()) view.set("order", link.order_id);
  if (const auto text = request.text("description"); !text.empty()) {
    view.set("description", std::string(text));
  }
  view.set("payable", waiting);
  view.set("paid", !waiting && (simple == payments::Status::paid ||
                                simple == payments::Status::running));
  const bool expired = status == DetailedStatus::expired;
  const bool cancelled = status == DetailedStatus::cancelled;
  view.set("expired", expired);
  view.set("cancelled", cancelled);
  view.set("refused", simple == payments::Status::unpaid && !expired && !cancelled);
  view.set("public_key", book->keys.public_key);
  view.set("language", language_of(*book, request));
  view.set("token", link.token);
  view.set("code", link.code);
  view.set("until", shown_time(link.expires_at));
  view.set("reference", link.uuid);
  co_return fresh(pages::html_page(pages::fill(page_template, view)));
}

http::Response LinkPages::picture(const checkout::Link& link, std::string_view name,
                                  std::string_view query) const {
  const std::string address = address_of(server_url_, link.code);
  if (name == "qr.svg") return pages::asset("image/svg+xml", pages::qr_svg(address));
  if (name != "qr.png") return unknown();
  const auto size = query == "size=S"   ? pages::QrSize::small
                    : query == "size=L" ? pages::QrSize::large
                                        : pages::QrSize::medium;
  return pages::asset("image/png", pages::qr_png(address, size));
}

}  // namespace guichet::hosted
