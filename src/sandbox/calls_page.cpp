#include "sandbox/calls_page.hpp"

#include "base/json_writer.hpp"
#include "contract/error.hpp"
#include "sandbox/page.hpp"

namespace guichet::sandbox {

namespace {

constexpr std::string_view log_template = R"(<h1>API calls</h1>
<p class="lead">The latest calls of web services that this process has answered, newest first, and
why a call failed. The page looks again every three seconds.
As JSON: <a href="/sandbox/calls">/sandbox/calls</a>.</p>
<div data-live>
{{^any}}<section class="card empty">
<h2>No call yet</h2>
<p>Call a web service, with the curl command on the <a href="/sandbox/">start page</a> for example,
and it appears here.</p>
</section>
{{/any}}{{#any}}<section class="card">
<table class="stack">
<thead><tr><th scope="col">When</th><th scope="col">Web service</th><th scope="col">Outcome</th>
<th scope="col">Ticket</th><th scope="col">Took</th></tr></thead>
<tbody>
{{#calls}}<tr>
<td class="time">{{at}}</td>
<td><strong>{{service}}</strong><br><span class="small">shop {{shop}} · {{mode}}<br>from
{{peer}}</span></td>
<td>{{#failed}}<span class="badge bad">{{code}}</span> {{message}}
<div class="small">{{meaning}}</div>
{{#detail}}<div class="small">Detail: <code>{{detail}}</code></div>{{/detail}}
{{/failed}}{{^failed}}<span class="badge good">SUCCESS</span>{{/failed}}</td>
<td><code>{{ticket}}</code></td>
<td class="time">{{duration}}</td>
</tr>
{{/calls}}</tbody>
</table>
</section>
{{/any}}</div>
)";

/// The catalogue's entry, or null for a success and for a code it does not have.
const contract::ErrorText* text_of(const ApiCall& call) {
  return call.error_code.empty() ? nullptr : contract::find_error(call.error_code);
}

/// What says more than the code and its public text do: the answer's detail, or our own words.
std::string telling_detail(const ApiCall& call) {
  if (!call.detailed_message.empty()) return call.detailed_message;
  return call.detail.starts_with(call.error_code + ": ") ? std::string() : call.detail;
}

View view_of(const ApiCall& call) {
  const auto* text = text_of(call);
  View view;
  view.set("at", shown_time(call.at));
  view.set("service", call.service.empty() ? std::string("(no web service)") : call.service);
  view.set("shop", call.shop_id.empty() ? std::string("unknown") : call.shop_id);
  view.set("mode", call.mode);
  view.set("peer", call.peer);
  view.set("failed", !call.error_code.empty());
  view.set("code", call.error_code);
  view.set("message", text ? std::string(text->message) : std::string());
  view.set("meaning", text ? std::string(text->meaning) : std::string());
  const std::string detail = telling_detail(call);
  if (!detail.empty()) view.set("detail", detail);
  view.set("ticket", call.ticket);
  view.set("duration", shown_duration(call.duration_ms));
  return view;
}

}  // namespace

http::Response calls_json(const std::vector<ApiCall>& calls) {
  return list_answer("calls", calls, [](JsonWriter& out, const auto& call) {
    const auto* text = text_of(call);
    out.member("at", format_log_time(call.at));
    out.member("service", call.service);
    out.member_or_null("shopId", call.shop_id);
    out.member("mode", call.mode);
    out.member("peer", call.peer);
    out.member("status", call.error_code.empty() ? "SUCCESS" : "ERROR");
    out.member_or_null("errorCode", call.error_code);
    out.member_or_null("errorMessage", text ? text->message : std::string_view());
    out.member_or_null("meaning", text ? text->meaning : std::string_view());
    out.member_or_null("detailedErrorMessage", call.detailed_message);
    out.member_or_null("detail", call.detail);
    out.member("ticket", call.ticket);
    out.member("durationMs", call.duration_ms);
  });
}

http::Response calls_page(const std::vector<ApiCall>& calls) {
  constexpr std::size_t rows_max = 100;
  View rows{View::type::list};
  for (const auto& call : calls) {
    if (rows.list_value().size() == rows_max) break;
    rows.push_back(view_of(call));
  }
  View view;
  view.set("any", !calls.empty());
  view.set("calls", rows);
  return page(Place::log, "API calls", fill(log_template, view));
}

}  // namespace guichet::sandbox
