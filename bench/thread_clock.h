// What this thread alone has run for, so that what else runs on the machine counts less.
//
//   const double start = SecondsOfThread();
//   ... work ...
//   const double taken = SecondsOfThread() - start;
//
// Thread-safe: no state.
#ifndef CREDENCE_BENCH_THREAD_CLOCK_H_
#define CREDENCE_BENCH_THREAD_CLOCK_H_

#include <ctime>

namespace credence::bench {

inline double SecondsOfThread() {
  std::timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

}  // namespace credence::bench

#endif  // CREDENCE_BENCH_THREAD_CLOCK_H_
