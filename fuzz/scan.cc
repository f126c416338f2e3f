// Bytes to tokens: they stand in order and apart, inside the text, and what was not understood is
// said.
#include "dsl/scan.h"

#include "core/check.h"
#include "fuzz/reading.h"
#include "fuzz/seeds.h"
#include "fuzz/target.h"

namespace credence::fuzz {
namespace {

void Run(std::string_view bytes) {
  const SourcePtr source = SourceOf(bytes);
  Diagnostics diagnostics;
  const dsl::ScannedSource scanned = dsl::Scan(source, diagnostics);
  CheckDiagnostics(diagnostics);
  uint32_t end = 0;
  for (const dsl::Token& token : scanned.tokens) {
    CREDENCE_CHECK(end <= token.span.begin && token.span.begin < token.span.end);
    end = token.span.end;
  }
  CREDENCE_CHECK(end <= bytes.size());
  end = 0;
  for (const Span comment : scanned.comments) {
    CREDENCE_CHECK(end <= comment.begin && comment.begin < comment.end);
    CREDENCE_CHECK(bytes[comment.begin] == '#');
    end = comment.end;
  }
  CREDENCE_CHECK(end <= bytes.size());
  uint32_t before = 0;
  for (const uint32_t fault : scanned.faults) {
    CREDENCE_CHECK(before <= fault && fault <= bytes.size());
    before = fault;
  }
  CREDENCE_CHECK(scanned.faults.empty() || !diagnostics.empty());
}

}  // namespace

Target Scan() { return {"scan", "bytes to tokens", RuleTexts, Run}; }

}  // namespace credence::fuzz
