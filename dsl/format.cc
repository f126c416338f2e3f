#include "dsl/format.h"

#include <algorithm>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "core/check.h"
#include "dsl/format_layout.h"
#include "dsl/grammar/recognise.h"
#include "dsl/parse.h"
#include "dsl/scan.h"
#include "dsl/statement_cut.h"

namespace credence::dsl {
namespace {

bool IsBlank(char c) { return c == ' ' || c == '\t'; }

class Formatter {
 public:
  Formatter(const Source& source, const ScannedSource& scanned,
            const std::vector<StatementCut>& cuts)
      : source_(source),
        tokens_(scanned.tokens),
        comments_(scanned.comments),
        cuts_(cuts),
        gaps_(scanned.tokens.size()) {}

  std::string Run() {
    for (const StatementCut& cut : cuts_) {
      const grammar::Recognition found = grammar::Recognise(tokens_, cut.begin, cut.end);
      CREDENCE_CHECK(found.recognised);
      LayOut(source_, tokens_, found.tree, gaps_);
    }
    AlignRuns();
    for (std::size_t i = 0; i < cuts_.size(); ++i) {
      WriteBetween(i);
      WriteStatement(cuts_[i]);
    }
    WriteBetween(cuts_.size());
    if (!text_.empty()) text_ += '\n';
    return std::move(text_);
  }

 private:
  // Columns of neighbours -----------------------------------------------------------

  // The token of a one-line statement that stands below that of its neighbours; 0 if none.
  uint32_t AnchorOf(const StatementCut& cut) const {
    const Word word = cut.word->word;
    const bool typed = word == WordOf("measure") || word == WordOf("attribute");
    const bool valued = word == WordOf("set") || word == WordOf("param");
    const bool evidence = word == WordOf("evidence");
    uint32_t anchor = 0;
    for (uint32_t i = cut.begin + 1; i < cut.end; ++i) {
      if (gaps_[i].line) return 0;
      const Token& token = tokens_[i];
      const bool here = (typed && token.sign == SignOf(":")) ||
                        (valued && token.sign == SignOf("=")) ||
                        (evidence && token.word == WordOf("on"));
      if (here && anchor == 0) anchor = i;
    }
    return anchor;
  }

  // Statements of one kind in neighbouring lines stand in columns, if all of them then fit.
  void AlignRuns() {
    for (std::size_t first = 0; first < cuts_.size();) {
      std::size_t last = first + 1;
      while (last < cuts_.size() && cuts_[last].word == cuts_[first].word &&
             LineEndsBetween(last) == 1 && AnchorOf(cuts_[last]) != 0) {
        ++last;
      }
      if (last - first > 1 && AnchorOf(cuts_[first]) != 0) AlignRun(first, last);
      first = last;
    }
  }

  void AlignRun(std::size_t first, std::size_t last) {
    int widest = 0;
    int longest = 0;
    for (std::size_t i = first; i < last; ++i) {
      const uint32_t anchor = AnchorOf(cuts_[i]);
      widest = std::max(widest, Columns(cuts_[i].begin, anchor));
      longest = std::max(longest, Columns(anchor, cuts_[i].end));
    }
    if (widest + 1 + longest > kLineColumns) return;
    for (std::size_t i = first; i < last; ++i) {
      const uint32_t anchor = AnchorOf(cuts_[i]);
      gaps_[anchor].columns = 1 + widest - Columns(cuts_[i].begin, anchor);
    }
  }

  int Columns(uint32_t begin, uint32_t end) const {
    return FlatColumns(source_, tokens_, gaps_, begin, end);
  }

  // Lines ---------------------------------------------------------------------------

  // Line ends in the source between two offsets.
  int LineEnds(uint32_t begin, uint32_t end) const {
    return source_.Locate(end).line - source_.Locate(begin).line;
  }

  // Between statement `index` and the one before it; a comment between counts as many.
  int LineEndsBetween(std::size_t index) const {
    const uint32_t begin = tokens_[cuts_[index].begin - 1].span.end;
    const uint32_t end = tokens_[cuts_[index].begin].span.begin;
    const auto comment =
        std::lower_bound(comments_.begin(), comments_.end(), begin,
                         [](const Span& span, uint32_t offset) { return span.begin < offset; });
    const bool commented =
        comment != comments_.end() && comment->begin < end && LineEnds(begin, comment->begin) > 0;
    return commented ? 2 : LineEnds(begin, end);
  }

  void StartLine(int indent) {
    if (!text_.empty()) text_ += '\n';
    text_.append(static_cast<std::size_t>(indent), ' ');
  }

  void Write(Span span) {
    text_ += source_.text(span);
    written_ = span.end;
  }

  bool CommentComesBefore(uint32_t offset) const {
    return next_comment_ < comments_.size() && comments_[next_comment_].begin < offset;
  }

  // Writes the comment that stands behind code in its line, if there is one.
  void WriteTrailing(uint32_t before) {
    if (text_.empty() || !CommentComesBefore(before)) return;
    const Span comment = comments_[next_comment_];
    if (LineEnds(written_, comment.begin) > 0) return;
    text_ += "  ";
    Write(comment);
    ++next_comment_;
  }

  void WriteStatement(const StatementCut& cut) {
    StartLine(0);
    Write(tokens_[cut.begin].span);
    for (uint32_t i = cut.begin + 1; i < cut.end; ++i) {
      const Span span = tokens_[i].span;
      Gap gap = gaps_[i];
      if (CommentComesBefore(span.begin)) {
        if (!gap.line) gap = {true, 2 * kClauseIndent};
        WriteTrailing(span.begin);
        while (CommentComesBefore(span.begin)) {
          StartLine(kClauseIndent);
          Write(comments_[next_comment_++]);
        }
      }
      if (gap.line) {
        StartLine(gap.columns);
      } else {
        text_.append(static_cast<std::size_t>(gap.columns), ' ');
      }
      Write(span);
    }
  }

  // What stands above statement `index`, or below the last: comments and single blank lines. A
  // comment set in right below a statement stays with it.
  void WriteBetween(std::size_t index) {
    const bool at_end = index == cuts_.size();
    const uint32_t end = at_end ? static_cast<uint32_t>(source_.text().size())
                                : tokens_[cuts_[index].begin].span.begin;
    WriteTrailing(end);
    bool blank_written = false;
    const bool parted =
        index > 0 && !at_end && cuts_[index].word != cuts_[index - 1].word && !HasBlankLine(end);
    while (CommentComesBefore(end)) {
      const Span comment = comments_[next_comment_++];
      const bool blank = LineEnds(written_, comment.begin) > 1;
      const bool stays = index > 0 && !blank && !blank_written && IsSetIn(comment);
      if (!text_.empty() && (blank || (parted && !stays && !blank_written))) {
        text_ += '\n';
        blank_written = true;
      }
      StartLine(stays ? kClauseIndent : 0);
      Write(comment);
      blank_written = blank_written || !stays;
    }
    if (at_end || text_.empty()) return;
    if (LineEnds(written_, end) > 1 || (parted && !blank_written)) text_ += '\n';
  }

  // Whether the source has an empty line between what is written and `end`.
  bool HasBlankLine(uint32_t end) const {
    uint32_t from = written_;
    for (std::size_t i = next_comment_; i < comments_.size() && comments_[i].begin < end; ++i) {
      if (LineEnds(from, comments_[i].begin) > 1) return true;
      from = comments_[i].end;
    }
    return LineEnds(from, end) > 1;
  }

  bool IsSetIn(Span comment) const {
    return comment.begin > 0 && IsBlank(source_.text()[comment.begin - 1]);
  }

  const Source& source_;
  const std::vector<Token>& tokens_;
  const std::vector<Span>& comments_;
  const std::vector<StatementCut>& cuts_;
  std::vector<Gap> gaps_;
  std::string text_;
  std::size_t next_comment_ = 0;
  uint32_t written_ = 0;  // where what was written last ends in the source
};

// The words, signs and comments of a text, without what stands between them.
std::vector<std::string_view> PiecesOf(const Source& source, const ScannedSource& scanned) {
  std::vector<std::string_view> pieces;
  std::size_t comment = 0;
  for (const Token& token : scanned.tokens) {
    for (; comment < scanned.comments.size() && scanned.comments[comment].begin < token.span.begin;
         ++comment) {
      pieces.push_back(source.text(scanned.comments[comment]));
    }
    pieces.push_back(source.text(token.span));
  }
  for (; comment < scanned.comments.size(); ++comment) {
    pieces.push_back(source.text(scanned.comments[comment]));
  }
  return pieces;
}

}  // namespace

std::optional<std::string> Format(SourcePtr source, Diagnostics& diagnostics) {
  Diagnostics found;
  Parse(source, found);
  const bool parses = !found.HasErrors();
  diagnostics.Append(std::move(found));
  if (!parses) return std::nullopt;

  Diagnostics none;
  const ScannedSource scanned = Scan(source, none);
  const std::vector<StatementCut> cuts = CutStatements(source, scanned, none);
  const auto written =
      std::make_shared<Source>(source->name(), Formatter(*source, scanned, cuts).Run());

  // Whatever the layout, not a word of the rules may change.
  const ScannedSource again = Scan(written, none);
  CREDENCE_CHECK(PiecesOf(*source, scanned) == PiecesOf(*written, again));
  return std::string(written->text());
}

}  // namespace credence::dsl
