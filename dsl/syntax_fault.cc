#include "dsl/syntax_fault.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "core/limits.h"
#include "dsl/syntax_hints.h"

namespace credence::dsl {
namespace {

// More than a reader takes in at once is cut short.
constexpr std::size_t kExpectedShownMax = 6;
constexpr std::size_t kQuotedBytesMax = 40;

// What an author thinks of: names of things before words, and no part of a path or a call as
// long as there is anything else.
std::vector<grammar::Expected> Welcome(std::vector<grammar::Expected> expected) {
  std::stable_partition(expected.begin(), expected.end(),
                        [](const grammar::Expected& e) { return !e.verbatim; });
  std::stable_partition(expected.begin(), expected.end(),
                        [](const grammar::Expected& e) { return e.text != "the next statement"; });
  const auto small = [](const grammar::Expected& e) {
    return e.verbatim && (e.text == "." || e.text == "(");
  };
  if (!std::all_of(expected.begin(), expected.end(), small)) std::erase_if(expected, small);
  return expected;
}

// "an amount, `when` or `because`"
std::string ListOf(const std::vector<grammar::Expected>& expected) {
  const std::size_t shown = std::min(expected.size(), kExpectedShownMax);
  std::string list;
  for (std::size_t i = 0; i < shown; ++i) {
    if (i > 0) list += i + 1 == expected.size() ? " or " : ", ";
    const std::string text(expected[i].text);
    list += expected[i].verbatim ? absl::StrCat("`", text, "`") : text;
  }
  if (shown < expected.size()) list += ", and more";
  return list;
}

std::string Quoted(std::string_view text) {
  if (text.size() <= kQuotedBytesMax) return absl::StrCat("`", std::string(text), "`");
  std::size_t cut = kQuotedBytesMax;
  while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80) --cut;
  return absl::StrCat("`", std::string(text.substr(0, cut)), "...`");
}

Diagnostic TooDeep(const SourcePtr& source, Span span) {
  return {codes::kTooDeep,
          absl::StrCat("This part stands in more than ", limits::kNestingMax, " others"),
          {source, span, ""},
          {},
          "",
          "Give the inner parts names of their own with `define`.",
          std::nullopt};
}

}  // namespace

Diagnostic DescribeFault(const SourcePtr& source, std::span<const Token> tokens,
                         const StatementCut& cut, const grammar::Recognition& stop) {
  const bool at_end = stop.stopped_at == cut.end;
  const Span before = tokens[stop.stopped_at == cut.begin ? cut.begin : stop.stopped_at - 1].span;
  const Span after_before{before.end, before.end};
  const Span here = at_end ? after_before : tokens[stop.stopped_at].span;
  if (stop.too_deep) return TooDeep(source, here);

  const std::string reading = absl::StrCat("I was reading ", std::string(cut.word->called));
  Diagnostic fault{codes::kSyntax, "", {source, here, ""}, {}, "", "", std::nullopt};
  if (std::optional<SyntaxHint> hint = FindHint(*source, tokens, cut, stop)) {
    fault.primary.span = hint->culprit.value_or(here);
    fault.headline = hint->missed.empty() ? absl::StrCat(reading, " and stopped at ",
                                                         Quoted(source->text(fault.primary.span)))
                                          : absl::StrCat(reading, " and missed ", hint->missed);
    fault.why = std::move(hint->why);
    fault.help = std::move(hint->help);
    fault.fix = std::move(hint->fix);
    return fault;
  }

  const std::vector<grammar::Expected> expected = Welcome(stop.expected);
  // What is missing at the end of a line is missed there, not in the line below.
  if (at_end || tokens[stop.stopped_at].starts_line) {
    fault.primary.span = after_before;
    if (expected.size() <= 2) {
      fault.headline = absl::StrCat(reading, " and missed ", ListOf(expected));
      fault.help = absl::StrCat("Write it after ", Quoted(source->text(before)), ".");
      return fault;
    }
    fault.headline =
        absl::StrCat(reading, " and it stops making sense after ", Quoted(source->text(before)));
  } else {
    fault.headline = absl::StrCat(reading, " and stopped at ", Quoted(source->text(here)));
  }
  fault.help = absl::StrCat("What can stand here: ", ListOf(expected), ".");
  return fault;
}

}  // namespace credence::dsl
