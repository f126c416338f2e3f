// A policy while it is checked and lowered: what its parts share.
//
// The pieces that check declarations, rules and credits all read the same symbols and params,
// write into the same rule tree and report to the same faults; this is what they pass around.
//
// Thread-safety: one policy is checked by one thread.
#ifndef CREDENCE_DSL_POLICY_DRAFT_H_
#define CREDENCE_DSL_POLICY_DRAFT_H_

#include <memory>
#include <string>
#include <vector>

#include "dsl/check_grain.h"
#include "dsl/expression.h"
#include "dsl/lower_parts.h"
#include "dsl/node_pool.h"

namespace credence::dsl {

// A credit as far as it could be read.
struct CheckedCredit {
  const Credit* declared = nullptr;
  bool faulty_type = false;
  bool faulty_per = false;  // its rules cannot be checked
};

class PolicyDraft {
 public:
  PolicyDraft(const File& of, const CheckedVocabulary& vocabulary, Faults& to)
      : file(of),
        faults(to),
        symbols(of, vocabulary, to),
        policy(std::make_shared<ruletree::Policy>()),
        pool(*policy) {}

  const File& file;
  Faults& faults;
  Symbols symbols;
  std::shared_ptr<ruletree::Policy> policy;
  NodePool pool;
  CheckedParams params;                // by index, as policy->params
  std::vector<CheckedTable> tables;    // by index, as policy->tables
  std::vector<CheckedTable> tiers;     // by index, as policy->tiers
  std::vector<CheckedCredit> credits;  // by index, as policy->credits
  std::vector<const Award*> awards;    // by RuleId; null for others
  std::vector<const Split*> splits;    // by RuleId; null for others
  bool replaces_in_circle = false;     // said at the awards
  bool unfinished = false;             // a part was not looked into: uses may have been missed

  // The scope a credit's rules are asked in, and who decided it.
  Scope ScopeOf(ruletree::CreditId credit) const {
    const ruletree::Credit& of = policy->credits[credit];
    return {.subject = of.per, .each = of.each, .by_account = of.by_account};
  }
  DecidedBy DeciderOf(ruletree::CreditId credit) const {
    const Credit& declared = *credits[credit].declared;
    return {"`" + declared.name.text + "`", declared.per.span};
  }

  // Laid out, with grain and types checked and nodes made. Empty when it is too large.
  Parts Check(ExprId root, const Scope& scope, const DecidedBy& decided) {
    return Finish(LayOut(symbols, root, scope, faults), decided);
  }
  Parts CheckEvidence(EvidenceId root, const Scope& scope, const DecidedBy& decided) {
    return Finish(LayOutEvidence(symbols, root, scope, faults), decided);
  }
  // A node at or below `root` that differs from partner to partner; kNone: none does.
  ruletree::NodeId AskedOfPartner(ruletree::NodeId root) const;
  PartLowering Lowering(Parts& parts) {
    return PartLowering(symbols, params, pool, faults, parts, {policy.get(), &tables, &tiers});
  }

 private:
  Parts Finish(Parts parts, const DecidedBy& decided);

  size_t parts_count_ = 0;
};

}  // namespace credence::dsl

#endif  // CREDENCE_DSL_POLICY_DRAFT_H_
