#include "dsl/lower_declarations.h"

#include <algorithm>
#include <map>
#include <utility>

namespace credence::dsl {
namespace {

using State = Checked::State;

// What is made of other names: defines, then tables, then tiers, in one row of numbers.
struct Made {
  explicit Made(const Symbols& of) : symbols(of) {}

  uint32_t count() const { return first_tiers() + static_cast<uint32_t>(symbols.tiers().size()); }
  uint32_t first_table() const { return static_cast<uint32_t>(symbols.defines().size()); }
  uint32_t first_tiers() const {
    return first_table() + static_cast<uint32_t>(symbols.tables().size());
  }
  const Name& NameOf(uint32_t index) const {
    if (index >= first_tiers()) return symbols.tiers()[index - first_tiers()]->name;
    if (index >= first_table()) return symbols.tables()[index - first_table()]->name;
    return symbols.defines()[index]->name;
  }
  std::vector<ExprId> RootsOf(uint32_t index) const {
    if (index >= first_tiers()) return {symbols.tiers()[index - first_tiers()]->base};
    if (index < first_table()) return {symbols.defines()[index]->value};
    std::vector<ExprId> roots;
    for (const TableInput& input : symbols.tables()[index - first_table()]->inputs) {
      roots.push_back(input.value);
    }
    return roots;
  }
  // The number of what a path names, or kNone.
  uint32_t IndexOf(const PathRef& path) const {
    if (path.kind == PathKind::kDefine) return path.id;
    if (path.kind == PathKind::kTable) return first_table() + path.id;
    if (path.kind == PathKind::kTiers) return first_tiers() + path.id;
    return kNone;
  }

  const Symbols& symbols;
};

// A name that something is made of, with its place.
struct MadeUse {
  uint32_t index;
  Span span;
};

std::vector<MadeUse> UsesIn(const Made& made, uint32_t index) {
  const Symbols& symbols = made.symbols;
  const File& file = symbols.file();
  std::vector<MadeUse> uses;
  std::vector<std::pair<ExprId, EvidenceId>> waiting;
  for (const ExprId root : made.RootsOf(index)) waiting.emplace_back(root, kNone);
  const auto visit = [&waiting](ExprId expr) { waiting.emplace_back(expr, kNone); };
  const auto visit_evidence = [&waiting](EvidenceId id) { waiting.emplace_back(kNone, id); };
  while (!waiting.empty()) {
    const auto [expr_id, evidence_id] = waiting.back();
    waiting.pop_back();
    if (evidence_id != kNone) {
      const EvidenceNode& node = file.evidence[evidence_id];
      visit_evidence(node.left);
      visit_evidence(node.right);
      visit(node.where);
      visit(node.timing.day);
      visit(node.timing.recorded_by);
    }
    if (expr_id == kNone) continue;
    const Expr& expr = file.exprs[expr_id];
    visit(expr.left);
    visit(expr.right);
    if (expr.kind == ExprKind::kAggregate) {
      visit(file.aggregates[expr.ref].operand);
      visit(file.aggregates[expr.ref].where);
    }
    if (expr.kind == ExprKind::kPartnerWith) visit_evidence(expr.ref);
    if (expr.kind != ExprKind::kPath) continue;
    const PathRef path = ResolvePath(symbols, expr, ruletree::kNone);
    const uint32_t used = made.IndexOf(path);
    if (used != kNone) uses.push_back({used, expr.span});
  }
  return uses;
}

// Depth first with a list of its own; a define met again while it is open closes a circle.
class CircleSearch {
 public:
  CircleSearch(Symbols& symbols, Faults& faults)
      : symbols_(symbols), made_(symbols), faults_(faults) {}

  void Run() {
    const uint32_t count = made_.count();
    state_.assign(count, kUnseen);
    for (uint32_t i = 0; i < count; ++i) {
      if (state_[i] == kUnseen) Search(i);
    }
    for (const uint32_t index : circular_) symbols_.Break(made_.NameOf(index).text);
  }

 private:
  enum DefineState : uint8_t { kUnseen, kOpen, kDone };
  struct Frame {
    uint32_t define;
    std::vector<MadeUse> uses;
    size_t next = 0;
  };

  void Open(uint32_t define) {
    state_[define] = kOpen;
    path_.push_back({define, UsesIn(made_, define)});
  }

  void Search(uint32_t root) {
    Open(root);
    while (!path_.empty()) {
      Frame& top = path_.back();
      if (top.next == top.uses.size()) {
        state_[top.define] = kDone;
        path_.pop_back();
        continue;
      }
      const MadeUse use = top.uses[top.next++];
      if (state_[use.index] == kOpen) Report(use);
      if (state_[use.index] == kUnseen) Open(use.index);
    }
  }

  void Report(const MadeUse& use) {
    auto first = std::find_if(path_.begin(), path_.end(),
                              [&use](const Frame& frame) { return frame.define == use.index; });
    std::string circle;
    for (auto frame = first; frame != path_.end(); ++frame) {
      circle += "`" + made_.NameOf(frame->define).text + "` uses ";
      circular_.push_back(frame->define);
    }
    const std::string& name = made_.NameOf(use.index).text;
    faults_.Add(codes::kCircular, use.span, "`" + name + "` is defined by itself",
                {.why = "It could never be worked out: " + circle + "`" + name + "`.",
                 .help = "Say one of them without the other."});
  }

  Symbols& symbols_;
  Made made_;
  Faults& faults_;
  std::vector<DefineState> state_;
  std::vector<Frame> path_;
  std::vector<uint32_t> circular_;
};

// Params ------------------------------------------------------------------------

class ParamLowering {
 public:
  explicit ParamLowering(PolicyDraft& draft) : draft_(draft) {}

  void Lower(const Param& declared) {
    ruletree::Param param{.name = declared.name.text, .span = declared.span};
    CheckedParam checked{.never_zero = true};
    std::optional<Type> type;
    if (declared.type) {
      checked.faulty = declared.type->any_currency || !declared.type->symbols.empty() ||
                       declared.type->subject.has_value();
      if (checked.faulty) ReportType(*declared.type);
      type = declared.type->type;
    }
    for (const DatedExpr& dated : declared.values) {
      std::optional<Checked> value = Constant(dated.value, declared);
      if (!value) {
        checked.faulty = true;
        continue;
      }
      if (!type) type = value->type;
      const bool fits = value->type == *type || (value->bare_figure && Takes(*value, *type));
      if (!fits) {
        checked.faulty = true;
        ReportValue(declared, dated, value->type, *type);
        continue;
      }
      const auto* number = std::get_if<Rational>(&value->constant);
      checked.never_zero &= number != nullptr && !number->is_zero();
      Append(declared, dated, value->constant, param, checked);
    }
    checked.type = type.value_or(Type{});
    param.type = checked.type;
    draft_.params.push_back(checked);
    draft_.policy->params.push_back(std::move(param));
  }

 private:
  static bool Takes(const Checked& figure, const Type& type) {
    const auto& number = std::get<Rational>(figure.constant);
    return type.kind == TypeKind::kNumber || type.kind == TypeKind::kPoints ||
           (type.kind == TypeKind::kCount && number.is_integer() && !number.is_negative());
  }

  std::optional<Checked> Constant(ExprId id, const Param& declared) {
    if (id == kNone) return std::nullopt;
    const Expr* expr = &draft_.file.exprs[id];
    const bool negative = expr->kind == ExprKind::kNegate;
    if (negative && expr->left != kNone) expr = &draft_.file.exprs[expr->left];
    if (expr->kind != ExprKind::kLiteral) {
      draft_.faults.Add(
          codes::kNotConstant, expr->span, "`" + declared.name.text + "` is not a constant",
          {.why = "A param is a figure of the contract, the same for every case of a day.",
           .help = "Write a figure, or declare it as `define " + declared.name.text + " = ...`."});
      return std::nullopt;
    }
    Parts parts = draft_.Check(id, {}, {});
    if (parts.empty() || !parts.front().checked.ok()) return std::nullopt;
    return parts.front().checked;
  }

  void ReportType(const TypeName& type) {
    const bool money = type.any_currency;
    draft_.faults.Add(codes::kUnit, type.span,
                      money ? "`money` has no currency here" : "a param is a number or a date",
                      {.help = money ? "Write `money in USD`, or the currency it is in."
                                     : "Use a set for names: `set x = { ... }`."});
  }

  void ReportValue(const Param& declared, const DatedExpr& dated, const Type& found,
                   const Type& wanted) {
    draft_.faults.Add(
        codes::kUnit, draft_.file.exprs[dated.value].span,
        "`" + declared.name.text + "` is " + Describe(wanted) + ", and this is " + Describe(found),
        {.why = "A param has one unit on all its days.",
         .help = "Write " + Describe(wanted) + "."});
  }

  void Append(const Param& declared, const DatedExpr& dated, const Value& value,
              ruletree::Param& param, CheckedParam& checked) {
    const Date from = dated.from.value_or(kDateMin);
    if (!param.values.empty() && from <= param.values.back().from) {
      checked.faulty = true;
      draft_.faults.Add(codes::kTimeline, dated.from_span,
                        "the values of `" + declared.name.text + "` are not in order of their days",
                        {.why = "Each line takes over on its day, so the days ascend.",
                         .help = "Put the earlier day first, and each day once."});
      return;
    }
    param.values.push_back({from, value});
  }

  PolicyDraft& draft_;
};

}  // namespace

void CheckCircularDefines(Symbols& symbols, Faults& faults) { CircleSearch(symbols, faults).Run(); }

void LowerParams(PolicyDraft& draft) {
  ParamLowering lowering(draft);
  for (const Param* param : draft.symbols.params()) lowering.Lower(*param);
}

void LowerDefines(PolicyDraft& draft) {
  std::vector<std::string> subjects;
  for (const auto& subject : draft.symbols.vocabulary().subjects) subjects.push_back(subject.name);
  for (const Define* define : draft.symbols.defines()) {
    draft.policy->defines.push_back({.name = define->name.text, .span = define->span});
    if (!define->per || draft.symbols.IsBroken(define->per->text)) continue;
    if (draft.symbols.vocabulary().FindSubject(define->per->text) != ruletree::kNone) continue;
    draft.faults.AddUnknown(*define->per, "subject", subjects,
                            draft.symbols.checked().DeclaredIn());
  }
}

void LowerSets(PolicyDraft& draft) {
  for (const SetDeclaration* set : draft.symbols.sets()) {
    draft.policy->sets.push_back({set->name.text, set->span});
    std::map<std::string_view, Span> seen;
    for (const Name& member : set->members) {
      const auto [earlier, fresh] = seen.try_emplace(member.text, member.span);
      if (fresh) continue;
      draft.faults.Add(codes::kDuplicateName, member.span,
                       "`" + member.text + "` stands twice in `" + set->name.text + "`",
                       {.why = "Another name may have been meant.",
                        .help = "Remove one of them.",
                        .related = {draft.faults.At(earlier->second, "first here")}});
    }
  }
}

void CheckUnusedDefines(PolicyDraft& draft) {
  const auto& defines = draft.symbols.defines();
  for (uint32_t i = 0; i < defines.size(); ++i) {
    const Symbol* symbol = draft.symbols.Find(defines[i]->name.text, SymbolKind::kDefine);
    if (symbol == nullptr || symbol->index != i) continue;
    if (draft.symbols.IsUsed(SymbolKind::kDefine, i)) continue;
    Scope scope{.subject = ruletree::kPartner};
    Parts parts = LayOut(draft.symbols, defines[i]->value, scope, draft.faults);
    if (parts.empty()) continue;
    if (const auto& per = defines[i]->per) {
      scope.subject = draft.symbols.vocabulary().FindSubject(per->text);
      if (scope.subject == ruletree::kNone) continue;
    } else {
      // Without a rule nobody says of what it is asked: of whatever it has values of.
      Diagnostics unheard;
      Faults quiet(draft.file.source, unheard);
      CheckGrain(draft.symbols, {}, parts, quiet);
      const Grain grain = parts.front().grain;
      if (grain.subject != ruletree::kNone) scope.subject = grain.subject;
      if (scope.subject == ruletree::kPartner) continue;
      scope.each = grain.each.value_or(PeriodUnit::kMonth);
    }
    Parts checked = draft.Check(defines[i]->value, scope, {"`" + defines[i]->name.text + "`", {}});
    if (!checked.empty()) draft.Lowering(checked).RootAsAny();
  }
}

}  // namespace credence::dsl
