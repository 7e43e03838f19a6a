#include "sandbox/shop_page.hpp"

#include <algorithm>

#include "acquiring/sandbox/test_cards.hpp"
#include "base/check.hpp"
#include "sandbox/page.hpp"
#include "sandbox/shop_files.hpp"
#include "sandbox/shop_orders.hpp"

namespace guichet::sandbox {

namespace {

constexpr std::pair<std::string_view, std::string_view> languages[] = {
    {"en", "English"}, {"fr", "Français"}, {"es", "Español"}, {"de", "Deutsch"},
    {"pt", "Português"}};
constexpr std::pair<std::string_view, std::string_view> themes[] = {
    {"neon", "Neon"}, {"classic", "Classic"}, {"none", "No theme"}};

constexpr std::size_t cards_shown_max = 6;

constexpr std::string_view head_template = R"(<link rel="stylesheet" href="{{style}}">
<script src="{{client}}/stable/kr-payment-form.min.js" kr-public-key="{{public_key}}"
 kr-language="{{language}}" kr-spa-mode="true"></script>
{{#themed}}<link rel="stylesheet" href="{{client}}/ext/{{theme}}-reset.css">
<script src="{{client}}/ext/{{theme}}.js"></script>
{{/themed}}<script src="{{script}}" defer></script>
)";

constexpr std::string_view main_template = R"(<div class="shop" data-step="basket">
<section class="store" aria-label="The shop">
<div class="store-head">
<h1>Comptoir</h1><p>Coffee, and what it takes</p>
<ol class="progress" aria-label="Progress">
<li data-step="basket" aria-current="step">Basket</li><li data-step="payment">Payment</li>
<li data-step="receipt">Receipt</li>
</ol>
</div>
<div class="pane" data-step="basket">
<ul class="products">
{{#products}}<li data-product="{{id}}" data-price="{{price}}">
<svg aria-hidden="true" viewBox="0 0 48 48">{{{picture}}}</svg>
<div><strong>{{name}}</strong><span>{{description}}</span></div>
<div class="buy"><span class="price">{{shown_price}}</span>
<div class="stepper" role="group" aria-label="Quantity, {{name}}">
<button type="button" class="less" aria-label="One less, {{name}}">−</button>
<output>{{quantity}}</output>
<button type="button" class="more" aria-label="One more, {{name}}">+</button>
</div></div></li>
{{/products}}</ul>
<p class="total"><span>Total</span> <strong class="sum">€0.00</strong></p>
<button type="button" class="primary checkout">Check out</button>
<p class="hint problem" role="alert" hidden></p>
<form class="look" action="/sandbox/shop">
<label>Language of the form <select name="language">{{#languages}}<option value="{{value}}"
{{#chosen}} selected{{/chosen}}>{{name}}</option>{{/languages}}</select></label>
<label>Theme <select name="theme">{{#themes}}<option value="{{value}}"
{{#chosen}} selected{{/chosen}}>{{name}}</option>{{/themes}}</select></label>
<noscript><button>Use these</button></noscript>
</form>
</div>
<div class="pane" data-step="payment" hidden>
<p class="due"><span>Order <code class="order-id"></code></span>
<strong class="sum"></strong></p>
<div id="form"></div>
<button type="button" class="quiet again">Back to the basket</button>
<details class="cards" open>
<summary>Test cards</summary>
<p class="hint">Any expiry date in the future and any security code will do. The bar that the form
adds to the page in TEST mode has them all, and types them for you.</p>
<ul>{{#cards}}<li><code>{{number}}</code>
<span class="what"><span class="badge {{tone}}">{{outcome}}</span> {{brand}}</span>
<button type="button" class="copy" data-copy="{{digits}}"
 aria-label="Copy the number {{number}}">Copy</button></li>{{/cards}}</ul>
</details>
</div>
<div class="pane" data-step="receipt" hidden>
<div class="receipt" tabindex="-1"></div>
<button type="button" class="primary again">Buy again</button>
</div>
</section>
<section class="server" aria-label="The shop's server">
<div class="server-head"><h2>Meanwhile, at the shop's server</h2>
<p class="state" role="status"><span class="dot"></span> <span class="words">No order yet</span></p>
</div>
<ol class="start">
<li><strong>Your server asks for a form token.</strong> Check out, and the call appears here.</li>
<li><strong>The buyer pays in the form.</strong> Its card fields belong to the gateway: your page
cannot read them.</li>
<li><strong>The gateway notifies your server.</strong> You will see the headers, the body, and the
signature checked step by step.</li>
<li><strong>The browser brings the result.</strong> It is signed with another key, and comes
last.</li>
</ol>
<ol class="events"></ol>
<p class="links">Behind the scenes: <a href="/sandbox/log">API calls</a> ·
<a href="/sandbox/inbox">notifications</a> · <a href="/sandbox/">keys and cards</a></p>
</section>
</div>
<details class="card code"><summary>What the page of a shop needs for this form</summary>
<pre tabindex="0">{{snippet}}</pre>
<p>The token comes from <code>Charge/CreatePayment</code>, called by the shop's server. Here the
form is loaded from <code>{{origin}}</code>, another origin than the page's: the browser keeps the
card fields from the shop, as it will for yours.</p>
</details>
)";

constexpr std::string_view snippet_template =
    R"(<script src="{{{client}}}/stable/kr-payment-form.min.js"
        kr-public-key="{{{public_key}}}"
        kr-language="{{{language}}}" kr-post-url-success="/paid"></script>
{{#themed}}<link rel="stylesheet" href="{{{client}}}/ext/{{{theme}}}-reset.css">
<script src="{{{client}}}/ext/{{{theme}}}.js"></script>
{{/themed}}
<div class="kr-embedded" kr-form-token="...">
  <div class="kr-pan"></div>
  <div class="kr-expiry"></div>
  <div class="kr-security-code"></div>
  <button class="kr-payment-button"></button>
  <div class="kr-form-error"></div>
</div>)";

constexpr std::string_view picture_of(std::string_view product) {
  if (product == "moka") {
    return R"(<path d="M16 22h16l4 20H12zM17 22l-2-9h18l-2 9M15 13l4-5h10l4 5M24 8V5"/>)"
           R"(<path d="M33 16h6v12"/>)";
  }
  if (product == "beans") {
    return R"(<path d="M13 14h22v28H13zM13 14l3-8h16l3 8"/>)"
           R"(<ellipse cx="24" cy="28" rx="5" ry="7"/>)"
           R"(<path d="M24 21c3 4-3 10 0 14"/>)";
  }
  return R"(<path d="M6 20h16v10a6 6 0 0 1-6 6h-4a6 6 0 0 1-6-6zM26 24h14v9a5 5 0 0 1-5 5h-4)"
         R"(a5 5 0 0 1-5-5zM22 23h3M40 27h2a3 3 0 0 1 0 6h-2M12 10v5M17 8v7M33 15v5"/>)";
}

View choices(std::span<const std::pair<std::string_view, std::string_view>> all,
             const std::string& chosen) {
  View list{View::type::list};
  for (const auto& [value, name] : all) {
    View entry;
    entry.set("value", std::string(value));
    entry.set("name", std::string(name));
    entry.set("chosen", value == chosen);
    list.push_back(entry);
  }
  return list;
}

/// "€34.90".
std::string shown_price(std::int64_t cents) {
  const std::string rest = std::to_string(cents % 100);
  return "€" + std::to_string(cents / 100) + (rest.size() < 2 ? ".0" : ".") + rest;
}

View products_view() {
  View list{View::type::list};
  for (const auto& product : products()) {
    View entry;
    entry.set("id", std::string(product.id));
    entry.set("name", std::string(product.name));
    entry.set("description", std::string(product.description));
    entry.set("price", std::to_string(product.price));
    entry.set("shown_price", shown_price(product.price));
    entry.set("quantity", std::string(product.id == "beans" ? "1" : "0"));
    entry.set("picture", std::string(picture_of(product.id)));
    list.push_back(entry);
  }
  return list;
}

/// In groups as cards have them: 4-4-4-4, and 4-6-5 for fifteen digits.
std::string in_groups(std::string_view digits) {
  std::string text;
  const bool fifteen = digits.size() == 15;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (fifteen ? i == 4 || i == 10 : i > 0 && i % 4 == 0) text.push_back(' ');
    text.push_back(digits[i]);
  }
  return text;
}

/// Of the simulator's list: the first accepted card of each brand, and the first for each refusal.
View cards_view() {
  View list{View::type::list};
  std::vector<std::string_view> seen;
  for (const auto& card : acquiring::test_cards()) {
    const bool accepted = card.behaviour == acquiring::CardBehaviour::approve;
    const bool refused = card.behaviour == acquiring::CardBehaviour::refuse;
    const std::string_view subject = accepted ? card.brand : card.code;
    const bool known = std::find(seen.begin(), seen.end(), subject) != seen.end();
    if ((!accepted && !refused) || known || list.list_value().size() >= cards_shown_max) continue;
    seen.push_back(subject);
    View entry;
    entry.set("digits", std::string(card.number));
    entry.set("number", in_groups(card.number));
    entry.set("brand", std::string(card.brand));
    entry.set("tone", std::string(accepted ? "good" : "bad"));
    entry.set("outcome", accepted ? std::string("accepted") : std::string(card.scenario));
    list.push_back(entry);
  }
  return list;
}

/// The address of one of the page's own files as it is now, which a browser may keep for ever.
std::string versioned(std::string_view path) {
  const auto* file = http::find_file(shop_files::files(), path);
  check(file != nullptr, "the build left a file of the shop's page out");
  return std::string(path) + "?v=" + std::string(file->tag);
}

template <std::size_t N>
bool offered(const std::pair<std::string_view, std::string_view> (&all)[N], std::string_view one) {
  return std::any_of(std::begin(all), std::end(all),
                     [one](const auto& entry) { return entry.first == one; });
}

}  // namespace

ShopLook read_look(std::string_view language, std::string_view theme) {
  ShopLook look;
  if (offered(languages, language)) look.language = language;
  if (offered(themes, theme)) look.theme = theme;
  return look;
}

std::string client_origin(const http::Request& request, const std::string& server_url) {
  constexpr std::string_view scheme = "http://";
  const std::string_view host = request.host;
  if (request.secure || !server_url.starts_with(scheme)) return {};
  const std::string_view own = std::string_view(server_url).substr(scheme.size());
  if (!own.starts_with("127.0.0.1") && !own.starts_with("[::1]")) return {};
  if (host != own) return server_url;
  const auto port = own.rfind(':');
  const bool has_port = port != own.npos && own.find(']', port) == own.npos;
  return "http://localhost" + std::string(has_port ? own.substr(port) : std::string_view());
}

http::Response shop_page(const merchants::Book& book, const ShopLook& look,
                         const std::string& origin) {
  const std::string client = origin + "/static/js/krypton-client/V4.0";
  View head;
  head.set("style", versioned("/sandbox/shop.css"));
  head.set("script", versioned("/sandbox/shop.js"));
  head.set("client", client);
  head.set("public_key", book.keys.public_key);
  head.set("language", look.language);
  head.set("theme", look.theme);
  head.set("themed", look.theme != "none");
  const std::string head_html = fill(head_template, head);

  View view;
  view.set("products", products_view());
  view.set("languages", choices(languages, look.language));
  view.set("themes", choices(themes, look.theme));
  view.set("cards", cards_view());
  view.set("origin", origin.empty() ? std::string("the page's own origin") : origin);
  View snippet = head;
  view.set("snippet", fill(snippet_template, snippet));
  return page(Place::shop, "Shop", fill(main_template, view),
              {.head_html = head_html, .also_from = origin});
}

}  // namespace guichet::sandbox
