#pragma once

#include <chrono>
#include <cstddef>

/// Every bound of the program in one place (design.md 6, examples.md "limits have names").
/// Each has a test at the limit and a clear answer beyond it.
namespace guichet::limits {

using namespace std::chrono_literals;

// The wire.
inline constexpr std::size_t http_header_bytes_max = 16 * 1024;   // beyond: 431
inline constexpr std::size_t http_body_bytes_max = 4 * 1024 * 1024;  // beyond: 413
inline constexpr std::size_t api_body_bytes_max = 1024 * 1024;    // beyond: INT_914
inline constexpr std::size_t http_connections_max = 4096;         // beyond: 503
inline constexpr auto http_idle_time_max = 75s;
inline constexpr auto http_request_time_max = 30s;                // header and body, together
inline constexpr std::size_t json_depth_max = 32;                 // beyond: INT_902

// Deadlines inside the 40 s of an API answer.
inline constexpr auto acquirer_deadline = 10s;
inline constexpr auto ipn_connect_time_max = 5s;
inline constexpr auto ipn_total_time_max = 30s;
inline constexpr auto ipn_browser_wait_max = 30s;
inline constexpr auto drain_time_max = 30s;

// Queues.
inline constexpr std::size_t writer_queue_batches_max = 16384;  // beyond: the call fails
inline constexpr std::size_t writer_group_batches_max = 128;
inline constexpr std::size_t unit_tries_max = 10;
inline constexpr auto unit_pause_max = 256ms;                   // between two tries, from 8 ms on

// Contract.
inline constexpr auto form_token_life = 15min;
inline constexpr std::size_t form_token_inline_context_bytes_max = 6 * 1024;
inline constexpr std::size_t order_get_transactions_max = 30;
inline constexpr std::size_t ipn_stored_answer_chars_max = 512;

// Text of a request's address and headers, before it is shown, stored or signed: cut off there.
inline constexpr std::size_t shown_header_bytes_max = 2048;   // User-Agent, Accept
inline constexpr std::size_t shown_service_bytes_max = 255;
inline constexpr std::size_t shown_address_bytes_max = 1024;
inline constexpr std::size_t authorization_bytes_max = 1024;  // beyond: INT_905

// Idempotency-Key.
inline constexpr std::size_t idempotency_key_bytes_max = 255;  // beyond: INT_902
inline constexpr auto idempotency_life = 720h;                 // 30 days, then the key is new again
inline constexpr auto idempotency_wait_max = 30s;              // for a call still running: PSP_679

// Mail.
inline constexpr auto mail_total_time_max = 30s;

}  // namespace guichet::limits
