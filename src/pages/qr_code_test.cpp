#include "pages/qr_code.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace guichet::pages {
namespace {

const std::string link = "https://pay.example/t/abcdefghijklmnopqrstuvwxyz";

// What the pictures say is read back by a stock reader in the scenario of Charge/CreateQRCode.
TEST(QrCodeTest, APictureIsAPngThatGrowsWithItsSize) {
  const std::string small = qr_png(link, QrSize::small);
  EXPECT_EQ(small.substr(0, 8), "\x89PNG\r\n\x1a\n");
  const auto side = [](const std::string& png) {
    return (static_cast<unsigned char>(png[18]) << 8) + static_cast<unsigned char>(png[19]);
  };
  EXPECT_EQ(side(small) % 4, 0);
  EXPECT_EQ(side(qr_png(link, QrSize::medium)), 2 * side(small));
  EXPECT_EQ(side(qr_png(link, QrSize::large)), 3 * side(small));
}

TEST(QrCodeTest, ADrawingHasAQuietZoneOfFourModules) {
  const std::string svg = qr_svg(link);
  EXPECT_TRUE(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\""));
  EXPECT_NE(svg.find("d=\"M4 4h7v1h-7z"), std::string::npos) << "the first finder pattern";
}

TEST(QrCodeTest, WhatDoesNotFitIsRefused) {
  EXPECT_THROW(qr_png(std::string(5000, 'x'), QrSize::small), std::runtime_error);
  EXPECT_THROW(qr_svg(std::string(5000, 'x')), std::runtime_error);
}

}  // namespace
}  // namespace guichet::pages
