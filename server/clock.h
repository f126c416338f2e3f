// What time it is, for whoever must be told.
//
//   Clock now = SystemClock();
//   TimeText(now())   -> "2026-04-01T12:00:00Z"
//
// Passed in, so that tests set it. Seconds since 1970, UTC, without leap seconds; where order
// within a second counts, microseconds. Thread-safe.
#ifndef CREDENCE_SERVER_CLOCK_H_
#define CREDENCE_SERVER_CLOCK_H_

#include <cstdint>
#include <functional>
#include <string>

namespace credence::server {

using Clock = std::function<int64_t()>;

Clock SystemClock();

using MicrosecondClock = std::function<int64_t()>;

MicrosecondClock SystemMicrosecondClock();

// RFC 3339, UTC.
std::string TimeText(int64_t seconds);
// "2026-04-01T12:00:00.000250Z"
std::string MicrosecondText(int64_t microseconds);

}  // namespace credence::server

#endif  // CREDENCE_SERVER_CLOCK_H_
