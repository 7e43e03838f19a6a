#include "base/crypto.hpp"
#include "base/encoding.hpp"
#include "notifications/outbox.hpp"

namespace guichet::notifications {

SignedText sign(std::string kr_answer, const Secret& key) {
  std::string hash = hmac_sha256_hex(key.expose(), kr_answer);
  return {std::move(kr_answer), std::move(hash)};
}

std::string write_form(const SignedText& text, std::string_view hash_key) {
  std::string body;
  body.reserve(text.kr_answer.size() * 3 + 512);  // the encoder's own need, so that it never moves
  body += "kr-hash=";
  body += form_encode(text.kr_hash);
  body += "&kr-hash-algorithm=sha256_hmac&kr-hash-key=";
  body += form_encode(hash_key);
  body += "&kr-answer-type=V4%2FPayment&kr-answer=";
  append_form_encoded(body, text.kr_answer);
  return body;
}

}  // namespace guichet::notifications
