#include "hosted/link_template.hpp"

namespace guichet::hosted {

const std::string_view page_template = R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{{amount}} · {{shop}}</title>
<link rel="icon" type="image/svg+xml" href="/docs/icon.svg">
<link rel="stylesheet" href="/t/style.css">
{{#payable}}<script src="/static/js/krypton-client/V4.0/stable/kr-payment-form.min.js"
 kr-public-key="{{public_key}}" kr-language="{{language}}"
 kr-post-url-success="/t/{{code}}" kr-post-url-refused="/t/{{code}}"></script>
<link rel="stylesheet" href="/static/js/krypton-client/V4.0/ext/neon-reset.css">
<script src="/static/js/krypton-client/V4.0/ext/neon.js"></script>
{{/payable}}</head>
<body class="pay">
<main id="main">
<section class="card">
<p class="shop">{{shop}}{{#test}} <span class="badge bad">TEST</span>{{/test}}</p>
<h1>{{amount}}</h1>
{{#description}}<p>{{description}}</p>
{{/description}}{{#order}}<p class="small">Order {{order}}</p>
{{/order}}{{#payable}}<noscript><p class="outcome bad">Paying here takes JavaScript, which this
browser does not run.</p></noscript><div class="kr-embedded" kr-form-token="{{token}}"></div>
<p class="small">To be paid before {{until}}.</p>
<form method="post" action="/t/{{code}}/cancel"><button class="plain">Do not pay</button></form>
{{/payable}}{{#paid}}<p class="outcome good" role="status">Paid. Thank you.</p>
<p class="small">Reference {{reference}}</p>
{{/paid}}{{#refused}}<p class="outcome bad" role="status">The payment was refused. Nothing was
taken. Ask {{shop}} for a new link to try again.</p>
{{/refused}}{{#expired}}<p class="outcome bad" role="status">This link is over its time. Nothing was
taken. Ask {{shop}} for a new one.</p>
{{/expired}}{{#cancelled}}<p class="outcome bad" role="status">This payment was cancelled.
Ask {{shop}} for a new link to pay after all.</p>
{{/cancelled}}</section>
</main>
</body>
</html>
)";

const std::string_view unknown_template = R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Unknown link</title>
<link rel="icon" type="image/svg+xml" href="/docs/icon.svg">
<link rel="stylesheet" href="/t/style.css">
</head>
<body class="pay">
<main id="main">
<section class="card words">
<h1>Nothing to pay here</h1>
<p>This address leads to no payment. Look whether it is complete.</p>
</section>
</main>
</body>
</html>
)";

const std::string_view style_additions = R"(
.pay main { max-width: 28rem; padding: 8vh 1rem 2rem; }
.pay .card { padding: 2rem 1.75rem; overflow-wrap: anywhere; }
.pay .shop { color: var(--soft); font-weight: 600; }
.pay h1 { font-size: clamp(1.7rem, 7.5vw, 2.2rem); margin-bottom: 1rem; }
.pay .words h1 { font-size: 1.5rem; }
.pay .kr-embedded { margin: 1.25rem auto; width: 100%; }
.pay button.plain { background: none; border: 0; color: var(--soft); cursor: pointer;
  font: inherit; font-size: .9rem; padding: .7rem 0; text-decoration: underline; }
.pay .outcome { border-radius: .4rem; padding: .8rem 1rem; font-weight: 600; }
)";

}  // namespace guichet::hosted
