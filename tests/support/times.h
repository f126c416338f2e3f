// How often, from the environment; and the middle and the largest of some times, for a line of a
// test's figures.
//
//   const int kills = TimesWanted("CREDENCE_CRASHES", 4);
//   std::cout << Spread(restarts) << "\n";   // "median 84 ms, longest 131 ms"
//
// Thread-safe: no state.
#ifndef CREDENCE_TESTS_SUPPORT_TIMES_H_
#define CREDENCE_TESTS_SUPPORT_TIMES_H_

#include <absl/strings/numbers.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <string>
#include <vector>

namespace credence::testing {

inline int TimesWanted(const char* variable, int usual) {
  const char* wanted = std::getenv(variable);  // NOLINT(concurrency-mt-unsafe)
  int times = 0;
  const bool is_said = wanted != nullptr && absl::SimpleAtoi(wanted, &times) && times > 0;
  return is_said ? times : usual;
}

inline std::string Spread(std::vector<std::chrono::nanoseconds> times) {
  if (times.empty()) return "none";
  std::ranges::sort(times);
  const auto text = [](std::chrono::nanoseconds time) {
    return std::to_string(std::chrono::round<std::chrono::milliseconds>(time).count()) + " ms";
  };
  return "median " + text(times[times.size() / 2]) + ", longest " + text(times.back());
}

}  // namespace credence::testing

#endif  // CREDENCE_TESTS_SUPPORT_TIMES_H_
