#include "explain/error_pages.hpp"

#include "contract/catalogue.hpp"
#include "contract/error.hpp"
#include "pages/page.hpp"

namespace guichet::explain {

namespace {

using pages::View;

constexpr std::string_view layout = R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{title}} · Guichet error codes</title>
<link rel="icon" type="image/svg+xml" href="/docs/icon.svg">
<link rel="stylesheet" href="/docs/style.css">
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header>
<a class="brand" href="/docs/errors/">Guichet <span>error codes</span></a>
<nav aria-label="Families">
{{#families}}<a href="/docs/errors/#{{anchor}}">{{anchor}}</a>
{{/families}}</nav>
</header>
<main id="main">
{{{main}}}</main>
</body>
</html>
)";

constexpr std::string_view index_template = R"(<h1>Error codes</h1>
<p class="lead">Every code this gateway knows, by the layer it comes from. An answer with an error
names its page in the header <code>Guichet-Explain</code>; <code>guichet explain CODE</code> prints
the same text. Treat a code you do not know by its prefix.</p>
{{#families}}<section class="card">
<h2 id="{{anchor}}">{{title}}</h2>
<table class="stack">
<thead><tr><th scope="col">Code</th><th scope="col">Text</th><th scope="col">Meaning</th></tr>
</thead>
<tbody>
{{#codes}}<tr><td><a href="/docs/errors/{{code}}"><code>{{code}}</code></a></td><td>{{message}}</td>
<td class="small">{{meaning}}</td></tr>
{{/codes}}</tbody>
</table>
</section>
{{/families}})";

constexpr std::string_view code_template = R"(<p class="small">{{family}}</p>
<h1><code>{{code}}</code> {{message}}</h1>
<p class="lead">{{meaning}}</p>
{{#any}}<section class="card">
<h2>Where it comes from</h2>
<table class="stack">
<thead><tr><th scope="col">Web service</th><th scope="col">Member</th>
<th scope="col">What it is</th></tr></thead>
<tbody>
{{#origins}}<tr><td><strong>{{service}}</strong></td>
<td>{{#member}}<code>{{member}}</code>{{/member}}{{^member}}a rule of the service{{/member}}
{{#missing}}<span class="badge bad">missing</span>{{/missing}}</td>
<td class="small">{{what}}</td></tr>
{{/origins}}</tbody>
</table>
</section>
{{/any}}{{#returns}}<section class="card">
<h2>Return codes</h2>
<p><code>detailedErrorCode</code> holds what the acquirer or the issuer said:</p>
<table class="stack">
<tbody>
{{#list}}<tr><td><code>{{code}}</code></td><td>{{text}}</td></tr>
{{/list}}</tbody>
</table>
</section>
{{/returns}}<section class="card">
<h2>In an answer</h2>
<pre tabindex="0" role="group" aria-label="the members of an error">{{sample}}</pre>
<p>On a command line: <code>guichet explain {{code}}</code></p>
</section>
<p>{{#before}}<a href="/docs/errors/{{before}}">{{before}}</a> · {{/before}}<a
href="/docs/errors/">all codes</a>{{#after}} · <a
href="/docs/errors/{{after}}">{{after}}</a>{{/after}}
</p>
)";

constexpr std::string_view unknown_template = R"(<h1>No such code</h1>
<p class="lead">The catalogue has no code of this name. New codes may appear: treat one you do not
know by its prefix.</p>
<p><a href="/docs/errors/">All codes</a></p>
)";

std::string anchor_of(std::string_view prefix) {
  return std::string(prefix.substr(0, prefix.find('_')));
}

std::string family_of(std::string_view code) {
  for (const auto& family : contract::families()) {
    if (code.starts_with(family.prefix)) return std::string(family.title);
  }
  return {};
}

http::Response in_layout(const std::string& title, const std::string& main_html) {
  View families{View::type::list};
  for (const auto& family : contract::families()) {
    View entry;
    entry.set("anchor", anchor_of(family.prefix));
    families.push_back(entry);
  }
  View view;
  view.set("title", title);
  view.set("families", families);
  view.set("main", main_html);
  return pages::html_page(pages::fill(layout, view));
}

View return_codes() {
  View list{View::type::list};
  for (int number = 0; number < 100; ++number) {
    const std::string code = {static_cast<char>('0' + number / 10),
                              static_cast<char>('0' + number % 10)};
    const auto text = contract::acquirer_code_text(code);
    if (text.empty()) continue;
    View entry;
    entry.set("code", code);
    entry.set("text", std::string(text));
    list.push_back(entry);
  }
  View returns;
  returns.set("list", list);
  return returns;
}

/// The neighbours in the catalogue, for reading on.
void set_neighbours(View& view, const contract::ErrorText& entry) {
  const auto all = contract::catalogue();
  const auto* at = &entry;
  if (at != &all.front()) view.set("before", std::string((at - 1)->code));
  if (at != &all.back()) view.set("after", std::string((at + 1)->code));
}

}  // namespace

bool ErrorPages::serves(std::string_view path) { return path.starts_with("/docs/"); }

http::Response ErrorPages::answer(const http::Request& request) const {
  const std::string_view path = request.path;
  if (request.method != "GET" && request.method != "HEAD") {
    auto response = http::text_response(405, "GET only\n");
    response.headers.add("Allow", "GET, HEAD");
    return response;
  }
  if (path == "/docs/style.css") {
    return pages::asset("text/css;charset=UTF-8", pages::style_sheet);
  }
  if (path == "/docs/icon.svg") return pages::asset("image/svg+xml", pages::icon);
  if (path == root) return index_page();
  if (path.starts_with(root)) return code_page(path.substr(root.size()));
  return http::text_response(404, "not found\n");
}

http::Response ErrorPages::index_page() const {
  View families{View::type::list};
  for (const auto& family : contract::families()) {
    View codes{View::type::list};
    for (const auto& entry : contract::catalogue()) {
      if (!entry.code.starts_with(family.prefix)) continue;
      View row;
      row.set("code", std::string(entry.code));
      row.set("message", std::string(entry.message));
      row.set("meaning", std::string(entry.meaning));
      codes.push_back(row);
    }
    if (codes.list_value().empty()) continue;
    View view;
    view.set("anchor", anchor_of(family.prefix));
    view.set("title", std::string(family.title));
    view.set("codes", codes);
    families.push_back(view);
  }
  View view;
  view.set("families", families);
  return in_layout("All", pages::fill(index_template, view));
}

http::Response ErrorPages::code_page(std::string_view code) const {
  const auto* entry = contract::find_error(code);
  if (entry == nullptr) {
    auto response = in_layout("Unknown", pages::fill(unknown_template, View{}));
    response.status = 404;
    return response;
  }
  View origins{View::type::list};
  for (const auto& origin : origins_of(services_, code)) {
    View row;
    row.set("service", origin.service);
    if (!origin.member.empty()) row.set("member", origin.member);
    row.set("missing", origin.missing);
    row.set("what", origin.meaning);
    origins.push_back(row);
  }
  View view;
  view.set("family", family_of(code));
  view.set("code", std::string(entry->code));
  view.set("message", std::string(entry->message));
  view.set("meaning", std::string(entry->meaning));
  view.set("any", !origins.list_value().empty());
  view.set("origins", origins);
  if (code == "ACQ_001") view.set("returns", return_codes());
  view.set("sample", "\"errorCode\": \"" + std::string(entry->code) + "\",\n\"errorMessage\": \"" +
                         std::string(entry->message) + "\"");
  set_neighbours(view, *entry);
  return in_layout(std::string(entry->code), pages::fill(code_template, view));
}

}  // namespace guichet::explain
