#include "tests/support/line_difference.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace credence::testing {
namespace {

constexpr size_t kContextLines = 3;

// The lines of a text, each with its newline, so that a missing last newline is a difference like
// any other.
std::vector<std::string_view> Lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const size_t length = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.push_back(text.substr(0, length));
    text.remove_prefix(length);
  }
  return lines;
}

void AppendLine(std::string_view mark, std::string_view line, std::string& out) {
  const bool ended = line.ends_with('\n');
  if (ended) line.remove_suffix(1);
  out.append(mark).append(line);
  if (line.ends_with(' ') || line.ends_with('\t') || line.ends_with('\r'))
    out += "  <- blank at end";
  if (!ended) out += "  <- no newline at end";
  out += '\n';
}

}  // namespace

std::string LineDifference(std::string_view expected, std::string_view actual) {
  if (expected == actual) return "";
  const std::vector<std::string_view> want = Lines(expected);
  const std::vector<std::string_view> got = Lines(actual);

  const size_t shorter = std::min(want.size(), got.size());
  size_t head = 0;
  while (head < shorter && want[head] == got[head]) ++head;
  size_t tail = 0;
  while (tail < shorter - head && want[want.size() - 1 - tail] == got[got.size() - 1 - tail]) {
    ++tail;
  }

  std::string out = "@ line " + std::to_string(head + 1) + "\n";
  const size_t want_end = want.size() - tail;
  const size_t got_end = got.size() - tail;
  for (size_t i = head - std::min(head, kContextLines); i < head; ++i)
    AppendLine("  ", want[i], out);
  for (size_t i = head; i < want_end; ++i) AppendLine("- ", want[i], out);
  for (size_t i = head; i < got_end; ++i) AppendLine("+ ", got[i], out);
  const size_t context_end = want_end + std::min(tail, kContextLines);
  for (size_t i = want_end; i < context_end; ++i) AppendLine("  ", want[i], out);
  return out;
}

}  // namespace credence::testing
