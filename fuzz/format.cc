// The layout: of what parses it keeps the meaning and every comment, and laid out twice is laid out
// once.
#include "dsl/format.h"

#include "core/check.h"
#include "fuzz/reading.h"
#include "fuzz/seeds.h"
#include "fuzz/target.h"

namespace credence::fuzz {
namespace {

void Run(std::string_view bytes) {
  const Reading reading = Read(bytes);
  Diagnostics diagnostics;
  const std::optional<std::string> formatted = dsl::Format(SourceOf(bytes), diagnostics);
  CREDENCE_CHECK(formatted.has_value() == reading.ok);
  if (!formatted) return;
  CREDENCE_CHECK(Read(*formatted).ok);
  CREDENCE_CHECK(Read(*formatted).meaning == reading.meaning);
  CREDENCE_CHECK(CommentsOf(*formatted) == CommentsOf(bytes));
  Diagnostics again;
  CREDENCE_CHECK(dsl::Format(SourceOf(*formatted), again) == formatted);
}

}  // namespace

Target Format() { return {"format", "the layout keeps meaning and comments", RuleTexts, Run}; }

}  // namespace credence::fuzz
