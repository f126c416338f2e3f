// The faults of one rule file, as they are found: one cause, one message.
//
//   Faults faults(source, diagnostics);
//   faults.Add(codes::kUnit, span, "`amount` is a percent, `incentive` is money in USD",
//              {.help = "Say of what: `5% of sum of revenue`."});
//
// A second fault of the same code at the same place is the same cause seen again (a define
// that two rules use, say) and is dropped.
//
// Thread-safety: one file is checked by one thread.
#ifndef CREDENCE_DSL_FAULTS_H_
#define CREDENCE_DSL_FAULTS_H_

#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/diagnostic.h"
#include "core/limits.h"
#include "dsl/ast.h"

namespace credence::dsl {

// What a message says beside its headline; every part may be left out.
struct Notes {
  std::string label = {};  // under the carets
  std::string why = {};
  std::string help = {};
  std::optional<std::string> fix = {};  // replaces the place itself
  std::vector<Label> related = {};
};

class Faults {
 public:
  Faults(SourcePtr source, Diagnostics& diagnostics)
      : source_(std::move(source)), diagnostics_(diagnostics) {}

  // A headline is a sentence: its first letter is made a capital.
  void Add(Code code, Span span, std::string headline, Notes notes = {});

  // C101. `kind` is "evidence"; `consequence` what not knowing it would mean, or empty.
  // `declared_in` names the place of the candidates: "declared in online_services \"3\"".
  void AddUnknown(const Name& name, std::string_view kind, std::span<const std::string> candidates,
                  std::string_view declared_in, std::string_view consequence = {},
                  std::vector<Label> related = {});

  // Whether names are still suggested: not for the unknown names that nobody will be shown.
  bool Suggests() const { return unknown_count_ < limits::kDiagnosticsMax; }

  const SourcePtr& source() const { return source_; }
  Label At(Span span, std::string text) const { return {source_, span, std::move(text)}; }
  // The author's own text, white space collapsed.
  std::string TextOf(Span span) const;

 private:
  SourcePtr source_;
  Diagnostics& diagnostics_;
  std::set<std::pair<int, uint32_t>> seen_;  // code and first byte
  size_t unknown_count_ = 0;
};

// "`a`", "`a` and `b`", "`a`, `b` and `c`"; at most `count_max` of them.
std::string QuotedList(std::span<const std::string> names, size_t count_max = 8);

// "a percent", "an opportunity".
std::string WithArticle(std::string_view noun);

}  // namespace credence::dsl

#endif  // CREDENCE_DSL_FAULTS_H_
