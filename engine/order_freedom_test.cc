// What holds for every policy and case: order means nothing, exclusive is exclusive, pools are
// conserved, and every partner gets an answer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>

#include "engine/decide.h"
#include "engine/policy_sketch.h"
#include "engine/print_decision.h"

namespace credence::engine {
namespace {

using ruletree::RuleKind;
using ruletree::Sharing;
using ruletree::TieRule;

const std::vector<std::string> kPartners = {"adatum", "bellows", "contoso", "dunmore", "evergreen"};
const std::vector<std::string> kKinds = {"dpor", "csp", "suspended"};

struct Record {
  int partner = 0;
  int kind = 0;
  int since_month = 1;
};

// A small world: who has what since when, and what each of a few rules does.
struct World {
  int sharing = 0;
  int if_tied = 1;
  int combine = 0;
  int up_to = 1;
  std::vector<int> award_kinds;  // which evidence each award asks for
  std::vector<int> removals;     // 0: exclude, 1: forfeit who is suspended
  bool replacing = false;
  bool revenue = true;
  std::vector<Record> records;
};

rc::Gen<World> Worlds() {
  const auto records = rc::gen::container<std::vector<Record>>(
      rc::gen::build<Record>(rc::gen::set(&Record::partner, rc::gen::inRange(0, 5)),
                             rc::gen::set(&Record::kind, rc::gen::inRange(0, 3)),
                             rc::gen::set(&Record::since_month, rc::gen::inRange(1, 5))));
  return rc::gen::build<World>(
      rc::gen::set(&World::sharing, rc::gen::inRange(0, 3)),
      rc::gen::set(&World::if_tied, rc::gen::inRange(1, 4)),
      rc::gen::set(&World::combine, rc::gen::inRange(0, 4)),
      rc::gen::set(&World::up_to, rc::gen::inRange(1, 4)),
      rc::gen::set(&World::award_kinds,
                   rc::gen::container<std::vector<int>>(3, rc::gen::inRange(0, 2))),
      rc::gen::set(&World::removals,
                   rc::gen::container<std::vector<int>>(2, rc::gen::inRange(0, 2))),
      rc::gen::set(&World::replacing), rc::gen::set(&World::revenue, rc::gen::element(true, false)),
      rc::gen::set(&World::records, records));
}

void showValue(const World& world, std::ostream& out) {
  out << "sharing " << world.sharing << " if_tied " << world.if_tied << " combine " << world.combine
      << " up_to " << world.up_to << " replacing " << world.replacing << " revenue "
      << world.revenue << " records " << world.records.size();
}

// The rules of the world, told in the order of `order`.
ruletree::PolicyPtr PolicyOf(const World& world, const std::vector<int>& order) {
  PolicySketch sketch;
  const auto credit = sketch.Exclusive("incentive", static_cast<TieRule>(world.if_tied));
  ruletree::Credit& declared = sketch.policy().credits[credit];
  declared.sharing = static_cast<Sharing>(world.sharing);
  declared.up_to = declared.sharing == Sharing::kOne ? 1 : static_cast<uint32_t>(world.up_to);
  declared.combine = static_cast<ruletree::Combine>(world.combine);
  declared.rounding = {RoundingMode::kNearest, Rational(1, 100)};
  std::vector<ruletree::RuleId> ids(5);
  for (const int rule : order) {
    const std::string name = "rule_" + std::to_string(rule);
    if (rule >= 3) {
      const RuleKind kind = world.removals[static_cast<size_t>(rule) - 3] == 0 ? RuleKind::kExclude
                                                                               : RuleKind::kForfeit;
      ids[static_cast<size_t>(rule)] = sketch.Remove(kind, credit, name, sketch.With("suspended"));
      continue;
    }
    const auto evidence =
        sketch.With(kKinds[static_cast<size_t>(world.award_kinds[static_cast<size_t>(rule)])]);
    const auto share = sketch.Constant(Rational(rule + 1, 7), Type::Of(TypeKind::kPercent));
    const auto amount = sketch.Binary(ruletree::Op::kMultiply, share, sketch.Sum("revenue"),
                                      Dollars(), name + " of sum of revenue");
    ids[static_cast<size_t>(rule)] = sketch.Award(credit, name, evidence, amount);
  }
  if (world.replacing) sketch.policy().rules[ids[2]].replaces = {ids[0]};
  return sketch.Build();
}

// The same rows, told in another order when `reversed`.
facts::Case CaseOf(const World& world, bool reversed) {
  std::vector<std::string> partners = kPartners;
  std::vector<size_t> rows(world.records.size());
  for (size_t i = 0; i < rows.size(); ++i) rows[i] = i;
  if (reversed) {
    std::reverse(partners.begin(), partners.end());
    std::reverse(rows.begin(), rows.end());
  }
  CaseSketch sketch(partners);
  if (world.revenue) sketch.Revenue("2016-02", "1234.57");
  for (const size_t i : rows) {
    const Record& record = world.records[i];
    const std::string id = "e" + std::to_string(i);
    const std::string& partner = kPartners[static_cast<size_t>(record.partner)];
    const std::string since = "2015-0" + std::to_string(record.since_month) + "-01";
    const std::string& kind = kKinds[static_cast<size_t>(record.kind)];
    if (kind == "dpor") {
      sketch.Designate(id, partner, since);
    } else {
      sketch.Evidence(id, kind, partner, kind == "suspended" ? "" : "ea1", since);
    }
  }
  return sketch.Build();
}

Result ResultOf(const ruletree::PolicyPtr& policy, const facts::Case& the_case) {
  Decided decided =
      Decide(ruletree::Timeline({policy}), the_case, {.days = ParsePeriod("2016-02")->range});
  RC_ASSERT(decided.ok());
  RC_ASSERT(decided.decision->results.size() == 1u);
  return decided.decision->results[0];
}

// Everything a decision says, but for lines: those are where the text put them.
std::string WithoutLines(Result result) {
  const auto forget = [](RuleRef& rule) { rule.line = 0; };
  for (Award& award : result.awards) {
    std::for_each(award.rules.begin(), award.rules.end(), forget);
    for (Step& step : award.steps) step.line = 0;
  }
  for (Refusal& refusal : result.refusals) {
    forget(refusal.rule);
    const size_t begin = refusal.reason.find("(line ");
    if (begin == std::string::npos) continue;
    refusal.reason.erase(begin, refusal.reason.find(')', begin) - begin);
  }
  if (result.held) std::for_each(result.held->rules.begin(), result.held->rules.end(), forget);
  return Print(result);
}

RC_GTEST_PROP(OrderFreedomTest, NoOrderOfRulesOrRowsChangesADecision, ()) {
  const World world = *Worlds();
  const std::vector<int> written = {0, 1, 2, 3, 4};
  const std::vector<int> shuffled = *rc::gen::exec([] {
    std::vector<int> order = {0, 1, 2, 3, 4};
    for (size_t i = order.size(); i > 1; --i) {
      std::swap(order[i - 1], order[*rc::gen::inRange<size_t>(0, i)]);
    }
    return order;
  });
  const std::string expected =
      WithoutLines(ResultOf(PolicyOf(world, written), CaseOf(world, false)));
  RC_ASSERT(WithoutLines(ResultOf(PolicyOf(world, shuffled), CaseOf(world, false))) == expected);
  RC_ASSERT(WithoutLines(ResultOf(PolicyOf(world, written), CaseOf(world, true))) == expected);
}

RC_GTEST_PROP(OrderFreedomTest, AnExclusiveCreditIsNeverAwardedTwiceUnlessATieSharesIt, ()) {
  World world = *Worlds();
  world.sharing = static_cast<int>(Sharing::kOne);
  const Result result = ResultOf(PolicyOf(world, {0, 1, 2, 3, 4}), CaseOf(world, false));
  if (static_cast<TieRule>(world.if_tied) != TieRule::kShareEvenly) {
    RC_ASSERT(result.awards.size() <= 1u);
  }
}

RC_GTEST_PROP(OrderFreedomTest, EveryPartnerIsAwardedRefusedOrHeldAndNeverTwoOfThem, ()) {
  const World world = *Worlds();
  const Result result = ResultOf(PolicyOf(world, {0, 1, 2, 3, 4}), CaseOf(world, false));
  std::set<std::string> awarded;
  for (const Award& award : result.awards) awarded.insert(award.partner);
  std::set<std::string> refused;
  for (const Refusal& refusal : result.refusals) {
    refused.insert(refusal.partner);
    RC_ASSERT(!refusal.reason.empty());
  }
  std::set<std::string> held;
  if (result.held) held.insert(result.held->between.begin(), result.held->between.end());
  RC_ASSERT(awarded.size() + refused.size() + held.size() == kPartners.size());
  awarded.merge(refused);
  awarded.merge(held);
  RC_ASSERT(awarded.size() == kPartners.size());
  RC_ASSERT((result.outcome == Outcome::kHeld) == result.held.has_value());
}

// Five level partners share what is there, whatever the amount and the places.
RC_GTEST_PROP(OrderFreedomTest, APoolSharedEvenlyIsPaidToTheCent, ()) {
  const auto cents = *rc::gen::inRange<int64_t>(-1'000'000, 1'000'000);
  const auto places = *rc::gen::inRange<uint32_t>(1, 5);
  PolicySketch sketch;
  const auto credit = sketch.Exclusive("incentive", TieRule::kShareEvenly);
  ruletree::Credit& declared = sketch.policy().credits[credit];
  declared.sharing = Sharing::kUpTo;
  declared.up_to = places;
  declared.rounding = {RoundingMode::kNearest, Rational(1, 100)};
  sketch.Award(credit, "deploy", sketch.With("dpor"), sketch.Measure("revenue"));
  CaseSketch the_case(kPartners);
  the_case.Revenue("2016-02", Rational(cents, 100).ToString());
  for (const std::string& partner : kPartners) {
    the_case.Designate("e_" + partner, partner, "2015-07-01");
  }
  const Result result = ResultOf(sketch.Build(), the_case.Build());
  RC_ASSERT(result.awards.size() == kPartners.size());
  Rational paid;
  for (const Award& award : result.awards) {
    paid = *CheckedAdd(paid, award.amount);
    RC_ASSERT(CheckedMultiply(award.amount, Rational(100))->is_integer());
  }
  RC_ASSERT(paid == Rational(cents * places, 100));
}

}  // namespace
}  // namespace credence::engine
