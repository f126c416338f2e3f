#include "clients/connectors/delimited_text.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "core/limits.h"

namespace credence::connectors {

namespace {

constexpr std::streamsize kBlockBytes = 1 << 16;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool IsBlank(const std::string& line) {
  return std::all_of(line.begin(), line.end(), [](char c) { return c == ' ' || c == '\t'; });
}

}  // namespace

DelimitedText::DelimitedText(std::istream& input) : input_(input) {}

bool DelimitedText::NextBlock() {
  block_.resize(kBlockBytes);
  const std::streamsize got = input_.rdbuf()->sgetn(block_.data(), kBlockBytes);
  block_.resize(static_cast<size_t>(std::max<std::streamsize>(got, 0)));
  block_at_ = 0;
  return !block_.empty();
}

// Reads up to the line's end without ever holding more than kLineBytesMax of it.
void DelimitedText::ReadLine(Line& line) {
  line.text.clear();
  line.too_long = false;
  bool ended = false;
  while (!ended) {
    if (block_at_ == block_.size() && !NextBlock()) break;
    const std::string_view rest = std::string_view(block_).substr(block_at_);
    const size_t end = std::min(rest.find('\n'), rest.size());
    const size_t room = kLineBytesMax - line.text.size();
    line.text.append(rest.substr(0, std::min(end, room)));
    line.too_long = line.too_long || end > room;
    ended = end < rest.size();
    block_at_ += end + (ended ? 1 : 0);
  }
  if (!ended) {
    input_.setstate(std::ios::eofbit);
    unended_ = !line.text.empty();
  }
  if (!line.text.empty() && line.text.back() == '\r') line.text.pop_back();
}

bool DelimitedText::NextLine(Line& line) {
  if (!again_.empty()) {
    line = std::move(again_.front());
    again_.pop_front();
    return true;
  }
  if (!input_.good()) return false;
  ReadLine(line);
  if (at_start_) {
    at_start_ = false;
    if (line.text.starts_with(kByteOrderMark)) line.text.erase(0, kByteOrderMark.size());
    FindDelimiter(line.text);
  }
  return !(input_.eof() && line.text.empty());
}

void DelimitedText::FindDelimiter(const std::string& line) {
  std::ptrdiff_t most = 0;
  for (const char candidate : {',', '\t', ';'}) {
    const std::ptrdiff_t count = std::count(line.begin(), line.end(), candidate);
    if (count > most) {
      most = count;
      delimiter_ = candidate;
    }
  }
}

DelimitedText::Got DelimitedText::GiveUp(std::string reason) {
  fault_ = std::move(reason);
  in_quotes_ = false;
  again_.insert(again_.begin(), std::make_move_iterator(later_.begin()),
                std::make_move_iterator(later_.end()));
  later_.clear();
  return Got::kFault;
}

DelimitedText::Got DelimitedText::Next(std::vector<std::string>& cells) {
  cells.clear();
  later_.clear();
  Line line;
  do {
    if (!NextLine(line)) return Got::kEnd;
    ++row_;
  } while (IsBlank(line.text) && !line.too_long);
  raw_ = line.text;
  cut_off_ = false;
  size_t bytes = 0;
  for (;;) {
    if (line.too_long) {
      return GiveUp(absl::StrCat("the line is longer than ", kLineBytesMax, " bytes"));
    }
    switch (ParseLine(line.text, cells)) {
      case Parsed::kBroken:
        return GiveUp(fault_);
      case Parsed::kDone:
        for (const Line& more : later_) raw_.append("\n").append(more.text);
        return Got::kRow;
      case Parsed::kWantsLine:
        break;
    }
    bytes += line.text.size();
    const bool too_much =
        later_.size() == kRowLinesMax || bytes > static_cast<size_t>(limits::kRequestBytesMax);
    if (too_much || !NextLine(line)) {
      cut_off_ = !too_much && later_.empty();
      return GiveUp(absl::StrCat("cell ", cells.size(), " opens a quote that is not closed within ",
                                 later_.size() + 1, later_.empty() ? " line" : " lines"));
    }
    later_.push_back(line);
  }
}

// Goes on inside the quotes that opened `cell`; `at` stands after the last byte read.
DelimitedText::Parsed DelimitedText::ParseQuoted(const std::string& line, size_t& at,
                                                 std::string& cell) {
  for (;;) {
    const size_t quote = line.find('"', at);
    if (quote == std::string::npos) {
      cell.append(line, at).push_back('\n');
      in_quotes_ = true;
      return Parsed::kWantsLine;
    }
    cell.append(line, at, quote - at);
    at = quote + 1;
    if (at == line.size() || line[at] != '"') return Parsed::kDone;
    cell.push_back('"');
    ++at;
  }
}

DelimitedText::Parsed DelimitedText::ParseLine(const std::string& line,
                                               std::vector<std::string>& cells) {
  size_t at = 0;
  for (bool first = true;; first = false) {
    const bool goes_on = first && std::exchange(in_quotes_, false);
    if (!goes_on) cells.emplace_back();
    const bool quoted = goes_on || (at < line.size() && line[at] == '"');
    if (quoted) {
      if (!goes_on) ++at;
      if (ParseQuoted(line, at, cells.back()) == Parsed::kWantsLine) return Parsed::kWantsLine;
      if (at < line.size() && line[at] != delimiter_) {
        fault_ = absl::StrCat("cell ", cells.size(), " goes on after its closing quote");
        return Parsed::kBroken;
      }
    } else {
      const size_t end = std::min(line.find(delimiter_, at), line.size());
      cells.back().assign(line, at, end - at);
      if (cells.back().find('"') != std::string::npos) {
        fault_ = absl::StrCat("cell ", cells.size(), " holds a quote and is not in quotes");
        return Parsed::kBroken;
      }
      at = end;
    }
    if (at == line.size()) return Parsed::kDone;
    ++at;
  }
}

}  // namespace credence::connectors
