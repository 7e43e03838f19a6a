#pragma once

#include <string>
#include <string_view>

#include "base/time.hpp"
#include "contract/error.hpp"

namespace guichet::contract {

/// What every answer says about itself (spec/envelope.md 5.1).
struct EnvelopeContext {
  std::string_view web_service;   // "Charge/SDKTest"
  std::string_view mode;          // "TEST" or "PRODUCTION"
  std::string_view ticket;        // 32 lower-case hexadecimal characters
  std::string_view server_url;    // scheme and host, no path
  std::string_view provider;      // applicationProvider
  Instant server_date;            // business clock of the book, or wall time without a book
};

/// The envelope around an answer that is already JSON text.
std::string write_success(const EnvelopeContext& context, std::string_view answer_json);
/// The envelope around a V4/WebService/WebServiceError. `shop_id` empty: null.
std::string write_error(const EnvelopeContext& context, const Refusal& refusal,
                        std::string_view shop_id);

}  // namespace guichet::contract
