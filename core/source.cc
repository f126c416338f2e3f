#include "core/source.h"

#include <algorithm>
#include <utility>

#include "core/code_point.h"

namespace credence {
namespace {

// A line ends with LF, CR LF or a lone CR; every one begins a new line, the last perhaps empty.
std::vector<uint32_t> FindLineStarts(std::string_view text) {
  std::vector<uint32_t> starts = {0};
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool lone_cr = text[i] == '\r' && (i + 1 == text.size() || text[i + 1] != '\n');
    if (text[i] == '\n' || lone_cr) starts.push_back(static_cast<uint32_t>(i + 1));
  }
  return starts;
}

}  // namespace

Span Cover(Span a, Span b) { return {std::min(a.begin, b.begin), std::max(a.end, b.end)}; }

Source::Source(std::string name, std::string text)
    : name_(std::move(name)), text_(std::move(text)), line_starts_(FindLineStarts(text_)) {}

std::string_view Source::text(Span span) const {
  const auto size = static_cast<uint32_t>(text_.size());
  const uint32_t begin = std::min(span.begin, size);
  const uint32_t end = std::clamp(span.end, begin, size);
  return std::string_view(text_).substr(begin, end - begin);
}

int Source::LineOf(uint32_t offset) const {
  const auto after = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  return static_cast<int>(after - line_starts_.begin());
}

Position Source::Locate(uint32_t offset) const {
  offset = std::min(offset, static_cast<uint32_t>(text_.size()));
  const int line = LineOf(offset);
  int column = 1;
  for (std::size_t at = LineStart(line - 1); at < offset; ++column) {
    // Nearly every byte is ASCII; a line may have millions of them.
    const bool is_ascii = static_cast<unsigned char>(text_[at]) < 0x80;
    at += is_ascii ? 1 : static_cast<std::size_t>(DecodeCodePoint(text_, at).length);
    if (at > offset) break;  // inside a code point: its column
  }
  return {line, column};
}

std::string_view Source::LineAt(int index) const {
  if (index < 0 || index >= line_count()) return {};
  const uint32_t begin = line_starts_[static_cast<std::size_t>(index)];
  const bool is_last = index + 1 == line_count();
  std::size_t end = is_last ? text_.size() : line_starts_[static_cast<std::size_t>(index) + 1];
  if (!is_last && end > begin && text_[end - 1] == '\n') --end;
  if (!is_last && end > begin && text_[end - 1] == '\r') --end;
  return std::string_view(text_).substr(begin, end - begin);
}

uint32_t Source::LineStart(int index) const {
  if (index < 0) return 0;
  if (index >= line_count()) return static_cast<uint32_t>(text_.size());
  return line_starts_[static_cast<std::size_t>(index)];
}

}  // namespace credence
