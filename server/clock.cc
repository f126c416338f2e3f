#include "server/clock.h"

#include <absl/time/time.h>
#include <grpc/support/time.h>

namespace credence::server {

Clock SystemClock() {
  return [] { return int64_t{gpr_now(GPR_CLOCK_REALTIME).tv_sec}; };
}

MicrosecondClock SystemMicrosecondClock() {
  return [] {
    const gpr_timespec now = gpr_now(GPR_CLOCK_REALTIME);
    return int64_t{now.tv_sec} * 1'000'000 + now.tv_nsec / 1'000;
  };
}

std::string TimeText(int64_t seconds) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", absl::FromUnixSeconds(seconds),
                          absl::UTCTimeZone());
}

std::string MicrosecondText(int64_t microseconds) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", absl::FromUnixMicros(microseconds),
                          absl::UTCTimeZone());
}

}  // namespace credence::server
