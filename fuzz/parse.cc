// Bytes to syntax: what is refused says where and what, and the same text is read the same.
#include "dsl/parse.h"

#include "core/check.h"
#include "fuzz/reading.h"
#include "fuzz/seeds.h"
#include "fuzz/target.h"

namespace credence::fuzz {
namespace {

void Run(std::string_view bytes) {
  const Reading reading = Read(bytes);
  Diagnostics diagnostics;
  const dsl::File again = dsl::Parse(SourceOf(bytes), diagnostics);
  CREDENCE_CHECK(reading.ok == !diagnostics.HasErrors());
  // With places, for who asks how a rule was read.
  CREDENCE_CHECK(reading.meaning.empty() == dsl::PrintSyntax(again).empty());
}

}  // namespace

Target Parse() { return {"parse", "bytes to syntax", RuleTexts, Run}; }

}  // namespace credence::fuzz
