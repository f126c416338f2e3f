// A partner on its way through the pipeline, for one credit, subject and part of a period.
//
// Every partner of the case starts as a candidate. It gathers claims, loses some to exclusion
// and replacement, is left with one stand, and ends as an award, with a refusal, or in doubt.
//
// Thread-safety: a candidate belongs to one thread.
#ifndef CREDENCE_ENGINE_CANDIDATE_H_
#define CREDENCE_ENGINE_CANDIDATE_H_

#include <optional>
#include <string>
#include <vector>

#include "engine/decision.h"
#include "engine/evaluate.h"
#include "engine/rule_trial.h"

namespace credence::engine {

// What one award or split gives the partner, if nothing takes it away.
struct Claim {
  ruletree::RuleId rule = ruletree::kNone;
  Rational amount;              // exact, within the award's bounds; of a split, once divided
  std::optional<Rational> cap;  // the smallest `at most`
  std::vector<facts::EvidenceIndex> evidence;
  std::optional<Doubt> doubt;             // then nothing above but the rule is told
  std::vector<std::string> divided = {};  // how a split came to it, when that is asked for
};

// An award rule that gave nothing, and how near it came.
struct Miss {
  ruletree::RuleId rule = ruletree::kNone;
  RuleTrial trial;
};

// What of a pool that is shared evenly goes to one of the sharers.
struct PoolShare {
  Rational pool;       // rounded
  Rational part;       // of it, in whole units of the rounding
  bool level = false;  // whether every sharer's part is the same
};

// What is left of the claims once they are combined.
struct Stand {
  Rational amount;
  std::optional<Rational> cap;
  std::vector<ruletree::RuleId> rules;
  std::vector<facts::EvidenceIndex> evidence;
  std::optional<PoolShare> share;  // of a tie shared evenly
};

struct Candidate {
  facts::SubjectIndex partner = facts::kNone;
  Scope scope;
  std::vector<Claim> claims;               // by the rule's name
  std::vector<Miss> misses;                // by the rule's name
  std::vector<ruletree::RuleId> replaced;  // rules whose claims were replaced, by name
  std::optional<Stand> stand;
  std::optional<Doubt> doubt;
  std::optional<Refusal> removal;  // by exclusion, choice or forfeit
  bool chosen = false;
  std::vector<Step> choice;  // why it was chosen, where there was a choice

  // Still in the running, for sure or perhaps.
  bool is_live() const { return !removal && (stand || doubt); }
};

}  // namespace credence::engine

#endif  // CREDENCE_ENGINE_CANDIDATE_H_
