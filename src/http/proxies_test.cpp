#include "http/proxies.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace guichet::http {
namespace {

struct Forwarded {
  std::string peer;
  std::vector<std::pair<std::string, std::string>> fields;
};

Request apply(const Forwarded& forwarded) {
  const TrustedProxies proxies({"10.0.0.0/8", "127.0.0.1", "2001:db8::/32"});
  Request request;
  request.peer = forwarded.peer;
  request.host = "own.test";
  for (const auto& [name, value] : forwarded.fields) request.headers.add(name, value);
  proxies.apply(request);
  return request;
}

TEST(TrustedProxies, AStrangerIsNotBelieved) {
  const auto request = apply({"8.8.8.8",
                              {{"X-Forwarded-For", "1.1.1.1"},
                               {"X-Forwarded-Proto", "https"},
                               {"X-Forwarded-Host", "evil.test"}}});
  EXPECT_EQ(request.peer, "8.8.8.8");
  EXPECT_EQ(request.host, "own.test");
  EXPECT_FALSE(request.secure);
}

TEST(TrustedProxies, TheRightmostUntrustedAddressIsThePeer) {
  const std::pair<const char*, const char*> rows[] = {
      {"1.1.1.1", "1.1.1.1"},
      {"6.6.6.6, 1.1.1.1", "1.1.1.1"},               // the first was made up by the buyer
      {"6.6.6.6,1.1.1.1 ,\t10.0.0.2", "1.1.1.1"},    // a second proxy of ours
      {"10.0.0.3, 10.0.0.2", "10.0.0.3"},            // nobody but us
      {"1.1.1.1, nonsense", "10.1.1.1"},             // believed up to the nonsense
      {"1.1.1.1, nonsense, 10.0.0.2", "10.0.0.2"},
      {"1.1.1.1, ", "10.1.1.1"},
      {"2A00:0:0::1", "2a00::1"},
      {"2a00::1, 2001:db8::5", "2a00::1"},
      {"::ffff:1.1.1.1, ::ffff:10.0.0.2", "1.1.1.1"},
  };
  for (const auto& [list, peer] : rows) {
    EXPECT_EQ(apply({"10.1.1.1", {{"x-forwarded-for", list}}}).peer, peer) << list;
  }
  EXPECT_EQ(apply({"10.1.1.1", {{"X-Forwarded-For", "1.1.1.1"}, {"X-Forwarded-For", "2.2.2.2"}}})
                .peer,
            "2.2.2.2");
}

TEST(TrustedProxies, SchemeAndHostComeFromTheNearestProxy) {
  const auto request = apply({"127.0.0.1",
                              {{"X-Forwarded-Proto", "http, https"},
                               {"X-Forwarded-Host", "evil.test, pay.test:8443"}}});
  EXPECT_TRUE(request.secure);
  EXPECT_EQ(request.host, "pay.test:8443");
  EXPECT_FALSE(apply({"127.0.0.1", {{"X-Forwarded-Proto", "https, http"}}}).secure);
  EXPECT_EQ(apply({"127.0.0.1", {{"X-Forwarded-Host", "a/b"}}}).host, "own.test");
}

TEST(TrustedProxies, RangesAreChecked) {
  EXPECT_THROW(TrustedProxies({"proxy.test"}), std::invalid_argument);
}

}  // namespace
}  // namespace guichet::http
