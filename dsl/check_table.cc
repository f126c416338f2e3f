#include "dsl/check_table.h"

#include <algorithm>
#include <bit>
#include <set>

#include "core/limits.h"

namespace credence::dsl {
namespace {

// A set of rows.
class RowSet {
 public:
  explicit RowSet(size_t rows) : words_((rows + 63) / 64) {}

  void Add(size_t row) { words_[row / 64] |= uint64_t{1} << (row % 64); }
  bool empty() const {
    return std::all_of(words_.begin(), words_.end(), [](uint64_t word) { return word == 0; });
  }
  void Meet(const RowSet& a, const RowSet& b) {
    for (size_t i = 0; i < words_.size(); ++i) words_[i] = a.words_[i] & b.words_[i];
  }
  void Join(const RowSet& more) {
    for (size_t i = 0; i < words_.size(); ++i) words_[i] |= more.words_[i];
  }
  bool Has(size_t row) const { return (words_[row / 64] >> (row % 64) & 1) != 0; }
  // The first `max` rows of it, ascending.
  std::vector<size_t> First(size_t max) const {
    std::vector<size_t> rows;
    for (size_t i = 0; i < words_.size(); ++i) {
      for (uint64_t word = words_[i]; word != 0 && rows.size() < max; word &= word - 1) {
        rows.push_back(i * 64 + static_cast<size_t>(std::countr_zero(word)));
      }
    }
    return rows;
  }

 private:
  std::vector<uint64_t> words_;
};

// A piece of one column that no bound cuts.
struct Piece {
  HalfOpen range;
  size_t symbol = 0;
  RowSet rows;     // that cover it, by rows without an `otherwise`
  RowSet closing;  // and by those with one
};

using Column = std::vector<Piece>;

bool Closes(const SearchedRow& row) {
  return std::any_of(row.cells.begin(), row.cells.end(),
                     [](const SearchedCell& cell) { return cell.otherwise; });
}

bool Covers(const SearchedCell& cell, const HalfOpen& piece) {
  if (cell.everything) return true;
  return std::any_of(cell.ranges.begin(), cell.ranges.end(), [&](const HalfOpen& range) {
    const bool from = !range.first || (piece.first && *range.first <= *piece.first);
    const bool to = !range.second || (piece.second && *piece.second <= *range.second);
    return from && to;
  });
}

class Sweep {
 public:
  Sweep(PolicyDraft& draft, const Table& declared, const TableSearch& search)
      : draft_(draft), declared_(declared), search_(search), reached_(search.rows.size()) {}

  void Run() {
    for (size_t i = 0; i < search_.inputs.size(); ++i) {
      columns_.push_back(search_.inputs[i].symbols.empty() ? Ordered(i) : Named(i));
    }
    const bool ended = Search();
    Report(ended);
  }

 private:
  // Gaps, and overlaps, that are kept to be told.
  static constexpr size_t kKeptMax = 20;

  // Pieces [from, to] of the column behind those in `before`, whatever the columns after it.
  struct Gap {
    std::vector<size_t> before;
    size_t from = 0;
    size_t to = 0;
  };
  struct Overlap {
    size_t first = 0;
    size_t second = 0;
    std::vector<size_t> pieces;
  };

  size_t RowCount() const { return search_.rows.size(); }

  Piece PieceOf(HalfOpen range, size_t symbol) const {
    return {std::move(range), symbol, RowSet(RowCount()), RowSet(RowCount())};
  }

  template <typename IsCovered>
  void Fill(Piece& piece, size_t input, IsCovered is_covered) {
    for (size_t row = 0; row < RowCount(); ++row) {
      if (!is_covered(search_.rows[row].cells[input])) continue;
      (Closes(search_.rows[row]) ? piece.closing : piece.rows).Add(row);
    }
  }

  Column Named(size_t input) {
    Column column;
    for (size_t symbol = 0; symbol < search_.inputs[input].symbols.size(); ++symbol) {
      column.push_back(PieceOf({}, symbol));
      Fill(column.back(), input, [symbol](const SearchedCell& cell) {
        return cell.everything ||
               std::find(cell.symbols.begin(), cell.symbols.end(), symbol) != cell.symbols.end();
      });
    }
    return column;
  }

  // Below zero nothing is asked of a table whose lowest bound is zero: whether a value can be
  // negative is not known here.
  Column Ordered(size_t input) {
    std::set<Rational> cuts;
    for (const SearchedRow& row : search_.rows) {
      for (const HalfOpen& range : row.cells[input].ranges) {
        if (range.first) cuts.insert(*range.first);
        if (range.second) cuts.insert(*range.second);
      }
    }
    Column column;
    std::optional<Rational> from;
    const auto add = [&](std::optional<Rational> to) {
      column.push_back(PieceOf({from, to}, 0));
      Fill(column.back(), input,
           [&](const SearchedCell& cell) { return Covers(cell, column.back().range); });
    };
    for (const Rational& cut : cuts) {
      if (from || !cut.is_zero()) {
        add(cut);
      } else {
        below_zero_ = true;
      }
      from = cut;
    }
    add(std::nullopt);
    return column;
  }

  // Box by box, the last column fastest; what no row covers in the columns so far is one gap,
  // whatever the rest. False: there are more boxes than are looked at.
  bool Search() {
    const size_t count = columns_.size();
    RowSet all(RowCount());
    for (size_t row = 0; row < RowCount(); ++row) all.Add(row);
    std::vector<RowSet> rows(count + 1, all);
    std::vector<RowSet> closing(count + 1, all);
    at_.assign(count, 0);
    size_t boxes = 0;
    for (size_t k = 0;;) {
      if (++boxes > limits::kTableBoxesMax) return false;
      const Piece& piece = columns_[k][at_[k]];
      rows[k + 1].Meet(rows[k], piece.rows);
      closing[k + 1].Meet(closing[k], piece.closing);
      const bool none = rows[k + 1].empty() && closing[k + 1].empty();
      if (!none && k + 1 < count) {
        at_[++k] = 0;
        continue;
      }
      if (none) {
        FoundGap(k);
      } else {
        FoundRows(rows[k + 1].empty() ? closing[k + 1] : rows[k + 1]);
      }
      while (++at_[k] == columns_[k].size()) {
        if (k == 0) return true;
        --k;
      }
    }
  }

  // Pieces of the last column in a row are one gap.
  void FoundGap(size_t k) {
    const std::vector<size_t> before(at_.begin(), at_.begin() + static_cast<std::ptrdiff_t>(k));
    if (!gaps_.empty() && gaps_.back().before == before && gaps_.back().to + 1 == at_[k] &&
        search_.inputs[k].symbols.empty()) {
      gaps_.back().to = at_[k];
      return;
    }
    if (gaps_.size() < kKeptMax) gaps_.push_back({before, at_[k], at_[k]});
    ++gap_count_;
  }

  void FoundRows(const RowSet& rows) {
    reached_.Join(rows);
    const std::vector<size_t> two = rows.First(2);
    if (two.size() < 2 || overlaps_.size() >= kKeptMax) return;
    if (seen_.insert({two[0], two[1]}).second) overlaps_.push_back({two[0], two[1], at_});
  }

  // Words -------------------------------------------------------------------------

  std::string Shown(size_t input, const Rational& at) const {
    const Type& type = search_.inputs[input].type;
    if (type.kind == TypeKind::kDate) {
      return Date{static_cast<int32_t>(at.Floor().ToInt64().value_or(0))}.ToString();
    }
    return ToLiteral(at, type);
  }

  // A value in the piece: "emea", "80%", "under 80%".
  std::string Sample(size_t input, size_t piece) const {
    const Piece& of = columns_[input][piece];
    if (!search_.inputs[input].symbols.empty()) return search_.inputs[input].symbols[of.symbol];
    if (of.range.first) return Shown(input, *of.range.first);
    return of.range.second ? "under " + Shown(input, *of.range.second) : "any";
  }

  // The cell that would cover pieces [from, to].
  std::string CellFor(size_t input, size_t from, size_t to) const {
    if (!search_.inputs[input].symbols.empty()) return Sample(input, from);
    const auto& begin = columns_[input][from].range.first;
    const auto& end = columns_[input][to].range.second;
    if (!begin && !end) return "any";
    if (!begin) return "under " + Shown(input, *end);
    if (!end) return Shown(input, *begin) + " and up";
    return Shown(input, *begin) + " to under " + Shown(input, *end);
  }

  std::string Case(const std::vector<size_t>& pieces) const {
    std::string text;
    for (size_t i = 0; i < pieces.size(); ++i) {
      text += (i > 0 ? ", " : "") + search_.inputs[i].title + " " + Sample(i, pieces[i]);
    }
    return text;
  }

  void Report(bool ended) {
    if (!gaps_.empty()) ReportGap();
    for (const Overlap& overlap : overlaps_) ReportOverlap(overlap);
    if (ended && !below_zero_) ReportUnreached();
    if (ended || !gaps_.empty() || !overlaps_.empty()) return;
    draft_.faults.Add(
        codes::kTableNotSearched, declared_.name.span,
        "`" + declared_.name.text + "` is too large to be searched to the end",
        {.why = "Its bounds make more than " + std::to_string(limits::kTableBoxesMax) +
                " combinations. In those looked at each case has one row; others may "
                "have none, or two, and would be held.",
         .help = "Part it into tables of fewer columns."});
  }

  // Rows without an `otherwise` hold something, or they were told of; these may have nothing left.
  void ReportUnreached() {
    for (size_t row = 0; row < RowCount(); ++row) {
      if (!Closes(search_.rows[row]) || reached_.Has(row)) continue;
      draft_.faults.Add(codes::kUnusedRow, search_.rows[row].span,
                        "nothing is left for this `otherwise` row",
                        {.why = "The other rows fit every case there is, so it is never used.",
                         .help = "Remove it, or narrow the row it was meant to close."});
    }
  }

  void ReportGap() {
    const Gap& gap = gaps_.front();
    std::vector<size_t> pieces = gap.before;
    pieces.push_back(gap.from);
    std::string row = "|";
    for (size_t i = 0; i < columns_.size(); ++i) {
      const bool last = i + 1 == pieces.size();
      row += " " + (i < pieces.size() ? CellFor(i, pieces[i], last ? gap.to : pieces[i]) : "any") +
             " |";
    }
    std::string help = "Add a row, `" + row + "| ... |`, or widen one that is there.";
    if (gap_count_ > 1) {
      help +=
          " " + std::to_string(gap_count_ - 1) + " more gap" + (gap_count_ > 2 ? "s" : "") + ".";
    }
    draft_.faults.Add(codes::kTableGap, declared_.name.span,
                      "`" + declared_.name.text + "` has no row for " + Case(pieces),
                      {.why = "A case there would be held for a person, and nobody credited.",
                       .help = std::move(help)});
  }

  void ReportOverlap(const Overlap& overlap) {
    const SearchedRow& first = search_.rows[overlap.first];
    const SearchedRow& second = search_.rows[overlap.second];
    const bool same = first.results == second.results;
    const std::string both =
        "two rows of `" + declared_.name.text + "` fit " + Case(overlap.pieces);
    if (same) {
      draft_.faults.Add(codes::kSameRows, second.span, both + ", and say the same",
                        {.why = "If one of them is changed alone, the table contradicts itself.",
                         .help = "Remove one of them, or make their conditions differ.",
                         .related = {draft_.faults.At(first.span, "the other row")}});
      return;
    }
    draft_.faults.Add(codes::kTableOverlap, second.span, both,
                      {.why = "They give different results, and rows have no order: such a case "
                              "would be held for a person.",
                       .help = "Narrow one of them, so that each case has one row.",
                       .related = {draft_.faults.At(first.span, "the other row")}});
  }

  PolicyDraft& draft_;
  const Table& declared_;
  const TableSearch& search_;
  std::vector<Column> columns_;
  std::vector<size_t> at_;
  RowSet reached_;           // rows that some box leads to
  bool below_zero_ = false;  // boxes below zero were left out
  std::vector<Gap> gaps_;
  std::vector<Overlap> overlaps_;
  size_t gap_count_ = 0;
  std::set<std::pair<size_t, size_t>> seen_;
};

// A row with an `otherwise` stands below those it closes, where readers look for it.
void CheckClosingRows(PolicyDraft& draft, const TableSearch& search) {
  const SearchedRow* closing = nullptr;
  for (const SearchedRow& row : search.rows) {
    if (Closes(row)) {
      closing = &row;
    } else if (closing != nullptr) {
      draft.faults.Add(codes::kTableCell, closing->span, "this `otherwise` row is not the last",
                       {.why = "It is used for what no other row fits, and readers take the rows "
                               "below it for dead.",
                        .help = "Move it below the other rows."});
      return;
    }
  }
}

// What a tier pays on the whole of `whole`.
std::string PaidAt(const Value& whole, const Value& rate, const Type& base, const Type& pays) {
  if (pays.kind != TypeKind::kPercent) return ToDisplay(rate, pays);
  const auto paid = CheckedMultiply(std::get<Rational>(whole), std::get<Rational>(rate));
  return paid ? ToDisplay(*paid, base) : ToDisplay(rate, pays) + " of it";
}

}  // namespace

void CheckRows(PolicyDraft& draft, const Table& declared, const TableSearch& search) {
  CheckClosingRows(draft, search);
  if (search.sure) Sweep(draft, declared, search).Run();
}

void CheckTiers(PolicyDraft& draft, const Tiers& declared, const Type& base, const Type& pays,
                const std::vector<KnownTier>& tiers) {
  for (size_t i = 1; i < tiers.size(); ++i) {
    const KnownTier& below = tiers[i - 1];
    const KnownTier& tier = tiers[i];
    if (!below.from || !tier.from) continue;
    if (PositionOf(*tier.from) <= PositionOf(*below.from)) {
      draft.faults.Add(codes::kTierOrder, tier.span,
                       "this tier does not begin above the one before it",
                       {.why = "Nothing would lie in the tier between them.",
                        .help = "Put the tiers in ascending order, each begin once.",
                        .related = {draft.faults.At(below.span, "begins here")}});
      return;
    }
    if (declared.by_slices || !below.pays || !tier.pays) continue;
    if (PositionOf(*tier.pays) >= PositionOf(*below.pays)) continue;
    const std::string at = ToDisplay(*tier.from, base);
    draft.faults.Add(
        codes::kTierCliff, tier.span, "from " + at + " on, more pays less",
        {.why = "By highest tier the whole of it is paid at the rate of its tier: just "
                "below " +
                at + " that is " + PaidAt(*tier.from, *below.pays, base, pays) + ", and at " + at +
                " " + PaidAt(*tier.from, *tier.pays, base, pays) + ".",
         .help = "Write `by slices`, or a rate that does not fall.",
         .related = {draft.faults.At(below.span, "the higher rate")}});
  }
}

bool IsDiscrete(const Type& type) {
  return type.kind == TypeKind::kCount || type.kind == TypeKind::kDate ||
         type.kind == TypeKind::kDays;
}

Rational PositionOf(const Value& value) {
  if (const auto* date = std::get_if<Date>(&value)) return Rational(date->days);
  return std::get<Rational>(value);
}

}  // namespace credence::dsl
