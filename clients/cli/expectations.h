// What a test expects of a decision, and whether it is so.
//
//   awards:   [ { credit: incentive, subscription: ea1, partner: adatum, amount: 617.28 USD,
//                 rule: deploy_incentive, evidence: [ e1 ] } ]
//   held:     [ { credit: incentive, subscription: ea1, reason: tied, between: [ a, b ] } ]
//   not:      [ { credit: incentive, partner: contoso, why_not: "no dpor on 2016-02-29" } ]
//   none:     [ { credit: incentive, subscription: ea1 } ]         # nobody at all
//   explains: [ { credit: incentive, partner: adatum, contains: [ "80% >= 40%" ] } ]
//   ignore:   [ recognised_seats ]                                 # strict passes over these
//
// Any of them may be narrowed by `subject`, by the subject's type, by `period`, `days` or
// `version`. Amounts are exact literals of the policy language; `evidence` names all of it.
// Strict, every award and every held result that nothing expects is a failure, so a negative
// is never implied by silence. A credit, partner or subject that does not exist in the decision
// is a failure too: a misspelt negative would hold for ever.
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
    kHeld,
    kNot,
    kNone,
    kExplains,
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
  std::string why_not;
  std::vector<ExpectedText> contains;
};

struct Expectations {
  std::vector<Expectation> items;
  std::vector<ExpectedText> ignore;
  bool strict = true;
  Place place;  // of the case, for what nothing expects

  void Append(const Expectations& other);
};

// The map under `expect:`.
Expectations ReadExpectations(const FaultSink& sink, const YamlNode& node,
                              const std::vector<std::string>& types);

// Something that is not as expected.
struct Mismatch {
  Place place;
  std::string message;             // "expected 617.29 USD, got 617.28 USD"
  std::vector<std::string> notes;  // what the engine said of it
};

// `decisions` are of one case, for one known day, over any number of periods.
std::vector<Mismatch> Match(const Expectations& expected, const v1::Case& given,
                            const std::vector<v1::Decision>& decisions);

}  // namespace credence::cli

#endif  // CREDENCE_CLIENTS_CLI_EXPECTATIONS_H_
