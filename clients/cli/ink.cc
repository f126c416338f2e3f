#include "clients/cli/ink.h"

#include <algorithm>

#include "core/check.h"
#include "core/code_point.h"

namespace credence::cli {
namespace {

std::string Blanks(int count) { return std::string(static_cast<size_t>(std::max(count, 0)), ' '); }

std::string Aligned(std::string_view text, int columns, Table::Align align) {
  return align == Table::Align::kRight ? PadLeft(text, columns) : PadRight(text, columns);
}

void DropTrailingBlanks(std::string& line) {
  while (!line.empty() && line.back() == ' ') line.pop_back();
}

}  // namespace

std::string Ink::Wrap(std::string_view escape, std::string_view text) const {
  if (!on_ || text.empty()) return std::string(text);
  return std::string(escape) + std::string(text) + "\x1b[0m";
}

std::string PadRight(std::string_view text, int columns) {
  return Printable(text) + Blanks(columns - PrintableColumns(text));
}

std::string PadLeft(std::string_view text, int columns) {
  return Blanks(columns - PrintableColumns(text)) + Printable(text);
}

std::string WrapWords(std::string_view text, int indent, int width) {
  std::string out;
  int column = indent;
  while (!text.empty()) {
    const size_t space = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, space);
    text.remove_prefix(std::min(space + 1, text.size()));
    if (word.empty()) continue;
    const int columns = PrintableColumns(word);
    if (!out.empty() && column + 1 + columns > width) {
      out += "\n" + Blanks(indent);
      column = indent;
    } else if (!out.empty()) {
      out += ' ';
      ++column;
    }
    out += Printable(word);
    column += columns;
  }
  return out;
}

void Table::Add(std::vector<std::string> cells) {
  CREDENCE_CHECK(cells.size() == columns_.size());
  rows_.push_back(std::move(cells));
}

std::string Table::ToString(int indent, const Ink& ink) const {
  std::vector<int> widths;
  bool has_headings = false;
  for (size_t i = 0; i < columns_.size(); ++i) {
    int width = PrintableColumns(columns_[i].heading);
    has_headings = has_headings || width > 0;
    for (const auto& row : rows_) width = std::max(width, PrintableColumns(row[i]));
    widths.push_back(width);
  }
  const auto line_of = [&](const auto& cell_at) {
    std::string line;
    for (size_t i = 0; i < columns_.size(); ++i) {
      if (i > 0) line += "  ";
      line += Aligned(cell_at(i), widths[i], columns_[i].align);
    }
    DropTrailingBlanks(line);
    return line;
  };
  std::string out;
  if (has_headings) {
    out += Blanks(indent) + ink.Dim(line_of([&](size_t i) { return columns_[i].heading; })) + "\n";
  }
  for (const auto& row : rows_) {
    out += Blanks(indent) + line_of([&](size_t i) { return row[i]; }) + "\n";
  }
  return out;
}

}  // namespace credence::cli
