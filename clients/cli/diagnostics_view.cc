#include "clients/cli/diagnostics_view.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "clients/cli/file_fault.h"
#include "core/status.h"

namespace credence::cli {
namespace {

SourcePtr FindSource(std::span<const SourcePtr> sources, std::string_view name) {
  const auto found = std::find_if(sources.begin(), sources.end(),
                                  [&](const SourcePtr& source) { return source->name() == name; });
  return found == sources.end() ? nullptr : *found;
}

Span SpanOf(const v1::TextRange& range) {
  return {static_cast<uint32_t>(range.begin_offset()), static_cast<uint32_t>(range.end_offset())};
}

// "C101" -> 101
std::optional<int> NumberOf(std::string_view code) {
  int number = 0;
  if (!code.starts_with('C') || !absl::SimpleAtoi(ToAbsl(code.substr(1)), &number)) {
    return std::nullopt;
  }
  return number;
}

// nullopt when a place is in a file we do not have.
std::optional<Diagnostic> FromWire(const v1::Diagnostic& wire, std::span<const SourcePtr> sources) {
  const auto number = NumberOf(wire.code());
  if (!number) return std::nullopt;
  const Severity severity =
      wire.severity() == v1::Diagnostic::WARNING ? Severity::kWarning : Severity::kError;
  Diagnostic diagnostic{.code = Code(*number, severity, ""),
                        .headline = wire.headline(),
                        .primary = {},
                        .related = {},
                        .why = wire.why(),
                        .help = wire.help(),
                        .fix = {}};
  const auto label_of = [&](const v1::Place& place) {
    return Label{FindSource(sources, place.file()), SpanOf(place.range()), place.label()};
  };
  if (wire.has_place()) {
    diagnostic.primary = label_of(wire.place());
    if (diagnostic.primary.source == nullptr) return std::nullopt;
  }
  for (const v1::Place& place : wire.related()) {
    diagnostic.related.push_back(label_of(place));
    if (diagnostic.related.back().source == nullptr) return std::nullopt;
  }
  if (wire.has_fix()) diagnostic.fix = {SpanOf(wire.fix().range()), wire.fix().replacement()};
  return diagnostic;
}

}  // namespace

std::string RenderDiagnostics(const WireDiagnostics& diagnostics,
                              std::span<const SourcePtr> sources, const RenderOptions& options) {
  std::string out;
  for (const v1::Diagnostic& wire : diagnostics) {
    if (!out.empty()) out += "\n";
    const auto diagnostic = FromWire(wire, sources);
    out += diagnostic ? Render(*diagnostic, options) : wire.rendered();
  }
  return out;
}

std::string CountDiagnostics(const WireDiagnostics& diagnostics, int more_count) {
  const auto warnings =
      std::count_if(diagnostics.begin(), diagnostics.end(), [](const v1::Diagnostic& diagnostic) {
        return diagnostic.severity() == v1::Diagnostic::WARNING;
      });
  const auto errors = diagnostics.size() - warnings;
  std::string text;
  if (errors > 0) text = Counted(static_cast<size_t>(errors), "error");
  if (warnings > 0) {
    text += (text.empty() ? "" : ", ") + Counted(static_cast<size_t>(warnings), "warning");
  }
  if (more_count > 0) text += "; " + std::to_string(more_count) + " more are not shown";
  return text;
}

}  // namespace credence::cli
