#include "engine/batch/node_steps.h"

#include <algorithm>
#include <utility>

#include "core/limits.h"
#include "engine/evidence.h"
#include "engine/title.h"

namespace credence::engine::batch {

using ruletree::Node;
using ruletree::NodeId;
using ruletree::Op;

void NodeSteps::Fail(NodeId node, const std::string& what) {
  builder_.Fail("`" + policy_.TextOf(policy_.nodes[node].span) + "` (line " +
                std::to_string(policy_.LineOf(policy_.nodes[node].span)) + ") " + what);
}

Number NodeSteps::NumberOf(NodeId node, const Asked& asked) { return MadeOf(node, asked).number; }

Truth NodeSteps::TruthOf(NodeId node, const Asked& asked) { return MadeOf(node, asked).truth; }

uint32_t NodeSteps::PlaceOf(const Asked& asked) {
  const auto found = std::ranges::find_if(asked_, [&](const Asked& one) {
    return one.rows == asked.rows && one.days == asked.days && one.depth == asked.depth;
  });
  if (found != asked_.end()) return static_cast<uint32_t>(found - asked_.begin());
  asked_.push_back(asked);
  return static_cast<uint32_t>(asked_.size() - 1);
}

const NodeSteps::Made& NodeSteps::MadeOf(NodeId root, const Asked& asked) {
  const Need wanted{root, PlaceOf(asked)};
  std::vector<Need> path = {wanted};
  while (!path.empty()) {
    const Need at = path.back();
    if (made_.contains(at)) {
      path.pop_back();
      continue;
    }
    const size_t before = path.size();
    for (const Need& need : NeedsOf(policy_.nodes[at.first], at.second)) {
      if (!made_.contains(need)) path.push_back(need);
    }
    if (path.size() > before) continue;
    Made made = Make(at.first, at.second);
    made.may_hold = policy_.nodes[at.first].op == Op::kTable ||
                    std::ranges::any_of(NeedsOf(policy_.nodes[at.first], at.second),
                                        [&](const Need& need) { return made_.at(need).may_hold; });
    made_.emplace(at, made);
    path.pop_back();
  }
  return made_.at(wanted);
}

// What must be made before the node is.
std::vector<NodeSteps::Need> NodeSteps::NeedsOf(const Node& node, uint32_t place) {
  std::vector<Need> needs;
  if (IsFold(node.op)) {
    const FoldRows rows = RowsOfFold(node, place);
    for (const uint32_t row_place : rows.places) {
      needs.emplace_back(node.a, row_place);
      if (node.b != kNone) needs.emplace_back(node.b, row_place);
    }
    return needs;
  }
  if (node.op == Op::kTable) {
    for (const NodeId input : InputsOf(node)) needs.emplace_back(input, place);
    return needs;
  }
  for (const NodeId operand : {node.a, node.b}) {
    if (operand != kNone) needs.emplace_back(operand, place);
  }
  return needs;
}

NodeSteps::Made NodeSteps::Make(NodeId id, uint32_t place) {
  const Node& node = policy_.nodes[id];
  const Asked asked = asked_[place];
  if (IsFold(node.op)) return Fold(id, place);
  if (node.op == Op::kTable) return {.number = Table(id, place)};
  if (node.a == kNone) return Leaf(id, asked);
  return Operation(id, asked, At(node.a, place), node.b == kNone ? Made() : At(node.b, place));
}

// Leaves ----------------------------------------------------------------------------

const Value* NodeSteps::ConstantAt(NodeId leaf, const Asked& asked) const {
  const Node& node = policy_.nodes[leaf];
  if (node.op == Op::kConstant) return &policy_.constants[node.ref];
  if (node.op == Op::kParam) return policy_.params[node.ref].On(asked.days.last());
  return nullptr;
}

Number NodeSteps::ValueOf(NodeId id, const Value& value) {
  if (const auto* number = std::get_if<Rational>(&value)) return builder_.Constant(*number);
  if (const auto* date = std::get_if<Date>(&value)) return builder_.Whole(date->days);
  if (const auto* symbol = std::get_if<std::string>(&value)) {
    return builder_.Whole(symbols_.Find(*symbol));
  }
  Fail(id, "is a value that columns do not keep");
  return builder_.Whole(0);
}

NodeSteps::Made NodeSteps::Leaf(NodeId id, const Asked& asked) {
  const Node& node = policy_.nodes[id];
  switch (node.op) {
    case Op::kConstant:
    case Op::kParam: {
      const Value* value = ConstantAt(id, asked);
      if (value == nullptr) {
        Fail(id, "has no value on the last day");
        return {.number = builder_.Whole(0)};
      }
      if (const auto* truth = std::get_if<bool>(value)) {
        return {.truth = {builder_.Always(*truth), kNone}};
      }
      return {.number = ValueOf(id, *value)};
    }
    case Op::kPeriodStart:
      return {.number = builder_.Whole(asked.days.begin.days)};
    case Op::kPeriodEnd:
      return {.number = builder_.Whole(asked.days.last().days)};
    case Op::kMeasure:
      return {.number = Measure(id, asked)};
    case Op::kAttribute:
      return {.number = Attribute(id, asked)};
    case Op::kSubjectId:
      return {.number = RowNumber(id, asked)};
    case Op::kSubjectRow:
      return {.number = builder_.Whole(1)};
    case Op::kEvidenceTest:
      return {.truth = Test(id, asked)};
    default:
      Fail(id, "is asked of one record or of a result");
      return {.number = builder_.Whole(0), .truth = {builder_.Always(false), kNone}};
  }
}

std::optional<Grain> NodeSteps::GrainOf(ruletree::SubjectTypeId of, const Asked& asked) const {
  const ruletree::Vocabulary& vocabulary = *policy_.vocabulary;
  if (of == ruletree::kPartner) return Grain{Grain::kCase, true};
  if (of == vocabulary.AccountType() || asked.rows == Grain::kCase) return std::nullopt;
  if (!vocabulary.IsSelfOrAbove(of, asked.rows)) return std::nullopt;
  return Grain{of, false};
}

Number NodeSteps::Loaded(const Step& load, const Type& type, bool is_optional) {
  Number number{.value = builder_.Add(load), .scale = Scale(type)};
  if (!is_optional) return number;
  number.has = builder_.Add({.what = Do::kPresent, .a = number.value, .grain = load.grain});
  return number;
}

Number NodeSteps::MeasureOn(ruletree::MeasureId id, Date begin, const Grain& grain) {
  const ruletree::Measure& measure = policy_.vocabulary->measures[id];
  const Step load{.what = Do::kMeasure, .ref = id, .immediate = begin.days, .grain = grain};
  return Loaded(load, measure.type.type, measure.optional);
}

// As engine/measured.h says: a flow in proportion to the days, a level as it is on the last.
Number NodeSteps::Measure(NodeId id, const Asked& asked) {
  const ruletree::MeasureId ref = policy_.nodes[id].ref;
  const ruletree::Measure& measure = policy_.vocabulary->measures[ref];
  const std::optional<Grain> grain = GrainOf(measure.per, asked);
  if (!grain) {
    Fail(id, "is asked where there is none");
    return builder_.Whole(0);
  }
  if (!measure.each) return MeasureOn(ref, kDateMin, *grain);
  if (!measure.flow || !measure.type.type.is_numeric()) {
    const Period last = Period::Containing(*measure.each, asked.days.last());
    return MeasureOn(ref, last.range.begin, *grain);
  }
  std::optional<Number> total;
  for (Period period = Period::Containing(*measure.each, asked.days.begin);
       period.range.begin < asked.days.end; period = period.Next()) {
    Number part = MeasureOn(ref, period.range.begin, *grain);
    const int64_t used = period.range.Intersect(asked.days).length_days();
    const int64_t whole = period.range.length_days();
    if (used != whole) part = builder_.Multiply(part, builder_.Constant(Rational(used, whole)));
    total = total ? builder_.Add(*total, part) : part;
  }
  return *total;
}

Number NodeSteps::Attribute(NodeId id, const Asked& asked) {
  const ruletree::AttributeId ref = policy_.nodes[id].ref;
  const ruletree::Attribute& attribute = policy_.vocabulary->attributes[ref];
  const std::optional<Grain> grain = GrainOf(attribute.of, asked);
  if (!grain) {
    Fail(id, "is asked where there is none");
    return builder_.Whole(0);
  }
  const Step load{.what = Do::kAttribute, .ref = ref, .grain = *grain};
  return Loaded(load, attribute.type.type, attribute.optional);
}

Number NodeSteps::RowNumber(NodeId id, const Asked& asked) {
  const ruletree::SubjectTypeId type = policy_.nodes[id].ref;
  const std::optional<Grain> grain = GrainOf(type, asked);
  if (!grain) {
    Fail(id, "is asked where there is none");
    return builder_.Whole(0);
  }
  return {.value = builder_.Add({.what = Do::kRowNumber, .ref = type, .grain = *grain})};
}

// Operations ------------------------------------------------------------------------

NodeSteps::Made NodeSteps::Operation(NodeId id, const Asked& asked, const Made& a, const Made& b) {
  const Node& node = policy_.nodes[id];
  const auto is_date = [&](NodeId operand) {
    return policy_.nodes[operand].type.kind == TypeKind::kDate;
  };
  // These take what is undefined for an answer, and what is held for none.
  if ((node.op == Op::kElse || node.op == Op::kIsKnown) && a.may_hold) {
    Fail(id, "asks whether a table has a row");
  }
  switch (node.op) {
    case Op::kAdd:
    case Op::kSubtract: {
      const bool subtract = node.op == Op::kSubtract;
      if (is_date(node.a) != is_date(node.b)) {
        return {.number = Moved(id, a.number, subtract ? builder_.Negate(b.number) : b.number)};
      }
      return {.number = builder_.Add(a.number, b.number, subtract)};
    }
    case Op::kMultiply:
      return {.number = builder_.Multiply(a.number, b.number)};
    case Op::kDivide:
      return {.number = builder_.Divide(a.number, b.number)};
    case Op::kNegate:
      return {.number = builder_.Negate(a.number)};
    case Op::kRound:
      return {.number = builder_.Round(a.number, policy_.roundings[node.ref])};
    case Op::kGreaterEqual:
    case Op::kGreater:
    case Op::kLessEqual:
    case Op::kLess:
    case Op::kEqual:
    case Op::kNotEqual:
      if (policy_.nodes[node.a].type.kind == TypeKind::kTruth) break;
      return {.truth = builder_.Compare(node.op, a.number, b.number)};
    case Op::kIn:
      return {.truth = InSymbols(policy_.symbol_sets[node.ref].symbols, a.number)};
    case Op::kNotIn:
      return {.truth = builder_.Not(InSymbols(policy_.symbol_sets[node.ref].symbols, a.number))};
    case Op::kAnd:
    case Op::kEvidenceAnd:
      return {.truth = builder_.And(a.truth, b.truth)};
    case Op::kOr:
    case Op::kEvidenceOr:
      return {.truth = builder_.Or(a.truth, b.truth)};
    case Op::kNot:
    case Op::kEvidenceNo:
      return {.truth = builder_.Not(a.truth)};
    case Op::kIsKnown: {
      const ColumnId has =
          policy_.nodes[node.a].type.kind == TypeKind::kTruth ? a.truth.has : a.number.has;
      return {.truth = {has == kNone ? builder_.Always(true) : has, kNone}};
    }
    case Op::kElse: {
      if (node.type.kind == TypeKind::kTruth) break;
      if (a.number.has == kNone) return a;
      Number either = builder_.Either(a.number, b.number, a.number.has);
      if (b.number.has != kNone) either.has = builder_.OrOf(a.number.has, b.number.has);
      return {.number = either};
    }
    case Op::kTiers:
      return {.number = Tiers(id, asked, a.number)};
    case Op::kDefine:
    case Op::kPartnerWith:
      return a;
    default:
      break;
  }
  Fail(id, "is an operation that columns do not have");
  return {.number = builder_.Whole(0), .truth = {builder_.Always(false), kNone}};
}

// A date by days, within all time. Only days of the policy itself are known to be few.
Number NodeSteps::Moved(NodeId id, const Number& a, const Number& b) {
  constexpr int64_t kDaysOfAllTime = 200'000;
  const auto is_few = [&](const Number& days) {
    const Step& step = builder_.program().steps[days.value];
    return step.what == Do::kConstant && days.scale == 1 && step.immediate <= kDaysOfAllTime &&
           step.immediate >= -kDaysOfAllTime;
  };
  const bool first_is_date = policy_.nodes[policy_.nodes[id].a].type.kind == TypeKind::kDate;
  if (!is_few(first_is_date ? b : a)) Fail(id, "moves a date by days of the case");
  const Number moved = builder_.Add(a, b);
  const Number from = builder_.Bounded(moved, builder_.Whole(kDateMin.days), false);
  return builder_.Bounded(from, builder_.Whole(kDateMax.days), true);
}

Truth NodeSteps::InSymbols(const std::vector<std::string>& names, const Number& symbol) {
  std::vector<uint8_t> is_in(symbols_.size(), 0);
  for (const std::string& name : names) {
    const int64_t number = symbols_.Find(name);
    if (number >= 0) is_in[static_cast<size_t>(number)] = 1;
  }
  std::vector<std::vector<uint8_t>>& known = builder_.program().symbols;
  const auto ref = static_cast<uint32_t>(std::ranges::find(known, is_in) - known.begin());
  if (ref == known.size()) known.push_back(std::move(is_in));
  const ColumnId value = builder_.Add({.what = Do::kInSymbols,
                                       .a = symbol.value,
                                       .ref = ref,
                                       .grain = builder_.GrainOf(symbol.value)});
  return {builder_.AndOf(symbol.has, value), symbol.has};
}

// Evidence --------------------------------------------------------------------------

std::optional<uint32_t> NodeSteps::RowsOf(ruletree::EvidenceKindId kind, const Asked& asked) const {
  const ruletree::SubjectTypeId on = policy_.vocabulary->evidence[kind].on;
  if (on == ruletree::kPartner) return Grain::kCase;
  if (asked.rows == Grain::kCase) return std::nullopt;
  if (!policy_.vocabulary->IsSelfOrAbove(on, asked.rows)) return std::nullopt;
  return on;
}

uint32_t NodeSteps::RefOf(const Demand& demand) {
  std::vector<Demand>& known = builder_.program().demands;
  const auto found = std::ranges::find(known, demand);
  const auto ref = static_cast<uint32_t>(found - known.begin());
  if (found == known.end()) known.push_back(demand);
  return ref;
}

std::optional<Demand> NodeSteps::DemandOn(ruletree::EvidenceKindId kind,
                                          const ruletree::EvidenceTest& test, const Asked& asked) {
  const ruletree::Timing& timing = test.timing;
  if (test.where != kNone || timing.recorded_by != kNone) return std::nullopt;
  Date day = asked.days.last();
  if (timing.day != kNone) {
    const Node& node = policy_.nodes[timing.day];
    const Value* value = ConstantAt(timing.day, asked);
    if (node.op == Op::kPeriodStart) {
      day = asked.days.begin;
    } else if (value != nullptr && std::holds_alternative<Date>(*value)) {
      day = std::get<Date>(*value);
    } else if (node.op != Op::kPeriodEnd) {
      return std::nullopt;
    }
  }
  const engine::Demand demand = DemandOf(timing, asked.days, day);
  return Demand{.kind = kind, .window = demand.window, .days = demand.days};
}

ColumnId NodeSteps::KindHolds(ruletree::EvidenceKindId kind, const ruletree::EvidenceTest& test,
                              const Asked& asked) {
  const std::optional<uint32_t> rows = RowsOf(kind, asked);
  const std::optional<Demand> demand = DemandOn(kind, test, asked);
  if (!demand) {
    builder_.Fail("`" + policy_.TextOf(test.span) + "` looks into records");
    return builder_.Always(false);
  }
  if (!rows) return builder_.Always(false);
  return builder_.Add({.what = Do::kEvidence, .ref = RefOf(*demand), .grain = {*rows, true}});
}

Truth NodeSteps::Test(NodeId id, const Asked& asked) {
  const ruletree::EvidenceTest& test = policy_.tests[policy_.nodes[id].ref];
  std::vector<ColumnId> kinds;
  for (const ruletree::EvidenceKindId kind : test.kinds) {
    kinds.push_back(KindHolds(kind, test, asked));
  }
  using ruletree::Quantifier;
  if (test.quantifier == Quantifier::kAtLeast) {
    return {builder_.AtLeast(test.at_least, std::move(kinds)), kNone};
  }
  std::vector<Truth> truths;
  for (const ColumnId kind : kinds) truths.push_back({kind, kNone});
  if (test.quantifier == Quantifier::kAll) return builder_.All(std::move(truths));
  const Truth any = builder_.Any(std::move(truths));
  return test.quantifier == Quantifier::kNoneOf ? builder_.Not(any) : any;
}

}  // namespace credence::engine::batch
