#include "engine/batch/lower.h"

#include <algorithm>
#include <set>
#include <utility>

#include "engine/batch/columns.h"
#include "engine/batch/node_steps.h"
#include "engine/claims.h"
#include "engine/prepared.h"

namespace credence::engine::batch {

using ruletree::Credit;
using ruletree::CreditId;
using ruletree::Node;
using ruletree::NodeId;
using ruletree::Op;
using ruletree::Policy;
using ruletree::Rank;
using ruletree::Rule;
using ruletree::RuleId;
using ruletree::Sharing;

namespace {

// Claims of a partner are bits of a mask.
constexpr size_t kAwardsOfCreditMax = 64;

// One credit of a policy.
class CreditLowering {
 public:
  CreditLowering(Builder& builder, NodeSteps& nodes, CreditId id, const Asked& asked)
      : builder_(builder),
        nodes_(nodes),
        policy_(*builder.program().policy),
        credit_(policy_.credits[id]),
        asked_(asked) {
    steps_.credit = id;
    steps_.grain = {asked.rows, true};
  }

  CreditSteps Run(const CreditRules& rules) && {
    if (credit_.sharing == Sharing::kShared) Fail("is shared");
    if (credit_.by_account) Fail("goes to accounts");
    if (credit_.if_tied == ruletree::TieRule::kShareEvenly) Fail("is shared evenly where tied");
    awards_ = rules.awards.rules();
    if (awards_.size() > kAwardsOfCreditMax) Fail("has too many awards");
    for (const RuleId id : awards_) steps_.awards.push_back(Award(id));
    AlignAmounts();
    Claim(Removed(rules.exclusions.rules()));
    steps_.forfeited = Here(Removed(rules.forfeits.rules()));
    for (const Rank& rank : credit_.prefer) steps_.keys.push_back(KeyOf(rank));
    return std::move(steps_);
  }

 private:
  void Fail(const std::string& what) { builder_.Fail("the credit " + credit_.name + " " + what); }

  ColumnId Here(ColumnId column) {
    if (column == kNone || builder_.GrainOf(column).rows == Grain::kOne) return column;
    return builder_.SpreadTo({steps_.grain.rows, builder_.GrainOf(column).by_partner}, column);
  }
  Truth Here(const Truth& truth) { return {Here(truth.value), Here(truth.has)}; }

  Truth HoldsOf(const Rule& rule) {
    std::vector<Truth> tests;
    if (rule.evidence != kNone) tests.push_back(nodes_.TruthOf(rule.evidence, asked_));
    for (const ruletree::Guard& guard : rule.guards) {
      const Truth condition = nodes_.TruthOf(guard.condition, asked_);
      tests.push_back(guard.unless ? builder_.Not(condition) : condition);
    }
    return builder_.All(std::move(tests));
  }

  AwardSteps Award(RuleId id) {
    const Rule& rule = policy_.rules[id];
    AwardSteps award{.rule = id};
    holds_.push_back(HoldsOf(rule));
    award.amount = nodes_.NumberOf(rule.amount, asked_);
    std::optional<Number> floor;
    std::optional<Number> cap;
    for (const ruletree::Bound& bound : rule.bounds) {
      const Number value = nodes_.NumberOf(bound.value, asked_);
      std::optional<Number>& limit = bound.at_most ? cap : floor;
      limit = limit ? builder_.Bounded(*limit, value, bound.at_most) : value;
    }
    if (floor) award.amount = builder_.Bounded(award.amount, *floor, /*at_most=*/false);
    if (cap) {
      award.amount = builder_.Bounded(award.amount, *cap, /*at_most=*/true);
      if (cap->divisor != kNone) Fail("has a cap that is a quotient");
      award.cap = builder_.Scaled(*cap, award.amount.scale).value;
    }
    return award;
  }

  // All in the same parts, so that claims are added and compared as they are.
  void AlignAmounts() {
    int64_t scale = 1;
    for (const AwardSteps& award : steps_.awards) {
      scale = builder_.CommonScale(scale, award.amount.scale);
    }
    for (AwardSteps& award : steps_.awards) {
      if (award.cap != kNone) {
        award.cap = builder_.Scaled({.value = award.cap, .scale = award.amount.scale}, scale).value;
      }
      award.amount = builder_.Scaled(award.amount, scale);
    }
  }

  Truth Removed(const std::vector<RuleId>& removals) {
    std::vector<Truth> removed;
    for (const RuleId id : removals) removed.push_back(HoldsOf(policy_.rules[id]));
    return builder_.Any(std::move(removed));
  }

  // Who claims, and where nobody can tell: a doubt about one who is excluded matters to none.
  void Claim(const Truth& excluded) {
    const ColumnId stays = builder_.NotOf(excluded.value);
    ColumnId claimed = builder_.Always(false);
    ColumnId unknown = builder_.Always(false);
    for (size_t i = 0; i < awards_.size(); ++i) {
      const Truth& holds = holds_[i];
      const ColumnId lacks = builder_.NotOf(steps_.awards[i].amount.has);
      unknown = builder_.OrOf(unknown, builder_.AndOf(holds.value, lacks));
      unknown = builder_.OrOf(unknown, builder_.NotOf(holds.has));
      claimed = builder_.OrOf(claimed, holds.value);
      steps_.awards[i].claims = builder_.AndOf(holds.value, stays);
    }
    const ColumnId perhaps =
        builder_.AndOf(builder_.OrOf(claimed, unknown), builder_.NotOf(excluded.has));
    doubt_ = builder_.OrOf(builder_.AndOf(unknown, stays), perhaps);
    Replace();
    JoinClaims();
  }

  // A claim takes away those that its rule replaces, whatever takes it away itself.
  void Replace() {
    std::vector<ColumnId> claims;
    for (const AwardSteps& award : steps_.awards) claims.push_back(award.claims);
    for (size_t i = 0; i < awards_.size(); ++i) {
      for (const RuleId replaced : ReplacedBy(policy_, awards_[i])) {
        const auto at = std::ranges::find(awards_, replaced) - awards_.begin();
        ColumnId& target = steps_.awards[static_cast<size_t>(at)].claims;
        target = builder_.AndOf(target, builder_.NotOf(claims[i]));
      }
    }
  }

  // Two claims of one partner are in conflict where nothing combines them.
  void JoinClaims() {
    ColumnId live = builder_.Always(false);
    ColumnId again = builder_.Always(false);
    for (AwardSteps& award : steps_.awards) {
      again = builder_.OrOf(again, builder_.AndOf(live, award.claims));
      live = builder_.OrOf(live, award.claims);
      award.claims = Here(award.claims);
    }
    steps_.live = Here(live);
    if (credit_.combine == ruletree::Combine::kUnwritten && awards_.size() > 1) {
      doubt_ = builder_.OrOf(doubt_, again);
    }
    if (!builder_.IsAlways(doubt_, false)) steps_.doubt = Here(doubt_);
  }

  // Keys ------------------------------------------------------------------------

  Key KeyOf(const Rank& rank) {
    if (rank.key == kNone) return BestKind(rank);
    const Node& node = policy_.nodes[rank.key];
    if (node.op == Op::kEvidenceField) return FieldKey(rank, node);
    if (AsksRecords(rank.key)) Fail("prefers what is worked out of records");
    Number number = nodes_.NumberOf(rank.key, asked_);
    if (number.divisor != kNone) Fail("prefers a quotient");
    if (!rank.highest) number = builder_.Negate(number);
    if (number.has != kNone) {
      number = builder_.Either(number, NoNumber(number.scale), number.has);
    }
    return {.records = {}, .otherwise = number.value};
  }

  Number NoNumber(int64_t scale) {
    Number none = builder_.Whole(kNoNumber);
    none.scale = scale;
    return none;
  }

  bool AsksRecords(NodeId root) {
    bool asks = false;
    ForEachBelow(root, [&](const Node& node) { asks |= node.op == Op::kEvidenceField; });
    return asks;
  }

  template <typename Take>
  void ForEachBelow(NodeId root, Take take) {
    std::set<NodeId> seen;
    std::vector<NodeId> open = {root};
    while (!open.empty()) {
      const NodeId id = open.back();
      open.pop_back();
      if (id == kNone || !seen.insert(id).second) continue;
      take(policy_.nodes[id]);
      open.push_back(policy_.nodes[id].a);
      open.push_back(policy_.nodes[id].b);
    }
  }

  // Records stand behind an award by its evidence, and by what its guards and amount ask.
  void RefuseOtherRecords(const Rule& rule) {
    const auto refuse = [&](const Node& node) {
      const bool asks = node.op == Op::kPartnerWith ||
                        (IsFold(node.op) && policy_.folds[node.ref].evidence != kNone);
      if (asks) Fail("prefers by records that guards and amounts ask for as well");
    };
    for (const ruletree::Guard& guard : rule.guards) ForEachBelow(guard.condition, refuse);
    ForEachBelow(rule.amount, refuse);
  }

  struct Cited {
    const ruletree::EvidenceTest* test = nullptr;
    ColumnId when = kNone;  // the truth of what leads to it
  };
  std::vector<Cited> CitedBy(const Rule& rule) {
    std::vector<Cited> cited;
    std::vector<std::pair<NodeId, ColumnId>> open = {{rule.evidence, kNone}};
    while (!open.empty()) {
      const auto [id, above] = open.back();
      open.pop_back();
      if (id == kNone) continue;
      const Node& node = policy_.nodes[id];
      const ColumnId when = builder_.AndOf(above, nodes_.TruthOf(id, asked_).value);
      if (node.op == Op::kEvidenceTest) cited.push_back({&policy_.tests[node.ref], when});
      if (node.op != Op::kEvidenceAnd && node.op != Op::kEvidenceOr) continue;
      open.emplace_back(node.a, when);
      open.emplace_back(node.b, when);
    }
    return cited;
  }

  ColumnId RecordNumber(const Demand& demand, uint32_t rows) {
    return builder_.Add(
        {.what = Do::kLatestRecord, .ref = nodes_.RefOf(demand), .grain = {rows, true}});
  }

  Key FieldKey(const Rank& rank, const Node& field) {
    Key key;
    const ruletree::EvidenceKindId kind = field.ref;
    const std::optional<uint32_t> rows = nodes_.RowsOf(kind, asked_);
    const bool is_first = field.first == ruletree::kFromField || field.first == ruletree::kOnField;
    if (!rows || field.first == ruletree::kThroughField) {
      Fail("prefers a field that columns do not have");
      return key;
    }
    Demand demand{.kind = kind, .window = asked_.days};
    demand.field = is_first ? ruletree::kFromField : field.first;
    demand.lowest = !rank.highest;
    for (const RuleId id : awards_) {
      const Rule& rule = policy_.rules[id];
      RefuseOtherRecords(rule);
      key.records.emplace_back();
      for (const Cited& cited : CitedBy(rule)) {
        if (std::ranges::find(cited.test->kinds, kind) == cited.test->kinds.end()) continue;
        const std::optional<Demand> asks = nodes_.DemandOn(kind, *cited.test, asked_);
        if (!asks) continue;  // KindHolds has failed for it.
        demand.window = asks->window;
        const ColumnId holds = nodes_.KindHolds(kind, *cited.test, asked_);
        key.records.back().push_back(
            {Here(builder_.AndOf(cited.when, holds)), RecordNumber(demand, *rows)});
      }
    }
    demand.window = asked_.days;
    key.otherwise = RecordNumber(demand, *rows);
    return key;
  }

  // The place in the list of the best kind by which a partner qualified, its sign turned.
  Key BestKind(const Rank& rank) {
    Key key;
    key.otherwise = builder_.Whole(kNoNumber).value;
    for (const RuleId id : awards_) {
      const Rule& rule = policy_.rules[id];
      RefuseOtherRecords(rule);
      key.records.emplace_back();
      const std::vector<Cited> cited = CitedBy(rule);
      for (size_t place = 0; place < rank.kinds.size(); ++place) {
        const ColumnId value = builder_.Whole(-static_cast<int64_t>(place)).value;
        for (const Cited& one : cited) {
          const ruletree::EvidenceKindId kind = rank.kinds[place];
          if (std::ranges::find(one.test->kinds, kind) == one.test->kinds.end()) continue;
          const ColumnId holds = nodes_.KindHolds(kind, *one.test, asked_);
          key.records.back().push_back({Here(builder_.AndOf(one.when, holds)), value});
        }
      }
    }
    return key;
  }

  Builder& builder_;
  NodeSteps& nodes_;
  const Policy& policy_;
  const Credit& credit_;
  const Asked asked_;
  std::vector<RuleId> awards_;  // by name
  std::vector<Truth> holds_;    // by award
  ColumnId doubt_ = kNone;
  CreditSteps steps_;
};

}  // namespace

Lowered Lower(ruletree::PolicyPtr policy, const DateRange& days, PeriodUnit unit) {
  auto program = std::make_shared<Program>();
  program->policy = policy;
  program->days = days;
  if (!policy->limits.empty()) return {nullptr, "a limit stands across credits"};
  const Symbols symbols(*policy->vocabulary);
  Builder builder(*program);
  NodeSteps nodes(builder, symbols);
  const std::vector<CreditRules>& rules = PreparedOf(*policy).credits;
  for (CreditId id = 0; id < policy->credits.size(); ++id) {
    const Credit& credit = policy->credits[id];
    if (credit.each != unit) continue;
    const uint32_t rows = credit.per == ruletree::kPartner ? Grain::kCase : credit.per;
    program->credits.push_back(CreditLowering(builder, nodes, id, {rows, days}).Run(rules[id]));
    if (!builder.failure().empty()) return {nullptr, builder.failure()};
  }
  builder.Prune();
  return {std::move(program), ""};
}

}  // namespace credence::engine::batch
