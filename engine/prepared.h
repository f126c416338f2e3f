// What the engine works out of a policy once, whatever cases it decides.
//
//   const Prepared& prepared = PreparedOf(policy);
//   prepared.credits[incentive].awards.Find(bound, ea1, rules)  -> those that can hold for ea1
//
// Kept in the policy itself (ruletree/memo.h), so it is there for as long as the policy is.
//
// Thread-safe: immutable.
#ifndef CREDENCE_ENGINE_PREPARED_H_
#define CREDENCE_ENGINE_PREPARED_H_

#include <cstdint>
#include <string>
#include <vector>

#include "engine/rule_index.h"
#include "ruletree/memo.h"
#include "ruletree/policy.h"

namespace credence::engine {

// What a node's answer depends on, beside the days: a set of these.
enum DependsOn : uint8_t { kOnSubject = 1, kOnPartner = 2, kOnRecord = 4 };

// The rules of one credit, each list by rule name.
struct CreditRules {
  RuleIndex awards;
  RuleIndex exclusions;
  RuleIndex forfeits;
  std::vector<std::string> feeds = {};  // the evidence and measures they rely on
};

struct Prepared {
  std::vector<uint8_t> depends_on = {};  // by node
  // Whether folds and tests stand in one another so deep that a depth may be past the limit, so
  // that an answer depends on its depth as well.
  bool is_deep = false;
  std::vector<bool> rests_on_records = {};  // by node
  std::vector<CreditRules> credits = {};    // by credit
  ruletree::Memo lowered = {};              // what engine/batch makes of the policy
};

const Prepared& PreparedOf(const ruletree::Policy& policy);

}  // namespace credence::engine

#endif  // CREDENCE_ENGINE_PREPARED_H_
