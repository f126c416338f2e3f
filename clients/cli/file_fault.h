// What is wrong in a file someone gave us, shown at its place.
//
//   cases/fabrikam.yaml:7:44: error: there is no day 2016-02-30
//      7 |    - { id: e1, kind: dpor, partner: adatum, from: 2016-02-30 }
//        |                                                   ^^^^^^^^^^
//     February 2016 ends on the 29th.
//
// Case files, tests and change files are data, not policies, so their faults have no codes; the
// excerpt is that of a Diagnostic, so both look alike. All faults of a file are told in one
// run, in the order of the file; beyond limits::kDiagnosticsMax they are only counted.
//
// Thread-safety: a list belongs to one thread.
#ifndef CREDENCE_CLIENTS_CLI_FILE_FAULT_H_
#define CREDENCE_CLIENTS_CLI_FILE_FAULT_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/diagnostic.h"

namespace credence::cli {

struct FileFault {
  SourcePtr source;
  Span span;
  std::string message;  // "there is no day 2016-02-30"; no final period
  std::string help;     // sentences, may be empty
  // Another place that explains it: "first given here".
  Span related = {};
  std::string related_text = {};
};

std::string Render(const FileFault& fault, const RenderOptions& options);

class FileFaults {
 public:
  void Add(FileFault fault);
  bool empty() const { return count_ == 0; }
  size_t count() const { return count_; }
  const std::vector<FileFault>& items() const { return items_; }

  // Every fault in the order of files and places, a blank line between; ends in a line of
  // counts when there are several.
  std::string Render(const RenderOptions& options) const;

 private:
  std::vector<FileFault> items_;
  size_t count_ = 0;
};

// " Write `from`." or " Write `from` or `form`."; empty when nothing is near.
std::string SuggestNear(std::string_view name, std::span<const std::string> known);

// "`a`, `b` and `c`"
std::string QuotedList(std::span<const std::string> names, std::string_view last_word = "and");

// "1 case", "3 cases"
std::string Counted(size_t count, std::string_view noun);

}  // namespace credence::cli

#endif  // CREDENCE_CLIENTS_CLI_FILE_FAULT_H_
