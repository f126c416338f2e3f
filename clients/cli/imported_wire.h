// An imported case as the wire contract has it.
//
//   v1::Case wire = ToWire(imported);      // one line of `credence import --output FILE`
//
// Field by field, in the order of the rows; nothing is judged here, deciding does.
//
// Thread-safe: no state.
#ifndef CREDENCE_CLIENTS_CLI_IMPORTED_WIRE_H_
#define CREDENCE_CLIENTS_CLI_IMPORTED_WIRE_H_

#include "clients/connectors/imported_case.h"
#include "credence/v1/case.pb.h"
#include "credence/v1/fact_service.pb.h"
#include "facts/record.h"

namespace credence::cli {

v1::Case ToWire(const connectors::ImportedCase& imported);
v1::Fact ToWire(const facts::Record& record);

}  // namespace credence::cli

#endif  // CREDENCE_CLIENTS_CLI_IMPORTED_WIRE_H_
