// Whether work under way is still wanted: asked at every step of it, and cheap to ask.
//
//   Stop stop({.deadline = now + 2s, .is_gone = [context] { return context->IsCancelled(); }});
//   for (const Item& item : items) {
//     if (stop.IsAsked()) return stop.Why("after 12 of 1,000 items");
//     ...
//   }
//
// Work stops when whoever waits for it is gone, when its deadline passes, or when it has used up
// the time it may take where it runs (its budget): what is broken off for that is begun again
// elsewhere. Once it is to stop it stays so. What was worked out by then is of no use, and nobody
// may look at it: the work only ends soon and in good order.
//
// IsAsked looks at the clock at some of its turns only, so that it may stand in loops whose turns
// take a tenth of a microsecond; Look does every time, for turns of milliseconds.
//
// Thread-safety: belongs to the thread that works.
#ifndef CREDENCE_CORE_STOP_H_
#define CREDENCE_CORE_STOP_H_

#include <chrono>
#include <cstdint>
#include <functional>
#include <string_view>
#include <utility>

#include "core/status.h"

namespace credence {

struct StopConditions {
  using Time = std::chrono::steady_clock::time_point;

  Time deadline = Time::max();
  Time budget = Time::max();
  std::function<bool()> is_gone = {};  // empty: whoever waits does not go
  std::function<Time()> now = std::chrono::steady_clock::now;
  uint32_t turns = 64;  // from one look of IsAsked to the next
};

class Stop {
 public:
  using Time = StopConditions::Time;
  enum class Cause : uint8_t { kNone, kGone, kDeadline, kBudget };

  explicit Stop(StopConditions conditions) : conditions_(std::move(conditions)) {}

  bool IsAsked() {
    if (cause_ != Cause::kNone) return true;
    return turns_-- == 0 && Look();  // which sets them anew
  }
  bool Look();

  Cause cause() const { return cause_; }
  // CANCELLED or DEADLINE_EXCEEDED, with how far the work came: "after 12 of 1,000 items".
  // REQUIRES: it is to stop.
  absl::Status Why(std::string_view how_far) const;

 private:
  const StopConditions conditions_;
  uint32_t turns_ = 0;  // until the next look
  Cause cause_ = Cause::kNone;
};

// For work that may be done with nobody to stop it.
inline bool IsAsked(Stop* stop) { return stop != nullptr && stop->IsAsked(); }

}  // namespace credence

#endif  // CREDENCE_CORE_STOP_H_
