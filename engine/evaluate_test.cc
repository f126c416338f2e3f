#include "engine/evaluate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/limits.h"
#include "engine/bind.h"
#include "engine/policy_sketch.h"

namespace credence::engine {
namespace {

using ruletree::NodeId;
using ruletree::Op;

const Type kNumberType = Type::Of(TypeKind::kNumber);

// Evaluates nodes of a sketch for adatum on ea1 in February 2016.
class Asked {
 public:
  explicit Asked(const PolicySketch& sketch, CaseSketch the_case = Plain())
      : policy_(sketch.Build()), case_(the_case.Build()) {
    facts::FaultList faults;
    bound_ = Bind(case_, *policy_->vocabulary, std::nullopt, faults);
    CREDENCE_CHECK(bound_.has_value());
    evaluator_ = std::make_unique<Evaluator>(*policy_, *bound_, ParamValues());
  }

  static CaseSketch Plain() { return CaseSketch({"adatum", "contoso"}).Usage(); }

  Scope ScopeOf(const std::string& subject) const {
    Scope scope{.partner = bound_->SubjectsOf(ruletree::kPartner)[0],
                .days = ParsePeriod("2016-02")->range};
    for (facts::SubjectIndex i = 0; i < case_.subjects.size(); ++i) {
      if (bound_->IdOf(i) == subject) scope.subject = i;
    }
    return scope;
  }

  // "80", "undefined: ...", "held: ...".
  std::string Text(NodeId node, const std::string& subject = "ea1") const {
    Scope scope = ScopeOf(subject);
    const Answer& answer = evaluator_->Evaluate(node, scope);
    if (answer.is_defined()) return ToDisplay(answer.value(), evaluator_->node(node).type);
    return (answer.is_held() ? "held: " : "undefined: ") + answer.why();
  }

 private:
  ruletree::PolicyPtr policy_;
  facts::Case case_;
  std::optional<BoundCase> bound_;
  std::unique_ptr<Evaluator> evaluator_;
};

// Truth as a comparison of two constants, so that nothing is known in advance.
NodeId Truth(PolicySketch& sketch, bool truth) {
  const NodeId one = sketch.Constant(Rational(1), kNumberType);
  return sketch.Condition(truth ? Op::kEqual : Op::kNotEqual, one, one, truth ? "yes" : "no");
}

// A condition that cannot be answered: no revenue is known in the case used with it.
NodeId Unanswerable(PolicySketch& sketch) {
  return sketch.Condition(Op::kGreater, sketch.Measure("revenue"), sketch.Money(0),
                          "revenue > 0 USD");
}

TEST(EvaluateTest, ASideThatIsNotTakenIsNeverMissed) {
  PolicySketch sketch;
  const NodeId no = Truth(sketch, false);
  const NodeId yes = Truth(sketch, true);
  const NodeId unanswerable = Unanswerable(sketch);
  const NodeId both = sketch.Condition(Op::kAnd, no, unanswerable, "no and ...");
  const NodeId either = sketch.Condition(Op::kOr, yes, unanswerable, "yes or ...");
  const NodeId needed = sketch.Condition(Op::kAnd, yes, unanswerable, "yes and ...");
  const NodeId first = sketch.Condition(Op::kAnd, unanswerable, no, "... and no");
  const NodeId last = sketch.Condition(Op::kOr, unanswerable, yes, "... or yes");
  const NodeId open = sketch.Condition(Op::kOr, unanswerable, no, "... or no");
  const NodeId money = sketch.Binary(Op::kElse, sketch.Money(3), sketch.Measure("revenue"),
                                     Dollars(), "3 USD else revenue");
  const Asked asked(sketch, CaseSketch({"adatum"}));
  EXPECT_EQ(asked.Text(both), "no");
  EXPECT_EQ(asked.Text(either), "yes");
  EXPECT_EQ(asked.Text(needed), "held: revenue of ea1 for 2016-02 is missing");
  EXPECT_EQ(asked.Text(first), "no");
  EXPECT_EQ(asked.Text(last), "yes");
  EXPECT_EQ(asked.Text(open), "held: revenue of ea1 for 2016-02 is missing");
  EXPECT_EQ(asked.Text(money), "3.00 USD");
}

TEST(EvaluateTest, ElseCatchesWhatIsUndefinedAndNeverWhatIsHeld) {
  PolicySketch sketch;
  const NodeId quota = sketch.Measure("quota");
  const NodeId revenue = sketch.Measure("revenue");
  const NodeId sum = sketch.Binary(Op::kAdd, quota, revenue, Dollars(), "quota + revenue");
  const NodeId guarded = sketch.Binary(Op::kElse, sum, sketch.Money(0), Dollars(), "... else 0");
  const NodeId optional = sketch.Binary(Op::kElse, quota, sketch.Money(0), Dollars(), "else 0");
  const NodeId known = sketch.Condition(Op::kIsKnown, quota, ruletree::kNone, "quota is known");
  const Asked without_revenue(sketch, CaseSketch({"adatum"}));
  EXPECT_EQ(without_revenue.Text(quota), "undefined: quota of adatum for 2016 is missing");
  EXPECT_EQ(without_revenue.Text(optional), "0.00 USD");
  EXPECT_EQ(without_revenue.Text(known), "no");
  EXPECT_EQ(without_revenue.Text(guarded), "held: revenue of ea1 for 2016-02 is missing");
  EXPECT_EQ(Asked(sketch).Text(guarded), "0.00 USD");
}

TEST(EvaluateTest, AChainOfAHundredThousandTermsNeedsNoStack) {
  PolicySketch sketch;
  NodeId sum = sketch.Constant(Rational(1), kNumberType);
  const NodeId one = sum;
  constexpr int kTerms = 100'000;
  for (int i = 1; i < kTerms; ++i) sum = sketch.Binary(Op::kAdd, sum, one, kNumberType, "");
  EXPECT_EQ(Asked(sketch).Text(sum), "100,000");
}

TEST(EvaluateTest, ANumberPastTheLimitsIsHeldAndItsPlaceNamed) {
  PolicySketch sketch;
  NodeId power = sketch.Constant(Rational(INT64_MAX), kNumberType);
  for (int i = 0; i < 3; ++i)
    power = sketch.Binary(Op::kMultiply, power, power, kNumberType, "x * x");
  EXPECT_THAT(Asked(sketch).Text(power),
              ::testing::StartsWith("held: a number too large to be kept exactly came up in `x * "
                                    "x` (line "));
}

TEST(EvaluateTest, ADivisionByZeroIsUndefinedAndSaysWhatWasZero) {
  PolicySketch sketch;
  const NodeId share =
      sketch.Binary(Op::kDivide, sketch.Measure("active_users"), sketch.Measure("licensed_seats"),
                    Type::Of(TypeKind::kPercent), "active_users / licensed_seats");
  const Asked asked(sketch);
  EXPECT_EQ(asked.Text(share, "ea1.exchange"), "80%");
  EXPECT_EQ(asked.Text(share, "ea1.yammer"), "undefined: licensed_seats is 0");
}

TEST(EvaluateTest, DatesMoveByDaysAndTheirDifferenceIsDays) {
  PolicySketch sketch;
  const Type date = Type::Of(TypeKind::kDate);
  const Type days = Type::Of(TypeKind::kDays);
  const NodeId end = sketch.PeriodEnd();
  const NodeId week = sketch.Constant(Rational(7), days);
  const NodeId later = sketch.Binary(Op::kAdd, end, week, date, "period.end + 7 days");
  const NodeId earlier = sketch.Binary(Op::kSubtract, end, week, date, "period.end - 7 days");
  const NodeId between = sketch.Binary(Op::kSubtract, later, earlier, days, "difference");
  const Asked asked(sketch);
  EXPECT_EQ(asked.Text(later), "2016-03-07");
  EXPECT_EQ(asked.Text(earlier), "2016-02-22");
  EXPECT_EQ(asked.Text(between), "14 days");
}

// Folds ---------------------------------------------------------------------------------------

NodeId FoldOf(PolicySketch& sketch, Op op, NodeId operand, ruletree::Fold fold) {
  sketch.policy().folds.push_back(fold);
  const Type type =
      op == Op::kCount ? Type::Of(TypeKind::kCount) : sketch.policy().nodes[operand].type;
  return sketch.Add({.op = op,
                     .a = operand,
                     .ref = static_cast<uint32_t>(sketch.policy().folds.size() - 1),
                     .type = type},
                    "fold");
}

TEST(FoldTest, SumsAndExtremesGoOverTheSubjectsBelow) {
  PolicySketch sketch;
  const NodeId users = sketch.Measure("active_users");
  const ruletree::Fold workloads{.rows = 3};
  const NodeId sum = FoldOf(sketch, Op::kSum, users, workloads);
  const NodeId highest = FoldOf(sketch, Op::kHighest, users, workloads);
  const NodeId lowest = FoldOf(sketch, Op::kLowest, users, workloads);
  const NodeId average = FoldOf(sketch, Op::kAverage, users, workloads);
  const NodeId count = FoldOf(sketch, Op::kCount, users, workloads);
  const Asked asked(sketch);
  EXPECT_EQ(asked.Text(sum), "80");
  EXPECT_EQ(asked.Text(sum, "northwind"), "80");
  EXPECT_EQ(asked.Text(sum, "ea1.exchange"), "80");
  EXPECT_EQ(asked.Text(highest), "80");
  EXPECT_EQ(asked.Text(lowest), "0");
  EXPECT_EQ(asked.Text(average), "40");
  EXPECT_EQ(asked.Text(count), "2");
}

TEST(FoldTest, OfNothingSumsAreZeroAndExtremesUndefined) {
  PolicySketch sketch;
  const NodeId users = sketch.Measure("active_users");
  // A workload has no subscriptions below it.
  const ruletree::Fold nothing{.rows = 2};
  const NodeId sum = FoldOf(sketch, Op::kSum, users, nothing);
  const NodeId highest = FoldOf(sketch, Op::kHighest, users, nothing);
  const Asked asked(sketch);
  EXPECT_EQ(asked.Text(sum, "ea1.exchange"), "0");
  EXPECT_EQ(asked.Text(highest, "ea1.exchange"),
            "undefined: there is nothing to take the active_users of");
}

TEST(FoldTest, ARowThatWhereLeavesOutIsNeverMissed) {
  PolicySketch sketch;
  const Type symbol = Type::Of(TypeKind::kSymbol);
  const NodeId family =
      sketch.Add({.op = Op::kAttribute, .ref = 0, .type = symbol}, "workload.family");
  const NodeId exchange = sketch.Constant(std::string("exchange"), symbol);
  const NodeId is_exchange =
      sketch.Condition(Op::kEqual, family, exchange, "workload.family is exchange");
  const NodeId some = sketch.Sum("active_users", is_exchange);
  const NodeId all = sketch.Sum("active_users");
  const Asked asked(sketch, CaseSketch({"adatum"}).Count("active_users", "ea1.exchange", 5));
  EXPECT_EQ(asked.Text(some), "5");
  EXPECT_EQ(asked.Text(all), "held: active_users of ea1.yammer for 2016-02 is missing");
}

TEST(FoldTest, AWindowReachesBackOverWholeMonthsAndMissesNone) {
  PolicySketch sketch;
  const NodeId revenue = sketch.Measure("revenue");
  const ruletree::Fold quarter{
      .rows = 2,
      .over_time = true,
      .window = {.kind = ruletree::WindowKind::kDuration, .duration = {3, DurationUnit::kMonth}}};
  const ruletree::Fold year_to_date{
      .rows = 2, .over_time = true, .window = {.kind = ruletree::WindowKind::kToDate}};
  const NodeId three = FoldOf(sketch, Op::kSum, revenue, quarter);
  const NodeId this_year = FoldOf(sketch, Op::kSum, revenue, year_to_date);
  const NodeId best = FoldOf(sketch, Op::kHighest, revenue, quarter);
  CaseSketch known({"adatum"});
  known.Revenue("2016-02", "10").Revenue("2016-01", "30");
  EXPECT_EQ(Asked(sketch, known).Text(this_year), "40.00 USD");
  EXPECT_EQ(Asked(sketch, known).Text(three), "held: revenue of ea1 for 2015-12 is missing");
  known.Revenue("2015-12", "100");
  EXPECT_EQ(Asked(sketch, known).Text(three), "140.00 USD");
  EXPECT_EQ(Asked(sketch, known).Text(best), "100.00 USD");
}

TEST(FoldTest, FoldsMayStandInFoldsToTheLimitAndNoDeeper) {
  PolicySketch sketch;
  NodeId nested = sketch.Measure("revenue");
  std::vector<NodeId> by_depth;
  for (int i = 0; i <= limits::kNestingMax; ++i) {
    nested = FoldOf(sketch, Op::kSum, nested, {});
    by_depth.push_back(nested);
  }
  const Asked asked(sketch);
  EXPECT_EQ(asked.Text(by_depth[limits::kNestingMax - 1]), "12,345.67 USD");
  EXPECT_EQ(asked.Text(by_depth[limits::kNestingMax]),
            "held: `fold` is a fold within more than 64 others");
}

// Flows over parts of periods ------------------------------------------------------------------

TEST(MeasuredTest, AFlowAddsUpPeriodsInProportionToTheirDays) {
  PolicySketch sketch;
  const NodeId revenue = sketch.Measure("revenue");
  const NodeId users = sketch.Measure("active_users");
  const auto policy = sketch.Build();
  const facts::Case the_case = CaseSketch({"adatum"}).Usage().Revenue("2016-01", "310").Build();
  facts::FaultList faults;
  const auto bound = Bind(the_case, *policy->vocabulary, std::nullopt, faults);
  const Evaluator evaluator(*policy, *bound, {});
  const auto over = [&](const char* from, const char* through, NodeId node,
                        facts::SubjectIndex subject) {
    Scope scope{.subject = subject, .days = DateRange::Through(Day(from), Day(through))};
    return ToDisplay(evaluator.Evaluate(node, scope).value(), policy->nodes[node].type);
  };
  const auto subscription = bound->SubjectsOf(2)[0];
  const auto exchange = bound->SubjectsOf(3)[0];
  EXPECT_EQ(over("2016-01-01", "2016-01-13", revenue, subscription), "130.00 USD");
  // The rest of January and all of February.
  EXPECT_EQ(over("2016-01-14", "2016-02-29", revenue, subscription), "12,525.67 USD");
  // A level is what it is on the last day.
  EXPECT_EQ(over("2016-01-14", "2016-02-03", users, exchange), "80");
}

}  // namespace
}  // namespace credence::engine
