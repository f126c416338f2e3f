#include "dsl/lower_tables.h"

#include <algorithm>
#include <map>
#include <utility>

#include "dsl/check_table.h"
#include "dsl/check_types.h"

namespace credence::dsl {
namespace {

using ruletree::kNone;
using State = Checked::State;

// What an expression comes to, whoever asks; not ok, and nothing said, when it is at fault. Its
// grain is the business of the rules that read the table.
Checked TypeAnywhere(PolicyDraft& draft, ExprId expr) {
  Diagnostics unheard;
  Faults quiet(draft.file.source, unheard);
  Parts parts = LayOut(draft.symbols, expr, {.subject = ruletree::kPartner}, quiet);
  if (parts.empty()) return {};
  CheckGrain(draft.symbols, {}, parts, quiet);
  for (Part& part : parts) part.faulty = false;
  ruletree::Policy scratch;
  NodePool pool(scratch);
  PartLowering lowering(draft.symbols, draft.params, pool, quiet, parts,
                        {draft.policy.get(), &draft.tables, &draft.tiers});
  lowering.Run();
  return lowering.RootAsAny();
}

// A figure or a param where a table is written.
struct Leaf {
  ruletree::NodeId node = kNone;
  Type type = {};
  bool bare_figure = false;
  std::optional<Value> constant = {};  // when it is one on every day
};

class LeafReader {
 public:
  explicit LeafReader(PolicyDraft& draft) : draft_(draft) {}

  // `wanted` null: whatever it is.
  std::optional<Leaf> Read(ExprId id, const Type* wanted, const std::string& what) {
    if (id == dsl::kNone) return std::nullopt;
    if (!IsFigureOrParam(id)) {
      ReportNotConstant(id, what);
      return std::nullopt;
    }
    Parts parts = draft_.Check(id, {}, {});
    if (parts.empty()) return std::nullopt;
    PartLowering lowering = draft_.Lowering(parts);
    const Checked value = wanted != nullptr ? lowering.RootAs(*wanted, what) : lowering.RootAsAny();
    if (!value.ok()) return std::nullopt;
    Leaf leaf{.type = value.type, .bare_figure = value.bare_figure};
    leaf.node = lowering.NodeOf(value, SpanOf(draft_.file, parts.front()));
    if (value.state == State::kConstant) {
      leaf.constant = value.constant;
    } else {
      const ruletree::Param& param = draft_.policy->params[draft_.pool.node(leaf.node).ref];
      if (param.values.size() == 1) leaf.constant = param.values.front().value;
    }
    return leaf;
  }

 private:
  bool IsFigureOrParam(ExprId id) const {
    const Expr* expr = &draft_.file.exprs[id];
    if (expr->kind == ExprKind::kNegate && expr->left != dsl::kNone) {
      expr = &draft_.file.exprs[expr->left];
    }
    if (expr->kind == ExprKind::kLiteral) return true;
    if (expr->kind != ExprKind::kPath) return false;
    const PathRef path = ResolvePath(draft_.symbols, *expr, kNone);
    return path.kind == PathKind::kParam;
  }

  void ReportNotConstant(ExprId id, const std::string& what) {
    const Span span = draft_.file.exprs[id].span;
    draft_.faults.Add(
        codes::kNotConstant, span,
        what + " is a figure or a param, and `" + draft_.faults.TextOf(span) + "` is neither",
        {.why = "The rows of a table are read, and compared with each other, before any case is "
                "known.",
         .help = "Write a figure, and do the arithmetic where the table is read: `amount "
                 "card.rate of revenue`."});
  }

  PolicyDraft& draft_;
};

class TableLowering {
 public:
  TableLowering(PolicyDraft& draft, const Table& declared)
      : draft_(draft), declared_(declared), leaves_(draft) {}

  void Lower() {
    table_.name = declared_.name.text;
    table_.span = declared_.span;
    for (const TableInput& input : declared_.inputs) LowerInput(input);
    LowerColumns();
    for (const TableRow& row : declared_.rows) LowerRow(row);
    table_.types.resize(table_.columns.size());
    for (size_t i = 0; i < table_.types.size(); ++i) {
      if (types_[i]) table_.types[i] = *types_[i];
      faulty_ |= !types_[i];
    }
    if (!faulty_) CheckRows(draft_, declared_, search_);
    draft_.tables.push_back({.faulty = faulty_, .untyped = untyped_});
    draft_.policy->tables.push_back(std::move(table_));
  }

 private:
  std::string Quoted() const { return "`" + declared_.name.text + "`"; }

  void LowerInput(const TableInput& input) {
    table_.inputs.push_back(input.name ? input.name->text : draft_.faults.TextOf(input.span));
    Checked asked = TypeAnywhere(draft_, input.value);
    untyped_ |= !asked.ok();
    search_.inputs.push_back({.title = table_.inputs.back()});
    SearchedInput& searched = search_.inputs.back();
    const bool symbols = asked.type.kind == TypeKind::kSymbol && asked.symbols != nullptr;
    const bool ordered = HasOrder(asked.type);
    if (asked.ok() && !symbols && !ordered) {
      draft_.faults.Add(codes::kUnit, input.span,
                        "a column of " + Quoted() + " cannot be asked of " + Describe(asked.type),
                        {.why = "A column holds ranges of a number or a date, or names of a set.",
                         .help = "Name a number, a date or an attribute; conditions belong into "
                                 "`when`."});
      asked = {};
    }
    faulty_ |= !asked.ok();
    if (!asked.ok()) return inputs_.push_back({});
    searched.type = asked.type;
    if (symbols) searched.symbols = *asked.symbols;
    inputs_.push_back(std::move(asked));
  }

  void LowerColumns() {
    std::map<std::string_view, Span> seen;
    for (const Name& column : declared_.columns) {
      const auto [earlier, fresh] = seen.try_emplace(column.text, column.span);
      table_.columns.push_back(column.text);
      if (fresh) continue;
      faulty_ = true;
      draft_.faults.Add(codes::kDuplicateName, column.span,
                        "`" + column.text + "` names two columns of " + Quoted(),
                        {.why = "Whoever reads it could mean either.",
                         .help = "Give one of them another name.",
                         .related = {draft_.faults.At(earlier->second, "first here")}});
    }
    types_.resize(declared_.columns.size());
  }

  void LowerRow(const TableRow& row) {
    ruletree::TableRow made{.span = row.span};
    SearchedRow searched{.span = row.span};
    for (size_t i = 0; i < row.cells.size(); ++i) {
      searched.cells.push_back({.span = row.cells[i].span});
      made.cells.push_back(inputs_[i].ok() ? LowerCell(row.cells[i], i, searched.cells.back())
                                           : ruletree::Cell{});
    }
    for (size_t i = 0; i < row.results.size(); ++i) {
      const Type* wanted = types_[i] ? &*types_[i] : nullptr;
      const std::string what = "`" + table_.columns[i] + "`";
      const std::optional<Leaf> leaf = leaves_.Read(row.results[i], wanted, what);
      faulty_ |= !leaf;
      made.results.push_back(leaf ? leaf->node : kNone);
      searched.results.push_back(made.results.back());
      if (leaf && !types_[i]) types_[i] = leaf->type;
    }
    search_.rows.push_back(std::move(searched));
    table_.rows.push_back(std::move(made));
  }

  ruletree::Cell LowerCell(const TableCell& cell, size_t input, SearchedCell& searched) {
    ruletree::Cell made;
    const Type& type = inputs_[input].type;
    switch (cell.kind) {
      case CellKind::kAny:
        return made;
      case CellKind::kOtherwise:
        made.kind = ruletree::CellKind::kOtherwise;
        searched.otherwise = true;
        return made;
      case CellKind::kValues:
        made.kind = ruletree::CellKind::kValues;
        searched.everything = false;
        if (type.kind == TypeKind::kSymbol) {
          LowerSymbols(cell, input, made, searched);
        } else {
          LowerValues(cell, type, made, searched);
        }
        return made;
      default:
        return LowerRange(cell, input, searched);
    }
  }

  void LowerSymbols(const TableCell& cell, size_t input, ruletree::Cell& made,
                    SearchedCell& searched) {
    const std::vector<std::string>& symbols = *inputs_[input].symbols;
    for (const ExprId id : cell.values) {
      if (id == dsl::kNone) continue;
      const Expr& expr = draft_.file.exprs[id];
      const bool name = expr.kind == ExprKind::kPath && expr.count == 1;
      const Name written =
          name ? draft_.file.names[expr.first] : Name{draft_.faults.TextOf(expr.span), expr.span};
      const auto found = std::find(symbols.begin(), symbols.end(), written.text);
      if (found == symbols.end()) {
        faulty_ = true;
        draft_.faults.AddUnknown(written, "value", symbols,
                                 "of " + ("`" + table_.inputs[input] + "`"),
                                 "The row would never be used.");
        continue;
      }
      made.symbols.push_back(written.text);
      searched.symbols.push_back(static_cast<size_t>(found - symbols.begin()));
    }
  }

  void LowerValues(const TableCell& cell, const Type& type, ruletree::Cell& made,
                   SearchedCell& searched) {
    if (!IsDiscrete(type)) {
      faulty_ = true;
      const std::string text = draft_.faults.TextOf(cell.span);
      draft_.faults.Add(
          codes::kTableCell, cell.span, "`" + text + "` is a single point of what has no steps",
          {.why = "What lies just beside it would not find this row: " + Describe(type) +
                  " has no steps.",
           .help = "Write a range, such as `" + text + " and up` or `" + text + " to under ...`."});
      return;
    }
    for (const ExprId id : cell.values) {
      const std::optional<Leaf> leaf = leaves_.Read(id, &type, "the condition");
      faulty_ |= !leaf;
      if (!leaf) continue;
      made.values.push_back(leaf->node);
      const std::optional<Rational> at = Position(*leaf);
      if (at) searched.ranges.push_back({at, CheckedAdd(*at, Rational(1))});
    }
  }

  ruletree::Cell LowerRange(const TableCell& cell, size_t input, SearchedCell& searched) {
    ruletree::Cell made{.kind = ruletree::CellKind::kRange};
    const Type& type = inputs_[input].type;
    searched.everything = false;
    if (type.kind == TypeKind::kSymbol) {
      faulty_ = true;
      draft_.faults.Add(codes::kUnit, cell.span, "names have no order to make a range of",
                        {.help = "List the names: `emea, apac`."});
      return made;
    }
    std::optional<Rational> from, to;
    const auto bound = [&](ExprId id, ruletree::NodeId& node, std::optional<Rational>& position) {
      if (id == dsl::kNone) return true;
      const std::optional<Leaf> leaf = leaves_.Read(id, &type, "the condition");
      faulty_ |= !leaf;
      if (!leaf) return false;
      node = leaf->node;
      position = Position(*leaf);
      return true;
    };
    const bool read = bound(cell.from, made.from, from) && bound(cell.to, made.to, to);
    made.to_included = cell.kind == CellKind::kTo;
    if (!read) return made;
    if (made.to_included && !IsDiscrete(type)) {
      ReportClosed(cell, type);
    } else if (from && to && (made.to_included ? *to < *from : *to <= *from)) {
      faulty_ = true;
      draft_.faults.Add(
          codes::kTableCell, cell.span, "nothing lies in `" + draft_.faults.TextOf(cell.span) + "`",
          {.why = "The row would never be used.", .help = "Write the smaller bound first."});
    }
    if (to && made.to_included) to = CheckedAdd(*to, Rational(1));
    searched.ranges.push_back({from, to});
    return made;
  }

  void ReportClosed(const TableCell& cell, const Type& type) {
    faulty_ = true;
    const std::string from = draft_.faults.TextOf(draft_.file.exprs[cell.from].span);
    const std::string to = draft_.faults.TextOf(draft_.file.exprs[cell.to].span);
    draft_.faults.Add(codes::kTableCell, cell.span, "this range includes its end, `" + to + "`",
                      {.why = "What lies just above it belongs to no row, however near the next "
                              "one begins: " +
                              Describe(type) + " has no steps.",
                       .help = "Write `" + from + " to under " + to + "`.",
                       .fix = from + " to under " + to});
  }

  // Where a bound lies on the number line; unsure when a param changes over time.
  std::optional<Rational> Position(const Leaf& leaf) {
    if (!leaf.constant) {
      search_.sure = false;
      return std::nullopt;
    }
    return PositionOf(*leaf.constant);
  }

  PolicyDraft& draft_;
  const Table& declared_;
  LeafReader leaves_;
  ruletree::Table table_;
  TableSearch search_;
  std::vector<Checked> inputs_;
  std::vector<std::optional<Type>> types_;
  bool faulty_ = false;
  bool untyped_ = false;
};

class TiersLowering {
 public:
  TiersLowering(PolicyDraft& draft, const Tiers& declared)
      : draft_(draft), declared_(declared), leaves_(draft) {}

  void Lower() {
    tiers_.name = declared_.name.text;
    tiers_.by_slices = declared_.by_slices;
    tiers_.span = declared_.span;
    const Checked base = TypeAnywhere(draft_, declared_.base);
    CheckedTable checked{.faulty = !base.ok(), .untyped = !base.ok()};
    if (base.ok() && !base.type.is_numeric()) {
      checked.faulty = true;
      draft_.faults.Add(codes::kUnit, draft_.file.exprs[declared_.base].span,
                        "tiers are of a number, and this is " + Describe(base.type),
                        {.help = "Name an amount or a count after `on`."});
    }
    for (const TierLine& line : declared_.lines) LowerLine(line, base, checked);
    if (!checked.faulty) CheckTiers(draft_, declared_, base.type, *pays_, lines_);
    if (pays_ && base.ok()) {
      const bool share = pays_->kind == TypeKind::kPercent;
      checked.type = share ? ProductOf(*pays_, base.type).value_or(base.type) : *pays_;
    }
    draft_.tiers.push_back(checked);
    draft_.policy->tiers.push_back(std::move(tiers_));
  }

 private:
  void LowerLine(const TierLine& line, const Checked& base, CheckedTable& checked) {
    const std::optional<Leaf> from =
        leaves_.Read(line.from, base.ok() ? &base.type : nullptr, "the begin of a tier");
    const std::optional<Leaf> pays =
        leaves_.Read(line.pays, pays_ ? &*pays_ : nullptr, "`" + declared_.column.text + "`");
    checked.faulty |= !from || !pays;
    if (!from || !pays) return;
    if (!pays_) pays_ = pays->type;
    if (declared_.by_slices && pays->type.kind != TypeKind::kPercent && !checked.faulty) {
      checked.faulty = true;
      draft_.faults.Add(codes::kUnit, draft_.file.exprs[line.pays].span,
                        "a slice is paid by a percent, and this is " + Describe(pays->type),
                        {.why = "Each slice gives its own share of what lies in it.",
                         .help = "Write a percent, or `by highest tier` for one amount."});
    }
    tiers_.tiers.push_back({from->node, pays->node, line.span});
    lines_.push_back({from->constant, pays->constant, line.span});
  }

  PolicyDraft& draft_;
  const Tiers& declared_;
  LeafReader leaves_;
  ruletree::Tiers tiers_;
  std::vector<KnownTier> lines_;
  std::optional<Type> pays_;
};

}  // namespace

void LowerTables(PolicyDraft& draft) {
  for (const Table* table : draft.symbols.tables()) TableLowering(draft, *table).Lower();
  for (const Tiers* tiers : draft.symbols.tiers()) TiersLowering(draft, *tiers).Lower();
}

void CheckUnusedTables(PolicyDraft& draft) {
  const auto check = [&draft](ExprId expr, const Name& name) {
    Diagnostics unheard;
    Faults quiet(draft.file.source, unheard);
    Scope scope{.subject = ruletree::kPartner};
    Parts laid_out = LayOut(draft.symbols, expr, scope, quiet);
    CheckGrain(draft.symbols, {}, laid_out, quiet);
    // Nobody says of what it is asked: of whatever it has values of, if that is one thing.
    if (laid_out.empty() || laid_out.front().grain.subject == ruletree::kNone) return;
    scope.subject = laid_out.front().grain.subject;
    scope.each = laid_out.front().grain.each.value_or(PeriodUnit::kMonth);
    Parts parts = draft.Check(expr, scope, {"`" + name.text + "`", {}});
    if (!parts.empty()) draft.Lowering(parts).RootAsAny();
  };
  for (uint32_t i = 0; i < draft.symbols.tables().size(); ++i) {
    if (draft.symbols.IsUsed(SymbolKind::kTable, i)) continue;
    const Table& table = *draft.symbols.tables()[i];
    for (const TableInput& input : table.inputs) check(input.value, table.name);
  }
  for (uint32_t i = 0; i < draft.symbols.tiers().size(); ++i) {
    if (draft.symbols.IsUsed(SymbolKind::kTiers, i)) continue;
    check(draft.symbols.tiers()[i]->base, draft.symbols.tiers()[i]->name);
  }
}

}  // namespace credence::dsl
