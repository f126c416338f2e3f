// The author's lines around a diagnostic, with marks under the places it speaks of.
//
//      18 |  credit incentive : money in USD for one partner per subscription each month
//         |                                                      ------------ decided here
//      33 |    when active_users / licensed_seats >= usage_floor
//         |         ^^^^^^^^^^^^ one value for each workload of the subscription
//
// The primary place is marked ^^^^, related ones ----; lines stand in order, each once.
// Places in another source follow under its name ("in facts.vocabulary:2:10"). A mark ends
// with its line. A line too long for a terminal is cut to a window around the mark, with
// "..." where it goes on; a tab counts as one space, and control bytes are escaped.
//
// Thread-safe: no state.
#ifndef CREDENCE_CORE_DIAGNOSTIC_EXCERPT_H_
#define CREDENCE_CORE_DIAGNOSTIC_EXCERPT_H_

#include <string>
#include <string_view>

#include "core/diagnostic.h"

namespace credence {

// Wraps text in ANSI escapes, or leaves it alone.
class Paint {
 public:
  explicit Paint(const RenderOptions& options) : on_(options.color) {}

  std::string Bold(std::string_view text) const { return Wrap("\x1b[1m", text); }
  std::string Blue(std::string_view text) const { return Wrap("\x1b[34m", text); }
  std::string Green(std::string_view text) const { return Wrap("\x1b[32m", text); }
  // Red for an error, yellow for a warning.
  std::string Alarm(Severity severity, std::string_view text) const {
    return Wrap(severity == Severity::kError ? "\x1b[1;31m" : "\x1b[1;33m", text);
  }

 private:
  std::string Wrap(std::string_view escape, std::string_view text) const;
  bool on_;
};

// "recognition.policy:31:58"; empty for a label without a source.
std::string PlaceOf(const Label& label);

// The rows shown above, each ending in a line break; none for a diagnostic without a place.
std::string RenderExcerpt(const Diagnostic& diagnostic, const RenderOptions& options);

}  // namespace credence

#endif  // CREDENCE_CORE_DIAGNOSTIC_EXCERPT_H_
