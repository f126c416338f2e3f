// A fact as the wire has it, to a fact as the store keeps it, and back.
//
//   facts::FaultList faults;
//   facts::Record record = ReadRecord(request.facts(0), FieldPath(root, "facts", 0), faults);
//   WriteFact(known.fact, response->add_facts()->mutable_fact());
//
// Values keep their meaning both ways: what was read as a number and kept as a count is written as
// a decimal.
//
// Thread-safe: no state.
#ifndef CREDENCE_SERVER_CONVERT_FACT_H_
#define CREDENCE_SERVER_CONVERT_FACT_H_

#include "credence/v1/fact_service.pb.h"
#include "facts/fault.h"
#include "facts/field_path.h"
#include "facts/record.h"
#include "store/fact_text.h"

namespace credence::server {

using facts::FieldPath;

// A neutral value stands where one is at fault.
facts::Record ReadRecord(const v1::Fact& message, const FieldPath& at, facts::FaultList& faults);

void WriteFact(const store::Fact& fact, v1::Fact* to);
void WriteEvidence(const facts::EvidenceInput& row, v1::Evidence* to);

}  // namespace credence::server

#endif  // CREDENCE_SERVER_CONVERT_FACT_H_
