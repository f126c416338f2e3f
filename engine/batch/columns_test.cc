// Tests engine/batch/columns.h: what a case becomes, which cases are odd, and that Check finds
// whatever a hand may have got wrong.
#include "engine/batch/columns.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "core/check.h"
#include "engine/bind.h"
#include "engine/policy_sketch.h"

namespace credence::engine::batch {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const Type kUsd = Dollars();

class ColumnsTest : public ::testing::Test {
 protected:
  // A customer with a subscription, `partners` of them, and what the test adds.
  void Append(int partners, const std::function<void(facts::CaseBuilder&)>& add = {}) {
    facts::CaseBuilder builder("c");
    builder.AddSubject({.type = "customer", .id = "northwind"});
    builder.AddSubject({.type = "subscription", .id = "ea1", .parent = "northwind"});
    for (int i = partners; i > 0; --i) {
      builder.AddSubject({.type = "partner", .id = "p" + std::to_string(100 + i)});
    }
    if (add) add(builder);
    std::vector<facts::Fault> wrong;
    const std::optional<facts::Case> the_case = std::move(builder).Build(wrong);
    CREDENCE_CHECK(the_case.has_value());
    facts::FaultList faults;
    const std::optional<BoundCase> bound = Bind(*the_case, *words_, std::nullopt, faults);
    CREDENCE_CHECK(bound.has_value());
    columns_.Append(*bound);
  }

  void AppendRevenue(const Rational& value) {
    Append(1, [&](facts::CaseBuilder& builder) {
      builder.AddMeasure({.measure = "revenue",
                          .subject = "ea1",
                          .period = ParsePeriod("2016-02"),
                          .value = {kUsd, value}});
    });
  }

  const std::shared_ptr<const ruletree::Vocabulary> words_ = PolicySketch::Vocabulary();
  Columns columns_{words_};
};

TEST_F(ColumnsTest, ValuesStandCaseAfterCaseInPartsOfTheirType) {
  AppendRevenue(Rational(1'234'567, 100));
  AppendRevenue(Rational(5));
  const Column* revenue = columns_.FindMeasure(words_->FindMeasure("revenue"), Day("2016-02-01"));
  ASSERT_NE(revenue, nullptr);
  EXPECT_THAT(revenue->values, ElementsAre(123'456'700, 50'000));
  EXPECT_THAT(revenue->present, ElementsAre(1, 1));
  EXPECT_EQ(columns_.FindMeasure(words_->FindMeasure("revenue"), Day("2016-01-01")), nullptr);
  const Rows& subscriptions = columns_.rows[words_->FindSubject("subscription")];
  EXPECT_THAT(subscriptions.begin, ElementsAre(0, 1, 2));
  EXPECT_THAT(subscriptions.parent, ElementsAre(0, 1));
  EXPECT_THAT(columns_.odd, ElementsAre(0, 0));
  EXPECT_TRUE(columns_.Check().ok()) << columns_.Check();
  columns_.Clear();
  EXPECT_EQ(columns_.cases(), 0u);
  EXPECT_TRUE(columns_.Check().ok()) << columns_.Check();
}

TEST_F(ColumnsTest, ACaseIsOddWhoseValuesPassTheLimitOrHaveMoreDecimals) {
  const Rational largest(kColumnValueMax - 1, Scale(kUsd));
  AppendRevenue(largest);
  AppendRevenue(Rational(kColumnValueMax, Scale(kUsd)));
  AppendRevenue(Rational(1, Scale(kUsd)));
  AppendRevenue(Rational(1, Scale(kUsd) * 10));
  AppendRevenue(Rational(1, 3));
  EXPECT_THAT(columns_.odd, ElementsAre(0, 1, 0, 1, 1));
  EXPECT_TRUE(columns_.Check().ok()) << columns_.Check();
}

// What is named stands in another case, so it has no row here.
TEST_F(ColumnsTest, ACaseIsOddThatNamesASubjectOfAnother) {
  AppendRevenue(Rational(5));
  Append(1, [](facts::CaseBuilder& builder) {
    builder.MakeExcerpt();
    builder.AddSubject({.type = "partner",
                        .id = "p200",
                        .attributes = {{"home", {Type::Of(TypeKind::kSymbol), "contoso"}}}});
  });
  EXPECT_THAT(columns_.odd, ElementsAre(0, 1));
  EXPECT_TRUE(columns_.Check().ok()) << columns_.Check();
}

TEST_F(ColumnsTest, ACaseOfMorePartnersThanAMaskHasBitsIsOddAndEmpty) {
  Append(64);
  Append(65);
  Append(1);
  EXPECT_THAT(columns_.odd, ElementsAre(0, 1, 0));
  EXPECT_THAT(columns_.rows[ruletree::kPartner].begin, ElementsAre(0, 64, 64, 65));
  EXPECT_THAT(columns_.rows[words_->FindSubject("customer")].begin, ElementsAre(0, 1, 1, 2));
  EXPECT_TRUE(columns_.Check().ok()) << columns_.Check();
}

TEST_F(ColumnsTest, PlacesOfPartnersAreInTheOrderOfTheirIds) {
  Append(3, [](facts::CaseBuilder& builder) {
    builder.AddEvidence({.id = "e1",
                         .kind = "csp",
                         .partner = "p103",
                         .subject = "ea1",
                         .from = Day("2016-01-01")});
    builder.AddEvidence({.id = "e2",
                         .kind = "csp",
                         .partner = "p101",
                         .subject = "ea1",
                         .from = Day("2016-01-01")});
  });
  const Records& records = columns_.records[words_->FindEvidence("csp")];
  EXPECT_THAT(records.place, ElementsAre(0, 2));
}

// Each fault by a hand is found, and said of the column it is in.
TEST_F(ColumnsTest, CheckNamesTheFirstColumnThatDoesNotFit) {
  const auto refused = [&](const std::string& what, const std::function<void(Columns&)>& spoil) {
    Columns columns(words_);
    std::swap(columns_, columns);
    Append(2, [](facts::CaseBuilder& builder) {
      builder.AddMeasure({.measure = "revenue",
                          .subject = "ea1",
                          .period = ParsePeriod("2016-02"),
                          .value = {kUsd, Rational(5)}});
      builder.AddEvidence({.id = "e1",
                           .kind = "csp",
                           .partner = "p101",
                           .subject = "ea1",
                           .from = Day("2016-01-01")});
    });
    ASSERT_TRUE(columns_.Check().ok());
    spoil(columns_);
    const absl::Status status = columns_.Check();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << what;
    EXPECT_THAT(std::string(status.message()), HasSubstr(what));
  };
  const ruletree::SubjectTypeId subscription = words_->FindSubject("subscription");
  const ruletree::EvidenceKindId csp = words_->FindEvidence("csp");
  const ruletree::MeasureId revenue = words_->FindMeasure("revenue");
  refused("subscription are of unequal",
          [&](Columns& c) { c.rows[subscription].begin.push_back(1); });
  refused("subscription are of unequal", [&](Columns& c) { c.rows[subscription].begin[1] = 5; });
  refused("subscription are of unequal", [&](Columns& c) { c.rows[subscription].parent.clear(); });
  refused("subscription is in a row outside",
          [&](Columns& c) { c.rows[subscription].parent[0] = 9; });
  refused("measure revenue", [&](Columns& c) { c.Measure(revenue, Day("2016-02-01")).Add(1); });
  refused("measure revenue",
          [&](Columns& c) { c.Measure(revenue, Day("2016-02-01")).values[0] = kColumnValueMax; });
  refused("measure revenue", [&](Columns& c) { c.Measure(revenue, Day("2016-02-01")).bits = 0; });
  refused("evidence csp", [&](Columns& c) { c.records[csp].place[0] = 2; });
  refused("evidence csp", [&](Columns& c) { c.records[csp].subject[0] = 1; });
  refused("evidence csp", [&](Columns& c) { c.records[csp].valid.clear(); });
  refused("evidence csp", [&](Columns& c) { c.records[csp].begin[1] = 0; });
  refused("65 partners", [&](Columns& c) {
    c.rows[ruletree::kPartner].begin[1] = 65;
    for (size_t id = 0; id < c.attributes.size(); ++id) {
      if (words_->attributes[id].of == ruletree::kPartner) c.attributes[id].Resize(65);
    }
  });
}

}  // namespace
}  // namespace credence::engine::batch
