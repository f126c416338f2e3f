// Standings and checks.
#include "dsl/lower_levels.h"

#include <algorithm>
#include <set>
#include <utility>

#include "core/limits.h"
#include "dsl/check_definedness.h"

namespace credence::dsl {
namespace {

using ruletree::NodeId;
using ruletree::Op;

// Months a standing lasts on; nullopt with a message.
std::optional<uint32_t> HeldMonths(PolicyDraft& draft, const Standing& standing) {
  if (!standing.held_for) return 1;
  const Duration& duration = *standing.held_for;
  int64_t months = duration.count;
  if (duration.unit == DurationUnit::kQuarter) months *= 3;
  if (duration.unit == DurationUnit::kYear) months *= 12;
  const std::string text = draft.faults.TextOf(standing.held_for_span);
  if (duration.unit == DurationUnit::kDay || duration.unit == DurationUnit::kWeek) {
    draft.faults.Add(codes::kUnit, standing.held_for_span,
                     "a standing is held for months, not for `" + text + "`",
                     {.why = "It is looked at when a month ends, so it lasts whole months.",
                      .help = "Write months, quarters or years, such as `held for 12 months`."});
    return std::nullopt;
  }
  if (months <= 0) {
    draft.faults.Add(codes::kBadLiteral, standing.held_for_span,
                     "`held for " + text + "` holds for no time at all",
                     {.why = "Nobody could ever have the standing.",
                      .help = "Write at least one month, or leave out `held for " + text + "`."});
    return std::nullopt;
  }
  if (months > limits::kHeldMonthsMax) {
    draft.faults.Add(
        codes::kTooLarge, standing.held_for_span,
        "a standing is held for at most " + std::to_string(limits::kHeldMonthsMax) + " months",
        {.why = "Each of them would be decided anew for every month asked about.",
         .help = "Write fewer months."});
    return std::nullopt;
  }
  return static_cast<uint32_t>(months);
}

// The standings that a condition asks for, in the order of the nodes.
std::set<uint32_t> StandingsBelow(const ruletree::Policy& policy, NodeId root) {
  std::set<uint32_t> found;
  std::set<NodeId> seen;
  std::vector<NodeId> open = {root};
  while (!open.empty()) {
    const NodeId id = open.back();
    open.pop_back();
    if (id == ruletree::kNone || !seen.insert(id).second) continue;
    const ruletree::Node& node = policy.nodes[id];
    if (node.op == Op::kHolds) found.insert(node.ref);
    open.push_back(node.a);
    open.push_back(node.b);
  }
  return found;
}

// C306: what is left when every standing that asks for none that is left has fallen away.
void CheckStandingCycles(PolicyDraft& draft) {
  const auto& standings = draft.policy->standings;
  std::vector<std::set<uint32_t>> asks;
  for (const auto& standing : standings) {
    asks.push_back(StandingsBelow(*draft.policy, standing.condition));
  }
  std::set<uint32_t> left;
  for (uint32_t i = 0; i < standings.size(); ++i) left.insert(i);
  const auto asks_for_one_left = [&](uint32_t i) {
    return std::any_of(asks[i].begin(), asks[i].end(),
                       [&](uint32_t asked) { return left.contains(asked); });
  };
  while (std::erase_if(left, [&](uint32_t i) { return !asks_for_one_left(i); }) > 0) {
  }
  if (left.empty()) return;
  // Following one asked for by another runs into the circle itself; one message tells of it.
  uint32_t at = *left.begin();
  for (size_t step = 0; step < left.size(); ++step) {
    at = *std::find_if(asks[at].begin(), asks[at].end(),
                       [&](uint32_t asked) { return left.contains(asked); });
  }
  std::vector<uint32_t> circle;
  while (std::find(circle.begin(), circle.end(), at) == circle.end()) {
    circle.push_back(at);
    at = *std::find_if(asks[at].begin(), asks[at].end(),
                       [&](uint32_t asked) { return left.contains(asked); });
  }
  std::rotate(circle.begin(), std::min_element(circle.begin(), circle.end()), circle.end());
  std::string way;
  std::vector<Label> related;
  for (const uint32_t one : circle) {
    const Name& name = draft.symbols.standings()[one]->name;
    way += way.empty() ? "`" + name.text + "` asks for " : "`" + name.text + "`, and that for ";
    if (one != circle.front()) related.push_back(draft.faults.At(name.span, "on the way"));
  }
  const Name& first = draft.symbols.standings()[circle.front()]->name;
  draft.faults.Add(codes::kNoAward, first.span, "the standing `" + first.text + "` reads itself",
                   {.why = way + "`" + first.text + "`, so nobody could reach either first.",
                    .help = "Let one of them stand on credits or a score alone.",
                    .related = std::move(related)});
}

class CheckLowering {
 public:
  CheckLowering(PolicyDraft& draft, const Check& declared) : draft_(draft), declared_(declared) {
    check_.name = declared.name.text;
    check_.span = declared.span;
    check_.per = ruletree::kPartner;
  }

  ruletree::Check Lower() && {
    switch (declared_.kind) {
      case CheckKind::kAlways:
      case CheckKind::kNever: {
        const bool always = declared_.kind == CheckKind::kAlways;
        check_.kind = always ? ruletree::CheckKind::kAlways : ruletree::CheckKind::kNever;
        FindScope();
        check_.condition = Condition(declared_.condition, always ? "`always`" : "`never`");
        break;
      }
      case CheckKind::kRaising:
        check_.kind = ruletree::CheckKind::kRaising;
        check_.lowers = declared_.lowers;
        FindMeasure();
        FindCredit();
        break;
      case CheckKind::kLoses:
      case CheckKind::kSame: {
        const bool loses = declared_.kind == CheckKind::kLoses;
        check_.kind = loses ? ruletree::CheckKind::kLoses : ruletree::CheckKind::kSame;
        check_.version = declared_.version.text;
        FindCredit();
        if (declared_.except != kNone && !check_.credits.empty()) {
          check_.except = Condition(declared_.except, "`except when`");
        }
        break;
      }
    }
    return std::move(check_);
  }

 private:
  // A condition is asked of the finest subject and period of the credits in it; without any, of
  // each partner each month.
  void FindScope() {
    const Scope whole{.subject = ruletree::kPartner, .results = Results::kAwards};
    bool first = true;
    for (const Part& part : LayOut(draft_.symbols, declared_.condition, whole, draft_.faults)) {
      if (part.path.kind != PathKind::kCredit) continue;
      if (draft_.credits[part.path.id].faulty_per) continue;
      if (std::find(check_.credits.begin(), check_.credits.end(), part.path.id) !=
          check_.credits.end()) {
        continue;
      }
      check_.credits.push_back(part.path.id);
      const ruletree::Credit& credit = draft_.policy->credits[part.path.id];
      check_.each = first ? credit.each : std::min(check_.each, credit.each);
      first = false;
      const bool finer = check_.per == ruletree::kPartner ||
                         draft_.symbols.vocabulary().IsSelfOrAbove(check_.per, credit.per);
      if (finer && credit.per != ruletree::kPartner) check_.per = credit.per;
    }
    std::sort(check_.credits.begin(), check_.credits.end());
  }

  void FindCredit() {
    const Symbol* symbol = draft_.symbols.Find(declared_.credit.text, SymbolKind::kCredit);
    if (symbol != nullptr) {
      const ruletree::Credit& credit = draft_.policy->credits[symbol->index];
      check_.credits = {symbol->index};
      check_.per = credit.per;
      check_.each = credit.each;
      return;
    }
    if (draft_.symbols.IsBroken(declared_.credit.text)) return;
    draft_.faults.AddUnknown(declared_.credit, "credit", draft_.symbols.Names(SymbolKind::kCredit),
                             "declared in this policy", "The check would look at nothing.");
  }

  void FindMeasure() {
    const Expr& expr = draft_.file.exprs[declared_.raised];
    const PathRef path = ResolvePath(draft_.symbols, expr, ruletree::kNone);
    check_.measure = path.kind == PathKind::kMeasure ? path.id : ruletree::kNone;
    if (path.kind == PathKind::kMeasure || path.kind == PathKind::kBroken) return;
    draft_.faults.AddUnknown({draft_.faults.TextOf(expr.span), expr.span}, "measure",
                             draft_.symbols.Names(SymbolKind::kMeasure),
                             draft_.symbols.checked().DeclaredIn(),
                             "Only what is measured can be raised.");
  }

  NodeId Condition(ExprId id, const std::string& what) {
    const Scope scope{.subject = check_.per, .each = check_.each, .results = Results::kAwards};
    Parts parts = draft_.Check(id, scope, {"`" + declared_.name.text + "`", declared_.name.span});
    // An exception without a value is none, so it needs no guard.
    if (id != declared_.except) CheckDefinedness(draft_, parts, Facts(draft_));
    const Checked checked = draft_.Lowering(parts).RootAsTruth(what);
    return checked.ok() ? checked.node : ruletree::kNone;
  }

  PolicyDraft& draft_;
  const Check& declared_;
  ruletree::Check check_;
};

}  // namespace

void LowerStandings(PolicyDraft& draft) {
  for (const Standing* declared : draft.symbols.standings()) {
    const Scope scope{.subject = ruletree::kPartner, .results = Results::kTotals};
    ruletree::Standing standing;
    standing.name = declared->name.text;
    if (declared->family) standing.family = declared->family->text;
    standing.because = declared->because.text;
    standing.span = declared->span;
    standing.held_months = HeldMonths(draft, *declared).value_or(1);
    Parts parts = draft.Check(declared->condition, scope,
                              {"`" + declared->name.text + "`", declared->name.span});
    CheckDefinedness(draft, parts, Facts(draft));
    const Checked condition = draft.Lowering(parts).RootAsTruth("`when`");
    if (condition.ok()) standing.condition = condition.node;
    draft.policy->standings.push_back(std::move(standing));
  }
  CheckStandingCycles(draft);
}

void LowerChecks(PolicyDraft& draft) {
  for (const Check* check : draft.symbols.checks()) {
    draft.policy->checks.push_back(CheckLowering(draft, *check).Lower());
  }
}

}  // namespace credence::dsl
