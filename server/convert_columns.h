// A batch of cases in columns as the wire has it, as the batch evaluator reads it; and what was
// decided, back.
//
//   std::vector<facts::Fault> faults;
//   auto columns = ReadColumns(request.batch(), policy->vocabulary, FieldPath("batch"), faults);
//     -> fault "batch.subjects[1].counts": "3 counts, and the batch has 4 cases"
//
// Every fault is found in one pass as far as one can be seen beside another: names and lengths of
// all columns, then the values of those that are of the right length. Nothing is read past the end
// of a column, whatever it names.
//
// Thread-safe: no state.
#ifndef CREDENCE_SERVER_CONVERT_COLUMNS_H_
#define CREDENCE_SERVER_CONVERT_COLUMNS_H_

#include <memory>
#include <optional>

#include "credence/v1/columns.pb.h"
#include "engine/batch/decider.h"
#include "facts/fault.h"
#include "facts/field_path.h"

namespace credence::server {

using facts::FieldPath;

// nullopt exactly when faults were added; else the columns are fit (Columns::Check).
std::optional<engine::batch::Columns> ReadColumns(
    const v1::ColumnBatch& message, const std::shared_ptr<const ruletree::Vocabulary>& vocabulary,
    const FieldPath& at, facts::FaultList& faults);

// Awards and ties of the credit at `index` of the program.
// REQUIRES: amounts in parts of the credit's rounding, or of its scale where it has none.
void WriteCredit(const engine::batch::Program& program, size_t index,
                 const engine::batch::CreditOutcome& outcome, const engine::batch::Columns& columns,
                 const Period& period, v1::CreditColumn* to);

}  // namespace credence::server

#endif  // CREDENCE_SERVER_CONVERT_COLUMNS_H_
