#include "dsl/lower_rules.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>
#include <utility>

#include "core/limits.h"
#include "dsl/check_definedness.h"
#include "dsl/rule_lowering.h"

namespace credence::dsl {
void RuleLowering::Run() {
  for (const Statement& statement : draft_.file.statements) {
    if (const auto* award = std::get_if<Award>(&statement)) TakeName(award->name);
    if (const auto* split = std::get_if<Split>(&statement)) TakeName(split->name);
    if (const auto* removal = std::get_if<Removal>(&statement)) TakeName(removal->name);
  }
  for (const Statement& statement : draft_.file.statements) {
    if (const auto* award = std::get_if<Award>(&statement)) LowerAward(*award);
    if (const auto* split = std::get_if<Split>(&statement)) LowerSplit(*split);
    if (const auto* removal = std::get_if<Removal>(&statement)) LowerRemoval(*removal);
  }
}

void RuleLowering::TakeName(const std::optional<Name>& name) {
  if (!name) return;
  const auto [earlier, fresh] = taken_.try_emplace(name->text, name->span);
  if (fresh) return;
  draft_.faults.Add(codes::kDuplicateName, name->span, "two rules are called `" + name->text + "`",
                    {.why = "A reason that names the rule would not say which.",
                     .help = "Rename one of them.",
                     .related = {draft_.faults.At(earlier->second, "the first of them")}});
}

std::string RuleLowering::NameOf(const std::optional<Name>& name, const std::string& made) {
  if (name) return name->text;
  std::string free = made;
  for (int i = 2; !taken_.try_emplace(free, Span{}).second; ++i) {
    // Each credit's unnamed rules are counted on from where the last one stopped.
    i = std::max(i, ++unnamed_[made] + 1);
    free = made + "_" + std::to_string(i);
  }
  return free;
}

ruletree::CreditId RuleLowering::CreditOf(const Name& name, const std::string& consequence) {
  const Symbol* symbol = draft_.symbols.Find(name.text, SymbolKind::kCredit);
  if (symbol != nullptr) return symbol->index;
  if (draft_.symbols.IsBroken(name.text)) return ruletree::kNone;
  std::vector<std::string> credits;
  if (draft_.faults.Suggests()) credits = draft_.symbols.Names(SymbolKind::kCredit);
  draft_.faults.AddUnknown(name, "credit", credits, "declared in this policy", consequence);
  return ruletree::kNone;
}

RuleLowering::Root RuleLowering::Condition(const Guard& guard, ruletree::CreditId credit) {
  Root root{draft_.Check(guard.condition, draft_.ScopeOf(credit), draft_.DeciderOf(credit))};
  PartLowering lowering = draft_.Lowering(root.parts);
  const Checked checked = lowering.RootAsTruth(guard.unless ? "`unless`" : "`when`");
  if (checked.ok()) root.node = checked.node;
  return root;
}

std::vector<RuleLowering::Root> RuleLowering::Conditions(const std::vector<Guard>& guards,
                                                         ruletree::CreditId credit,
                                                         ruletree::Rule& rule) {
  std::vector<Root> conditions;
  for (const Guard& guard : guards) {
    conditions.push_back(Condition(guard, credit));
    rule.guards.push_back({guard.unless, conditions.back().node, guard.span});
  }
  return conditions;
}

RuleLowering::Root RuleLowering::Amount(ExprId id, ruletree::CreditId credit,
                                        const std::string& what) {
  Root root{draft_.Check(id, draft_.ScopeOf(credit), draft_.DeciderOf(credit))};
  PartLowering lowering = draft_.Lowering(root.parts);
  if (draft_.credits[credit].faulty_type) {
    lowering.RootAsAny();
    return root;
  }
  // A share of a count need not be whole; the credit's rounding makes it so.
  const ruletree::Credit& paid = draft_.policy->credits[credit];
  const bool rounded_count = paid.type.kind == TypeKind::kCount && paid.rounding.has_value();
  const Type wanted = rounded_count ? Type::Of(TypeKind::kNumber) : paid.type;
  const Checked checked = lowering.RootAs(wanted, what);
  if (checked.ok()) root.node = lowering.NodeOf(checked, SpanOf(draft_.file, root.parts.front()));
  return root;
}

RuleLowering::Root RuleLowering::Evidence(EvidenceId id, ruletree::CreditId credit) {
  Root root{draft_.CheckEvidence(id, draft_.ScopeOf(credit), draft_.DeciderOf(credit))};
  if (!root.parts.empty() && root.parts.front().checked.ok()) {
    root.node = root.parts.front().checked.node;
  }
  return root;
}

// What the guards say holds for the amount, and for each other wherever they stand: all are
// asked, and one that is false decides. But none may prove itself, nor two each other, so a
// guard relies only on guards already found to have an answer.
void RuleLowering::CheckDefined(const std::vector<Guard>& guards, std::vector<Root>& conditions,
                                std::vector<Root*> others) {
  Facts facts(draft_);
  std::vector<size_t> open(conditions.size());
  std::iota(open.begin(), open.end(), size_t{0});
  const auto settle = [&](size_t i) {
    const Root& root = conditions[i];
    if (!IsDefined(draft_, root.parts, facts)) return false;
    if (root.node != ruletree::kNone) facts.Assume(root.parts, !guards[i].unless);
    return true;
  };
  // Going down and back up settles each guard that relies on one above or below it; a chain
  // of them that turns around more often than parentheses nest is taken for a circle.
  for (int turns = 0; turns < limits::kNestingMax && std::erase_if(open, settle) > 0; ++turns) {
    std::reverse(open.begin(), open.end());
  }
  std::sort(open.begin(), open.end());
  for (const size_t i : open) CheckDefinedness(draft_, conditions[i].parts, facts);
  // What a guard lacks is said once, at the guard.
  for (const size_t i : open) {
    if (conditions[i].node != ruletree::kNone) {
      facts.Assume(conditions[i].parts, !guards[i].unless);
    }
  }
  for (Root* root : others) CheckDefinedness(draft_, root->parts, facts);
}

void RuleLowering::LowerAward(const Award& award) {
  const ruletree::CreditId credit =
      CreditOf(award.credit, "The award would give nothing that exists.");
  if (credit == ruletree::kNone || draft_.credits[credit].faulty_per) {
    draft_.unfinished = true;
    return;
  }
  ruletree::Rule rule{.kind = ruletree::RuleKind::kAward,
                      .name = NameOf(award.name, award.credit.text),
                      .credits = {credit},
                      .because = award.because.text,
                      .span = award.span};
  Root evidence = Evidence(award.evidence, credit);
  rule.evidence = evidence.node;
  std::vector<Root> conditions = Conditions(award.guards, credit, rule);
  std::vector<Root> amounts = {Amount(award.amount, credit, "the amount")};
  rule.amount = amounts.front().node;
  for (const Bound& bound : award.bounds) {
    amounts.push_back(Amount(bound.value, credit, bound.at_most ? "`at most`" : "`at least`"));
    rule.bounds.push_back({bound.at_most, amounts.back().node, bound.span});
  }
  std::vector<Root*> others = {&evidence};
  for (Root& amount : amounts) others.push_back(&amount);
  CheckDefined(award.guards, conditions, others);
  draft_.policy->rules.push_back(std::move(rule));
  draft_.awards.push_back(&award);
  draft_.splits.push_back(nullptr);
}

void RuleLowering::LowerRemoval(const Removal& removal) {
  std::vector<ruletree::CreditId> credits;
  if (removal.all_credits) {
    for (uint32_t i = 0; i < draft_.credits.size(); ++i) credits.push_back(i);
  }
  for (const Name& name : removal.credits) {
    const auto credit = CreditOf(name, "Nothing would be taken from anybody.");
    if (credit == ruletree::kNone) continue;
    if (std::find(credits.begin(), credits.end(), credit) != credits.end()) {
      draft_.faults.Add(codes::kDuplicateName, name.span,
                        "`" + name.text + "` stands twice in one list",
                        {.help = "Remove one of them."});
      continue;
    }
    credits.push_back(credit);
  }
  std::erase_if(credits, [this](ruletree::CreditId id) { return draft_.credits[id].faulty_per; });
  if (credits.empty()) {
    draft_.unfinished = true;
    return;
  }
  const std::string made = draft_.credits[credits.front()].declared->name.text +
                           (removal.forfeit ? "_forfeit" : "_exclusion");
  RemoveFrom(removal, NameOf(removal.name, made), credits);
}

void RuleLowering::RemoveFrom(const Removal& removal, const std::string& name,
                              const std::vector<ruletree::CreditId>& credits) {
  std::vector<ruletree::Rule> made;
  // Credits of one subject and period ask the same.
  std::map<std::tuple<ruletree::SubjectTypeId, PeriodUnit, bool>, size_t> by_scope;
  for (const ruletree::CreditId credit : credits) {
    const Scope scope = draft_.ScopeOf(credit);
    const auto [known, fresh] =
        by_scope.try_emplace({scope.subject, scope.each, scope.by_account}, made.size());
    if (!fresh) {
      made[known->second].credits.push_back(credit);
      continue;
    }
    ruletree::Rule rule = RemovalFor(removal, credit);
    const auto same = std::find_if(made.begin(), made.end(), [&rule](const auto& earlier) {
      return earlier.evidence == rule.evidence &&
             std::equal(earlier.guards.begin(), earlier.guards.end(), rule.guards.begin(),
                        rule.guards.end(),
                        [](const auto& a, const auto& b) { return a.condition == b.condition; });
    });
    if (same != made.end()) {
      same->credits.push_back(credit);
      known->second = static_cast<size_t>(same - made.begin());
      continue;
    }
    rule.name = name;
    made.push_back(std::move(rule));
  }
  for (ruletree::Rule& rule : made) {
    std::sort(rule.credits.begin(), rule.credits.end());
    draft_.policy->rules.push_back(std::move(rule));
    draft_.awards.push_back(nullptr);
    draft_.splits.push_back(nullptr);
  }
}

ruletree::Rule RuleLowering::RemovalFor(const Removal& removal, ruletree::CreditId credit) {
  ruletree::Rule rule{
      .kind = removal.forfeit ? ruletree::RuleKind::kForfeit : ruletree::RuleKind::kExclude,
      .credits = {credit},
      .because = removal.because.text,
      .span = removal.span};
  Root evidence;
  if (removal.evidence != kNone) evidence = Evidence(removal.evidence, credit);
  rule.evidence = evidence.node;
  std::vector<Root> conditions = Conditions(removal.guards, credit, rule);
  CheckDefined(removal.guards, conditions, {&evidence});
  return rule;
}

void LowerRules(PolicyDraft& draft) { RuleLowering(draft).Run(); }

}  // namespace credence::dsl
