// Work that is stopped, wherever it is: a decision broken off at any of its steps gives nothing and
// harms nothing, one that is not is the same as ever, and a close goes on where it was stopped.
#include "core/stop.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "book/close.h"
#include "dsl/compile.h"
#include "engine/decide.h"
#include "engine/print_decision.h"
#include "tests/random_case.h"
#include "tests/random_policy.h"
#include "tests/support/golden.h"
#include "tests/support/small_book.h"

namespace credence {
namespace {

using ::testing::HasSubstr;

// Goes away at the given look, and counts them.
class Leaving {
 public:
  explicit Leaving(int at) : at_(at) {}
  Stop& stop() { return stop_; }
  int looks() const { return looks_; }

 private:
  const int at_;
  int looks_ = 0;
  Stop stop_{{.is_gone = [this] { return ++looks_ == at_; }, .turns = 1}};
};
constexpr int kNever = -1;

ruletree::PolicySetPtr CompileFolder(const std::string& folder) {
  std::vector<SourcePtr> sources;
  for (const char* extension : {".vocab", ".policy"}) {
    for (const std::string& path : testing::GoldenInputs(folder, extension)) {
      sources.push_back(std::make_shared<Source>(path, testing::ReadGolden(path)));
    }
  }
  return dsl::Compile(sources).policies;
}

// Decides as ever, then stopped at steps that lie all over the work.
void TryStops(const ruletree::Timeline& timeline, const facts::Case& the_case,
              const Period& period) {
  engine::Request request{.days = period.range, .trace = false, .try_checks = true};
  const engine::Decided whole = engine::Decide(timeline, the_case, request);
  Leaving never(kNever);
  request.stop = &never.stop();
  const engine::Decided looked_at = engine::Decide(timeline, the_case, request);
  ASSERT_EQ(whole.ok(), looked_at.ok());
  if (!whole.ok()) return;
  ASSERT_EQ(engine::Print(*whole.decision), engine::Print(*looked_at.decision));
  constexpr int kTried = 12;
  for (int i = 0; i <= kTried; ++i) {
    Leaving leaving(1 + (never.looks() - 1) * i / kTried);
    request.stop = &leaving.stop();
    const engine::Decided stopped = engine::Decide(timeline, the_case, request);
    EXPECT_TRUE(stopped.stopped);
    EXPECT_FALSE(stopped.ok());
    EXPECT_TRUE(stopped.faults.empty());
  }
}

TEST(StopTest, TheProgrammesOfRulesStopAtAnyStep) {
  for (const char* folder :
       {"rules/cloud_recognition", "rules/claims", "rules/competencies", "rules/growth_rebate",
        "rules/osa_cutoff", "rules/pal_tpor", "rules/attribution", "bench/reference"}) {
    const ruletree::PolicySetPtr policies = CompileFolder(folder);
    ASSERT_NE(policies, nullptr) << folder;
    for (const ruletree::Timeline& timeline : policies->timelines) {
      for (const ruletree::PolicyPtr& policy : timeline.versions()) {
        SCOPED_TRACE(policy->name + " " + policy->version);
        const Period month = Period::Containing(PeriodUnit::kMonth, policy->from).Next();
        for (uint64_t seed = 0; seed < 5; ++seed) {
          TryStops(timeline, testing::RandomCase(*policy->vocabulary, month, seed), month);
        }
      }
    }
  }
}

TEST(StopTest, PoliciesMadeAtRandomStopAtAnyStep) {
  const SourcePtr vocabulary =
      std::make_shared<Source>("batch.vocab", testing::ReadGolden("tests/golden/batch.vocab"));
  const Period february = *ParsePeriod("2016-02");
  int tried = 0;
  for (uint64_t seed = 0; seed < 150; ++seed) {
    const dsl::Compiled compiled = dsl::Compile(std::vector<SourcePtr>{
        vocabulary, std::make_shared<Source>("random.policy", testing::RandomPolicy(seed))});
    if (compiled.policies == nullptr) continue;
    const ruletree::Timeline& timeline = compiled.policies->timelines.front();
    SCOPED_TRACE("seed " + std::to_string(seed));
    TryStops(timeline,
             testing::RandomCase(*timeline.versions().front()->vocabulary, february, seed),
             february);
    ++tried;
  }
  EXPECT_GT(tried, 75);
}

class StoppedCloseTest : public ::testing::Test {
 protected:
  StoppedCloseTest() {
    std::vector<facts::Record> records = {testing::Subject("partner", "adatum")};
    for (int i = 0; i < kCustomers; ++i) {
      const std::string customer = "customer" + std::to_string(1'000 + i);
      const std::string subscription = "ea" + std::to_string(1'000 + i);
      records.push_back(testing::Subject("customer", customer));
      records.push_back(testing::Subject("subscription", subscription, customer));
      records.push_back(testing::Recognised("dpor", "adatum", subscription, "2015-07-01"));
      records.push_back(testing::Measured("active_users", subscription, "2016-01",
                                          Type::Of(TypeKind::kCount), 40));
    }
    book_.Record(records, "2016-01-31", "usage.csv");
  }

  absl::StatusOr<book::CloseSummary> Close(Stop* stop) {
    return book::CloseBook(book_.store(), book_.policies(),
                           {.policy = "recognition",
                            .period = *ParsePeriod("2016-01"),
                            .known = testing::KnownDay("2016-02-05"),
                            .stop = stop});
  }

  static constexpr int kCustomers = 300;
  testing::SmallBook book_{testing::Compiled(
      {{"services.vocab", testing::kSeatsVocabulary}, {"2016.policy", testing::kSeatsPolicy}})};
};

TEST_F(StoppedCloseTest, KeepsWhatItPostedAndGoesOn) {
  Leaving never(kNever);
  Leaving leaving(400);  // several looks a customer
  const auto stopped = Close(&leaving.stop());
  ASSERT_TRUE(absl::IsCancelled(stopped.status())) << stopped.status();
  EXPECT_THAT(std::string(stopped.status().message()),
              HasSubstr(" customers, which stay decided; asked for again the close goes on"));
  EXPECT_TRUE(book_.store().LastIssued("recognition").ok());
  EXPECT_FALSE(book_.store().LastIssued("recognition")->has_value());
  const size_t before = book_.Entries().size();
  EXPECT_GT(before, 0u);
  EXPECT_LT(before, static_cast<size_t>(kCustomers));
  const auto whole = Close(&never.stop());
  ASSERT_TRUE(whole.ok()) << whole.status();
  EXPECT_EQ(whole->posted_before, before);
  EXPECT_EQ(whole->customers, static_cast<uint64_t>(kCustomers));
  EXPECT_EQ(book_.Entries().size(), static_cast<size_t>(kCustomers));
}

}  // namespace
}  // namespace credence
