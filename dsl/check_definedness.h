// C204: whether every value that may not exist has an `else` or a guard.
//
//   when quota is known                   Facts: quota is known
//   amount kept_revenue / quota           quota is known, but may be zero: C204
//
// May not exist: an optional measure or attribute, a quotient whose divisor may be zero, and
// the highest, lowest or average of rows there may be none of. A guard anywhere in the rule
// counts for the rest of it, never for itself; the left side of an `and` counts for the right.
//
// Thread-safety: one rule is checked by one thread.
#ifndef CREDENCE_DSL_CHECK_DEFINEDNESS_H_
#define CREDENCE_DSL_CHECK_DEFINEDNESS_H_

#include <map>
#include <utility>

#include "dsl/policy_draft.h"

namespace credence::dsl {

// What is certain about values while a rule is evaluated.
class Facts {
 public:
  // `guardable`: what is checked belongs to a rule, so that a guard can mend it.
  explicit Facts(const PolicyDraft& draft, bool guardable = true)
      : draft_(draft), guardable_(guardable) {}

  bool guardable() const { return guardable_; }

  // Learns from the condition at `root` being true, or false when not `holds`.
  void Assume(const Parts& parts, bool holds, PartId root = 0);

  bool IsKnown(ruletree::NodeId node) const;
  bool IsNotZero(ruletree::NodeId node) const;

  // What still holds for the rows of a fold: only what is said of values that are the same in
  // every row.
  Facts InRows(const ruletree::Fold& fold, ruletree::SubjectTypeId asked) const;

 private:
  void AssumeComparison(const Parts& parts, const Part& part, bool holds);
  bool IsSameInRows(ruletree::NodeId node, const ruletree::Fold& fold,
                    ruletree::SubjectTypeId asked) const;

  struct Fact {
    bool known = false;
    bool not_zero = false;
  };
  const PolicyDraft& draft_;
  bool guardable_;
  std::map<ruletree::NodeId, Fact> facts_;
};

void CheckDefinedness(PolicyDraft& draft, const Parts& parts, const Facts& facts);

// The same question without a message.
bool IsDefined(PolicyDraft& draft, const Parts& parts, const Facts& facts);

}  // namespace credence::dsl

#endif  // CREDENCE_DSL_CHECK_DEFINEDNESS_H_
