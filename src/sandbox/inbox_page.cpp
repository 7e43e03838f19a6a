#include "sandbox/inbox_page.hpp"

#include <algorithm>

#include "base/crypto.hpp"
#include "base/encoding.hpp"
#include "base/json_writer.hpp"
#include "sandbox/inbox_template.hpp"
#include "sandbox/page.hpp"

namespace guichet::sandbox {

namespace {

/// Why no answer came, for people.
std::string explain_fault(const std::string& fault) {
  if (fault == "name_not_found") return "The host name of the address is not known.";
  if (fault == "address_refused") return "The address is private, and private ones are refused.";
  if (fault == "no_connection") return "Nothing listens at the address.";
  if (fault == "tls_failed") return "No secure connection: look at the endpoint's certificate.";
  if (fault == "timed_out") return "The endpoint took too long to answer.";
  if (fault == "broken_answer") return "What came back was not HTTP.";
  if (fault == "too_large") return "The answer was too large.";
  if (fault == "unfinished") return "It is under way, or the gateway stopped before the answer.";
  if (fault == "text_failed") return "The gateway could not write the notification; see its log.";
  if (fault == "payment_gone") return "The payment no longer exists.";
  return "No answer: " + fault + ".";
}

std::string outcome_of(const Delivery& one) {
  if (!one.fault.empty()) return one.fault == "unfinished" ? "no answer yet" : "no answer";
  return "HTTP " + std::to_string(one.http_status);
}

std::string link_to(const Delivery& one, const merchants::Book& book) {
  return "/sandbox/inbox?shop=" + form_encode(book.shop->id) +
         "&id=" + form_encode(one.outbox_id) + "&attempt=" + std::to_string(one.attempt);
}

const Delivery* find(const std::vector<Delivery>& log, const Selection& selection) {
  const auto found = std::find_if(log.begin(), log.end(), [&](const Delivery& one) {
    return one.outbox_id == selection.outbox_id &&
           (selection.attempt == 0 || one.attempt == selection.attempt);
  });
  return found == log.end() ? nullptr : &*found;
}

/// True when the signature that was sent is not that of the text. False without a text.
bool is_forged(const merchants::Book& book, const Delivery& one) {
  if (one.kr_answer.empty()) return false;
  return !equal_constant_time(hmac_sha256_hex(book.keys.password.expose(), one.kr_answer),
                              one.kr_hash);
}

void set_summary(View& view, const Delivery& one) {
  view.set("at", shown_time(one.at));
  view.set("rule", one.rule);
  view.set("url", one.url);
  view.set("transaction", one.transaction);
  view.set("attempt", std::to_string(one.attempt));
  view.set("delivered", one.delivered);
  view.set("outcome", outcome_of(one));
}

View list_view(const merchants::Book& book, const std::vector<Delivery>& log,
               const Delivery* chosen) {
  View list{View::type::list};
  for (const auto& one : log) {
    View entry;
    set_summary(entry, one);
    entry.set("link", link_to(one, book));
    entry.set("forged", is_forged(book, one));
    entry.set("current", &one == chosen);
    list.push_back(entry);
  }
  return list;
}

View signature_view(const merchants::Book& book, const Delivery& one) {
  const std::string computed = hmac_sha256_hex(book.keys.password.expose(), one.kr_answer);
  View view;
  view.set("key", masked_key(book.keys.password.expose()));
  view.set("message", one.kr_answer);
  view.set("bytes", std::to_string(one.kr_answer.size()));
  view.set("computed", computed);
  view.set("sent", one.kr_hash);
  view.set("equal", equal_constant_time(computed, one.kr_hash));
  view.set("accepted", one.delivered);
  return view;
}

std::string explain_sent(const std::string& sent) {
  if (sent == "DELIVERED") return "Sent, and the endpoint accepted it.";
  if (sent == "REFUSED") return "Sent, but the endpoint did not accept it.";
  if (sent == "UNDER_WAY") return "Sent; the endpoint has not answered yet.";
  if (sent == "SCHEDULED") return "It will be sent in 5 seconds.";
  return {};
}

View detail_view(const merchants::Book& book, const Delivery& one, const std::string& sent) {
  View view;
  set_summary(view, one);
  view.set("id", one.outbox_id);
  view.set("shop", book.shop->id);
  view.set("payment", one.payment_id);
  view.set("duration", shown_duration(one.duration_ms));
  if (!one.fault.empty()) view.set("reason", explain_fault(one.fault));
  if (!one.answer_start.empty()) view.set("answer_start", one.answer_start);
  const std::string note = explain_sent(sent);
  if (!note.empty()) view.set("note", note);
  view.set("sent_well", sent != "REFUSED");
  view.set("has_text", !one.kr_answer.empty());
  if (!one.kr_answer.empty()) {
    view.set("hash", one.kr_hash);
    view.set("answer", one.kr_answer);
    view.set("pretty", pretty_json(one.kr_answer));
    view.set("signature", signature_view(book, one));
  }
  return view;
}

}  // namespace

http::Response inbox_json(const std::vector<Delivery>& log) {
  return list_answer("notifications", log, [](JsonWriter& out, const auto& one) {
    out.member("outboxId", one.outbox_id);
    out.member("paymentId", one.payment_id);
    out.member_or_null("transaction", one.transaction);
    out.member("rule", one.rule);
    out.member("url", one.url);
    out.member("attempt", one.attempt);
    out.member("at", format_log_time(one.at));
    out.member("httpStatus", one.http_status);
    out.member_or_null("fault", one.fault);
    out.member_or_null("answerStart", one.answer_start);
    out.member("durationMs", one.duration_ms);
    out.member("delivered", one.delivered);
    out.member_or_null("krAnswer", one.kr_answer);
    out.member_or_null("krHash", one.kr_hash);
  });
}

http::Response inbox_page(const merchants::Book& book, const std::vector<Delivery>& log,
                          const Selection& selection) {
  const Delivery* chosen = find(log, selection);
  View view;
  view.set("shop", book.shop->id);
  view.set("any", !log.empty());
  view.set("list", list_view(book, log, chosen));
  view.set("chosen", chosen != nullptr);
  view.set("lost", !chosen && !selection.outbox_id.empty());
  if (chosen) view.set("detail", detail_view(book, *chosen, selection.sent));
  auto response = page(Place::inbox, "Notifications", fill(inbox_template, view));
  if (!chosen && !selection.outbox_id.empty()) response.status = 404;
  return response;
}

std::string pretty_json(std::string_view canonical) {
  std::string out;
  std::size_t depth = 0;
  bool in_text = false, escaped = false;
  const auto new_line = [&] { out.append("\n").append(2 * depth, ' '); };
  for (std::size_t i = 0; i < canonical.size(); ++i) {
    const char c = canonical[i];
    if (in_text) {
      out.push_back(c);
      if (!escaped && c == '"') in_text = false;
      escaped = !escaped && c == '\\';
      continue;
    }
    const char next = i + 1 < canonical.size() ? canonical[i + 1] : '\0';
    if ((c == '{' && next == '}') || (c == '[' && next == ']')) {
      out.push_back(c);
      out.push_back(next);
      ++i;
    } else if (c == '{' || c == '[') {
      out.push_back(c);
      ++depth;
      new_line();
    } else if (c == '}' || c == ']') {
      if (depth > 0) --depth;
      new_line();
      out.push_back(c);
    } else {
      in_text = c == '"';
      out.push_back(c);
      if (c == ',') new_line();
      if (c == ':') out.push_back(' ');
    }
  }
  return out;
}

std::string masked_key(std::string_view key) {
  constexpr std::size_t shown = 4;
  if (key.size() <= 2 * shown) return "••••";
  return "••••••••" + std::string(key.substr(key.size() - shown));
}

}  // namespace guichet::sandbox
