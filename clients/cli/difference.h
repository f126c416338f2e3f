// What differs between two decisions of a case, and why.
//
//   Difference difference = Compare(before, after);
//   difference.rows[0]   -> incentive, ea1, 2016-02, adatum: 617.28 USD -> 0, lost
//   difference.rows[0].why -> {"- 617.28 USD by deploy_incentive of version 2016.1",
//                              "+ no dpor on 2016-02-29 (deploy_incentive)"}
//
// Awards are compared by credit, subject, period and partner; where versions split a period
// its parts are added up. What was lost is told by why it is gone, what was gained by its steps;
// of an amount that changed only the steps that differ explain anything. Exact: amounts are
// subtracted as rationals.
//
// Thread-safe: no state.
#ifndef CREDENCE_CLIENTS_CLI_DIFFERENCE_H_
#define CREDENCE_CLIENTS_CLI_DIFFERENCE_H_

#include <optional>
#include <string>
#include <vector>

#include "clients/cli/decision_view.h"
#include "core/value.h"
#include "credence/v1/decision.pb.h"

namespace credence::cli {

// What a partner has on one side.
struct Standing {
  // nullopt: not awarded.
  std::optional<Rational> amount;
  std::string text;  // "617.28 USD", "-", or "held, tied"
};

struct DifferenceRow {
  std::string credit;
  std::string subject;
  std::string period;
  std::string partner;
  Type type;
  Standing before;
  Standing after;
  // After less before; nullopt when it does not fit the limits of exact numbers.
  std::optional<Rational> change;
  std::vector<std::string> why;  // lines that begin with "- " (before) or "+ " (after)
};

struct CreditTotal {
  std::string credit;
  Type type;
  Rational before;
  Rational after;
};

struct Difference {
  std::vector<DifferenceRow> rows;  // those that differ, in the order of the decisions
  std::vector<CreditTotal> totals;  // of the credits with rows

  bool empty() const { return rows.empty(); }
  // Whether a row is about what `result` decides.
  bool Concerns(const v1::Result& result) const;
};

Difference Compare(const v1::Decision& before, const v1::Decision& after);

// The rows as a table, the totals, and why; a sentence when nothing differs.
std::string RenderDifference(const Difference& difference, const ViewOptions& options);

}  // namespace credence::cli

#endif  // CREDENCE_CLIENTS_CLI_DIFFERENCE_H_
