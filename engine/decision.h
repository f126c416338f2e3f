// What a policy decided on a case: for each credit, subject and period, who got what and why,
// and who did not and why not.
//
// A result is awarded, none or held. Held is an answer, not an error: a tie nobody may guess,
// two claims in conflict, a missing required input, a number past the limits. Whatever the
// outcome, every candidate partner stands among the awards, among the refusals, or in
// `held.between`, with the rule, its line, and the values it was decided on.
//
// A held result may carry awards: those that what is missing cannot change. Under `for every
// partner` the amounts do not depend on one another, so only the partners in `held.between`
// wait; in a tie for the last of several places those clearly before it have theirs.
//
//   incentive, subscription ea1, 2016-02-01..2016-02-29, by recognition "2016.1": awarded
//     adatum 617.28 USD   deploy_incentive (line 31), evidence e1
//       dpor on 2016-02-29: e1 since 2015-07-01
//       active_share >= usage_floor: 80% >= 40%
//       5% of 12,345.67 USD = 617.2835 USD
//       rounded to nearest 0.01 USD = 617.28 USD
//     refused contoso: qualify, deploy_incentive (line 31): no dpor on 2016-02-29
//
// Thread-safe once made: values. They keep the policies they cite alive.
#ifndef CREDENCE_ENGINE_DECISION_H_
#define CREDENCE_ENGINE_DECISION_H_

#include <optional>
#include <string>
#include <vector>

#include "core/date.h"
#include "core/value.h"
#include "facts/case.h"
#include "ruletree/timeline.h"

namespace credence::engine {

enum class Outcome : uint8_t { kAwarded, kNone, kHeld };

// Where in the pipeline of the language something happened.
enum class Stage : uint8_t { kQualify, kExclude, kReplace, kChoose, kForfeit, kRound };
std::string_view StageName(Stage stage);  // "qualify"

// A rule of the deciding policy, as people find it.
struct RuleRef {
  std::string name;
  std::string file;
  int line = 0;
  std::string because;
};

// A value that took part, as the author named it: {"active_share", "39%"}.
struct NamedValue {
  std::string name;
  std::string value;
};

// One line of an explanation.
struct Step {
  Stage stage = Stage::kQualify;
  std::string text;  // "active_share >= usage_floor: 80% >= 40%"
  int line = 0;      // in the policy; 0 when it has no place
  std::vector<NamedValue> values;
};

struct EvidenceRef {
  std::string id;
  std::string kind;
  std::string text;  // "dpor of adatum on ea1, 2015-07-01.."
  std::string provenance;
};

struct Award {
  std::string partner;
  Rational exact;              // before rounding
  Rational amount;             // after
  std::vector<RuleRef> rules;  // one, or several under `combine`
  std::vector<EvidenceRef> evidence;
  std::vector<Step> steps;  // in pipeline order; empty unless explained
};

struct Refusal {
  std::string partner;
  Stage stage = Stage::kQualify;
  RuleRef rule;        // the rule whose test failed, or that removed them
  std::string reason;  // "no dpor on 2016-02-29"; no final period
  std::vector<NamedValue> values;
  std::vector<EvidenceRef> evidence;  // of the removal, or of what they had
};

enum class HeldReason : uint8_t { kTied, kConflict, kMissingInput, kOverflow };
std::string_view HeldReasonName(HeldReason reason);  // "tied"

struct Held {
  HeldReason reason = HeldReason::kTied;
  std::vector<std::string> between;  // partners, ascending
  std::string text;                  // "revenue of ea1 for 2016-02 is missing"
  std::vector<RuleRef> rules;
};

struct Result {
  std::string credit;
  Type type;  // of the amounts
  std::string subject_type;
  std::string subject;
  Period period;   // the credit's whole period
  DateRange days;  // the part of it this result is for
  ruletree::PolicyPtr policy;
  Outcome outcome = Outcome::kNone;
  std::vector<Award> awards;      // by partner id, ascending
  std::vector<Refusal> refusals;  // by partner id, then stage
  std::optional<Held> held;       // exactly when outcome is kHeld
  bool provisional = false;       // a feed the credit relies on is not loaded to the end
};

enum class Verdict : uint8_t { kReached, kNotReached, kHeld };

// Whether a partner has a standing at the end of a month.
//
//   gold in cloud_productivity, adatum, 2016-02: not reached
//     sum of recognised_seats over 12 months >= 1_500 is not met: 1,420 >= 1,500
//     missing: 1,420 of 1,500 recognised_seats: 80 more
//
// Awards that are certain count. A condition they do not meet, beside others that are held, holds
// the standing; one they meet is reached, and provisional.
struct StandingResult {
  std::string standing = {};
  std::string family = {};  // empty when it has none
  std::string partner = {};
  Period period = {};  // the month
  ruletree::PolicyPtr policy = {};
  Verdict verdict = Verdict::kNotReached;
  bool provisional = false;
  RuleRef rule = {};
  std::string text = {};     // the condition with its values, or why it is held
  std::string missing = {};  // what is missing to the level; empty when it is reached
  std::vector<NamedValue> values = {};
  std::optional<Period> reached_in = {};  // the latest month that met the condition
};

// A check of the policy that the decision does not keep.
struct BrokenCheck {
  std::string check = {};
  std::string file = {};
  int line = 0;
  std::string subject_type = {};
  std::string subject = {};                // empty for a check about partners alone
  std::vector<std::string> partners = {};  // ascending; of whom it is not true
  DateRange days = {};
  ruletree::PolicyPtr policy = {};
  std::string text = {};  // "incentive <= 25_000 USD is not met: 26,000 USD <= 25,000 USD"
  std::vector<NamedValue> values = {};
};

// Days of the request that no version of the policy governs.
struct Ungoverned {
  DateRange days;
  std::string reason;  // "no version of `recognition` is in force before 2015-07-01"
};

enum class TracedKind : uint8_t { kRule, kGuard, kTableRow, kTieBreak };

// A part of a version that can be asked, and how often it had its say.
struct TracedPart {
  TracedKind kind = TracedKind::kRule;
  ruletree::PolicyPtr policy;
  int line = 0;
  std::string text;  // "when active_share >= usage_floor"
  int asked = 0;
  int held = 0;    // of a guard: was true; of a row: was hit
  int failed = 0;  // of a guard: was false
};

// Two numbers or two dates that were compared.
struct TracedComparison {
  ruletree::PolicyPtr policy;
  int line = 0;
  std::string text;
  Value left;
  Type left_type;
  Value right;
  Type right_type;
  std::string subject;
  std::string partner;  // empty: the same for every partner
};

// A day on which something in the policy changes.
struct TracedDate {
  ruletree::PolicyPtr policy;
  Date date;
  int line = 0;
  std::string text;  // "usage_floor 50%"
};

struct Traced {
  std::vector<TracedPart> parts;
  std::vector<TracedComparison> comparisons;
  std::vector<TracedDate> dates;
};

struct Decision {
  std::string policy;           // the family's name
  std::vector<Result> results;  // by first day, credit (order of the policy), subject (order of
                                // the case)
  std::vector<Ungoverned> ungoverned;
  std::optional<Traced> traced = {};            // exactly when it was asked for
  std::vector<StandingResult> standings = {};   // by month, standing (order of the policy), partner
  std::vector<BrokenCheck> broken_checks = {};  // by version, check, first day, subject
};

}  // namespace credence::engine

#endif  // CREDENCE_ENGINE_DECISION_H_
