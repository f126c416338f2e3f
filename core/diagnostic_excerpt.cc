#include "core/diagnostic_excerpt.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "core/code_point.h"

namespace credence {
namespace {

constexpr std::string_view kEllipsis = "...";
constexpr int kEllipsisColumns = 3;

// Line numbers stand right-aligned in this many columns, more when they need more.
constexpr int kGutterColumnsMin = 5;

// Source lines may run a little wider than sentences before they are cut.
constexpr int kSourceOverhang = 20;
constexpr int kSourceColumnsMin = 40;

// A mark under a span: what to draw where.
struct Mark {
  const Label* label = nullptr;
  bool is_primary = false;
  int line = 0;  // from 0
};

// One line of a source as it is shown, and where its bytes stand in it.
class ShownLine {
 public:
  // Shows at most `columns_max` columns of `line`, among them the first byte of `focus`.
  // `focus` and all later offsets count from the start of the line.
  ShownLine(std::string_view line, Span focus, int columns_max) {
    const auto [from, to] = NearbyBytes(line, focus, columns_max);
    ReadGlyphs(line, from, to);
    CutToWindow(ColumnAt(focus.begin), columns_max, from > 0, to < line.size());
  }

  const std::string& text() const { return text_; }

  bool Shows(uint32_t offset) const {
    if (offset < glyphs_from_ || offset > glyphs_to_) return false;
    const int column = ColumnAt(offset);
    return first_ <= column && (column < last_ || (column == last_ && !cut_after_));
  }

  // The columns under `span`, at least one wide, counted from the shown text's start.
  std::pair<int, int> ColumnsOf(Span span) const {
    const int begin = std::clamp(ColumnAt(span.begin), first_, last_);
    const int end = std::clamp(ColumnAt(span.end), begin, last_);
    return {begin - first_ + lead_, std::max(end, begin + 1) - first_ + lead_};
  }

 private:
  struct Cell {
    uint32_t offset;
    int column;
    Glyph glyph;
  };

  // Only the neighbourhood of the focus is looked at, however long the line.
  static std::pair<uint32_t, uint32_t> NearbyBytes(std::string_view line, Span focus,
                                                   int columns_max) {
    const auto size = static_cast<uint32_t>(line.size());
    const uint32_t reach = 8 * static_cast<uint32_t>(columns_max);
    const uint32_t middle = std::min(focus.begin, size);
    uint32_t from = middle > reach ? middle - reach : 0;
    const auto continues = [&](uint32_t at) { return (line[at] & 0xC0) == 0x80; };
    for (int i = 0; i < 3 && from > 0 && from < size && continues(from); ++i) --from;
    uint32_t to = size - middle > reach ? middle + reach : size;
    for (int i = 0; i < 3 && to < size && continues(to); ++i) ++to;
    return {from, to};
  }

  void ReadGlyphs(std::string_view line, uint32_t from, uint32_t to) {
    glyphs_from_ = from;
    glyphs_to_ = to;
    const std::string_view near = line.substr(0, to);
    for (uint32_t at = from; at < to;) {
      const CodePoint point = DecodeCodePoint(near, at);
      Glyph glyph = GlyphOf(near, at, point);
      const int columns = glyph.columns;
      cells_.push_back({at, columns_, std::move(glyph)});
      columns_ += columns;
      at += static_cast<uint32_t>(point.length);
    }
  }

  // The column where the glyph that holds `offset` begins; past the end, the end.
  int ColumnAt(uint32_t offset) const {
    if (offset >= glyphs_to_) return columns_;
    const auto after =
        std::upper_bound(cells_.begin(), cells_.end(), offset,
                         [](uint32_t value, const Cell& cell) { return value < cell.offset; });
    return after == cells_.begin() ? 0 : (after - 1)->column;
  }

  void CutToWindow(int focus, int columns_max, bool more_before, bool more_after) {
    first_ = 0;
    last_ = columns_;
    if (columns_ > columns_max || more_before || more_after) {
      const int room = columns_max - 2 * kEllipsisColumns;
      // A third of the window stands before the mark, unless the line ends sooner.
      first_ = std::max(0, std::min(focus - room / 3, columns_ - room));
      last_ = std::min(columns_, first_ + room);
    }
    const bool cut_before = more_before || first_ > 0;
    cut_after_ = more_after || last_ < columns_;
    lead_ = cut_before ? kEllipsisColumns : 0;
    if (cut_before) text_ += kEllipsis;
    for (const Cell& cell : cells_) {
      // What stands half outside leaves its half blank, so that marks keep their columns.
      const int begin = std::max(cell.column, first_);
      const int end = std::min(cell.column + cell.glyph.columns, last_);
      const bool whole = cell.column >= first_ && cell.column + cell.glyph.columns <= last_;
      if (whole && (cell.glyph.columns > 0 || cell.column > first_)) {
        text_ += cell.glyph.text;
      } else if (begin < end) {
        text_.append(static_cast<std::size_t>(end - begin), ' ');
      }
    }
    if (cut_after_) text_ += kEllipsis;
  }

  std::vector<Cell> cells_;
  uint32_t glyphs_from_ = 0;
  uint32_t glyphs_to_ = 0;
  int columns_ = 0;  // of all that was looked at
  int first_ = 0;    // the window: columns [first_, last_)
  int last_ = 0;
  int lead_ = 0;  // columns of the ellipsis before it
  bool cut_after_ = false;
  std::string text_;
};

std::string RightTrimmed(std::string text) {
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

// Writes the rows of one source's marks.
class ExcerptWriter {
 public:
  ExcerptWriter(const Diagnostic& diagnostic, const RenderOptions& options, int gutter_columns)
      : severity_(diagnostic.code.severity()),
        paint_(options),
        gutter_columns_(gutter_columns),
        columns_max_(
            std::max(kSourceColumnsMin, options.width + kSourceOverhang - gutter_columns - 4)) {}

  // REQUIRES: the marks are of one source, in order.
  void WriteMarks(const Source& source, const std::vector<Mark>& marks) {
    int line_shown = -1;
    std::optional<ShownLine> line;
    for (const Mark& mark : marks) {
      const Span span = WithinLine(source, mark);
      // A second place far along a cut line needs a window of its own.
      if (!line || line_shown != mark.line || !line->Shows(span.begin)) {
        line.emplace(source.LineAt(mark.line), span, columns_max_);
        line_shown = mark.line;
        WriteRow(std::to_string(mark.line + 1), line->text());
      }
      const auto [begin, end] = line->ColumnsOf(span);
      WriteRow("", std::string(static_cast<std::size_t>(begin), ' ') +
                       Underline(mark, static_cast<std::size_t>(end - begin)));
    }
  }

  // "   in facts.vocabulary:2:10"
  void WritePlace(const Label& label) {
    out_ += paint_.Blue(RightAligned("in")) + " " + PlaceOf(label) + "\n";
  }

  std::string Take() { return std::move(out_); }

 private:
  // The part of the mark on its first line, counted from the line's start.
  static Span WithinLine(const Source& source, const Mark& mark) {
    const uint32_t start = source.LineStart(mark.line);
    const auto length = static_cast<uint32_t>(source.LineAt(mark.line).size());
    const Span span = mark.label->span;
    const uint32_t begin = std::min(span.begin - std::min(start, span.begin), length);
    const uint32_t end = std::clamp(span.end - std::min(start, span.end), begin, length);
    return {begin, end};
  }

  std::string Underline(const Mark& mark, std::size_t columns) const {
    std::string line(columns, mark.is_primary ? '^' : '-');
    if (!mark.label->text.empty()) line += " " + Printable(mark.label->text);
    return mark.is_primary ? paint_.Alarm(severity_, line) : paint_.Blue(line);
  }

  std::string RightAligned(std::string text) const {
    const auto width = static_cast<std::size_t>(gutter_columns_);
    if (text.size() < width) text.insert(0, width - text.size(), ' ');
    return text;
  }

  void WriteRow(std::string number, const std::string& text) {
    const std::string trimmed = RightTrimmed(text);
    out_ += paint_.Blue(RightAligned(std::move(number)) + " |");
    if (!trimmed.empty()) out_ += "  " + trimmed;
    out_ += "\n";
  }

  Severity severity_;
  Paint paint_;
  int gutter_columns_;
  int columns_max_;
  std::string out_;
};

// Every label with a source, the diagnostic's own source first and each source's in line order.
std::vector<std::vector<Mark>> MarksBySource(const Diagnostic& diagnostic) {
  std::vector<std::vector<Mark>> groups;
  const auto add = [&groups](const Label& label, bool is_primary) {
    if (!label.source) return;
    const Mark mark{&label, is_primary, label.source->LineOf(label.span.begin) - 1};
    const auto same = std::find_if(groups.begin(), groups.end(), [&](const auto& group) {
      return group.front().label->source->name() == label.source->name();
    });
    if (same == groups.end()) {
      groups.push_back({mark});
    } else {
      same->push_back(mark);
    }
  };
  add(diagnostic.primary, true);
  for (const Label& label : diagnostic.related) add(label, false);
  for (std::vector<Mark>& group : groups) {
    std::stable_sort(group.begin(), group.end(), [](const Mark& a, const Mark& b) {
      return std::tuple(a.line, a.label->span.begin, !a.is_primary) <
             std::tuple(b.line, b.label->span.begin, !b.is_primary);
    });
  }
  return groups;
}

}  // namespace

std::string Paint::Wrap(std::string_view escape, std::string_view text) const {
  std::string out(text);
  if (!on_ || text.empty()) return out;
  return std::string(escape) + out + "\x1b[0m";
}

std::string PlaceOf(const Label& label) {
  if (!label.source) return "";
  const Position position = label.source->Locate(label.span.begin);
  return Printable(label.source->name()) + ":" + std::to_string(position.line) + ":" +
         std::to_string(position.column);
}

std::string RenderExcerpt(const Diagnostic& diagnostic, const RenderOptions& options) {
  const std::vector<std::vector<Mark>> groups = MarksBySource(diagnostic);
  int gutter_columns = kGutterColumnsMin;
  for (const std::vector<Mark>& group : groups) {
    const auto digits = std::to_string(group.back().line + 1).size();
    gutter_columns = std::max(gutter_columns, static_cast<int>(digits));
  }
  ExcerptWriter writer(diagnostic, options, gutter_columns);
  for (const std::vector<Mark>& group : groups) {
    const Source& source = *group.front().label->source;
    const bool is_own = diagnostic.primary.source && &group == &groups.front();
    if (!is_own) writer.WritePlace(*group.front().label);
    writer.WriteMarks(source, group);
  }
  return writer.Take();
}

}  // namespace credence
