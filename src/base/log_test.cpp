#include "base/log.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cstdio>
#include <fstream>
#include <thread>
#include <vector>

namespace guichet::log {
namespace {

struct LogTest : testing::Test {
  std::string path = testing::TempDir() + "guichet-log-test-" + std::to_string(getpid());
  void TearDown() override {
    stop();
    start({Level::debug, ""});
    stop();
    std::remove(path.c_str());
  }
  std::vector<std::string> lines() const {
    std::ifstream file(path);
    std::vector<std::string> out;
    for (std::string line; std::getline(file, line);) out.push_back(line);
    return out;
  }
};

TEST_F(LogTest, ALineIsOneJsonObject) {
  start({Level::info, path});
  info("payment.made", {{"shop", "69876357"}, {"format", "{} {0} %v %s"}});
  stop();
  ASSERT_EQ(lines().size(), 1u);
  const auto line = boost::json::parse(lines()[0]).as_object();
  EXPECT_EQ(line.at("level"), "info");
  EXPECT_EQ(line.at("event"), "payment.made");
  EXPECT_EQ(line.at("shop"), "69876357");
  EXPECT_EQ(line.at("format"), "{} {0} %v %s");
  EXPECT_EQ(line.at("at").as_string().size(), 24u);
}

// Values come from the network: none of them may break a line, or begin another.
TEST_F(LogTest, NoBytesBreakALine) {
  std::string every;
  for (int i = 0; i < 256; ++i) every.push_back(static_cast<char>(i));
  start({Level::info, path});
  warning("odd", {{"value", every}, {"cut", "caf\xc3"}, {"break", "a\r\n{\"event\":\"forged\"}"}});
  stop();
  ASSERT_EQ(lines().size(), 1u);
  const auto line = boost::json::parse(lines()[0]).as_object();
  EXPECT_EQ(line.at("cut"), "caf\xef\xbf\xbd");
  EXPECT_EQ(line.at("break"), "a\r\n{\"event\":\"forged\"}");
}

TEST_F(LogTest, LinesBelowTheLevelAreLeftOut) {
  start({Level::warning, path});
  debug("no");
  info("no");
  warning("yes");
  error("yes");
  stop();
  EXPECT_EQ(lines().size(), 2u);
}

TEST_F(LogTest, WithoutAWriterLinesGoToStandardError) {
  testing::internal::CaptureStderr();
  error("early", {{"a", "b"}});
  const auto text = testing::internal::GetCapturedStderr();
  EXPECT_EQ(boost::json::parse(text).at("a"), "b");
}

// Stopping while others write loses no process: the lines go to one place or the other.
TEST_F(LogTest, StopsWhileOthersWrite) {
  start({Level::info, path});
  testing::internal::CaptureStderr();
  std::vector<std::thread> threads;
  for (int t = 0; t < 3; ++t) {
    threads.emplace_back([] {
      for (int i = 0; i < 500; ++i) info("line", {{"i", std::to_string(i)}});
    });
  }
  stop();
  for (auto& thread : threads) thread.join();
  const auto rest = testing::internal::GetCapturedStderr();
  const auto written = lines();
  std::size_t late = 0;  // a sanitizer may have written there as well
  for (std::size_t at = 0; (at = rest.find("\"event\":\"line\"", at)) != rest.npos; ++at) ++late;
  EXPECT_EQ(written.size() + late, 1500u);
  for (const auto& line : written) EXPECT_NO_THROW(boost::json::parse(line)) << line;
}

}  // namespace
}  // namespace guichet::log
