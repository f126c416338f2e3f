// Tests ruletree/verify.h: one sound policy, then one broken promise a test.
#include "ruletree/verify.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ruletree/print.h"

namespace credence::ruletree {
namespace {

using ::testing::HasSubstr;

const Type kTruth = Type::Of(TypeKind::kTruth);
const Type kCount = Type::Of(TypeKind::kCount);
const Type kDate = Type::Of(TypeKind::kDate);

// award seats to every partner with dpor on period.end, when users > 3, amount users
Policy Sound() {
  auto vocabulary = std::make_shared<Vocabulary>();
  vocabulary->name = "online";
  vocabulary->version = "1";
  vocabulary->subjects = {{.name = "partner"}, {.name = "customer"}};
  vocabulary->evidence = {{.name = "dpor", .on = 1, .lasting = true, .fields = {}}};
  vocabulary->measures = {{.name = "users", .type = {.type = kCount}, .per = 1}};
  Policy policy;
  policy.name = "recognition";
  policy.version = "1";
  policy.from = *Date::Parse("2016-01-01");
  policy.source = std::make_shared<Source>("a.policy", "policy recognition");
  policy.vocabulary = vocabulary;
  policy.credits = {{.name = "seats", .type = kCount, .per = 1}};
  policy.constants = {Rational(3)};
  policy.nodes = {
      {.op = Op::kMeasure, .ref = 0, .type = kCount},
      {.op = Op::kConstant, .ref = 0, .type = kCount},
      {.op = Op::kGreater, .a = 0, .b = 1, .type = kTruth},
      {.op = Op::kPeriodEnd, .type = kDate},
      {.op = Op::kEvidenceTest, .ref = 0, .type = kTruth},
  };
  policy.tests = {{.kinds = {0}, .timing = {.kind = TimingKind::kOn, .day = 3}}};
  policy.rules = {{.name = "counted",
                   .credits = {0},
                   .evidence = 4,
                   .guards = {{.condition = 2}},
                   .amount = 0,
                   .because = "Seats count."}};
  return policy;
}

std::string FaultOf(const Policy& policy) {
  return std::string(std::string_view(VerifyPolicy(policy).message().data(),
                                      VerifyPolicy(policy).message().size()));
}

TEST(VerifyPolicy, AcceptsASoundPolicy) { EXPECT_TRUE(VerifyPolicy(Sound()).ok()); }

TEST(VerifyPolicy, AChildComesBeforeItsParent) {
  Policy policy = Sound();
  policy.nodes[2].b = 3;
  EXPECT_EQ(FaultOf(policy), "node 2: child 3 does not come before it");
}

TEST(VerifyPolicy, ANodeHasTheChildrenOfItsOperation) {
  Policy policy = Sound();
  policy.nodes[2].b = kNone;
  EXPECT_EQ(FaultOf(policy), "node 2: a child is missing");
  policy = Sound();
  policy.nodes[1].a = 0;
  EXPECT_EQ(FaultOf(policy), "node 1: child 0 does not belong here");
}

TEST(VerifyPolicy, WhatANodeRefersToExists) {
  Policy policy = Sound();
  policy.nodes[0].ref = 7;
  EXPECT_EQ(FaultOf(policy), "node 0: measure 7 does not exist");
}

TEST(VerifyPolicy, OperandsFitTheirOperation) {
  Policy policy = Sound();
  policy.nodes[1].type = Type::Of(TypeKind::kPercent);
  EXPECT_EQ(FaultOf(policy), "node 2: operands do not fit");
}

TEST(VerifyPolicy, AConstantIsOfItsNodesType) {
  Policy policy = Sound();
  policy.constants[0] = *Date::Parse("2016-01-01");
  EXPECT_EQ(FaultOf(policy), "node 1: a value is not of the type count");
}

TEST(VerifyPolicy, AGuardIsACondition) {
  Policy policy = Sound();
  policy.rules[0].guards[0].condition = 0;
  EXPECT_EQ(FaultOf(policy), "rule 0: guard is no condition");
}

TEST(VerifyPolicy, AnAmountIsOfItsCreditsType) {
  Policy policy = Sound();
  policy.credits[0].type = Type::Of(TypeKind::kPoints);
  EXPECT_EQ(FaultOf(policy), "rule 0: amount is not of its credit's type");
}

TEST(VerifyPolicy, ACreditThatChoosesSaysHow) {
  Policy policy = Sound();
  policy.credits[0].sharing = Sharing::kOne;
  EXPECT_EQ(FaultOf(policy), "credit 0: nothing decides a tie");
}

TEST(VerifyPolicy, ReplacingDoesNotRunInACircle) {
  Policy policy = Sound();
  policy.rules.push_back(policy.rules[0]);
  policy.rules[0].replaces = {1};
  EXPECT_TRUE(VerifyPolicy(policy).ok());
  policy.rules[1].replaces = {0};
  EXPECT_EQ(FaultOf(policy), "rules: `replacing` runs in a circle");
}

TEST(VerifyPolicy, EvidenceTestsAndValuesAreNotConfused) {
  Policy policy = Sound();
  policy.rules[0].evidence = 2;
  EXPECT_EQ(FaultOf(policy), "rule 0: evidence is no evidence test");
  policy = Sound();
  policy.nodes.push_back({.op = Op::kNot, .a = 4, .type = kTruth});
  EXPECT_THAT(FaultOf(policy), HasSubstr("confuses evidence tests and values"));
}

TEST(Print, ShowsThePolicyNodeByNode) {
  EXPECT_EQ(Print(Sound()),
            "policy recognition \"1\" from 2016-01-01 uses online \"1\"\n"
            "credit 0 seats: count for every per customer each month\n"
            "rule 0 award counted -> seats  evidence #4  when #2  amount #0  because \"Seats "
            "count.\"\n"
            "node 0 measure users : count\n"
            "node 1 constant 3 : count\n"
            "node 2 greater #0 #1 : yes or no\n"
            "node 3 period_end : date\n"
            "node 4 evidence_test any of { dpor } on #3 : yes or no\n");
}

}  // namespace
}  // namespace credence::ruletree
