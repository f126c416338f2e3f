// What changed between two versions of a policy, in words its author uses.
//
//   Compare(v2015_7, v2016_1).changes[i].text
//     -> "`recognised_seats` goes to every partner; it went to one."
//        "`usage_floor` rises from 40% to 50% from 2016-07-01 on; `deployment_incentive` reads it."
//
// Meanings are compared, not texts. Statements are matched by name, and one that means the same
// under another name is told as a rename. Layout, comments, the order of statements and of the
// members of a set, and whether a part is a `define` or written in place are no changes. What
// several rules read (a param, a set, a define, a table) is told once, with the rules that do.
//
// Each credit has a verdict: unchanged, changed, new or gone. Whether a change pays more or less is
// not said: that takes cases (`whatif`).
//
// Beyond limits::kComparedChangesMax changes the rest are only counted. Statements are paired by
// name in the time of sorting them; rows of one table, and guards of one rule, each with each.
//
// Thread-safe: no state.
#ifndef CREDENCE_RULETREE_COMPARE_H_
#define CREDENCE_RULETREE_COMPARE_H_

#include <string>
#include <string_view>
#include <vector>

#include "ruletree/policy.h"

namespace credence::ruletree {

enum class ChangeKind : uint8_t { kAdded, kRemoved, kRenamed, kChanged };

enum class Concern : uint8_t {
  kHeader,
  kCredit,
  kRule,
  kLimit,
  kParam,
  kDefine,
  kSet,
  kTable,
  kTiers,
  kScore,
  kStanding,
  kCheck,
};

struct Change {
  ChangeKind kind = ChangeKind::kChanged;
  Concern concern = Concern::kHeader;
  std::string name;     // of the newer policy unless it is gone there
  std::string text;     // a sentence
  int line_before = 0;  // 0: it has none there
  int line_after = 0;
  std::vector<std::string> credits = {};  // that it reaches, by their newer names
};

enum class VerdictKind : uint8_t { kUnchanged, kChanged, kAdded, kRemoved };

struct Verdict {
  std::string credit;
  VerdictKind kind = VerdictKind::kUnchanged;
};

struct Comparison {
  std::vector<Change> changes = {};
  size_t more_count = 0;  // changes beyond the limit
  // Credits of the newer policy in the order of its text, then those that are gone.
  std::vector<Verdict> verdicts = {};

  bool same() const { return changes.empty(); }
};

Comparison Compare(const Policy& before, const Policy& after);

std::string_view ConcernName(Concern concern);     // "credit"
std::string_view ChangeKindName(ChangeKind kind);  // "added"

}  // namespace credence::ruletree

#endif  // CREDENCE_RULETREE_COMPARE_H_
