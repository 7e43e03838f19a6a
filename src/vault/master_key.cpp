#include "vault/master_key.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/crypto.hpp"
#include "base/encoding.hpp"
#include "base/memory.hpp"
#include "vault/keys.hpp"

namespace guichet::vault {

namespace {

constexpr std::size_t hex_digits = 2 * Aead::key_bytes;

[[noreturn]] void fail(const std::string& what, const std::string& path) {
  throw KeysError(what + " " + path + ": " + std::strerror(errno));
}

class File {
 public:
  File(const std::string& path, int flags, mode_t mode = 0)
      : fd_(::open(path.c_str(), flags | O_CLOEXEC, mode)) {}
  ~File() {
    if (fd_ >= 0) ::close(fd_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  int fd() const { return fd_; }
  bool is_open() const { return fd_ >= 0; }

 private:
  int fd_;
};

void sync_folder_of(const std::string& path) {
  const std::string parent = std::filesystem::path(path).parent_path().string();
  const std::string folder = parent.empty() ? "." : parent;
  const File handle(folder, O_RDONLY | O_DIRECTORY);
  if (!handle.is_open() || ::fsync(handle.fd()) != 0) fail("cannot flush the folder", folder);
}

/// Text that is wiped when it goes out of scope.
struct KeyText {
  std::array<char, hex_digits + 2> bytes{};
  ~KeyText() { wipe(bytes.data(), bytes.size()); }
};

void write_all(int fd, std::string_view text, const std::string& path) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) fail("cannot write", path);
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace

MasterKey::MasterKey(Secret bytes) : bytes_(std::move(bytes)) {
  lock_and_hide(const_cast<char*>(bytes_.expose().data()), bytes_.expose().size());
  id_ = hmac_sha256_hex(bytes_.expose(), "guichet master key id").substr(0, 16);
}

MasterKey MasterKey::generate(Random& random) {
  std::array<std::uint8_t, Aead::key_bytes> bytes;
  random.fill(bytes);
  MasterKey key(Secret({reinterpret_cast<const char*>(bytes.data()), bytes.size()}));
  wipe(bytes.data(), bytes.size());
  return key;
}

std::optional<MasterKey> MasterKey::read(const std::string& path) {
  const File file(path, O_RDONLY);
  if (!file.is_open()) {
    if (errno == ENOENT) return std::nullopt;
    fail("cannot read the master key", path);
  }
  struct stat status{};
  if (::fstat(file.fd(), &status) != 0) fail("cannot read the master key", path);
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    throw KeysError("the master key " + path +
                    " is open to its group or to others; make it private: chmod 600");
  }
  KeyText text;
  std::size_t size = 0;
  while (size < text.bytes.size()) {
    const ssize_t got = ::read(file.fd(), text.bytes.data() + size, text.bytes.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail("cannot read the master key", path);
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  if (size == hex_digits + 1 && text.bytes[hex_digits] == '\n') size = hex_digits;
  auto bytes = size == hex_digits ? from_hex({text.bytes.data(), size}) : std::nullopt;
  if (!bytes) throw KeysError("the master key " + path + " must be 64 hexadecimal digits");
  MasterKey key(Secret({reinterpret_cast<const char*>(bytes->data()), bytes->size()}));
  wipe(bytes->data(), bytes->size());
  return key;
}

bool MasterKey::publish(const std::string& path, Random& random) const {
  KeyText text;
  constexpr char digits[] = "0123456789abcdef";
  std::size_t at = 0;
  for (const char c : bytes_.expose()) {
    const auto byte = static_cast<unsigned char>(c);
    text.bytes[at++] = digits[byte >> 4];
    text.bytes[at++] = digits[byte & 15];
  }
  text.bytes[at++] = '\n';
  // link() gives the whole file its name, and only if nobody has the name: neither a crash nor a
  // second process can leave half a key or replace one.
  const std::string draft = path + "." + random.hex(64);
  {
    const File file(draft, O_WRONLY | O_CREAT | O_EXCL, S_IRUSR | S_IWUSR);
    if (!file.is_open()) fail("cannot write", draft);
    write_all(file.fd(), {text.bytes.data(), at}, draft);
    if (::fsync(file.fd()) != 0) fail("cannot flush", draft);
  }
  const bool linked = ::link(draft.c_str(), path.c_str()) == 0;
  const int reason = errno;
  ::unlink(draft.c_str());
  if (!linked && reason != EEXIST) {
    errno = reason;
    fail("cannot write the master key", path);
  }
  sync_folder_of(path);
  return linked;
}

// The bytes of the file name the key and derive the wrapping key, so neither tells the other.
Secret MasterKey::wrapping_key() const {
  auto bytes = hmac_sha256(bytes_.expose(), "guichet wrapping key");
  Secret key({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  wipe(bytes.data(), bytes.size());
  return key;
}

std::string MasterKey::wrap(Random& random, std::string_view plain,
                            std::string_view associated) const {
  return Aead(wrapping_key()).seal(random, plain, associated);
}

std::optional<Secret> MasterKey::unwrap(std::string_view wrapped,
                                        std::string_view associated) const {
  return Aead(wrapping_key()).open(wrapped, associated);
}

bool rename_durably(const std::string& from, const std::string& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) {
    if (errno == ENOENT) return false;
    fail("cannot rename " + from + " to", to);
  }
  sync_folder_of(to);
  return true;
}

}  // namespace guichet::vault
