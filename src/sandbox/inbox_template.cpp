#include "sandbox/inbox_template.hpp"

namespace guichet::sandbox {

const std::string_view inbox_template = R"(<h1>Notifications</h1>
<p class="lead">What shop {{shop}} was sent in TEST mode, one entry for each attempt, newest first.
As JSON: <a href="/sandbox/ipn?shop={{shop}}">/sandbox/ipn</a>.</p>
<div{{^chosen}} data-live{{/chosen}}>
{{^any}}<section class="card empty">
<h2>No notification yet</h2>
<p>They come at the end of a payment by form, and to the address in <code>ipnTargetUrl</code> or in
the shop's notification rules. A payment by web service, such as the curl command on the
<a href="/sandbox/">start page</a>, notifies only when the rule <code>web_service</code> is on.</p>
</section>
{{/any}}{{#any}}<div class="split{{#chosen}} chosen{{/chosen}}">
<section class="card list-card" aria-label="All notifications"{{#chosen}} data-live{{/chosen}}>
<ul class="list">
{{#list}}<li><a href="{{link}}"{{#current}} aria-current="true"{{/current}}>
<span class="row"><strong>{{rule}}</strong>
<span class="badge {{#delivered}}good{{/delivered}}{{^delivered}}bad{{/delivered}}">{{outcome}}
</span></span>
<span class="small">{{at}} · attempt {{attempt}}</span>
{{#forged}}<span class="badge bad">wrong signature</span>{{/forged}}
<code>{{url}}</code></a></li>
{{/list}}</ul>
</section>
<div>
{{^chosen}}<section class="card empty">
{{#lost}}<h2>This notification is not here</h2>
<p>It is not among the latest of this shop. Choose one of the list.</p>{{/lost}}
{{^lost}}<h2>Choose a notification</h2>
<p>You will see the request as it was sent, and its signature step by step.</p>{{/lost}}
</section>
{{/chosen}}{{#detail}}<a class="back" href="/sandbox/inbox?shop={{shop}}">All notifications</a>
<section class="card">
<h2>{{rule}}, attempt {{attempt}}
<span class="badge {{#delivered}}good{{/delivered}}{{^delivered}}bad{{/delivered}}">{{outcome}}
</span></h2>
<dl>
<dt>Sent</dt><dd>{{at}}, took {{duration}}</dd>
<dt>To</dt><dd><code>{{url}}</code></dd>
<dt>Transaction</dt><dd><code>{{transaction}}</code></dd>
{{#reason}}<dt>What happened</dt><dd>{{reason}}</dd>{{/reason}}
{{#answer_start}}<dt>Your server said</dt><dd><pre tabindex="0">{{answer_start}}</pre></dd>
{{/answer_start}}</dl>
</section>
<section class="card">
<h2>Send it once more</h2>
{{#note}}<p role="status">{{#sent_well}}<span class="badge good">Done</span>{{/sent_well}}
{{^sent_well}}<span class="badge bad">Refused</span>{{/sent_well}} {{note}}</p>{{/note}}
<p>To the same address, with the payment as it is now. Your server must cope with each of
these, and refuse the last.</p>
<form class="buttons" method="post" action="/sandbox/ipn/resend">
<input type="hidden" name="id" value="{{id}}"><input type="hidden" name="shop" value="{{shop}}">
<button name="how" value="again">Send again</button>
<button name="how" value="late">Send again in 5 seconds</button>
<button name="how" value="twice">Send twice</button>
<button name="how" value="broken">Send with a broken signature</button>
</form>
</section>
{{^has_text}}<section class="card"><h2>The text is not kept</h2>
<p>Texts over 64 KB are sent, but not kept in the delivery log.</p></section>
{{/has_text}}{{#has_text}}<section class="card">
<h2>The request as it was sent</h2>
<p><code>POST {{url}}</code><br>
<code>Content-Type: application/x-www-form-urlencoded</code></p>
<dl>
<dt><code>kr-hash</code></dt><dd><code>{{hash}}</code></dd>
<dt><code>kr-hash-algorithm</code></dt><dd><code>sha256_hmac</code></dd>
<dt><code>kr-hash-key</code></dt><dd><code>password</code></dd>
<dt><code>kr-answer-type</code></dt><dd><code>V4/Payment</code></dd>
<dt><code>kr-answer</code></dt><dd><pre class="long" tabindex="0">{{answer}}</pre></dd>
</dl>
</section>
<section class="card">
<h2>The signature, step by step</h2>
{{#signature}}<ol class="steps">
<li>Take the field <code>kr-answer</code> as your server decodes it from the form, {{bytes}} bytes:
<pre class="long" tabindex="0">{{message}}</pre>
<p>Change nothing: JSON that was parsed and written anew is another text.</p></li>
<li>The field <code>kr-hash-key</code> says <code>password</code>, so the key is the password of the
REST API in TEST mode: <code>{{key}}</code>. (What the browser brings back says
<code>sha256_hmac</code> and is signed with the HMAC key.)</li>
<li>HMAC-SHA-256 of that text under that key, in lower-case hexadecimal:
<pre tabindex="0">{{computed}}</pre></li>
<li>Compare with the field <code>kr-hash</code>, in constant time:
<pre tabindex="0">{{sent}}</pre>
{{#equal}}<p><span class="badge good">They are equal</span> The notification comes from the
gateway.</p>{{/equal}}{{^equal}}<p><span class="badge bad">They differ</span> Your server must
refuse this notification. It was sent with a broken signature on purpose, or the password has
changed since.</p>{{#accepted}}<p><span class="badge bad">Careful</span> Your server answered
with success all the same: does it check signatures?</p>{{/accepted}}{{/equal}}</li>
</ol>{{/signature}}
</section>
<section class="card">
<h2>What kr-answer says</h2>
<pre tabindex="0">{{pretty}}</pre>
</section>
{{/has_text}}{{/detail}}</div>
</div>
{{/any}}</div>
)";

}  // namespace guichet::sandbox
