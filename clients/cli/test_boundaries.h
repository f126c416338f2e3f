// Finding the boundaries of a policy by asking it: which measure moves a comparison, and where.
//
//   BoundaryFinder finder(connection, request);
//   finder.Find(notes)
//     -> {"active_share >= usage_floor at 40%: one below (active_users of ea1.exchange 399)",
//         change "set measures: ..."}
//
// Every measure is moved once, and all comparisons are looked at; a comparison that moved is
// solved as a straight line and the solution asked for, so a fold, a quotient by another measure
// or a product with a param all serve and nothing is taken on trust.
//
// Thread-safety: belongs to one thread.
#ifndef CREDENCE_CLIENTS_CLI_TEST_BOUNDARIES_H_
#define CREDENCE_CLIENTS_CLI_TEST_BOUNDARIES_H_

#include <string>
#include <vector>

#include "clients/cli/connection.h"
#include "core/date.h"
#include "core/value.h"

namespace credence::cli {

// A case to write: its name, the lines under `change:`, and the period it is decided for.
struct BoundaryCase {
  std::string name;
  std::vector<std::string> change;
  std::string period;
};

class BoundaryFinder {
 public:
  // `request` is the case as it is, for one period.
  BoundaryFinder(Connection& connection, v1::DecideRequest request, Period period);

  // Adds what could not be driven to `notes`. Not OK: the case, or the server, is at fault.
  CallFault Find(std::vector<BoundaryCase>& cases, std::vector<std::string>& notes);

 private:
  using Comparisons = google::protobuf::RepeatedPtrField<v1::TracedComparison>;

  // A measure moved by a step, and what was compared then.
  struct Moved {
    int row = 0;
    Rational step;
    v1::Trace trace;
  };

  CallFault Ask(const v1::Case& the_case, v1::Trace& trace);
  CallFault FindNumbers(const v1::Trace& base, std::vector<BoundaryCase>& cases,
                        std::vector<std::string>& notes);
  // Adds cases and sets `driven` when the measure brings the comparison to its bound.
  CallFault Drive(const Moved& by, const v1::TracedComparison& before,
                  const v1::TracedComparison& moved, bool exactly, std::vector<BoundaryCase>& cases,
                  bool& driven);
  // The same where two days are compared: a date of a record of evidence is moved.
  CallFault DriveDay(const v1::TracedComparison& comparison, std::vector<BoundaryCase>& cases,
                     bool& driven);
  void FindDates(const v1::Trace& base, std::vector<BoundaryCase>& cases) const;
  void FindEvidence(std::vector<BoundaryCase>& cases) const;

  Connection& connection_;
  v1::DecideRequest request_;
  Period period_;
};

}  // namespace credence::cli

#endif  // CREDENCE_CLIENTS_CLI_TEST_BOUNDARIES_H_
