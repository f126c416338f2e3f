// The versions of one policy in time: which governs a day, and how a period is parted.
//
//   2015.7 from 2015-07-01, governing whole periods;  2016.1 from 2016-01-14, splitting
//
//   InForce(2015-12-31)  -> 2015.7
//   Parts(2016-01)       -> 2016-01-01..13 by 2015.7, 2016-01-14..31 by 2016.1
//
// The version in force on a day is the newest whose `from` has come; when its `through` has
// passed nothing is in force, for a lapsed version never brings its predecessor back. A
// version that begins inside a period and is `splitting` parts the period at its first day;
// each part is governed by the version in force on the part's last day. So a `governing`
// version takes the whole of the period it begins in, and one that begins on a boundary needs
// neither word.
//
// A version that ends inside a period, with none to follow it the next day, parts the period
// too: its days are decided, and those after it are not. Only a `governing` version that begins
// later in the same period takes them, as it takes all of it.
//
//   2015.1 through 2016-01-20, and nothing after it
//     Parts(2016-01)     -> 2016-01-01..20 by 2015.1, 2016-01-21..31 by none
//
// Thread-safe once built: immutable.
#ifndef CREDENCE_RULETREE_TIMELINE_H_
#define CREDENCE_RULETREE_TIMELINE_H_

#include <string>
#include <vector>

#include "core/status.h"
#include "ruletree/policy.h"

namespace credence::ruletree {

struct PeriodPart {
  DateRange days;
  PolicyPtr policy;  // null: no version governs these days
};

class Timeline {
 public:
  // REQUIRES: at least one policy, all of one name, `from` dates all different.
  explicit Timeline(std::vector<PolicyPtr> versions);

  const std::string& name() const { return versions_.front()->name; }
  // Ascending by `from`.
  const std::vector<PolicyPtr>& versions() const { return versions_; }

  PolicyPtr Find(std::string_view version) const;  // null when there is none
  PolicyPtr InForce(Date day) const;               // null when nothing governs the day
  std::vector<PeriodPart> Parts(const DateRange& period) const;

 private:
  std::vector<PolicyPtr> versions_;
};

// Everything published at one moment: what a request pins.
struct PolicySet {
  std::vector<Timeline> timelines;  // by name, ascending
  std::string digest;               // SHA-256 over the digests of its texts

  const Timeline* Find(std::string_view name) const;
};

using PolicySetPtr = std::shared_ptr<const PolicySet>;

}  // namespace credence::ruletree

#endif  // CREDENCE_RULETREE_TIMELINE_H_
