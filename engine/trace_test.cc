// Tests engine/trace.h through whole decisions: what was asked is noted, what was not is told too.
#include "engine/trace.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/decide.h"
#include "engine/policy_sketch.h"

namespace credence::engine {
namespace {

using ruletree::Sharing;
using ::testing::ElementsAre;

// "award deploy 2/1": asked twice, held once.
std::vector<std::string> Parts(const Decided& decided) {
  std::vector<std::string> lines;
  if (!decided.ok() || !decided.decision->traced) return {"no trace"};
  for (const TracedPart& part : decided.decision->traced->parts) {
    lines.push_back(part.text + " " + std::to_string(part.asked) + "/" + std::to_string(part.held));
  }
  return lines;
}

TEST(Trace, ARuleIsAskedOfEveryPartnerAndHoldsForThoseWithEvidence) {
  PolicySketch sketch;
  const auto credit = sketch.Credit("incentive", Sharing::kEvery);
  sketch.Award(credit, "deploy", sketch.With("dpor"), sketch.Sum("revenue"));
  const ruletree::Timeline timeline({sketch.Build()});
  const facts::Case the_case = CaseSketch({"adatum", "contoso"})
                                   .Revenue("2016-02", "100")
                                   .Designate("e1", "adatum", "2015-07-01")
                                   .Build();
  Request request{.days = ParsePeriod("2016-02")->range};
  EXPECT_FALSE(Decide(timeline, the_case, request).decision->traced);
  request.trace = true;
  EXPECT_THAT(Parts(Decide(timeline, the_case, request)), ElementsAre("award deploy 2/1"));
}

}  // namespace
}  // namespace credence::engine
