#include "contract/envelope.hpp"

#include "base/encoding.hpp"
#include "base/json_writer.hpp"

namespace guichet::contract {
namespace {

constexpr std::size_t text_bytes_max = 127;  // spec/envelope.md 5.3

/// Members before `answer`, in the order of spec/envelope.md 5.1.
void open_envelope(JsonWriter& out, const EnvelopeContext& context, std::string_view status) {
  out.begin_object();
  out.member("webService", context.web_service);
  out.member("version", "V4");
  out.member("applicationVersion", GUICHET_VERSION);
  out.member("status", status);
}

void close_envelope(JsonWriter& out, const EnvelopeContext& context) {
  out.member("ticket", context.ticket);
  out.member("serverDate", format_date_time(context.server_date));
  out.member("applicationProvider", context.provider);
  out.member_null("metadata");
  out.member("mode", context.mode);
  out.member("serverUrl", context.server_url);
  out.member("_type", "V4/WebService/Response");
  out.end_object();
}

}  // namespace

std::string write_success(const EnvelopeContext& context, std::string_view answer_json) {
  JsonWriter out(answer_json.size() + 512);
  open_envelope(out, context, "SUCCESS");
  out.member_raw("answer", answer_json);
  close_envelope(out, context);
  return out.take();
}

std::string write_error(const EnvelopeContext& context, const Refusal& refusal,
                        std::string_view shop_id) {
  JsonWriter out(1024);
  open_envelope(out, context, "ERROR");
  out.begin_object("answer");
  out.member("errorCode", refusal.code);
  out.member("errorMessage", utf8_prefix(refusal.public_message(), text_bytes_max));
  out.member_or_null("detailedErrorCode", utf8_prefix(refusal.detailed_code, text_bytes_max));
  out.member_or_null("detailedErrorMessage",
                     utf8_prefix(refusal.detailed_message, text_bytes_max));
  out.member("ticket", "null");  // the literal text, as the platform writes it
  out.member_or_null("shopId", shop_id);
  out.member("_type", "V4/WebService/WebServiceError");
  out.end_object();
  close_envelope(out, context);
  return out.take();
}

}  // namespace guichet::contract
