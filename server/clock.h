// What time it is, for whoever must be told.
//
//   Clock now = SystemClock();
//   TimeText(now())   -> "2026-04-01T12:00:00Z"
//
// Passed in, so that tests set it. Seconds since 1970, UTC, without leap seconds. Thread-safe.
#ifndef CREDENCE_SERVER_CLOCK_H_
#define CREDENCE_SERVER_CLOCK_H_

#include <cstdint>
#include <functional>
#include <string>

namespace credence::server {

using Clock = std::function<int64_t()>;

Clock SystemClock();

// RFC 3339, UTC.
std::string TimeText(int64_t seconds);

}  // namespace credence::server

#endif  // CREDENCE_SERVER_CLOCK_H_
