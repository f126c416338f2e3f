#include "server/convert_diagnostics.h"

#include "core/code_point.h"

namespace credence::server {
namespace {

void WriteRange(const Source& source, Span span, v1::TextRange* to) {
  const Position begin = source.Locate(span.begin);
  const Position end = source.Locate(span.end);
  to->set_begin_offset(static_cast<int32_t>(span.begin));
  to->set_end_offset(static_cast<int32_t>(span.end));
  to->set_begin_line(begin.line);
  to->set_begin_column(begin.column);
  to->set_end_line(end.line);
  to->set_end_column(end.column);
}

void WritePlace(const Label& label, v1::Place* to) {
  to->set_label(WireText(label.text));
  if (label.source == nullptr) return;
  to->set_file(WireText(label.source->name()));
  WriteRange(*label.source, label.span, to->mutable_range());
}

void WriteDiagnostic(const Diagnostic& diagnostic, v1::Diagnostic* to) {
  to->set_code(diagnostic.code.name());
  to->set_severity(diagnostic.code.severity() == Severity::kError ? v1::Diagnostic::ERROR
                                                                  : v1::Diagnostic::WARNING);
  to->set_headline(WireText(diagnostic.headline));
  WritePlace(diagnostic.primary, to->mutable_place());
  for (const Label& label : diagnostic.related) WritePlace(label, to->add_related());
  to->set_why(WireText(diagnostic.why));
  to->set_help(WireText(diagnostic.help));
  if (diagnostic.fix && diagnostic.primary.source != nullptr) {
    WriteRange(*diagnostic.primary.source, diagnostic.fix->span,
               to->mutable_fix()->mutable_range());
    to->mutable_fix()->set_replacement(WireText(diagnostic.fix->replacement));
  }
  to->set_rendered(WireText(Render(diagnostic)));
}

}  // namespace

void WriteDiagnostics(const Diagnostics& diagnostics,
                      google::protobuf::RepeatedPtrField<v1::Diagnostic>* to) {
  for (const Diagnostic& diagnostic : diagnostics.items()) {
    WriteDiagnostic(diagnostic, to->Add());
  }
}

std::string WireText(std::string_view text) {
  constexpr std::string_view kReplacement = "\xef\xbf\xbd";  // U+FFFD
  std::string valid;
  valid.reserve(text.size());
  for (size_t at = 0; at < text.size();) {
    const CodePoint point = DecodeCodePoint(text, at);
    const auto length = static_cast<size_t>(point.length);
    valid += point.valid ? text.substr(at, length) : kReplacement;
    at += length;
  }
  return valid;
}

}  // namespace credence::server
