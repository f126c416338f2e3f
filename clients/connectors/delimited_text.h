// Reads delimited text (CSV, TSV) a row at a time: RFC 4180, exactly.
//
//   DelimitedText text(stream);
//   std::vector<std::string> cells;
//   while (text.Next(cells) != DelimitedText::Got::kEnd) ...
//
// The first line decides the delimiter: comma, semicolon or tab, whichever stands in it most
// often. A cell in quotes may hold delimiters, line breaks and doubled quotes. A UTF-8 byte order
// mark is skipped; lines end in LF or CRLF; blank lines are no rows.
//
// A row that breaks the rules (a quote inside a bare cell, text after a closing quote, a quote that
// is never closed) is a fault of that row alone: reading goes on at the line after the one it began
// on. That is why this is not libcsv, the reader Debian has: it takes such a quote silently, or
// stops at it for good.
//
// Limits: kLineBytesMax bytes in a line, kRowLinesMax lines and limits::kRequestBytesMax bytes in a
// row. Memory: one row.
// Thread-safety: one thread.
#ifndef CREDENCE_CLIENTS_CONNECTORS_DELIMITED_TEXT_H_
#define CREDENCE_CLIENTS_CONNECTORS_DELIMITED_TEXT_H_

#include <cstdint>
#include <deque>
#include <istream>
#include <string>
#include <vector>

namespace credence::connectors {

// A line past this is no line of an export; without an end the whole file would be one.
inline constexpr size_t kLineBytesMax = 1u << 20;

// Lines one row may run over. An unclosed quote is given up here, so each line is read at most so
// often.
inline constexpr size_t kRowLinesMax = 64;

class DelimitedText {
 public:
  enum class Got : uint8_t { kRow, kFault, kEnd };

  // REQUIRES: `input` outlives this.
  explicit DelimitedText(std::istream& input);

  // Puts the next row's cells into `cells`, which is reused. kFault: the row breaks the rules, see
  // fault(); there may be more.
  Got Next(std::vector<std::string>& cells);

  // Of the row just read, as a spreadsheet numbers it: from 1, blank lines counted.
  int64_t row() const { return row_; }
  // Why the row is a fault; no final period.
  const std::string& fault() const { return fault_; }
  // The row as it stands in the file, without its line end; of a fault, its first line.
  const std::string& raw() const { return raw_; }
  // Whether the file ends without the end of a line.
  bool unended() const { return unended_; }
  // Whether the row just read is the file's last line and ended inside its quotes.
  bool cut_off() const { return cut_off_; }
  // Whether reading ended early because the stream failed.
  bool failed() const { return input_.bad(); }
  char delimiter() const { return delimiter_; }

 private:
  struct Line {
    std::string text;  // without its end
    bool too_long = false;
  };
  enum class Parsed : uint8_t { kDone, kWantsLine, kBroken };

  bool NextLine(Line& line);
  void ReadLine(Line& line);
  bool NextBlock();
  Parsed ParseLine(const std::string& line, std::vector<std::string>& cells);
  Parsed ParseQuoted(const std::string& line, size_t& at, std::string& cell);
  Got GiveUp(std::string reason);
  void FindDelimiter(const std::string& line);

  std::istream& input_;
  std::string block_;  // read from it ahead, from block_at_ on not yet taken
  size_t block_at_ = 0;
  std::deque<Line> again_;   // lines of a given-up row, to be read as rows of their own
  std::vector<Line> later_;  // lines the row runs over, without its first
  std::string raw_;
  bool unended_ = false;
  bool cut_off_ = false;
  bool at_start_ = true;
  bool in_quotes_ = false;  // the last cell goes on in the next line
  char delimiter_ = ',';
  int64_t row_ = 0;
  std::string fault_;
};

}  // namespace credence::connectors

#endif  // CREDENCE_CLIENTS_CONNECTORS_DELIMITED_TEXT_H_
