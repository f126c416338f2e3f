#include "dsl/expression.h"

#include <string>

#include "absl/container/inlined_vector.h"
#include "core/limits.h"

namespace credence::dsl {
namespace {

PathRef ResolveField(const ruletree::Vocabulary& vocabulary, ruletree::EvidenceKindId kind,
                     std::string_view name) {
  const bool lasting = vocabulary.evidence[kind].lasting;
  uint32_t field = vocabulary.FindField(kind, name);
  if (field == ruletree::kNone && lasting && name == "from") field = ruletree::kFromField;
  if (field == ruletree::kNone && lasting && name == "through") field = ruletree::kThroughField;
  if (field == ruletree::kNone && !lasting && name == "on") field = ruletree::kOnField;
  if (field == ruletree::kNone) return {};
  return {PathKind::kField, kind, field};
}

uint32_t ColumnOf(const Table& table, std::string_view name) {
  for (uint32_t i = 0; i < table.columns.size(); ++i) {
    if (table.columns[i].text == name) return i;
  }
  return ruletree::kNone;
}

PathRef ResolveOneName(const Symbols& symbols, std::string_view name) {
  const Symbol* symbol = symbols.Find(name);
  if (symbol == nullptr) return {};
  switch (symbol->kind) {
    case SymbolKind::kCredit:
      return {PathKind::kCredit, symbol->index};
    case SymbolKind::kParam:
      return {PathKind::kParam, symbol->index};
    case SymbolKind::kSet:
      return {PathKind::kSet, symbol->index};
    case SymbolKind::kDefine:
      return {PathKind::kDefine, symbol->index};
    case SymbolKind::kTable:
      return {PathKind::kTable, symbol->index};
    case SymbolKind::kTiers:
      return {PathKind::kTiers, symbol->index};
    case SymbolKind::kScore:
      return {PathKind::kScore, symbol->index};
    case SymbolKind::kStanding:
      return {PathKind::kStanding, symbol->index};
    case SymbolKind::kCheck:
      return {};
    case SymbolKind::kMeasure:
      return {PathKind::kMeasure, symbol->index};
    case SymbolKind::kSubject:
      return {PathKind::kSubject, symbol->index};
    case SymbolKind::kBroken:
      return {PathKind::kBroken};
  }
  return {};
}

// Lays parts out parents first. What still has to be laid out waits in a stack; the last child
// of a part is taken first, so that walking backwards meets the children in their order.
class Layout {
 public:
  Layout(const Symbols& symbols, Faults& faults) : symbols_(symbols), faults_(faults) {}

  Parts Run(PartKind kind, uint32_t root, const Scope& scope) && {
    root_span_ = kind == PartKind::kEvidence ? file().evidence[root].span : file().exprs[root].span;
    parts_.reserve(kUsualParts);
    waiting_.push_back({.kind = kind, .id = root, .scope = scope});
    while (!waiting_.empty()) {
      const Waiting next = waiting_.back();
      waiting_.pop_back();
      if (parts_.size() == limits::kExpressionNodesMax) return TooMany();
      const auto id = static_cast<PartId>(parts_.size());
      Part& part = parts_.emplace_back();
      part.kind = next.kind;
      part.id = next.id;
      part.table = next.table;
      part.input = next.input;
      part.parent = next.parent;
      part.within = next.within;
      part.scope = next.scope;
      if (next.slot != nullptr) parts_[next.parent].*next.slot = id;
      if (next.kind == PartKind::kEvidence) {
        Evidence(id);
      } else if (next.kind == PartKind::kInput) {
        Input(id);
      } else {
        Expression(id);
      }
    }
    return std::move(parts_);
  }

 private:
  using Slot = PartId Part::*;

  static constexpr size_t kUsualParts = 8;

  // A part as far as it is known before its turn comes.
  struct Waiting {
    PartKind kind;
    uint32_t id;
    uint32_t table = kNone;
    uint32_t input = 0;
    PartId parent = kNone;
    PartId within = kNone;
    Scope scope = {};
    Slot slot = nullptr;  // of the parent
  };

  const File& file() const { return symbols_.file(); }

  Parts TooMany() {
    faults_.Add(codes::kChainTooLong, root_span_, "This expression is too large",
                {.why = "With its defines written out it has more than " +
                        std::to_string(limits::kExpressionNodesMax) + " parts.",
                 .help = "Say less in one rule, or measure more in the vocabulary."});
    return {};
  }

  void Child(PartId parent, Slot slot, PartKind kind, uint32_t id) {
    if (id == kNone) return;
    const Part& above = parts_[parent];
    waiting_.push_back({.kind = kind,
                        .id = id,
                        .parent = parent,
                        .within = NamesAnother(above) ? parent : above.within,
                        .scope = above.scope,
                        .slot = slot});
  }

  static bool NamesAnother(const Part& part) {
    return part.kind == PartKind::kDefine || part.path.kind == PathKind::kTable ||
           part.path.kind == PathKind::kTiers;
  }

  // What a table is asked of hangs one behind the other, and no record is at hand in it.
  void Input(PartId id) {
    const Part part = parts_[id];
    const Table& table = *symbols_.tables()[part.table];
    Child(id, &Part::left, PartKind::kExpr, table.inputs[part.input].value);
    waiting_.back().scope.record = ruletree::kNone;
    if (part.input + 1 < table.inputs.size())
      AddInput(id, &Part::right, part.table, part.input + 1);
  }

  void AddInput(PartId parent, Slot slot, uint32_t table, uint32_t input) {
    Child(parent, slot, PartKind::kInput, symbols_.tables()[table]->inputs[input].value);
    waiting_.back().table = table;
    waiting_.back().input = input;
  }

  void Expression(PartId id) {
    const Expr& expr = file().exprs[parts_[id].id];
    switch (expr.kind) {
      case ExprKind::kPath:
        return Path(id, expr);
      case ExprKind::kAggregate:
        return Aggregated(id, file().aggregates[expr.ref]);
      case ExprKind::kPartnerWith:
        return Child(id, &Part::left, PartKind::kEvidence, expr.ref);
      default:
        Child(id, &Part::left, PartKind::kExpr, expr.left);
        Child(id, &Part::right, PartKind::kExpr, expr.right);
    }
  }

  void Path(PartId id, const Expr& expr) {
    Part& part = parts_[id];
    part.path = ResolvePath(symbols_, expr, part.scope.record);
    if (part.path.kind == PathKind::kTable) {
      return AddInput(id, &Part::left, part.path.id, 0);
    }
    if (part.path.kind == PathKind::kTiers) {
      Child(id, &Part::left, PartKind::kExpr, symbols_.tiers()[part.path.id]->base);
      waiting_.back().scope.record = ruletree::kNone;
      return;
    }
    if (part.path.kind != PathKind::kDefine) return;
    part.kind = PartKind::kDefine;
    part.define = part.path.id;
    Child(id, &Part::left, PartKind::kExpr, symbols_.defines()[part.define]->value);
    // A define means the same wherever it is used, so no record is at hand in it.
    waiting_.back().scope.record = ruletree::kNone;
  }

  // A fold over a partner's records has each of them at hand in turn.
  void Aggregated(PartId id, const Aggregate& aggregate) {
    const Expr& operand = file().exprs[aggregate.operand];
    if (operand.kind == ExprKind::kPath && operand.count == 2 &&
        parts_[id].scope.record == ruletree::kNone) {
      const PathRef path = ResolvePath(symbols_, operand, ruletree::kNone);
      if (path.kind == PathKind::kField) parts_[id].fold.evidence = path.id;
    }
    Child(id, &Part::left, PartKind::kExpr, aggregate.operand);
    SetRecord(parts_[id].fold.evidence);
    if (aggregate.where == kNone) return;
    Child(id, &Part::where, PartKind::kExpr, aggregate.where);
    SetRecord(parts_[id].fold.evidence);
  }

  void SetRecord(ruletree::EvidenceKindId record) {
    if (record != ruletree::kNone) waiting_.back().scope.record = record;
  }

  void Evidence(PartId id) {
    const EvidenceNode& node = file().evidence[parts_[id].id];
    Child(id, &Part::left, PartKind::kEvidence, node.left);
    Child(id, &Part::right, PartKind::kEvidence, node.right);
    if (node.kind == EvidenceNodeKind::kKind && node.where != kNone) {
      Child(id, &Part::where, PartKind::kExpr, node.where);
      SetRecord(symbols_.vocabulary().FindEvidence(node.names.front().text));
    }
    Child(id, &Part::day, PartKind::kExpr, node.timing.day);
    Child(id, &Part::recorded, PartKind::kExpr, node.timing.recorded_by);
  }

  const Symbols& symbols_;
  Faults& faults_;
  Span root_span_;
  Parts parts_;
  absl::InlinedVector<Waiting, 8> waiting_;
};

}  // namespace

PathRef ResolvePath(const Symbols& symbols, const Expr& expr, ruletree::EvidenceKindId record) {
  const ruletree::Vocabulary& vocabulary = symbols.vocabulary();
  const std::string_view first = symbols.file().names[expr.first].text;
  if (expr.count == 1) {
    if (record != ruletree::kNone) {
      const PathRef field = ResolveField(vocabulary, record, first);
      if (field.kind == PathKind::kField) return field;
    }
    return ResolveOneName(symbols, first);
  }
  if (expr.count != 2) return {};
  const std::string_view second = symbols.file().names[expr.first + 1].text;
  if (first == "period" && second == "start") return {PathKind::kPeriodStart};
  if (first == "period" && second == "end") return {PathKind::kPeriodEnd};
  if (const Symbol* table = symbols.Find(first, SymbolKind::kTable)) {
    return {PathKind::kTable, table->index, ColumnOf(*symbols.tables()[table->index], second)};
  }
  const auto subject = vocabulary.FindSubject(first);
  if (subject != ruletree::kNone) {
    const auto attribute = vocabulary.FindAttribute(subject, second);
    if (attribute != ruletree::kNone) return {PathKind::kAttribute, attribute};
    const bool broken = symbols.IsBroken(std::string(first) + "." + std::string(second)) ||
                        symbols.IsBroken(second);
    return {broken ? PathKind::kBroken : PathKind::kUnknown};
  }
  const auto kind = vocabulary.FindEvidence(first);
  if (kind != ruletree::kNone) return ResolveField(vocabulary, kind, second);
  return {symbols.IsBroken(first) ? PathKind::kBroken : PathKind::kUnknown};
}

Parts LayOut(const Symbols& symbols, ExprId root, const Scope& scope, Faults& faults) {
  if (root == kNone) return {};
  return Layout(symbols, faults).Run(PartKind::kExpr, root, scope);
}

Parts LayOutEvidence(const Symbols& symbols, EvidenceId root, const Scope& scope, Faults& faults) {
  if (root == kNone) return {};
  return Layout(symbols, faults).Run(PartKind::kEvidence, root, scope);
}

Span SpanOf(const File& file, const Part& part) {
  return part.kind == PartKind::kEvidence ? file.evidence[part.id].span : file.exprs[part.id].span;
}

}  // namespace credence::dsl
