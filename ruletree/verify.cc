#include "ruletree/verify.h"

#include <string>
#include <vector>

#include "core/check.h"

namespace credence::ruletree {
namespace {

bool IsEvidence(Op op) {
  return op == Op::kEvidenceAnd || op == Op::kEvidenceOr || op == Op::kEvidenceNo ||
         op == Op::kEvidenceTest;
}

// Counts and numbers mix; otherwise units must be equal.
bool SameUnit(const Type& a, const Type& b) {
  const auto plain = [](const Type& t) {
    return t.kind == TypeKind::kCount || t.kind == TypeKind::kNumber;
  };
  return a == b || (plain(a) && plain(b));
}

bool IsOrdered(const Type& type) { return type.is_numeric() || type.kind == TypeKind::kDate; }

struct Shape {
  bool a = false;
  bool b = false;           // b must stand there
  bool b_optional = false;  // b may stand there
};

Shape ShapeOf(Op op) {
  switch (op) {
    case Op::kConstant:
    case Op::kParam:
    case Op::kPeriodStart:
    case Op::kPeriodEnd:
    case Op::kMeasure:
    case Op::kAttribute:
    case Op::kSubjectId:
    case Op::kEvidenceField:
    case Op::kSubjectRow:
    case Op::kAward:
    case Op::kAwardTotal:
    case Op::kHolds:
    case Op::kEvidenceTest:
      return {};
    case Op::kPointsWhen:
    case Op::kNegate:
    case Op::kRound:
    case Op::kIn:
    case Op::kNotIn:
    case Op::kNot:
    case Op::kIsKnown:
    case Op::kDefine:
    case Op::kPartnerWith:
    case Op::kEvidenceNo:
    case Op::kTable:
    case Op::kTiers:
      return {.a = true};
    case Op::kSum:
    case Op::kCount:
    case Op::kHighest:
    case Op::kLowest:
    case Op::kAverage:
    case Op::kInputs:
      return {.a = true, .b_optional = true};
    case Op::kPointsToward:
    case Op::kAdd:
    case Op::kSubtract:
    case Op::kMultiply:
    case Op::kDivide:
    case Op::kGreaterEqual:
    case Op::kGreater:
    case Op::kLessEqual:
    case Op::kLess:
    case Op::kEqual:
    case Op::kNotEqual:
    case Op::kAnd:
    case Op::kOr:
    case Op::kElse:
    case Op::kEvidenceAnd:
    case Op::kEvidenceOr:
      return {.a = true, .b = true};
  }
  CREDENCE_CHECK(false);
}

class Verifier {
 public:
  explicit Verifier(const Policy& policy) : policy_(policy), vocabulary_(*policy.vocabulary) {}

  absl::Status Verify() && {
    for (NodeId id = 0; id < policy_.nodes.size() && fault_.empty(); ++id) VerifyNode(id);
    for (size_t i = 0; i < policy_.tests.size() && fault_.empty(); ++i) {
      at_ = "test " + std::to_string(i);
      VerifyTest(policy_.tests[i]);
    }
    for (size_t i = 0; i < policy_.params.size() && fault_.empty(); ++i) {
      at_ = "param " + std::to_string(i);
      VerifyParam(policy_.params[i]);
    }
    for (size_t i = 0; i < policy_.tables.size() && fault_.empty(); ++i) {
      at_ = "table " + std::to_string(i);
      VerifyTable(policy_.tables[i]);
    }
    for (size_t i = 0; i < policy_.tiers.size() && fault_.empty(); ++i) {
      at_ = "tiers " + std::to_string(i);
      VerifyTiers(policy_.tiers[i]);
    }
    for (size_t i = 0; i < policy_.credits.size() && fault_.empty(); ++i) {
      at_ = "credit " + std::to_string(i);
      VerifyCredit(policy_.credits[i]);
    }
    for (size_t i = 0; i < policy_.limits.size() && fault_.empty(); ++i) {
      at_ = "limit " + std::to_string(i);
      VerifyLimit(policy_.limits[i]);
    }
    for (RuleId i = 0; i < policy_.rules.size() && fault_.empty(); ++i) {
      at_ = "rule " + std::to_string(i);
      VerifyRule(policy_.rules[i]);
    }
    for (size_t i = 0; i < policy_.scores.size() && fault_.empty(); ++i) {
      at_ = "score " + std::to_string(i);
      VerifyScore(policy_.scores[i]);
    }
    for (size_t i = 0; i < policy_.standings.size() && fault_.empty(); ++i) {
      at_ = "standing " + std::to_string(i);
      ExpectTruth(policy_.standings[i].condition, "condition");
      Expect(policy_.standings[i].held_months > 0, "held for no month");
    }
    for (size_t i = 0; i < policy_.checks.size() && fault_.empty(); ++i) {
      at_ = "check " + std::to_string(i);
      VerifyCheck(policy_.checks[i]);
    }
    if (fault_.empty()) VerifyReplacing();
    return fault_.empty() ? absl::OkStatus() : InternalError(fault_);
  }

 private:
  // Keeps the first promise that does not hold.
  void Expect(bool holds, const std::string& promise) {
    if (!holds && fault_.empty()) fault_ = at_ + ": " + promise;
  }

  template <typename Items>
  void ExpectIn(uint32_t id, const Items& items, const std::string& what) {
    Expect(id < items.size(), what + " " + std::to_string(id) + " does not exist");
  }

  bool Has(NodeId id) const { return id < policy_.nodes.size(); }

  // A root: there, of a value rather than an evidence test.
  void ExpectValue(NodeId id, const std::string& what) {
    ExpectIn(id, policy_.nodes, what);
    if (Has(id)) Expect(!IsEvidence(policy_.nodes[id].op), what + " is an evidence test");
  }

  void ExpectTruth(NodeId id, const std::string& what) {
    ExpectValue(id, what);
    if (Has(id)) Expect(policy_.nodes[id].type.kind == TypeKind::kTruth, what + " is no condition");
  }

  void ExpectDate(NodeId id, const std::string& what) {
    ExpectValue(id, what);
    if (Has(id)) Expect(policy_.nodes[id].type.kind == TypeKind::kDate, what + " is no date");
  }

  void VerifyNode(NodeId id) {
    const Node& node = policy_.nodes[id];
    at_ = "node " + std::to_string(id);
    const Shape shape = ShapeOf(node.op);
    VerifyChild(id, node.a, shape.a, false);
    VerifyChild(id, node.b, shape.b, shape.b_optional);
    if (!fault_.empty()) return;
    VerifyReference(node);
    if (!fault_.empty()) return;
    if (node.a != kNone) VerifyOperands(node);
  }

  void VerifyChild(NodeId parent, NodeId child, bool wanted, bool optional) {
    if (child == kNone) {
      Expect(!wanted, "a child is missing");
      return;
    }
    Expect(wanted || optional, "child " + std::to_string(child) + " does not belong here");
    Expect(child < parent, "child " + std::to_string(child) + " does not come before it");
    if (!fault_.empty()) return;
    const Op op = policy_.nodes[parent].op;
    const bool over_evidence = IsEvidence(op) || op == Op::kPartnerWith;
    Expect(IsEvidence(policy_.nodes[child].op) == over_evidence,
           "child " + std::to_string(child) + " confuses evidence tests and values");
  }

  void VerifyReference(const Node& node) {
    switch (node.op) {
      case Op::kConstant:
        return VerifyConstant(node);
      case Op::kParam:
        ExpectIn(node.ref, policy_.params, "param");
        if (fault_.empty()) Expect(policy_.params[node.ref].type == node.type, "type differs");
        return;
      case Op::kMeasure:
        return ExpectIn(node.ref, vocabulary_.measures, "measure");
      case Op::kAttribute:
        return ExpectIn(node.ref, vocabulary_.attributes, "attribute");
      case Op::kSubjectId:
      case Op::kSubjectRow:
        return ExpectIn(node.ref, vocabulary_.subjects, "subject");
      case Op::kEvidenceField:
        return VerifyField(node);
      case Op::kAward:
      case Op::kAwardTotal:
        return ExpectIn(node.ref, policy_.credits, "credit");
      case Op::kHolds:
        return ExpectIn(node.ref, policy_.standings, "standing");
      case Op::kPointsToward:
      case Op::kPointsWhen:
        return VerifyConstant(node);
      case Op::kRound:
        return ExpectIn(node.ref, policy_.roundings, "rounding");
      case Op::kIn:
      case Op::kNotIn:
        return ExpectIn(node.ref, policy_.symbol_sets, "set");
      case Op::kDefine:
        return ExpectIn(node.ref, policy_.defines, "define");
      case Op::kEvidenceTest:
        return ExpectIn(node.ref, policy_.tests, "test");
      case Op::kTable:
        return VerifyLookUp(node);
      case Op::kTiers:
        return ExpectIn(node.ref, policy_.tiers, "tiers");
      default:
        if (IsFold(node.op)) VerifyFold(node);
    }
  }

  void VerifyLookUp(const Node& node) {
    ExpectIn(node.ref, policy_.tables, "table");
    if (!fault_.empty()) return;
    const Table& table = policy_.tables[node.ref];
    ExpectIn(node.first, table.columns, "column");
    size_t inputs = 0;
    for (NodeId list = node.a; list != kNone; list = policy_.nodes[list].b) {
      Expect(policy_.nodes[list].op == Op::kInputs, "a table is asked of inputs");
      if (!fault_.empty()) return;
      ++inputs;
    }
    Expect(inputs == table.inputs.size(), "inputs are missing");
  }

  // A bound or a result: there, and without children.
  void ExpectLeaf(NodeId id, const std::string& what) {
    ExpectIn(id, policy_.nodes, what);
    if (!Has(id)) return;
    const Op op = policy_.nodes[id].op;
    Expect(op == Op::kConstant || op == Op::kParam, what + " is no constant");
  }

  void VerifyTable(const Table& table) {
    Expect(!table.rows.empty(), "no row");
    Expect(table.types.size() == table.columns.size(), "columns without a type");
    for (const TableRow& row : table.rows) {
      Expect(row.cells.size() == table.inputs.size(), "cells do not fit");
      Expect(row.results.size() == table.columns.size(), "results do not fit");
      for (const NodeId result : row.results) ExpectLeaf(result, "result");
      for (const Cell& cell : row.cells) {
        if (cell.from != kNone) ExpectLeaf(cell.from, "bound");
        if (cell.to != kNone) ExpectLeaf(cell.to, "bound");
        for (const NodeId value : cell.values) ExpectLeaf(value, "value");
      }
    }
  }

  void VerifyTiers(const Tiers& tiers) {
    Expect(!tiers.tiers.empty(), "no tier");
    for (const Tier& tier : tiers.tiers) {
      ExpectLeaf(tier.from, "from");
      ExpectLeaf(tier.pays, "pays");
    }
  }

  void VerifyValue(const Value& value, const Type& type) {
    bool fits = false;
    switch (type.kind) {
      case TypeKind::kDate:
        fits = std::holds_alternative<Date>(value);
        break;
      case TypeKind::kTruth:
        fits = std::holds_alternative<bool>(value);
        break;
      case TypeKind::kSymbol:
      case TypeKind::kSubject:
        fits = std::holds_alternative<std::string>(value);
        break;
      default:
        fits = type.is_numeric() && std::holds_alternative<Rational>(value);
    }
    Expect(fits, "a value is not of the type " + type.ToString());
  }

  void VerifyConstant(const Node& node) {
    ExpectIn(node.ref, policy_.constants, "constant");
    if (fault_.empty()) VerifyValue(policy_.constants[node.ref], node.type);
  }

  void VerifyField(const Node& node) {
    ExpectIn(node.ref, vocabulary_.evidence, "evidence");
    if (!fault_.empty()) return;
    const EvidenceKind& kind = vocabulary_.evidence[node.ref];
    const bool built_in = node.first == kOnField ? !kind.lasting
                                                 : kind.lasting && (node.first == kFromField ||
                                                                    node.first == kThroughField);
    Expect(built_in || node.first < kind.fields.size(), "field does not exist");
  }

  void VerifyFold(const Node& node) {
    ExpectIn(node.ref, policy_.folds, "fold");
    if (!fault_.empty()) return;
    const Fold& fold = policy_.folds[node.ref];
    if (fold.rows != kNone) ExpectIn(fold.rows, vocabulary_.subjects, "subject");
    if (fold.evidence != kNone) ExpectIn(fold.evidence, vocabulary_.evidence, "evidence");
    Expect(fold.evidence == kNone || fold.rows == kNone, "rows are subjects and evidence");
    Expect(!fold.all_subjects || fold.rows != kNone, "all subjects of no type");
  }

  const Type& TypeOf(NodeId id) const { return policy_.nodes[id].type; }

  void VerifyOperands(const Node& node) {
    const Type& a = TypeOf(node.a);
    const Type b = node.b == kNone ? a : TypeOf(node.b);
    switch (node.op) {
      case Op::kAdd:
      case Op::kSubtract:
        return VerifySum(node, a, b);
      case Op::kMultiply:
      case Op::kDivide:
        return Expect(a.is_numeric() && b.is_numeric() && node.type.is_numeric(),
                      "arithmetic of what is no number");
      case Op::kPointsToward:
        return Expect(a.is_numeric() && SameUnit(a, b), "units differ");
      case Op::kPointsWhen:
        return Expect(a.kind == TypeKind::kTruth, "points for no condition");
      case Op::kNegate:
      case Op::kRound:
        return Expect(a.is_numeric() && SameUnit(a, node.type), "units differ");
      case Op::kGreaterEqual:
      case Op::kGreater:
      case Op::kLessEqual:
      case Op::kLess:
        Expect(IsOrdered(a), "compares what has no order");
        return VerifyComparison(node, SameUnit(a, b));
      case Op::kEqual:
      case Op::kNotEqual:
        return VerifyComparison(node, SameUnit(a, b));
      case Op::kIn:
      case Op::kNotIn:
        return VerifyComparison(node, a.kind == TypeKind::kSymbol);
      case Op::kIsKnown:
      case Op::kPartnerWith:
        return VerifyComparison(node, true);
      case Op::kAnd:
      case Op::kOr:
      case Op::kNot:
        return VerifyComparison(node, a.kind == TypeKind::kTruth && b.kind == TypeKind::kTruth);
      case Op::kElse:
        return Expect(SameUnit(a, b) && SameUnit(a, node.type), "units differ");
      case Op::kDefine:
        return Expect(a == node.type, "type differs");
      default:
        if (IsFold(node.op)) VerifyFolded(node, a);
    }
  }

  void VerifyComparison(const Node& node, bool operands_fit) {
    Expect(operands_fit, "operands do not fit");
    Expect(node.type.kind == TypeKind::kTruth, "a condition is truth");
  }

  void VerifySum(const Node& node, const Type& a, const Type& b) {
    const auto is = [](const Type& type, TypeKind kind) { return type.kind == kind; };
    const bool numbers = a.is_numeric() && SameUnit(a, b) && SameUnit(a, node.type);
    const bool moved =
        is(a, TypeKind::kDate) && is(b, TypeKind::kDays) && is(node.type, TypeKind::kDate);
    const bool distance = node.op == Op::kSubtract && is(a, TypeKind::kDate) &&
                          is(b, TypeKind::kDate) && is(node.type, TypeKind::kDays);
    Expect(numbers || moved || distance, "units differ");
  }

  void VerifyFolded(const Node& node, const Type& operand) {
    if (node.b != kNone) ExpectTruth(node.b, "where");
    if (node.op == Op::kCount) {
      return Expect(node.type.kind == TypeKind::kCount, "a count is a count");
    }
    const bool extreme = node.op == Op::kHighest || node.op == Op::kLowest;
    Expect(operand.is_numeric() || (extreme && IsOrdered(operand)), "folds what is no number");
    Expect(SameUnit(operand, node.type), "units differ");
  }

  void VerifyTest(const EvidenceTest& test) {
    Expect(!test.kinds.empty(), "no kind of evidence");
    for (const EvidenceKindId kind : test.kinds) ExpectIn(kind, vocabulary_.evidence, "evidence");
    if (test.where != kNone) ExpectTruth(test.where, "where");
    const TimingKind timing = test.timing.kind;
    const bool on_a_day = timing == TimingKind::kOn || timing == TimingKind::kWithinBefore ||
                          timing == TimingKind::kWithinAfter;
    if (on_a_day) ExpectDate(test.timing.day, "day");
    if (test.timing.recorded_by != kNone) ExpectDate(test.timing.recorded_by, "recorded by");
  }

  void VerifyParam(const Param& param) {
    Expect(!param.values.empty(), "no value");
    for (size_t i = 0; i < param.values.size(); ++i) {
      VerifyValue(param.values[i].value, param.type);
      if (i > 0) Expect(param.values[i - 1].from < param.values[i].from, "dates do not ascend");
    }
  }

  void VerifyCredit(const Credit& credit) {
    ExpectIn(credit.per, vocabulary_.subjects, "subject");
    Expect(credit.type.is_numeric(), "an amount is a number");
    Expect(credit.sharing != Sharing::kOne || credit.up_to == 1, "one partner is one");
    const bool chooses = credit.sharing == Sharing::kOne || credit.sharing == Sharing::kUpTo;
    Expect(!chooses || credit.if_tied != TieRule::kUnwritten, "nothing decides a tie");
    Expect(!chooses || (credit.up_to > 0 && !credit.prefer.empty()), "nothing says who is first");
    for (const Rank& rank : credit.prefer) {
      if (rank.kinds.empty()) ExpectValue(rank.key, "prefer key");
      for (const EvidenceKindId kind : rank.kinds) ExpectIn(kind, vocabulary_.evidence, "evidence");
    }
    if (credit.rounding) Expect(credit.rounding->unit.sign() > 0, "rounds to no unit");
  }

  void VerifyRule(const Rule& rule) {
    const bool pays = rule.kind == RuleKind::kAward || rule.kind == RuleKind::kSplit;
    for (const CreditId credit : rule.credits) ExpectIn(credit, policy_.credits, "credit");
    Expect(pays ? rule.credits.size() == 1 : !rule.credits.empty(), "credits do not fit");
    Expect(!pays || rule.evidence != kNone, "an award to nobody in particular");
    Expect((rule.kind == RuleKind::kSplit) == rule.split.has_value(), "a pool undivided");
    if (rule.evidence != kNone) {
      ExpectIn(rule.evidence, policy_.nodes, "evidence node");
      if (Has(rule.evidence)) {
        Expect(IsEvidence(policy_.nodes[rule.evidence].op), "evidence is no evidence test");
      }
    }
    for (const Guard& guard : rule.guards) ExpectTruth(guard.condition, "guard");
    if (rule.split && fault_.empty()) VerifySplit(rule, *rule.split);
    if (pays) {
      ExpectAmount(rule, rule.amount, "amount");
    } else {
      Expect(rule.amount == kNone && rule.bounds.empty() && rule.replaces.empty(),
             "a removal that pays");
    }
    for (const Bound& bound : rule.bounds) ExpectAmount(rule, bound.value, "bound");
    for (const RuleId replaced : rule.replaces) {
      ExpectIn(replaced, policy_.rules, "rule");
      if (!fault_.empty()) return;
      const Rule& target = policy_.rules[replaced];
      Expect(target.kind == RuleKind::kAward && target.credits == rule.credits,
             "replaces an award of another credit");
    }
  }

  void VerifySplit(const Rule& rule, const Split& split) {
    const Credit& credit = policy_.credits[rule.credits[0]];
    Expect(credit.sharing == Sharing::kShared, "divides what is no pool");
    Expect(rule.replaces.empty() && rule.bounds.empty(), "a split with clauses of an award");
    const Node* over = Has(rule.evidence) ? &policy_.nodes[rule.evidence] : nullptr;
    Expect(over != nullptr && over->op == Op::kEvidenceTest &&
               policy_.tests[over->ref].kinds.size() == 1,
           "is not over one kind of evidence");
    if (split.order != kNone) ExpectValue(split.order, "order");
    if (split.cap != kNone) ExpectAmount(rule, split.cap, "cap");
    Expect((split.method == SplitMethod::kWeighted) == (split.weight != kNone), "weighs nothing");
    if (split.weight != kNone) ExpectValue(split.weight, "weight");
    Expect((split.method == SplitMethod::kHalving) == (split.day != kNone), "halves to no day");
    if (split.day != kNone) ExpectDate(split.day, "day");
    Expect(split.day == kNone || split.half_life > 0, "never halves");
    Rational shares;
    for (const SplitPosition& position : split.positions) {
      Expect(position.share.sign() > 0, "a share of nothing");
      if (position.where != kNone) ExpectTruth(position.where, "where");
      shares = CheckedAdd(shares, position.share).value_or(Rational());
    }
    const bool positions = split.method == SplitMethod::kPositions;
    Expect(!positions || (shares == Rational(1) && split.order != kNone), "shares do not add up");
  }

  void VerifyLimit(const Limit& limit) {
    Expect(!limit.credits.empty(), "limits nothing");
    for (const CreditId credit : limit.credits) ExpectIn(credit, policy_.credits, "credit");
    for (const CreditId credit : limit.cut_first) ExpectIn(credit, policy_.credits, "credit");
    for (const SubjectTypeId subject : limit.per) {
      ExpectIn(subject, vocabulary_.subjects, "subject");
    }
    Expect(limit.per_partner || !limit.per.empty(), "is per nobody");
    ExpectIn(limit.asked, vocabulary_.subjects, "subject");
    ExpectValue(limit.to, "amount");
    if (!fault_.empty()) return;
    for (const CreditId credit : limit.credits) {
      Expect(SameUnit(TypeOf(limit.to), policy_.credits[credit].type), "units differ");
      Expect(policy_.credits[credit].each <= limit.each, "is of shorter periods");
    }
  }

  void ExpectAmount(const Rule& rule, NodeId id, const std::string& what) {
    ExpectValue(id, what);
    if (!fault_.empty()) return;
    Expect(SameUnit(TypeOf(id), policy_.credits[rule.credits[0]].type),
           what + " is not of its credit's type");
  }

  void VerifyScore(const Score& score) {
    ExpectPoints(score.points);
    for (const ScorePart& part : score.categories) ExpectPoints(part.points);
    for (const ScorePart& part : score.metrics) ExpectPoints(part.points);
    Expect(!score.metrics.empty(), "no metric");
  }

  void ExpectPoints(NodeId id) {
    ExpectValue(id, "points");
    if (Has(id)) Expect(policy_.nodes[id].type.kind == TypeKind::kPoints, "is not of points");
  }

  void VerifyCheck(const Check& check) {
    const bool of_condition = check.kind == CheckKind::kAlways || check.kind == CheckKind::kNever;
    ExpectIn(check.per, vocabulary_.subjects, "subject");
    if (of_condition) ExpectTruth(check.condition, "condition");
    for (const CreditId credit : check.credits) ExpectIn(credit, policy_.credits, "credit");
    Expect(of_condition || check.credits.size() == 1, "about no credit");
    if (check.kind == CheckKind::kRaising) {
      ExpectIn(check.measure, vocabulary_.measures, "measure");
    }
    if (check.except != kNone) ExpectTruth(check.except, "except");
  }

  // Kahn's order: rules that nothing left replaces fall away; what stays is a cycle.
  void VerifyReplacing() {
    std::vector<uint32_t> replaced_by(policy_.rules.size(), 0);
    for (const Rule& rule : policy_.rules) {
      for (const RuleId target : rule.replaces) ++replaced_by[target];
    }
    std::vector<RuleId> free;
    for (RuleId id = 0; id < policy_.rules.size(); ++id) {
      if (replaced_by[id] == 0) free.push_back(id);
    }
    for (size_t next = 0; next < free.size(); ++next) {
      for (const RuleId target : policy_.rules[free[next]].replaces) {
        if (--replaced_by[target] == 0) free.push_back(target);
      }
    }
    at_ = "rules";
    Expect(free.size() == policy_.rules.size(), "`replacing` runs in a circle");
  }

  const Policy& policy_;
  const Vocabulary& vocabulary_;
  std::string at_;
  std::string fault_;
};

}  // namespace

absl::Status VerifyPolicy(const Policy& policy) {
  if (policy.vocabulary == nullptr || policy.source == nullptr) {
    return InternalError("policy: no vocabulary or no source");
  }
  return Verifier(policy).Verify();
}

}  // namespace credence::ruletree
