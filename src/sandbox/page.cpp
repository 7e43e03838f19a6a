#include "sandbox/page.hpp"

#include "base/json_writer.hpp"

namespace guichet::sandbox {

namespace {

constexpr std::string_view layout = R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{title}} · Guichet sandbox</title>
<link rel="icon" type="image/svg+xml" href="/sandbox/icon.svg">
<link rel="stylesheet" href="/sandbox/style.css">
<script src="/sandbox/live.js" defer></script>
{{{head}}}</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header>
<a class="brand" href="/sandbox/">Guichet <span>sandbox</span></a>
<nav aria-label="Sandbox">
<a href="/sandbox/"{{#start}} aria-current="page"{{/start}}>Start</a>
<a href="/sandbox/shop"{{#shop}} aria-current="page"{{/shop}}>Shop</a>
<a href="/sandbox/inbox"{{#inbox}} aria-current="page"{{/inbox}}>Notifications</a>
<a href="/sandbox/log"{{#log}} aria-current="page"{{/log}}>API calls</a>
</nav>
</header>
<main id="main">
{{{main}}}</main>
</body>
</html>
)";

constexpr std::string_view problem = R"(<h1>That did not work</h1>
<p class="lead">{{sentence}}</p>
<p><a href="/sandbox/">Back to the start</a></p>
)";

void add_common_headers(http::Response& response) {
  response.headers.add("Cache-Control", "no-store");
  response.headers.add("X-Content-Type-Options", "nosniff");
}

std::string policy_of(const PageExtras& extras) {
  std::string policy = "default-src 'self'";
  if (!extras.also_from.empty()) {
    for (const char* kind : {"script-src", "style-src", "frame-src", "connect-src"}) {
      policy.append("; ").append(kind).append(" 'self' ").append(extras.also_from);
    }
  }
  return policy + "; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
}

}  // namespace

http::Response page(Place place, std::string_view title, const std::string& main_html,
                    const PageExtras& extras) {
  View view;
  view.set("title", std::string(title));
  view.set("start", place == Place::start);
  view.set("shop", place == Place::shop);
  view.set("inbox", place == Place::inbox);
  view.set("log", place == Place::log);
  view.set("main", main_html);
  view.set("head", extras.head_html);
  http::Response response;
  response.content_type = "text/html;charset=UTF-8";
  response.body = fill(layout, view);
  add_common_headers(response);
  // What merchants and buyers wrote is shown here: nothing of it may run or load.
  response.headers.add("Content-Security-Policy", policy_of(extras));
  // Not no-referrer: the buttons' requests need their Origin for the guard of demo mode.
  response.headers.add("Referrer-Policy", "same-origin");
  return response;
}

http::Response problem_page(int status, const std::string& sentence) {
  View view;
  view.set("sentence", sentence);
  auto response = page(Place::none, "Problem", fill(problem, view));
  response.status = status;
  return response;
}

http::Response json_answer(std::string body, int status) {
  http::Response response;
  response.status = status;
  response.body = std::move(body);
  add_common_headers(response);
  return response;
}

http::Response json_refusal(const contract::Refusal& refusal) {
  JsonWriter out;
  out.begin_object();
  out.member("errorCode", refusal.code);
  out.member("errorMessage", refusal.public_message());
  out.member_or_null("detailedErrorMessage", refusal.detailed_message);
  out.end_object();
  return json_answer(out.take(), refusal.code == "PSP_999" ? 500 : 400);
}

http::Response see_other(std::string location) {
  http::Response response = http::text_response(303, "");
  response.headers.add("Location", std::move(location));
  add_common_headers(response);
  return response;
}

std::string shown_time(Instant at) {
  // "2026-11-22T15:27:26.123Z"
  const std::string text = format_log_time(at);
  return text.substr(0, 10) + " " + text.substr(11, 8) + " UTC";
}

std::string shown_duration(std::int64_t ms) {
  if (ms < 1000) return std::to_string(ms) + " ms";
  return std::to_string(ms / 1000) + "." + std::to_string(ms % 1000 / 100) + " s";
}

}  // namespace guichet::sandbox
