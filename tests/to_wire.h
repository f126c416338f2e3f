// Cases and columns as a caller would send them.
//
//   *request.mutable_case_() = ToWire(the_case);
//   *request.mutable_batch() = ToWire(columns);
//
// Thread-safe: no state.
#ifndef CREDENCE_TESTS_TO_WIRE_H_
#define CREDENCE_TESTS_TO_WIRE_H_

#include "credence/v1/case.pb.h"
#include "credence/v1/columns.pb.h"
#include "engine/batch/columns.h"
#include "facts/case.h"

namespace credence::testing {

v1::Case ToWire(const facts::Case& from);
v1::ColumnBatch ToWire(const engine::batch::Columns& from);

}  // namespace credence::testing

#endif  // CREDENCE_TESTS_TO_WIRE_H_
