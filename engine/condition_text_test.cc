// Tests engine/condition_text.h: a refusal tells the values, not the words they were asked in.
#include "engine/condition_text.h"

#include <gtest/gtest.h>

#include <string>

#include "engine/bind.h"
#include "engine/policy_sketch.h"

namespace credence::engine {
namespace {

using ruletree::Op;

// Why a guard fails that asks where adatum is at home, or else takes it for northwind.
std::string AtHome(bool is_told) {
  PolicySketch sketch;
  const Type customer = Type::Of(TypeKind::kSubject);
  const auto home = sketch.Add({.op = Op::kAttribute, .ref = 1, .type = customer}, "partner.home");
  const auto either =
      sketch.Binary(Op::kElse, home, sketch.Constant(std::string("northwind"), customer), customer,
                    "partner.home else northwind");
  const auto asked =
      sketch.Condition(Op::kEqual, either, sketch.Constant(std::string("fabrikam"), customer),
                       "(partner.home else northwind) is fabrikam");
  const ruletree::PolicyPtr policy = sketch.Build();
  CaseSketch told({});
  facts::SubjectInput adatum{.type = "partner", .id = "adatum"};
  if (is_told) adatum.attributes = {{"home", {customer, std::string("northwind")}}};
  told.builder.AddSubject(adatum);
  const facts::Case the_case = told.Build();
  facts::FaultList faults;
  const auto bound = Bind(the_case, *policy->vocabulary, std::nullopt, faults);
  CREDENCE_CHECK(bound.has_value());
  const Evaluator evaluator(*policy, *bound, {});
  Scope scope{.subject = bound->SubjectsOf(2)[0],
              .partner = bound->SubjectsOf(ruletree::kPartner)[0],
              .days = ParsePeriod("2016-02")->range};
  evaluator.Evaluate(asked, scope);
  return FailedGuardText(evaluator, {.condition = asked, .span = policy->nodes[asked].span}, scope);
}

TEST(ConditionTextTest, AnElseThatWasNotNeededIsLeftOutOfWhatItCameTo) {
  EXPECT_EQ(AtHome(true),
            "(partner.home else northwind) is fabrikam is not met: partner.home is northwind");
}

TEST(ConditionTextTest, AnElseThatWasTakenSaysSo) {
  EXPECT_EQ(AtHome(false),
            "(partner.home else northwind) is fabrikam is not met: partner.home of adatum is "
            "missing, so the value is northwind (else)");
}

}  // namespace
}  // namespace credence::engine
