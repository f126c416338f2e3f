// A case as the wire has it to a case as the engine takes it.
//
//   std::vector<facts::Fault> faults;
//   std::optional<facts::Case> the_case = ReadCase(request.case_(), FieldPath("case"), faults);
//
// Every fault is found in one pass and named by its field in the request, whether it is a date
// that does not exist or a partner nobody declared ("case.evidence[3].partner"). A value that
// could not be read never makes a second fault.
//
// What needs a vocabulary (a kind that is not declared, a negative count) is found later, by the
// engine, by the same names without the first.
//
// Thread-safe: no state.
#ifndef CREDENCE_SERVER_CONVERT_CASE_H_
#define CREDENCE_SERVER_CONVERT_CASE_H_

#include <optional>
#include <string>
#include <vector>

#include "core/status.h"
#include "credence/v1/case.pb.h"
#include "facts/case.h"
#include "facts/fault.h"
#include "facts/field_path.h"

namespace credence::server {

using facts::FieldPath;

// LIMIT_EXCEEDED: more rows of a kind than a case may have.
absl::Status CheckCaseLimits(const v1::Case& message);

// nullopt exactly when faults were added.
std::optional<facts::Case> ReadCase(const v1::Case& message, const FieldPath& at,
                                    std::vector<facts::Fault>& faults);

// Single rows, each fault at its field below `at`; a neutral value stands where one is at fault.
facts::SubjectInput ReadRow(const v1::Subject& row, const FieldPath& at, facts::FaultList& faults);
facts::MeasureInput ReadRow(const v1::Measure& row, const FieldPath& at, facts::FaultList& faults);
facts::EvidenceInput ReadRow(const v1::Evidence& row, const FieldPath& at,
                             facts::FaultList& faults);
facts::FeedInput ReadRow(const v1::Feed& row, const FieldPath& at, facts::FaultList& faults);

}  // namespace credence::server

#endif  // CREDENCE_SERVER_CONVERT_CASE_H_
