#include "dsl/statement_cut.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "core/limits.h"
#include "dsl/faults.h"

namespace credence::dsl {
namespace {

constexpr Sign kOpenRound = SignOf("(");
constexpr Sign kCloseRound = SignOf(")");
constexpr Sign kOpenCurly = SignOf("{");
constexpr Sign kCloseCurly = SignOf("}");

bool Opens(const Token& token) {
  return token.kind == TokenKind::kSign && (token.sign == kOpenRound || token.sign == kOpenCurly);
}

bool Closes(const Token& token) {
  return token.kind == TokenKind::kSign && (token.sign == kCloseRound || token.sign == kCloseCurly);
}

class Cutter {
 public:
  Cutter(SourcePtr source, const ScannedSource& scanned, Diagnostics& diagnostics)
      : source_(std::move(source)), scanned_(scanned), faults_(source_, diagnostics) {}

  std::vector<StatementCut> Run() {
    const auto count = static_cast<uint32_t>(scanned_.tokens.size());
    for (uint32_t i = 0; i < count; ++i) {
      if (StartsStatement(i) || cuts_.empty()) {
        Close(i);
        if (cuts_.size() == limits::kStatementsMax) {
          ReportTooMany(i);
          return std::move(cuts_);
        }
        cuts_.push_back({i, i, FindStatementWord(scanned_.tokens[i].word), false});
      }
      Pair(i);
    }
    Close(count);
    return std::move(cuts_);
  }

 private:
  bool StartsStatement(uint32_t index) const {
    const Token& token = scanned_.tokens[index];
    if (!token.starts_line || FindStatementWord(token.word) == nullptr) return false;
    if (index > 0 && scanned_.tokens[index - 1].sign == SignOf(".")) return false;
    return open_.empty() || StandsAtMargin(token);
  }

  bool StandsAtMargin(const Token& token) const {
    if (token.span.begin == 0) return true;
    const char before = source_->text()[token.span.begin - 1];
    return before == '\n' || before == '\r';
  }

  // Ends the statement before token `end`.
  void Close(uint32_t end) {
    if (cuts_.empty()) return;
    StatementCut& cut = cuts_.back();
    cut.end = end;
    const auto size = static_cast<uint32_t>(scanned_.tokens.size());
    if (HasScanFault(end < size ? scanned_.tokens[end].span.begin : static_cast<uint32_t>(-1))) {
      cut.faulty = true;
    }
    if (!open_.empty()) {
      const Token& opener = scanned_.tokens[open_.back()];
      Fault(codes::kUnbalanced, opener.span,
            absl::StrCat("This ", Quoted(opener), " is never closed"),
            {.help = absl::StrCat("Write `", opener.sign == kOpenRound ? ")" : "}",
                                  "` where it ends.")});
    }
    open_.clear();
    depth_ = 0;
  }

  // Whether the scan found a fault between the start of the current statement and `to`.
  bool HasScanFault(uint32_t to) const {
    const uint32_t from = scanned_.tokens[cuts_.back().begin].span.begin;
    const auto fault = std::lower_bound(scanned_.faults.begin(), scanned_.faults.end(), from);
    return fault != scanned_.faults.end() && *fault < to;
  }

  void Pair(uint32_t index) {
    const Token& token = scanned_.tokens[index];
    if (Closes(token)) return PairClosing(token);
    if (!Opens(token)) return;
    // In a faulty statement only the depth is kept, so that it still ends where it does.
    if (cuts_.back().faulty) {
      ++depth_;
    } else if (open_.size() == static_cast<std::size_t>(limits::kNestingMax)) {
      Fault(codes::kTooDeep, token.span,
            absl::StrCat("This ", Quoted(token), " stands in more than ", limits::kNestingMax,
                         " others"),
            {.help = "Give the inner parts names of their own with `define`."});
      ++depth_;
    } else {
      open_.push_back(index);
    }
  }

  void PairClosing(const Token& token) {
    if (depth_ > 0) {
      --depth_;
      return;
    }
    if (open_.empty()) {
      if (cuts_.back().faulty) return;
      Fault(codes::kUnbalanced, token.span, absl::StrCat("This ", Quoted(token), " closes nothing"),
            {.help = "Remove it, or write the bracket that it should close."});
      return;
    }
    const Token& opener = scanned_.tokens[open_.back()];
    open_.pop_back();
    if ((opener.sign == kOpenRound) == (token.sign == kCloseRound)) return;
    Fault(
        codes::kUnbalanced, token.span,
        absl::StrCat("This ", Quoted(token), " does not close the ", Quoted(opener), " before it"),
        {.help = absl::StrCat("Close it with `", opener.sign == kOpenRound ? ")" : "}", "` first."),
         .related = {faults_.At(opener.span, "opened here")}});
  }

  std::string Quoted(const Token& token) const {
    return absl::StrCat("`", std::string(source_->text(token.span)), "`");
  }

  // One fault of brackets a statement: the first tells the most.
  void Fault(Code code, Span span, std::string headline, Notes notes) {
    if (cuts_.back().faulty) return;
    cuts_.back().faulty = true;
    if (HasScanFault(span.begin)) return;  // a text without its end, say, swallowed a bracket
    faults_.Add(code, span, std::move(headline), std::move(notes));
  }

  void ReportTooMany(uint32_t index) {
    faults_.Add(codes::kTooLarge, scanned_.tokens[index].span,
                absl::StrCat("One rule file holds at most ", limits::kStatementsMax,
                             " statements, and this is one more"),
                {.help = "Put the statements into several files."});
  }

  SourcePtr source_;
  const ScannedSource& scanned_;
  Faults faults_;
  std::vector<StatementCut> cuts_;
  std::vector<uint32_t> open_;  // positions of brackets not yet closed
  std::size_t depth_ = 0;       // brackets open beyond those, in a faulty statement
};

}  // namespace

std::vector<StatementCut> CutStatements(const SourcePtr& source, const ScannedSource& scanned,
                                        Diagnostics& diagnostics) {
  return Cutter(source, scanned, diagnostics).Run();
}

}  // namespace credence::dsl
