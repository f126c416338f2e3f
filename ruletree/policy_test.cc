// Tests ruletree/policy.h and ruletree/vocabulary.h: what is looked up by name or by day.
#include "ruletree/policy.h"

#include <gtest/gtest.h>

namespace credence::ruletree {
namespace {

Date Day(std::string_view text) { return *Date::Parse(text); }

Vocabulary Online() {
  Vocabulary vocabulary;
  vocabulary.subjects = {{.name = "partner"},
                         {.name = "customer"},
                         {.name = "subscription", .parent = 1},
                         {.name = "workload", .parent = 2},
                         {.name = "opportunity", .parent = 1}};
  vocabulary.evidence = {
      {.name = "csp", .on = 2, .lasting = true, .fields = {{.name = "tier", .type = {}}}}};
  vocabulary.attributes = {{.of = 1, .name = "region", .type = {}},
                           {.of = 0, .name = "region", .type = {}}};
  return vocabulary;
}

TEST(Vocabulary, NamesAreFound) {
  const Vocabulary vocabulary = Online();
  EXPECT_EQ(vocabulary.FindSubject("partner"), kPartner);
  EXPECT_EQ(vocabulary.FindSubject("workload"), 3u);
  EXPECT_EQ(vocabulary.FindSubject("tenant"), kNone);
  EXPECT_EQ(vocabulary.FindEvidence("csp"), 0u);
  EXPECT_EQ(vocabulary.FindMeasure("revenue"), kNone);
  EXPECT_EQ(vocabulary.FindField(0, "tier"), 0u);
  EXPECT_EQ(vocabulary.FindField(0, "from"), kNone);
  EXPECT_EQ(vocabulary.FindField(9, "tier"), kNone);
}

TEST(Vocabulary, AnAttributeBelongsToItsSubject) {
  EXPECT_EQ(Online().FindAttribute(1, "region"), 0u);
  EXPECT_EQ(Online().FindAttribute(kPartner, "region"), 1u);
  EXPECT_EQ(Online().FindAttribute(2, "region"), kNone);
}

TEST(Vocabulary, SubjectsKnowWhatStandsAboveThem) {
  const Vocabulary vocabulary = Online();
  EXPECT_TRUE(vocabulary.IsSelfOrAbove(3, 3));
  EXPECT_TRUE(vocabulary.IsSelfOrAbove(1, 3));
  EXPECT_FALSE(vocabulary.IsSelfOrAbove(3, 1));
  EXPECT_FALSE(vocabulary.IsSelfOrAbove(2, 4));
  EXPECT_FALSE(vocabulary.IsSelfOrAbove(kPartner, 3));
  EXPECT_FALSE(vocabulary.IsSelfOrAbove(1, kNone));
}

TEST(Param, HasTheValueOfTheDay) {
  Param floor;
  floor.values = {{Day("2015-07-01"), Rational(40, 100)}, {Day("2016-07-01"), Rational(1, 2)}};
  EXPECT_EQ(floor.On(Day("2015-06-30")), nullptr);
  EXPECT_EQ(*floor.On(Day("2015-07-01")), Value(Rational(2, 5)));
  EXPECT_EQ(*floor.On(Day("2016-06-30")), Value(Rational(2, 5)));
  EXPECT_EQ(*floor.On(Day("2016-07-01")), Value(Rational(1, 2)));
}

TEST(Policy, QuotesTheAuthorOnOneLine) {
  Policy policy;
  policy.source = std::make_shared<Source>("a.policy", "award x\n  when  a\n\t>= b\n");
  EXPECT_EQ(policy.TextOf({10, 24}), "when a >= b");
  EXPECT_EQ(policy.LineOf({10, 12}), 2);
}

TEST(Policy, FindsWhatItDeclares) {
  Policy policy;
  policy.credits = {{.name = "seats"}, {.name = "money"}};
  policy.rules = {{.name = "counted"}};
  policy.params = {{.name = "floor"}};
  EXPECT_EQ(policy.FindCredit("money"), 1u);
  EXPECT_EQ(policy.FindCredit("floor"), kNone);
  EXPECT_EQ(policy.FindRule("counted"), 0u);
  EXPECT_EQ(policy.FindParam("floor"), 0u);
}

}  // namespace
}  // namespace credence::ruletree
