#include "core/stop.h"

#include <string>

#include "core/check.h"

namespace credence {

bool Stop::Look() {
  if (cause_ != Cause::kNone) return true;
  turns_ = conditions_.turns - 1;
  const bool has_end = conditions_.deadline != Time::max() || conditions_.budget != Time::max();
  const Time now = has_end ? conditions_.now() : Time::min();
  if (conditions_.is_gone && conditions_.is_gone()) {
    cause_ = Cause::kGone;
  } else if (now >= conditions_.deadline) {
    cause_ = Cause::kDeadline;
  } else if (now >= conditions_.budget) {
    cause_ = Cause::kBudget;
  }
  return cause_ != Cause::kNone;
}

absl::Status Stop::Why(std::string_view how_far) const {
  const std::string rest = how_far.empty() ? "" : " " + std::string(how_far);
  switch (cause_) {
    case Cause::kGone:
      return absl::CancelledError(
          ToAbsl("the call was cancelled or its deadline has passed" + rest));
    case Cause::kDeadline:
      return absl::DeadlineExceededError(ToAbsl("the deadline has passed" + rest));
    case Cause::kBudget:
      return absl::DeadlineExceededError(ToAbsl("the time to work here is used up" + rest));
    case Cause::kNone:
      break;
  }
  CREDENCE_CHECK(false);
}

}  // namespace credence
