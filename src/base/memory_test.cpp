#include "base/memory.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

namespace guichet {
namespace {

/// The kernel's flags of the mapping that holds `address`: "dd" says "not in a core dump".
std::string flags_of(const void* address) {
  std::ifstream maps("/proc/self/smaps");
  const auto wanted = reinterpret_cast<std::uintptr_t>(address);
  bool inside = false;
  for (std::string line; std::getline(maps, line);) {
    unsigned long begin = 0, end = 0;
    if (std::sscanf(line.c_str(), "%lx-%lx ", &begin, &end) == 2) {
      inside = begin <= wanted && wanted < end;
    } else if (inside && line.starts_with("VmFlags:")) {
      return line + " ";
    }
  }
  return {};
}

TEST(Memory, HiddenPagesAreZeroAndOutOfCoreDumps) {
  HiddenPages pages(100);
  ASSERT_EQ(pages.bytes().size(), 100u);
  EXPECT_TRUE(std::all_of(pages.bytes().begin(), pages.bytes().end(), [](auto b) { return !b; }));
  pages.bytes()[99] = 7;
  EXPECT_NE(flags_of(pages.bytes().data()).find(" dd "), std::string::npos);
}

TEST(Memory, ARegionThatStartsInsideAPageIsHiddenWhole) {
  std::vector<char> region(20'000, 'x');
  EXPECT_TRUE(lock_and_hide(region.data() + 1, region.size() - 2));
  EXPECT_NE(flags_of(region.data() + 1).find(" dd "), std::string::npos);
  EXPECT_NE(flags_of(region.data() + region.size() - 2).find(" dd "), std::string::npos);
  EXPECT_EQ(region[10'000], 'x');
  EXPECT_TRUE(lock_and_hide(nullptr, 0));
}

}  // namespace
}  // namespace guichet
