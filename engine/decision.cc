#include "engine/decision.h"

#include "core/check.h"

namespace credence::engine {

std::string_view StageName(Stage stage) {
  switch (stage) {
    case Stage::kQualify:
      return "qualify";
    case Stage::kExclude:
      return "exclude";
    case Stage::kReplace:
      return "replace";
    case Stage::kChoose:
      return "choose";
    case Stage::kForfeit:
      return "forfeit";
    case Stage::kRound:
      return "round";
  }
  CREDENCE_CHECK(false);
}

std::string_view HeldReasonName(HeldReason reason) {
  switch (reason) {
    case HeldReason::kTied:
      return "tied";
    case HeldReason::kConflict:
      return "conflict";
    case HeldReason::kMissingInput:
      return "missing input";
    case HeldReason::kOverflow:
      return "overflow";
  }
  CREDENCE_CHECK(false);
}

}  // namespace credence::engine
