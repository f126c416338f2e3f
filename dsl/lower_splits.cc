// Splits: a pool, the records it is divided over, and what each of them weighs.
#include <set>
#include <utility>

#include "core/limits.h"
#include "dsl/rule_lowering.h"

namespace credence::dsl {
namespace {

ruletree::SplitMethod MethodOf(SplitMethod method) {
  switch (method) {
    case SplitMethod::kUnwritten:
    case SplitMethod::kEvenly:
      return ruletree::SplitMethod::kEvenly;
    case SplitMethod::kWeighted:
      return ruletree::SplitMethod::kWeighted;
    case SplitMethod::kHalving:
      return ruletree::SplitMethod::kHalving;
    case SplitMethod::kPositions:
      return ruletree::SplitMethod::kPositions;
  }
  return ruletree::SplitMethod::kEvenly;
}

ruletree::Place PlaceOf(Place place) {
  switch (place) {
    case Place::kFirst:
      return ruletree::Place::kFirst;
    case Place::kLast:
      return ruletree::Place::kLast;
    case Place::kMiddle:
      return ruletree::Place::kMiddle;
    case Place::kRest:
      return ruletree::Place::kRest;
  }
  return ruletree::Place::kFirst;
}

std::string PercentText(const Rational& share) {
  return ToLiteral(share, Type::Of(TypeKind::kPercent));
}

}  // namespace

// An expression with each record of the split's evidence at hand.
RuleLowering::Root RuleLowering::OfRecords(ExprId id, ruletree::CreditId credit,
                                           ruletree::EvidenceKindId kind) {
  Scope scope = draft_.ScopeOf(credit);
  scope.record = kind;
  return {draft_.Check(id, scope, draft_.DeciderOf(credit))};
}

// The pool is one for all, and so is what cuts it: neither may differ from partner to partner.
void RuleLowering::CheckSamePartner(const Root& root, const std::string& what) {
  const ruletree::NodeId asked = draft_.AskedOfPartner(root.node);
  if (asked == ruletree::kNone) return;
  draft_.faults.Add(
      codes::kGrain, SpanOf(draft_.file, root.parts.front()),
      what + " is one for all partners, and this differs from one to another",
      {.label = "`" + draft_.faults.TextOf(draft_.pool.node(asked).span) + "` is of one partner",
       .why = "The partners divide one pool, so it has one size.",
       .help = "Make it of what belongs to the subject, and let `weighted by ...` "
               "say what differs between partners."});
}

// Dated evidence holds on its day alone: asked of the last day, nearly none would count.
void RuleLowering::CheckDays(const Split& split) {
  const EvidenceNode& over = draft_.file.evidence[split.over];
  const Name& name = over.names.front();
  const auto kind = draft_.symbols.vocabulary().FindEvidence(name.text);
  const bool lasting =
      kind == ruletree::kNone || draft_.symbols.vocabulary().evidence[kind].lasting;
  if (lasting || over.timing.kind != TimingKind::kDefault) return;
  draft_.faults.Add(codes::kSplitShape, over.span,
                    "Nothing says of which days `" + name.text + "` counts",
                    {.why = "Each has one day, and without a word only the last day of the period "
                            "would be looked at.",
                     .help = "Write `at any time in the period`, or `within 90 days before ...`."});
}

void RuleLowering::CheckShares(const Split& split) {
  Rational sum;
  std::set<Place> plain;
  for (const SplitPosition& position : split.positions) {
    const Expr& expr = draft_.file.exprs[position.share];
    const Literal& literal = draft_.file.literals[expr.ref];
    const bool percent = literal.type.kind == TypeKind::kPercent;
    if (!percent || std::get<Rational>(literal.value).sign() <= 0) {
      return draft_.faults.Add(
          codes::kUnit, expr.span,
          percent ? "A share is above zero" : "A share by position is a percent of the pool",
          {.help = "Write a percent such as `40%`; all of them add up to 100%."});
    }
    sum = CheckedAdd(sum, std::get<Rational>(literal.value)).value_or(sum);
    if (position.where != kNone || plain.insert(position.place).second) continue;
    draft_.faults.Add(codes::kSplitShape, position.span, "This place has a share already",
                      {.why = "Nothing says which of the two counts.",
                       .help = "Add them up, or say with `where` which records each is for."});
  }
  if (sum == Rational(1)) return;
  draft_.faults.Add(codes::kSplitShape, split.method_span,
                    "These shares are " + PercentText(sum) + " in all, not 100%",
                    {.why = sum > Rational(1) ? "More would be paid than the pool holds."
                                              : "Part of the pool would belong to nobody.",
                     .help = "Let them add up to 100%."});
}

void RuleLowering::LowerPositions(const Split& split, ruletree::CreditId credit,
                                  ruletree::EvidenceKindId kind, ruletree::Split& made,
                                  std::vector<Root>& roots) {
  CheckShares(split);
  for (const SplitPosition& position : split.positions) {
    ruletree::SplitPosition kept{.place = PlaceOf(position.place), .span = position.span};
    const Literal& literal = draft_.file.literals[draft_.file.exprs[position.share].ref];
    if (const auto* share = std::get_if<Rational>(&literal.value)) kept.share = *share;
    if (position.where != kNone) {
      Root where = OfRecords(position.where, credit, kind);
      const Checked checked = draft_.Lowering(where.parts).RootAsTruth("`where`");
      if (checked.ok()) kept.where = checked.node;
      roots.push_back(std::move(where));
    }
    made.positions.push_back(kept);
  }
}

// What a record weighs, where the split says more than its place.
void RuleLowering::LowerWeight(const Split& split, ruletree::CreditId credit,
                               ruletree::EvidenceKindId kind, ruletree::Split& made,
                               std::vector<Root>& roots) {
  if (split.weight != kNone) {
    Root weight = OfRecords(split.weight, credit, kind);
    PartLowering lowering = draft_.Lowering(weight.parts);
    const Checked checked = lowering.RootAsAny();
    if (checked.ok()) made.weight = lowering.NodeOf(checked, SpanOf(draft_.file, weight.parts[0]));
    if (checked.ok() && !checked.type.is_numeric()) {
      draft_.faults.Add(codes::kUnit, SpanOf(draft_.file, weight.parts[0]),
                        "A weight is a number, and this is " + Describe(checked.type),
                        {.help = "Name a measure, or a field of the evidence, that counts."});
    }
    roots.push_back(std::move(weight));
  }
  if (split.day == kNone) return;
  const auto days = split.half_life.ToDays();
  if (!days || *days < 1 || *days > limits::kHalvingDaysMax) {
    draft_.faults.Add(
        codes::kUnit, split.method_span,
        "`every " + split.half_life.ToString() + "` is no number of days to halve by",
        {.why = "Days are counted, from 1 to " + std::to_string(limits::kHalvingDaysMax) + ".",
         .help = "Write days or weeks, such as `halving every 30 days`."});
  } else {
    made.half_life = static_cast<int32_t>(*days);
  }
  made.after = split.after;
  Root day = {draft_.Check(split.day, draft_.ScopeOf(credit), draft_.DeciderOf(credit))};
  PartLowering lowering = draft_.Lowering(day.parts);
  const Checked checked = lowering.RootAs(Type::Of(TypeKind::kDate), "the day to halve to");
  if (checked.ok()) {
    day.node = lowering.NodeOf(checked, SpanOf(draft_.file, day.parts[0]));
    made.day = day.node;
    CheckSamePartner(day, "The day to halve to");
  }
  roots.push_back(std::move(day));
}

void RuleLowering::LowerSplit(const Split& split) {
  const ruletree::CreditId credit =
      CreditOf(split.credit, "The split would divide nothing that exists.");
  if (credit == ruletree::kNone || draft_.credits[credit].faulty_per) {
    draft_.unfinished = true;
    return;
  }
  ruletree::Rule rule{.kind = ruletree::RuleKind::kSplit,
                      .name = NameOf(split.name, split.credit.text),
                      .credits = {credit},
                      .because = split.because.text,
                      .span = split.span};
  ruletree::Split made{.method = MethodOf(split.method)};
  const EvidenceNode& over = draft_.file.evidence[split.over];
  const auto kind = draft_.symbols.vocabulary().FindEvidence(over.names.front().text);
  std::vector<Root> roots;
  roots.push_back(Evidence(split.over, credit));
  rule.evidence = roots.back().node;
  CheckDays(split);
  roots.push_back(Amount(split.pool, credit, "the pool"));
  rule.amount = roots.back().node;
  CheckSamePartner(roots.back(), "The pool");
  // Fields of an unknown kind cannot be judged.
  const bool known = kind != ruletree::kNone;
  if (known && split.order != kNone) {
    Root order = OfRecords(split.order, credit, kind);
    PartLowering lowering = draft_.Lowering(order.parts);
    const Checked key = lowering.RootWithOrder("`in order of`");
    if (key.ok()) made.order = lowering.NodeOf(key, SpanOf(draft_.file, order.parts.front()));
    roots.push_back(std::move(order));
  }
  if (known) LowerWeight(split, credit, kind, made, roots);
  if (known && split.method == SplitMethod::kPositions)
    LowerPositions(split, credit, kind, made, roots);
  if (split.cap != kNone) {
    roots.push_back(Amount(split.cap, credit, "the cap"));
    made.cap = roots.back().node;
    CheckSamePartner(roots.back(), "The cap");
    made.excess = split.excess == ExcessTo::kTheRest ? Excess::kToTheRest : Excess::kUnpaid;
  }
  std::vector<Root> conditions = Conditions(split.guards, credit, rule);
  std::vector<Root*> others;
  for (Root& root : roots) others.push_back(&root);
  CheckDefined(split.guards, conditions, others);
  rule.split = std::move(made);
  draft_.policy->rules.push_back(std::move(rule));
  draft_.awards.push_back(nullptr);
  draft_.splits.push_back(&split);
}

}  // namespace credence::dsl
