// Colours for a terminal, and columns that line up.
//
//   Ink ink(console.color_out);
//   out << ink.Bold("incentive") << "  " << PadRight("adatum", 12) << ink.Green("617.28 USD");
//
// An Ink that is off writes the text as it is, so output in a file or a pipe holds no escapes.
// Widths count what a terminal shows (core/code_point.h), not bytes, and are measured before
// colour is put on.
//
// Thread-safe: values.
#ifndef CREDENCE_CLIENTS_CLI_INK_H_
#define CREDENCE_CLIENTS_CLI_INK_H_

#include <string>
#include <string_view>
#include <vector>

namespace credence::cli {

class Ink {
 public:
  explicit Ink(bool on) : on_(on) {}

  std::string Bold(std::string_view text) const { return Wrap("\x1b[1m", text); }
  std::string Dim(std::string_view text) const { return Wrap("\x1b[2m", text); }
  std::string Red(std::string_view text) const { return Wrap("\x1b[31m", text); }
  std::string Green(std::string_view text) const { return Wrap("\x1b[32m", text); }
  std::string Yellow(std::string_view text) const { return Wrap("\x1b[33m", text); }
  std::string Blue(std::string_view text) const { return Wrap("\x1b[34m", text); }
  bool on() const { return on_; }

 private:
  std::string Wrap(std::string_view escape, std::string_view text) const;
  bool on_;
};

// `text` made safe for a terminal and filled with blanks to `columns`; never cut.
std::string PadRight(std::string_view text, int columns);
std::string PadLeft(std::string_view text, int columns);

// `text` broken between words at `width`, every line after the first begun with `indent` blanks.
// The first line is taken to begin at column `indent` already.
std::string WrapWords(std::string_view text, int indent, int width);

// Rows of cells under headings, each column as wide as its widest cell, two blanks between.
class Table {
 public:
  enum class Align { kLeft, kRight };
  struct Column {
    std::string heading;
    Align align = Align::kLeft;
  };

  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // REQUIRES: as many cells as columns.
  void Add(std::vector<std::string> cells);
  bool empty() const { return rows_.empty(); }

  // Every line begun with `indent` blanks and ending in a line break, none in a blank. The
  // headings are left out when all are empty.
  std::string ToString(int indent, const Ink& ink) const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace credence::cli

#endif  // CREDENCE_CLIENTS_CLI_INK_H_
