#include "base/crypto.hpp"

#include <openssl/core_names.h>
#include <openssl/evp.h>

#include <atomic>
#include <memory>

#include "base/check.hpp"
#include "base/encoding.hpp"

namespace guichet {

namespace {

constexpr std::size_t nonce_bytes = 12;
constexpr std::size_t tag_bytes = 16;

template <auto release>
struct Releaser {
  template <class T>
  void operator()(T* object) const {
    release(object);
  }
};
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, Releaser<EVP_CIPHER_CTX_free>>;
using MacContext = std::unique_ptr<EVP_MAC_CTX, Releaser<EVP_MAC_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Releaser<EVP_MD_CTX_free>>;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

/// A failure here is a broken library or no memory: nothing a caller could answer for.
void must(bool holds) { check(holds, "OpenSSL refused a call"); }

// Looking an algorithm up by name takes locks: done once a process, never freed.
const EVP_CIPHER* aes_256_gcm() {
  static const EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  must(cipher != nullptr);
  return cipher;
}

const EVP_MD* sha256_digest() {
  static const EVP_MD* const digest = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  must(digest != nullptr);
  return digest;
}

MacContext make_mac_context() {
  EVP_MAC* mac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  must(mac != nullptr);
  MacContext context(EVP_MAC_CTX_new(mac));
  EVP_MAC_free(mac);  // the context keeps its own reference
  must(context != nullptr);
  char name[] = "SHA256";
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0), OSSL_PARAM_construct_end()};
  must(EVP_MAC_CTX_set_params(context.get(), parameters) == 1);
  return context;
}

/// The two keyed contexts of one Aead on this thread.
struct KeyedContexts {
  std::uint64_t key_id = 0;
  CipherContext seal, open;
};

CipherContext make_cipher_context(std::string_view key, int encrypt) {
  CipherContext context(EVP_CIPHER_CTX_new());
  must(context != nullptr);
  must(EVP_CipherInit_ex2(context.get(), aes_256_gcm(), bytes_of(key), nullptr, encrypt,
                          nullptr) == 1);
  return context;
}

/// Keying a context costs more than sealing a card number, so a thread keeps those it used last.
/// `key_id` is never used for two keys, so a context found by it holds the right one.
KeyedContexts& contexts_for(std::uint64_t key_id, std::string_view key) {
  constexpr std::size_t kept = 8;
  thread_local KeyedContexts slots[kept];
  thread_local std::size_t next = 0;
  for (auto& slot : slots) {
    if (slot.key_id == key_id) return slot;
  }
  auto& slot = slots[next++ % kept];
  slot.key_id = 0;  // names nothing until both contexts are made
  slot.seal = make_cipher_context(key, 1);
  slot.open = make_cipher_context(key, 0);
  slot.key_id = key_id;
  return slot;
}

std::uint64_t next_key_id() {
  static std::atomic<std::uint64_t> last{0};
  return last.fetch_add(1, std::memory_order_relaxed) + 1;
}

int checked_size(std::string_view text) {
  check(text.size() <= INT32_MAX, "crypto: input too long");
  return static_cast<int>(text.size());
}

/// Wipes a buffer that may hold plain text, on every way out.
struct WipedBuffer {
  std::string bytes;
  ~WipedBuffer() { wipe(bytes.data(), bytes.size()); }
};

}  // namespace

std::array<std::uint8_t, 32> hmac_sha256(std::string_view key, std::string_view message) {
  thread_local const MacContext context = make_mac_context();
  // A null key would mean "the key of last time" to OpenSSL, so an empty one needs an address.
  const auto* key_bytes = key.empty() ? reinterpret_cast<const unsigned char*>("") : bytes_of(key);
  must(EVP_MAC_init(context.get(), key_bytes, key.size(), nullptr) == 1);
  must(EVP_MAC_update(context.get(), bytes_of(message), message.size()) == 1);
  std::array<std::uint8_t, 32> out;
  std::size_t written = 0;
  must(EVP_MAC_final(context.get(), out.data(), &written, out.size()) == 1);
  must(written == out.size());
  return out;
}

std::string hmac_sha256_hex(std::string_view key, std::string_view message) {
  return to_hex(hmac_sha256(key, message));
}

std::array<std::uint8_t, 32> sha256(std::string_view message) {
  thread_local const DigestContext context(EVP_MD_CTX_new());
  must(context != nullptr);
  must(EVP_DigestInit_ex2(context.get(), sha256_digest(), nullptr) == 1);
  must(EVP_DigestUpdate(context.get(), message.data(), message.size()) == 1);
  std::array<std::uint8_t, 32> out;
  unsigned written = 0;
  must(EVP_DigestFinal_ex(context.get(), out.data(), &written) == 1);
  must(written == out.size());
  return out;
}

Aead::Aead(Secret key) : key_(std::move(key)), key_id_(next_key_id()) {
  check(key_.expose().size() == key_bytes, "Aead: the key must have 32 bytes");
}

std::string Aead::seal(Random& random, std::string_view plain, std::string_view associated) const {
  auto* context = contexts_for(key_id_, key_.expose()).seal.get();
  std::string out(nonce_bytes + plain.size() + tag_bytes, '\0');
  auto* bytes = reinterpret_cast<unsigned char*>(out.data());
  random.fill({bytes, nonce_bytes});
  must(EVP_EncryptInit_ex2(context, nullptr, nullptr, bytes, nullptr) == 1);
  int written = 0;
  must(EVP_EncryptUpdate(context, nullptr, &written, bytes_of(associated),
                         checked_size(associated)) == 1);
  if (!plain.empty()) {
    must(EVP_EncryptUpdate(context, bytes + nonce_bytes, &written, bytes_of(plain),
                           checked_size(plain)) == 1);
    must(static_cast<std::size_t>(written) == plain.size());
  }
  unsigned char* tag = bytes + nonce_bytes + plain.size();
  must(EVP_EncryptFinal_ex(context, tag, &written) == 1 && written == 0);
  must(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, tag_bytes, tag) == 1);
  return out;
}

std::optional<Secret> Aead::open(std::string_view sealed, std::string_view associated) const {
  if (sealed.size() < overhead_bytes) return std::nullopt;
  auto* context = contexts_for(key_id_, key_.expose()).open.get();
  const auto cipher_text = sealed.substr(nonce_bytes, sealed.size() - overhead_bytes);
  unsigned char tag[tag_bytes];
  sealed.copy(reinterpret_cast<char*>(tag), tag_bytes, sealed.size() - tag_bytes);
  must(EVP_DecryptInit_ex2(context, nullptr, nullptr, bytes_of(sealed), nullptr) == 1);
  must(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, tag_bytes, tag) == 1);
  int written = 0;
  must(EVP_DecryptUpdate(context, nullptr, &written, bytes_of(associated),
                         checked_size(associated)) == 1);
  WipedBuffer plain{std::string(cipher_text.size() + 1, '\0')};
  auto* out = reinterpret_cast<unsigned char*>(plain.bytes.data());
  if (!cipher_text.empty()) {
    must(EVP_DecryptUpdate(context, out, &written, bytes_of(cipher_text),
                           checked_size(cipher_text)) == 1);
  }
  // Until this call nothing of `out` is proven: it leaves only when the tag agrees.
  if (EVP_DecryptFinal_ex(context, out + cipher_text.size(), &written) != 1) return std::nullopt;
  return Secret(std::string_view(plain.bytes).substr(0, cipher_text.size()));
}

}  // namespace guichet
