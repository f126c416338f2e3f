#include "engine/evidence.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/bind.h"
#include "engine/citation.h"
#include "engine/evidence_text.h"
#include "engine/policy_sketch.h"

namespace credence::engine {
namespace {

using ruletree::NodeId;
using ruletree::Op;
using ruletree::Quantifier;
using ruletree::TimingKind;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct Said {
  std::string answer;  // "yes", "no", "held: ..."
  std::vector<std::string> cited;
  std::string text;
};

// What a test says of adatum on ea1.exchange in February 2016.
Said Ask(const PolicySketch& sketch, NodeId node, const CaseSketch& the_case,
         std::optional<Date> known_at = std::nullopt) {
  const ruletree::PolicyPtr policy = sketch.Build();
  const facts::Case built = CaseSketch(the_case).Build();
  facts::FaultList faults;
  const auto bound = Bind(built, *policy->vocabulary, known_at, faults);
  CREDENCE_CHECK(bound.has_value());
  const Evaluator evaluator(*policy, *bound, {});
  Scope scope{.subject = bound->SubjectsOf(3)[0],
              .partner = bound->SubjectsOf(ruletree::kPartner)[0],
              .days = ParsePeriod("2016-02")->range};
  const Answer& answer = evaluator.Evaluate(node, scope);
  if (!answer.is_defined()) return {"held: " + answer.why(), {}, ""};
  Said said{answer.truth() ? "yes" : "no", {}, EvidenceText(evaluator, node, scope)};
  for (const facts::EvidenceIndex record : RecordsCited(evaluator, node, scope)) {
    said.cited.push_back(bound->RecordId(record));
  }
  return said;
}

CaseSketch Csp(const std::string& from, const std::string& through) {
  return CaseSketch({"adatum", "contoso"}).Evidence("e1", "csp", "adatum", "ea1", from, through);
}

NodeId Timed(PolicySketch& sketch, ruletree::Timing timing) {
  return sketch.Test({.kinds = {sketch.Kind("csp")}, .timing = timing}, "csp ...");
}

TEST(EvidenceTest, LastsFromItsFirstDayThroughItsLast) {
  PolicySketch sketch;
  const NodeId on_the_14th = sketch.Constant(Day("2016-02-14"), Type::Of(TypeKind::kDate));
  const NodeId test = Timed(sketch, {.day = on_the_14th});
  EXPECT_EQ(Ask(sketch, test, Csp("2016-02-14", "2016-02-14")).answer, "yes");
  EXPECT_EQ(Ask(sketch, test, Csp("2016-02-15", "2016-03-01")).answer, "no");
  EXPECT_EQ(Ask(sketch, test, Csp("2016-02-01", "2016-02-13")).answer, "no");
  EXPECT_EQ(Ask(sketch, test, Csp("2016-02-14", "2016-02-14")).text,
            "csp on 2016-02-14: e1 2016-02-14");
  EXPECT_EQ(Ask(sketch, test, Csp("2016-02-15", "2016-03-01")).text,
            "no csp on 2016-02-14, only e1 2016-02-15..2016-03-01");
}

TEST(EvidenceTest, ThroughoutIsCoveredByOneRecordOrSeveralTogether) {
  PolicySketch sketch;
  const NodeId test = Timed(sketch, {.kind = TimingKind::kThroughout});
  EXPECT_EQ(Ask(sketch, test, Csp("2016-02-01", "2016-02-29")).answer, "yes");
  EXPECT_EQ(Ask(sketch, test, Csp("2016-02-02", "2016-02-29")).answer, "no");
  const auto together = [](const std::string& second_from) {
    return Csp("2016-01-01", "2016-02-10")
        .Evidence("e2", "csp", "adatum", "ea1", second_from, "2016-03-31");
  };
  EXPECT_THAT(Ask(sketch, test, together("2016-02-11")).cited, ElementsAre("e1", "e2"));
  EXPECT_EQ(Ask(sketch, test, together("2016-02-12")).answer, "no");
}

TEST(EvidenceTest, ForAtLeastCountsEachDayOnceWhoeverCoversIt) {
  PolicySketch sketch;
  const NodeId test =
      Timed(sketch, {.kind = TimingKind::kForAtLeast, .duration = {10, DurationUnit::kDay}});
  const auto overlapping = [](const std::string& through) {
    return Csp("2016-02-01", "2016-02-08")
        .Evidence("e2", "csp", "adatum", "ea1", "2016-02-05", through);
  };
  EXPECT_EQ(Ask(sketch, test, overlapping("2016-02-10")).answer, "yes");
  EXPECT_EQ(Ask(sketch, test, overlapping("2016-02-09")).answer, "no");
  EXPECT_EQ(
      Ask(sketch, test, overlapping("2016-02-09")).text,
      "no csp for at least 10 days in 2016-02-01..2016-02-29, only e1 2016-02-01..2016-02-08, "
      "e2 2016-02-05..2016-02-09");
}

TEST(EvidenceTest, WithinReachesBackAndForthBothEndsIncluded) {
  PolicySketch sketch;
  const NodeId day = sketch.Constant(Day("2016-02-14"), Type::Of(TypeKind::kDate));
  const Duration ten{10, DurationUnit::kDay};
  const NodeId before =
      Timed(sketch, {.kind = TimingKind::kWithinBefore, .day = day, .duration = ten});
  const NodeId after =
      Timed(sketch, {.kind = TimingKind::kWithinAfter, .day = day, .duration = ten});
  EXPECT_EQ(Ask(sketch, before, Csp("2016-01-01", "2016-02-04")).answer, "yes");
  EXPECT_EQ(Ask(sketch, before, Csp("2016-01-01", "2016-02-03")).answer, "no");
  EXPECT_EQ(Ask(sketch, before, Csp("2016-01-01", "2016-02-03")).text,
            "no csp within 10 days before 2016-02-14, only e1 2016-01-01..2016-02-03");
  EXPECT_EQ(Ask(sketch, after, Csp("2016-02-24", "2016-03-01")).answer, "yes");
  EXPECT_EQ(Ask(sketch, after, Csp("2016-02-25", "2016-03-01")).answer, "no");
}

TEST(EvidenceTest, RecordedByCountsOnlyWhatWasKnownByThen) {
  PolicySketch sketch;
  const NodeId day = sketch.PeriodEnd();
  const NodeId test = Timed(sketch, {.day = day, .recorded_by = day});
  const auto recorded = [](const std::string& on) {
    CaseSketch the_case({"adatum"});
    the_case.builder.AddEvidence({.id = "e1",
                                  .kind = "csp",
                                  .partner = "adatum",
                                  .subject = "ea1",
                                  .from = Day("2015-01-01"),
                                  .recorded = Day(on)});
    return the_case;
  };
  EXPECT_EQ(Ask(sketch, test, recorded("2016-02-29")).answer, "yes");
  EXPECT_EQ(Ask(sketch, test, recorded("2016-03-01")).answer, "no");
  EXPECT_EQ(Ask(sketch, test, recorded("2016-03-01")).text,
            "no csp on 2016-02-29 recorded by 2016-02-29, only e1 since 2015-01-01, recorded "
            "2016-03-01");
}

TEST(EvidenceTest, RecordedByCountsWhatWasKnownThenThoughItWasWithdrawnSince) {
  PolicySketch sketch;
  const NodeId day = sketch.PeriodEnd();
  const auto recorded_by = [&](const char* when) {
    const NodeId date = sketch.Constant(Day(when), Type::Of(TypeKind::kDate));
    return Timed(sketch, {.day = day, .recorded_by = date});
  };
  const NodeId before = recorded_by("2016-02-28");
  const NodeId known = recorded_by("2016-03-05");
  const NodeId withdrawn = recorded_by("2016-03-20");
  const NodeId whenever = Timed(sketch, {.day = day});
  CaseSketch the_case({"adatum"});
  the_case.builder.AddEvidence({.id = "e1",
                                .kind = "csp",
                                .partner = "adatum",
                                .subject = "ea1",
                                .from = Day("2015-01-01"),
                                .recorded = Day("2016-03-01"),
                                .superseded = Day("2016-03-20")});
  EXPECT_EQ(Ask(sketch, known, the_case).answer, "yes");
  EXPECT_THAT(Ask(sketch, known, the_case).cited, ElementsAre("e1"));
  EXPECT_EQ(Ask(sketch, before, the_case).answer, "no");
  EXPECT_EQ(Ask(sketch, withdrawn, the_case).answer, "no");
  EXPECT_EQ(Ask(sketch, withdrawn, the_case).text,
            "no csp on 2016-02-29 recorded by 2016-03-20, only e1 since 2015-01-01, recorded "
            "2016-03-01, superseded 2016-03-20");
  // What asks for no such day sees what is known now, and of a withdrawn record says nothing.
  EXPECT_EQ(Ask(sketch, whenever, the_case).answer, "no");
  EXPECT_EQ(Ask(sketch, whenever, the_case).text, "no csp on 2016-02-29");
  // Nothing that was recorded or withdrawn after `known_at` is known, whatever a test asks.
  EXPECT_EQ(Ask(sketch, known, the_case, Day("2016-02-29")).answer, "no");
  EXPECT_EQ(Ask(sketch, withdrawn, the_case, Day("2016-03-10")).answer, "yes");
}

TEST(EvidenceTest, CountsForTheSubjectsBelowAndForNobodyElsesAnyTime) {
  PolicySketch sketch;
  const NodeId csp = sketch.With("csp");
  const NodeId admin = sketch.With("delegated_admin");
  // The scope is exchange: a record on its subscription counts, one on its sibling does not.
  EXPECT_EQ(Ask(sketch, csp, Csp("2016-01-01", "2016-12-31")).answer, "yes");
  const CaseSketch sibling =
      CaseSketch({"adatum", "contoso"})
          .Evidence("e1", "delegated_admin", "adatum", "ea1.yammer", "2015-01-01");
  EXPECT_EQ(Ask(sketch, admin, sibling).answer, "no");
  const CaseSketch anothers =
      CaseSketch({"adatum", "contoso"}).Evidence("e1", "csp", "contoso", "ea1", "2015-01-01");
  EXPECT_EQ(Ask(sketch, csp, anothers).answer, "no");
}

TEST(EvidenceTest, QuantifiersCountKindsNotRecords) {
  PolicySketch sketch;
  const auto quantified = [&](Quantifier quantifier, uint32_t at_least) {
    return sketch.Test({.quantifier = quantifier,
                        .at_least = at_least,
                        .kinds = {sketch.Kind("dpor"), sketch.Kind("csp")},
                        .set_name = "recognised",
                        .timing = {.kind = TimingKind::kAtAnyTime}},
                       "... of recognised");
  };
  const NodeId any = quantified(Quantifier::kAny, 1);
  const NodeId all = quantified(Quantifier::kAll, 1);
  const NodeId none = quantified(Quantifier::kNoneOf, 1);
  const NodeId two = quantified(Quantifier::kAtLeast, 2);
  const CaseSketch twice_csp =
      Csp("2016-01-01", "2016-02-05").Evidence("e2", "csp", "adatum", "ea1", "2016-02-10");
  EXPECT_THAT(Ask(sketch, any, twice_csp).cited, ElementsAre("e1", "e2"));
  EXPECT_EQ(Ask(sketch, any, twice_csp).text,
            "any of recognised at any time in 2016-02-01..2016-02-29: e1 (csp) "
            "2016-01-01..2016-02-05, e2 (csp) since 2016-02-10");
  EXPECT_EQ(Ask(sketch, all, twice_csp).text,
            "not all of recognised at any time in 2016-02-01..2016-02-29: no dpor");
  EXPECT_EQ(Ask(sketch, none, twice_csp).answer, "no");
  EXPECT_EQ(Ask(sketch, two, twice_csp).text,
            "1 of recognised at any time in 2016-02-01..2016-02-29, at least 2 are wanted");
  EXPECT_EQ(Ask(sketch, none, CaseSketch({"adatum"})).text,
            "none of recognised at any time in 2016-02-01..2016-02-29");
}

TEST(EvidenceTest, BothSidesOfAnOrAreCitedAndBothNamedWhenNeitherHolds) {
  PolicySketch sketch;
  const NodeId a = sketch.With("dpor");
  const NodeId b = sketch.With("csp");
  const NodeId either = sketch.Add(
      {.op = Op::kEvidenceOr, .a = a, .b = b, .type = Type::Of(TypeKind::kTruth)}, "dpor or csp");
  const CaseSketch both = Csp("2016-01-01", "2016-12-31").Designate("e2", "adatum", "2015-07-01");
  EXPECT_THAT(Ask(sketch, either, both).cited, ElementsAre("e1", "e2"));
  EXPECT_EQ(Ask(sketch, either, CaseSketch({"adatum"})).text,
            "no dpor on 2016-02-29; no csp on 2016-02-29");
}

TEST(EvidenceTest, NoEvidenceIsNoEvidenceAndItsPresenceIsNamed) {
  PolicySketch sketch;
  const NodeId no_csp = sketch.No("csp");
  EXPECT_EQ(Ask(sketch, no_csp, CaseSketch({"adatum"})).answer, "yes");
  const Said present = Ask(sketch, no_csp, Csp("2016-01-01", "2016-12-31"));
  EXPECT_EQ(present.answer, "no");
  EXPECT_EQ(present.text, "csp on 2016-02-29: e1 2016-01-01..2016-12-31");
  EXPECT_THAT(present.cited, IsEmpty());
}

TEST(EvidenceTest, ARecordWithoutItsFieldHoldsOnlyWhatItCouldChange) {
  PolicySketch sketch;
  const NodeId since = sketch.Field("dpor", "since");
  const NodeId spring = sketch.Constant(Day("2015-06-30"), Type::Of(TypeKind::kDate));
  const NodeId where = sketch.Condition(Op::kGreater, since, spring, "dpor.since > 2015-06-30");
  const NodeId day = sketch.PeriodEnd();
  const NodeId test = sketch.Test(
      {.kinds = {sketch.Kind("dpor")}, .where = where, .timing = {.day = day}}, "dpor where ...");
  const auto bare = [](const std::string& through) {
    return CaseSketch({"adatum"}).Evidence("e1", "dpor", "adatum", "ea1", "2015-01-01", through);
  };
  EXPECT_EQ(Ask(sketch, test, bare("2016-12-31")).answer, "held: dpor.since of e1 is missing");
  EXPECT_EQ(Ask(sketch, test, bare("2015-12-31")).answer, "no");
  EXPECT_EQ(Ask(sketch, test, bare("2016-12-31").Designate("e2", "adatum", "2015-07-01")).answer,
            "yes");
  EXPECT_EQ(Ask(sketch, test, CaseSketch({"adatum"}).Designate("e2", "adatum", "2015-01-01")).text,
            "no dpor where dpor.since > 2015-06-30 on 2016-02-29, only e2 since 2015-01-01");
}

}  // namespace
}  // namespace credence::engine
