#include "store/machine.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <vector>

#include "base/check.hpp"
#include "base/stopwatch.hpp"

namespace guichet::bench {

MachineProbe::MachineProbe() : start_(read()) {}

MachineProbe::Ticks MachineProbe::read() {
  std::ifstream stat("/proc/stat");
  std::string cpu;
  stat >> cpu;
  Ticks ticks;
  // user nice system idle iowait irq softirq steal (proc(5))
  for (int field = 0; field < 8; ++field) {
    unsigned long long value = 0;
    stat >> value;
    ticks.all += value;
    if (field == 7) ticks.steal = value;
  }
  return ticks;
}

double MachineProbe::steal_percent() const {
  const Ticks now = read();
  const auto all = now.all - start_.all;
  return all == 0 ? 0 : 100.0 * static_cast<double>(now.steal - start_.steal) /
                            static_cast<double>(all);
}

double flush_seconds(const std::string& directory) {
  const std::string path = directory + "/flush-probe";
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  check(file >= 0, "flush probe: cannot write");
  const std::string page(4096, 'x');
  std::vector<double> times;
  for (int i = 0; i < 21; ++i) {
    const Stopwatch stopwatch;
    const auto written = ::pwrite(file, page.data(), page.size(), i * 4096);
    check(written == 4096 && ::fdatasync(file) == 0, "flush probe: cannot flush");
    times.push_back(stopwatch.seconds());
  }
  ::close(file);
  ::unlink(path.c_str());
  std::nth_element(times.begin(), times.begin() + 10, times.end());
  return times[10];
}

}  // namespace guichet::bench
