#include "dsl/syntax_fault.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "core/limits.h"

namespace credence::dsl {
namespace {

// "an amount, `(` or a name"
std::string ListOf(const std::vector<grammar::Expected>& expected) {
  std::string list;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    if (i > 0) list += i + 1 == expected.size() ? " or " : ", ";
    const std::string text(expected[i].text);
    list += expected[i].verbatim ? absl::StrCat("`", text, "`") : text;
  }
  return list;
}

}  // namespace

Diagnostic DescribeFault(const SourcePtr& source, std::span<const Token> tokens,
                         const StatementCut& cut, const grammar::Recognition& stop) {
  const std::string reading(cut.word->called);
  const bool at_end = stop.stopped_at == cut.end;
  const bool line_ended =
      at_end || (stop.stopped_at > cut.begin && tokens[stop.stopped_at].starts_line);
  Diagnostic fault{codes::kSyntax, "", {source, {}, ""}, {}, "", "", std::nullopt};
  if (line_ended) {
    const Span before = tokens[stop.stopped_at - 1].span;
    fault.primary.span = {before.end, before.end};
    fault.headline = absl::StrCat("I was reading ", reading, " and it stops too early");
  } else {
    fault.primary.span = tokens[stop.stopped_at].span;
    fault.headline = absl::StrCat("I was reading ", reading, " and stopped at `",
                                  std::string(source->text(fault.primary.span)), "`");
  }
  fault.help = absl::StrCat("Expected here: ", ListOf(stop.expected), ".");
  return fault;
}

}  // namespace credence::dsl
