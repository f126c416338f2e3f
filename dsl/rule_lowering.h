// The walk over awards, splits, exclusions and forfeits; dsl/lower_rules.h is the way in.
//
//   lower_rules.cc    the walk itself, names, guards, awards and removals
//   lower_splits.cc   splits
//
// Thread-safety: one policy is lowered by one thread.
#ifndef CREDENCE_DSL_RULE_LOWERING_H_
#define CREDENCE_DSL_RULE_LOWERING_H_

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "dsl/policy_draft.h"

namespace credence::dsl {

class RuleLowering {
 public:
  explicit RuleLowering(PolicyDraft& draft) : draft_(draft) {}

  void Run();

 private:
  // One expression of a rule, checked, with what is asked of it.
  struct Root {
    Parts parts;
    ruletree::NodeId node = ruletree::kNone;
  };

  void TakeName(const std::optional<Name>& name);
  // The written name, or one made of the credit's that no other rule has.
  std::string NameOf(const std::optional<Name>& name, const std::string& made);
  // kNone, with a message unless the credit's own statement is broken.
  ruletree::CreditId CreditOf(const Name& name, const std::string& consequence);

  Root Condition(const Guard& guard, ruletree::CreditId credit);
  std::vector<Root> Conditions(const std::vector<Guard>& guards, ruletree::CreditId credit,
                               ruletree::Rule& rule);
  Root Amount(ExprId id, ruletree::CreditId credit, const std::string& what);
  Root Evidence(EvidenceId id, ruletree::CreditId credit);
  void CheckDefined(const std::vector<Guard>& guards, std::vector<Root>& conditions,
                    std::vector<Root*> others);

  void LowerAward(const Award& award);
  void LowerRemoval(const Removal& removal);
  void RemoveFrom(const Removal& removal, const std::string& name,
                  const std::vector<ruletree::CreditId>& credits);
  ruletree::Rule RemovalFor(const Removal& removal, ruletree::CreditId credit);

  // Splits (lower_splits.cc).
  void LowerSplit(const Split& split);
  Root OfRecords(ExprId id, ruletree::CreditId credit, ruletree::EvidenceKindId kind);
  void LowerWeight(const Split& split, ruletree::CreditId credit, ruletree::EvidenceKindId kind,
                   ruletree::Split& made, std::vector<Root>& roots);
  void LowerPositions(const Split& split, ruletree::CreditId credit, ruletree::EvidenceKindId kind,
                      ruletree::Split& made, std::vector<Root>& roots);
  void CheckShares(const Split& split);
  void CheckDays(const Split& split);
  void CheckSamePartner(const Root& root, const std::string& what);

  PolicyDraft& draft_;
  std::unordered_map<std::string, Span> taken_;
  std::unordered_map<std::string, int> unnamed_;
};

}  // namespace credence::dsl

#endif  // CREDENCE_DSL_RULE_LOWERING_H_
