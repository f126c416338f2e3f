#include "fuzz/reading.h"

#include <memory>
#include <utility>

#include "core/check.h"
#include "dsl/parse.h"
#include "dsl/print_syntax.h"
#include "dsl/scan.h"

namespace credence::fuzz {
namespace {

void CheckLabel(const Label& label) {
  if (label.source == nullptr) return;
  CREDENCE_CHECK(label.span.begin <= label.span.end);
  CREDENCE_CHECK(label.span.end <= label.source->text().size());
}

}  // namespace

SourcePtr SourceOf(std::string_view bytes) {
  return std::make_shared<Source>("a.policy", std::string(bytes));
}

void CheckDiagnostics(const Diagnostics& diagnostics) {
  for (const Diagnostic& one : diagnostics.items()) {
    CREDENCE_CHECK(!one.headline.empty());
    CREDENCE_CHECK(one.headline.find('\n') == std::string::npos);
    CREDENCE_CHECK(one.primary.source != nullptr);
    CheckLabel(one.primary);
    for (const Label& label : one.related) CheckLabel(label);
    if (one.fix) CREDENCE_CHECK(one.fix->span.end <= one.primary.source->text().size());
  }
  CREDENCE_CHECK(diagnostics.empty() == Render(diagnostics).empty());
}

Reading Read(std::string_view bytes) {
  Diagnostics diagnostics;
  const dsl::File file = dsl::Parse(SourceOf(bytes), diagnostics);
  CheckDiagnostics(diagnostics);
  CREDENCE_CHECK(file.broken.size() <= diagnostics.error_count());
  return {!diagnostics.HasErrors(), dsl::PrintSyntax(file, {.places = false})};
}

std::vector<std::string> CommentsOf(std::string_view bytes) {
  const SourcePtr source = SourceOf(bytes);
  Diagnostics none;
  std::vector<std::string> comments;
  for (const Span span : dsl::Scan(source, none).comments) {
    std::string comment(source->text(span));
    comment.erase(comment.find_last_not_of(" \t\r") + 1);
    comments.push_back(std::move(comment));
  }
  return comments;
}

}  // namespace credence::fuzz
