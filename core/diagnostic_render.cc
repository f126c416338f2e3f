// The text form of diagnostics; the shape is told in core/diagnostic.h.
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "core/code_point.h"
#include "core/diagnostic.h"
#include "core/diagnostic_excerpt.h"

namespace credence {
namespace {

constexpr int kWidthMin = 40;
constexpr std::string_view kIndent = "  ";
constexpr std::string_view kFixNote = "[fix available]";

std::string Spaces(int count) { return std::string(static_cast<std::size_t>(count), ' '); }

std::string HeadlineRow(const Diagnostic& diagnostic, const RenderOptions& options) {
  const Severity severity = diagnostic.code.severity();
  const std::string code = diagnostic.code.name();
  const std::string kind = severity == Severity::kWarning ? " warning" : "";
  const std::string headline = Printable(diagnostic.headline);
  const std::string place = PlaceOf(diagnostic.primary);
  const Paint paint(options);
  std::string row = paint.Alarm(severity, code + kind) + "  " + paint.Bold(headline);
  if (place.empty()) return row + "\n";
  const int taken = static_cast<int>(code.size() + kind.size()) + 2 + PrintableColumns(headline);
  const int room = options.width - taken - PrintableColumns(place);
  return row + Spaces(std::max(room, 2)) + place + "\n";
}

// One line of the author's or the checker's words, broken between words at `width`.
void WrapLine(std::string_view line, int width, std::vector<std::string>& rows) {
  std::string row(kIndent);
  int columns = static_cast<int>(kIndent.size());
  bool row_is_empty = true;
  while (!line.empty()) {
    const std::size_t space = std::min(line.find(' '), line.size());
    const std::string word = Printable(line.substr(0, space));
    line.remove_prefix(std::min(space + 1, line.size()));
    if (word.empty()) continue;
    const int word_columns = PrintableColumns(word);
    if (!row_is_empty && columns + 1 + word_columns > width) {
      rows.push_back(std::move(row));
      row = kIndent;
      columns = static_cast<int>(kIndent.size());
      row_is_empty = true;
    }
    if (!row_is_empty) row += ' ';
    row += word;
    columns += word_columns + (row_is_empty ? 0 : 1);
    row_is_empty = false;
  }
  rows.push_back(row_is_empty ? std::string() : std::move(row));
}

// Sentences, wrapped; a line that begins with two spaces is code and stays as it is.
std::vector<std::string> SentenceRows(std::string_view text, int width) {
  std::vector<std::string> rows;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.starts_with("  ")) {
      rows.push_back(std::string(kIndent) + Printable(line));
    } else {
      WrapLine(line, width, rows);
    }
  }
  return rows;
}

// The last row says that a fix is at hand, at its right end where there is room.
void NoteFix(std::vector<std::string>& rows, const Paint& paint, int width) {
  const int note_columns = static_cast<int>(kFixNote.size());
  const int taken = rows.empty() ? 0 : PrintableColumns(rows.back());
  if (rows.empty() || taken + 2 + note_columns > width) {
    rows.push_back(Spaces(width - note_columns) + paint.Green(kFixNote));
  } else {
    rows.back() += Spaces(width - note_columns - taken) + paint.Green(kFixNote);
  }
}

std::string Counted(size_t count, std::string_view noun) {
  return std::to_string(count) + " " + std::string(noun) + (count == 1 ? "" : "s");
}

std::string CountsRow(const Diagnostics& diagnostics) {
  std::string row;
  if (diagnostics.HasErrors()) row = Counted(diagnostics.error_count(), "error");
  if (diagnostics.warning_count() > 0) {
    row += (row.empty() ? "" : ", ") + Counted(diagnostics.warning_count(), "warning");
  }
  if (diagnostics.dropped_count() > 0) {
    row += "; " + std::to_string(diagnostics.items().size()) + " of them are shown";
  }
  return row + "\n";
}

}  // namespace

std::string Render(const Diagnostic& diagnostic, const RenderOptions& wanted) {
  RenderOptions options = wanted;
  options.width = std::max(options.width, kWidthMin);
  std::string out = HeadlineRow(diagnostic, options) + RenderExcerpt(diagnostic, options);
  std::vector<std::string> help = SentenceRows(diagnostic.help, options.width);
  if (diagnostic.fix) NoteFix(help, Paint(options), options.width);
  for (const std::string& row : SentenceRows(diagnostic.why, options.width)) out += row + "\n";
  for (const std::string& row : help) out += row + "\n";
  return out;
}

std::string Render(const Diagnostics& diagnostics, const RenderOptions& options) {
  if (diagnostics.error_count() + diagnostics.warning_count() == 0) return "";
  std::string out;
  for (const Diagnostic& item : diagnostics.items()) out += Render(item, options) + "\n";
  return out + CountsRow(diagnostics);
}

}  // namespace credence
