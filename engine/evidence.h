// Tests of a partner's evidence: kinds, quantifiers, `where`, and timings.
//
//   any of { dpor, csp } at any time in the period     with e1: dpor 2015-07-01..
//     -> holds, by dpor: e1
//
// Every timing is a window and a number of its days that must be covered, by one record or
// several together: `on D` is one day of one, `at any time` one of many, `throughout` all,
// `for at least n days` n (months and longer are counted from the window's first day).
//
// A record counts when it stands on the scope's subject or above it, is known, and meets
// `where`. Known is what was recorded and not superseded: at the moment of knowledge, or on the
// `recorded by` day where a test names an earlier one. A record whose `where` cannot be answered
// holds the test only when counting it would change what the test says.
//
// Thread-safe: no state.
#ifndef CREDENCE_ENGINE_EVIDENCE_H_
#define CREDENCE_ENGINE_EVIDENCE_H_

#include <optional>
#include <string>
#include <vector>

#include "engine/evaluate.h"

namespace credence::engine {

// A timing on a calendar: how many days of the window must be covered.
struct Demand {
  DateRange window;
  int32_t days = 1;
};
// `part` are the evaluated days, `day` the one that the timing names.
Demand DemandOf(const ruletree::Timing& timing, const DateRange& part, Date day);

// Whether a test holds of which so many kinds do.
bool HoldsWith(const ruletree::EvidenceTest& test, size_t kinds_holding);

// What was found of one kind.
struct KindFinding {
  ruletree::EvidenceKindId kind = ruletree::kNone;
  bool holds = false;
  std::vector<facts::EvidenceIndex> records;  // that lie in the window, by id
  std::string unsure = {};  // why nobody can tell of one more; empty when all are known
};

struct TestFinding {
  Answer answer;
  DateRange window;                // the days looked at; unbounded when their day has no value
  std::vector<KindFinding> kinds;  // in the order of the test
  std::optional<Date> recorded_by = {};
};

// The partner's records of a kind on the scope's subject or above it, as known now, or on a day.
std::vector<facts::EvidenceIndex> RecordsOn(const Evaluator& evaluator,
                                            ruletree::EvidenceKindId kind, const Scope& scope,
                                            Date known_on = kDateMax);

// The same whether they were superseded since or not.
std::vector<facts::EvidenceIndex> RecordsOfAllTimes(const Evaluator& evaluator,
                                                    ruletree::EvidenceKindId kind,
                                                    const Scope& scope);

// Those a test may speak of: with `recorded by`, also what was superseded since.
std::vector<facts::EvidenceIndex> RecordsAsked(const Evaluator& evaluator,
                                               const ruletree::EvidenceTest& test,
                                               ruletree::EvidenceKindId kind, const Scope& scope);

TestFinding RunTest(const Evaluator& evaluator, const ruletree::EvidenceTest& test,
                    const Scope& scope);

// Appends the records of the kinds that RunTest finds to hold.
void AddRecordsHolding(const Evaluator& evaluator, const ruletree::EvidenceTest& test,
                       const Scope& scope, std::vector<facts::EvidenceIndex>& records);

// The answer of RunTest alone, which is all that most who ask want.
Answer AnswerTest(const Evaluator& evaluator, const ruletree::EvidenceTest& test,
                  const Scope& scope);

}  // namespace credence::engine

#endif  // CREDENCE_ENGINE_EVIDENCE_H_
