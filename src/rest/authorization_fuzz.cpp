#include "rest/authorization.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, unsigned long size) {
  const auto read = guichet::rest::parse_authorization(
      {reinterpret_cast<const char*>(data), static_cast<std::size_t>(size)});
  if (read && read->user.find(':') != std::string::npos) __builtin_trap();
  return 0;
}
