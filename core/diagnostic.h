// What an author got wrong, told so that they can mend it.
//
// A diagnostic has a stable code, a headline, the author's own text with the exact span,
// related places, why it matters, and what to write instead:
//
//   C101  I don't know the evidence `dopr`                     recognition.policy:31:58
//      31 |  award incentive as deploy_incentive to the partner with dopr on period.end
//         |                                                          ^^^^
//     Nothing would ever qualify, so nobody would be paid. Evidence declared in
//     online_services "3" with a close name: `dpor`.
//     Write `dpor`.                                                     [fix available]
//
// A warning says so after its code ("C103 warning  ..."). Every fault of a run is collected,
// sorted by file, place and code; one cause gives one message. At most
// limits::kDiagnosticsMax are kept, errors before warnings; the rest are counted.
//
// Style, checked by a test over the goldens: the headline has no final period and no line
// break; the author's text stands in backticks; statements, not questions.
//
// Thread-safety: a Diagnostics list is built by one thread; reading it is thread-safe.
#ifndef CREDENCE_CORE_DIAGNOSTIC_H_
#define CREDENCE_CORE_DIAGNOSTIC_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/diagnostic_codes.h"
#include "core/source.h"

namespace credence {

using SourcePtr = std::shared_ptr<const Source>;

// A place in a source with a few words under it ("decided here").
struct Label {
  SourcePtr source;
  Span span;
  std::string text;
};

// Replaces `span` of the diagnostic's own source by `replacement`. Present only when it is
// the single thing the author can have meant.
struct Fix {
  Span span;
  std::string replacement;
};

struct Diagnostic {
  Code code;
  std::string headline;        // "I don't know the evidence `dopr`"
  Label primary;               // the place, and words under the carets (may be empty)
  std::vector<Label> related;  // other places that explain it, in any order
  std::string why;             // why it matters; sentences; may be empty
  std::string help;            // what to write; sentences, may hold line breaks for code
  std::optional<Fix> fix;
};

class Diagnostics {
 public:
  void Add(Diagnostic diagnostic);
  void Append(Diagnostics other);

  // Sorts by file name, offset and code and drops exact repetitions. Call once at the end.
  void Sort();

  bool empty() const { return items_.empty(); }
  bool HasErrors() const { return error_count_ > 0; }
  size_t error_count() const { return error_count_; }
  size_t warning_count() const { return warning_count_; }

  // Diagnostics found beyond limits::kDiagnosticsMax and not kept.
  size_t dropped_count() const { return dropped_count_; }
  const std::vector<Diagnostic>& items() const { return items_; }

 private:
  std::vector<Diagnostic> items_;
  size_t error_count_ = 0;
  size_t warning_count_ = 0;
  size_t dropped_count_ = 0;
};

struct RenderOptions {
  bool color = false;  // ANSI colours, for a terminal
  int width = 100;     // columns at which sentences wrap
};

// The text form shown above, ending in a line break.
std::string Render(const Diagnostic& diagnostic, const RenderOptions& options = {});

// Every item, a blank line between, then a line of counts ("3 errors, 1 warning"). Nothing
// when there is nothing to tell.
std::string Render(const Diagnostics& diagnostics, const RenderOptions& options = {});

}  // namespace credence

#endif  // CREDENCE_CORE_DIAGNOSTIC_H_
