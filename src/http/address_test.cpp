#include "http/address.hpp"

#include <gtest/gtest.h>

namespace guichet::http {
namespace {

TEST(IsPrivateAddress, FirstAndLastOfEachRange) {
  for (const char* ip :
       {"0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255",
        "127.0.0.0", "127.0.0.1", "127.255.255.255", "169.254.0.0", "169.254.169.254",
        "169.254.255.255", "172.16.0.0", "172.31.255.255", "192.0.0.0", "192.0.0.255",
        "192.168.0.0", "192.168.255.255", "198.18.0.0", "198.19.255.255", "224.0.0.0",
        "239.255.255.255", "240.0.0.0", "255.255.255.255", "::", "::1", "fc00::", "fdff::1",
        "fe80::", "fe80::1", "febf::1", "fec0::1", "ff00::", "ff02::1", "100::1", "2001::1",
        "64:ff9b:1::1"}) {
    EXPECT_TRUE(is_private_address(ip)) << ip;
  }
}

TEST(IsPrivateAddress, NeighboursOfTheRangesArePublic) {
  for (const char* ip :
       {"1.0.0.0", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0",
        "126.255.255.255", "128.0.0.0", "169.253.255.255", "169.255.0.0", "172.15.255.255",
        "172.32.0.0", "192.0.1.0", "192.167.255.255", "192.169.0.0", "198.17.255.255",
        "198.20.0.0", "223.255.255.255", "2606:4700::1", "2a00:1450::1", "2001:4860:4860::8888",
        "fbff::1", "100:0:0:1::1"}) {
    EXPECT_FALSE(is_private_address(ip)) << ip;
  }
}

TEST(IsPrivateAddress, Ipv4InsideIpv6IsJudgedAsIpv4) {
  for (const char* ip : {"::ffff:127.0.0.1", "::ffff:7f00:1", "::FFFF:10.0.0.1", "::ffff:0:0",
                         "::ffff:169.254.169.254", "::127.0.0.1", "64:ff9b::10.0.0.1",
                         "64:ff9b::7f00:1", "2002:7f00:1::", "2002:a00:1::1"}) {
    EXPECT_TRUE(is_private_address(ip)) << ip;
  }
  for (const char* ip : {"::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1"}) {
    EXPECT_FALSE(is_private_address(ip)) << ip;
  }
}

TEST(IsPrivateAddress, WhatIsNoAddressIsNotReached) {
  for (const char* ip : {"", "shop.test", "127.1", "8.8.8", "8.8.8.8 ", "8.8.8.8:80", "[::1]",
                         "fe80::1%eth0", "08.8.8.8", "1.2.3.4.5", "1::2::3"}) {
    EXPECT_TRUE(is_private_address(ip)) << ip;
  }
}

TEST(IpAddress, HasOneSpelling) {
  EXPECT_EQ(IpAddress::parse("::ffff:1.2.3.4")->text(), "1.2.3.4");
  EXPECT_EQ(IpAddress::parse("2001:DB8:0:0::1")->text(), "2001:db8::1");
  EXPECT_EQ(IpAddress::parse("1.2.3.4"), IpAddress::parse("::ffff:102:304"));
}

TEST(IpRange, HoldsItsAddressesOnly) {
  const auto range = IpRange::parse("192.0.2.128/25").value();
  EXPECT_TRUE(range.holds(*IpAddress::parse("192.0.2.128")));
  EXPECT_TRUE(range.holds(*IpAddress::parse("192.0.2.255")));
  EXPECT_FALSE(range.holds(*IpAddress::parse("192.0.2.127")));
  EXPECT_TRUE(IpRange::parse("0.0.0.0/0")->holds(*IpAddress::parse("8.8.8.8")));
  EXPECT_FALSE(IpRange::parse("0.0.0.0/0")->holds(*IpAddress::parse("2001:db8::1")));
  EXPECT_TRUE(IpRange::parse("::/0")->holds(*IpAddress::parse("8.8.8.8")));
  EXPECT_TRUE(IpRange::parse("2001:db8::/33")->holds(*IpAddress::parse("2001:db8:7fff::1")));
  EXPECT_FALSE(IpRange::parse("2001:db8::/33")->holds(*IpAddress::parse("2001:db8:8000::1")));
  for (const char* text : {"", "/8", "10.0.0.0/", "10.0.0.0/33", "::/129", "10.0.0.0/-1",
                           "10.0.0.0/8x", "10.0.0/8", "name/8"}) {
    EXPECT_FALSE(IpRange::parse(text)) << text;
  }
}

}  // namespace
}  // namespace guichet::http
