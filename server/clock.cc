#include "server/clock.h"

#include <absl/time/time.h>
#include <grpc/support/time.h>

namespace credence::server {

Clock SystemClock() {
  return [] { return int64_t{gpr_now(GPR_CLOCK_REALTIME).tv_sec}; };
}

std::string TimeText(int64_t seconds) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", absl::FromUnixSeconds(seconds),
                          absl::UTCTimeZone());
}

}  // namespace credence::server
