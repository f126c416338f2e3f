// What a test expects of a decision, and whether it is so.
//
//   awards:   [ { credit: incentive, subscription: ea1, partner: adatum, amount: 617.28 USD,
//                 rule: deploy_incentive, evidence: [ e1 ] } ]
//   held:     [ { credit: incentive, subscription: ea1, reason: tied, between: [ a, b ] } ]
//   not:      [ { credit: incentive, partner: contoso, why_not: "no dpor on 2016-02-29" } ]
//   none:     [ { credit: incentive, subscription: ea1 } ]         # nobody at all
//   explains: [ { credit: incentive, partner: adatum, contains: [ "80% >= 40%" ] } ]
//   settlements:                                                   # with several known_at
//     - { known_at: 2016-05-05, credit: incentive, partner: adatum, delta: -617.28 USD,
//         cause: "revenue 2016-02 restated 2016-05-03" }
//   standings:
//     - { standing: gold, partner: adatum, period: 2016-02, verdict: reached }
//     - { standing: gold, partner: contoso, verdict: not reached, missing: "80 more" }
//   ignore:   [ recognised_seats ]                                 # strict passes over these
//
// Any of them may be narrowed by `subject`, by the subject's type, by `period`, `days` or
// `version`. Amounts are exact literals of the policy language; `evidence` names all of it.
// Strict, every award and every held result that nothing expects is a failure, so a negative
// is never implied by silence. A credit, partner or subject that does not exist in the decision
// is a failure too: a misspelt negative would hold for ever.
//
// A verdict is `reached`, `not reached` or `held`; `missing` and `why` are parts of what is said.
// A standing that nothing speaks of is as it may be: every partner has a verdict on each.
//
// A settlement is what is posted on a known day: the entitlement as it is known then less what
// was posted before. Strict, a delta of a credit that settlements speak of is listed or fails.
//
// Errors: faults of the file at their place.
// Thread-safe: values.
#ifndef CREDENCE_CLIENTS_CLI_EXPECTATIONS_H_
#define CREDENCE_CLIENTS_CLI_EXPECTATIONS_H_

#include <optional>
#include <string>
#include <vector>

#include "clients/cli/case_file.h"
#include "credence/v1/decision.pb.h"

namespace credence::cli {

// Which results an expectation speaks of; empty: any.
struct Scope {
  Place place;
  std::string credit;
  std::string subject;
  std::string partner;
  std::string period;
  std::string days;
  std::string version;
};

struct ExpectedText {
  std::string text;
  Place place;
};

struct Expectation {
  enum class Kind {
    kAward,
    kSettlement,
    kHeld,
    kNot,
    kNone,
    kExplains,
    kStanding,
    // Of `each` rows: the credit is awarded to somebody, or to nobody, or is held.
    kSomebody,
    kNobody,
    kHeldAtAll,
  };
  Kind kind = Kind::kAward;
  Scope scope;
  std::optional<facts::TypedValue> amount;
  std::string rule;
  std::optional<std::vector<std::string>> evidence;  // all of it, in any order
  std::string reason;                                // of held: "tied"
  std::optional<std::vector<std::string>> between;
  std::string why_not;   // of a standing: what is said of it
  std::string standing;  // its name, in place of a credit
  std::string verdict;   // of a standing: "reached"
  std::string missing;   // of a standing that is not reached
  std::vector<ExpectedText> contains;
  std::optional<Date> known_at;  // of a settlement; its delta is `amount`
  std::string cause;

  // Where each part is written, for `--accept`.
  Place entry;
  std::optional<Place> amount_place;
  std::optional<Place> rule_place;
  std::optional<Place> evidence_place;
  std::optional<Place> why_not_place;
  std::optional<Place> verdict_place;
  std::optional<Place> missing_place;
  std::optional<Place> cause_place;
  std::optional<Place> key_place;  // of a row that names this credit alone
};

struct Expectations {
  std::vector<Expectation> items;
  std::vector<ExpectedText> ignore;
  bool says_results = false;  // a list of anything that one known day decides was written
  bool strict = true;
  Place place;                     // of the case, for what nothing expects
  std::optional<Place> body = {};  // of the map under `expect:`

  void Append(const Expectations& other);
};

// The map under `expect:`.
Expectations ReadExpectations(const FaultSink& sink, const YamlNode& node,
                              const std::vector<std::string>& types);

// What to write so that something is as expected (clients/cli/test_accept.h).
struct Rewrite {
  enum class Kind { kReplace, kRemove, kAddAward, kAddHeld };
  Kind kind = Kind::kReplace;
  Place place;       // what is replaced; the entry that goes; the body that is added to
  std::string text;  // of what is put there
};

// Something that is not as expected.
struct Mismatch {
  Place place;
  std::string message;             // "expected 617.29 USD, got 617.28 USD"
  std::vector<std::string> notes;  // what the engine said of it; values of it begin in blanks
  std::vector<Rewrite> rewrites = {};
  bool is_guard = false;  // a check of the policy is broken, nothing that the test wrote
};

// `decisions` are of one case, for one known day, over any number of periods.
std::vector<Mismatch> Match(const Expectations& expected, const v1::Case& given,
                            const std::vector<v1::Decision>& decisions);

// Adds a mismatch for every check of the policy that the decisions break.
void AddBrokenChecks(const Place& place, const std::vector<v1::Decision>& decisions,
                     std::vector<Mismatch>& mismatches);

// Holds the settlements among `expected` to the decisions of each known day, ascending.
std::vector<Mismatch> MatchSettlements(const Expectations& expected, const v1::Case& given,
                                       const std::vector<Date>& days,
                                       const std::vector<std::vector<v1::Decision>>& decisions);

}  // namespace credence::cli

#endif  // CREDENCE_CLIENTS_CLI_EXPECTATIONS_H_
