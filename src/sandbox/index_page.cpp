#include "sandbox/index_page.hpp"

#include "acquiring/sandbox/test_cards.hpp"
#include "contract/error.hpp"
#include "sandbox/example.hpp"
#include "sandbox/page.hpp"

namespace guichet::sandbox {

namespace {

constexpr std::string_view index_template = R"(<h1>A payment gateway to try things on</h1>
<p class="lead">This gateway runs in demo mode: a shop with published keys, test cards and no real
money. Everything stays on this machine.</p>
<div class="grid">
<section class="card">
<h2>Take a payment</h2>
<pre tabindex="0" role="group" aria-label="curl command">{{curl}}</pre>
<p>Then look at the <a href="/sandbox/log">API calls</a>, and at the
<a href="/sandbox/inbox">notifications</a> your server was sent.</p>
</section>
<section class="card">
<h2>Shop {{shop}}, {{name}}</h2>
<dl>
<dt>REST address</dt><dd><code>{{url}}/api-payment/</code></dd>
<dt>Password</dt><dd><code>{{password}}</code></dd>
<dt>Public key</dt><dd><code>{{public_key}}</code></dd>
<dt>HMAC key</dt><dd><code>{{hmac_key}}</code></dd>
<dt>Notifications to</dt>
<dd>{{#rule_url}}<code>{{rule_url}}</code>{{/rule_url}}{{^rule_url}}no address set: give
<code>ipnTargetUrl</code> with a payment, or an address in the shop file{{/rule_url}}</dd>
</dl>
</section>
<section class="card">
<h2>See what happened</h2>
<dl>
<dt><a href="/sandbox/inbox">Notifications</a></dt>
<dd>each one as it was sent, its signature step by step, and buttons to send it again</dd>
<dt><a href="/sandbox/log">API calls</a></dt><dd>each call, and why it failed</dd>
<dt><a href="/sandbox/ipn">/sandbox/ipn</a></dt><dd>notifications as JSON</dd>
<dt><a href="/sandbox/calls">/sandbox/calls</a></dt><dd>API calls as JSON</dd>
<dt><a href="/openapi.json">/openapi.json</a></dt><dd>every web service, declared</dd>
</dl>
</section>
<section class="card">
<h2>Make the acquirer fail</h2>
<p>The next authorisation is decided, but its answer never arrives:</p>
<pre tabindex="0" role="group" aria-label="curl command">{{fault_curl}}</pre>
<p>Kinds: SLOW, SILENT, LOST, LATE, DUPLICATE, CONTRADICT. <code>DELETE</code> on the same address
forgets what waits.</p>
</section>
</div>
<section class="card">
<h2>Test cards</h2>
<p>Any expiry date in the future and any security code will do.</p>
<table class="stack">
<thead><tr><th scope="col">Number</th><th scope="col">Brand</th><th scope="col">What it does</th>
</tr></thead>
<tbody>
{{#cards}}<tr><td><code>{{number}}</code></td><td>{{brand}}</td><td>{{scenario}}{{#code}}
<span class="small">({{code}}: {{text}})</span>{{/code}}</td></tr>
{{/cards}}</tbody>
</table>
</section>
)";

View cards_view() {
  View cards{View::type::list};
  for (const auto& card : acquiring::test_cards()) {
    View entry;
    entry.set("number", std::string(card.number));
    entry.set("brand", std::string(card.brand));
    entry.set("scenario", std::string(card.scenario));
    if (!card.code.empty()) {
      entry.set("code", std::string(card.code));
      entry.set("text", std::string(contract::acquirer_code_text(card.code)));
    }
    cards.push_back(entry);
  }
  return cards;
}

/// The address of the rule most payments end with.
std::string end_of_payment_url(const merchants::Book& book) {
  const auto rule = book.rules.find(merchants::Rule::end_of_payment);
  const bool calls = rule != book.rules.end() && rule->second.enabled;
  return calls ? rule->second.url : std::string();
}

}  // namespace

http::Response index_page(const merchants::Book& book, const std::string& server_url,
                          Instant now) {
  View view;
  view.set("curl", example_payment(book, server_url, now));
  view.set("fault_curl", "curl " + server_url + "/sandbox/acquirer/faults \\\n" +
                             R"(  -d '{"operation":"AUTHORISE","kind":"SILENT"}')");
  view.set("shop", book.shop->id);
  view.set("name", book.shop->name);
  view.set("url", server_url);
  view.set("password", std::string(book.keys.password.expose()));
  view.set("public_key", book.keys.public_key);
  view.set("hmac_key", std::string(book.keys.hmac_key.expose()));
  const std::string rule_url = end_of_payment_url(book);
  if (!rule_url.empty()) view.set("rule_url", rule_url);
  view.set("cards", cards_view());
  return page(Place::start, "Start", fill(index_template, view));
}

}  // namespace guichet::sandbox
