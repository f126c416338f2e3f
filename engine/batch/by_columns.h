// Single cases by the batch evaluator, for a decision that is told without words.
//
//   request.parts_by = &batch::ByColumns();
//   Decide(timeline, the_case, request)     -> as without it, to the byte, in a third of the time
//
// Columns say who is awarded what, and by which rules; the records behind an award are found by
// the plain evaluator, for these rules alone. A result with a tie is the pipeline's, which has
// words for it, and so is a part whose case columns cannot say exactly, or whose policy they
// cannot say at all (engine/batch/lower.h).
//
// Thread-safe.
#ifndef CREDENCE_ENGINE_BATCH_BY_COLUMNS_H_
#define CREDENCE_ENGINE_BATCH_BY_COLUMNS_H_

#include "engine/part_decider.h"

namespace credence::engine::batch {

const PartDecider& ByColumns();

}  // namespace credence::engine::batch

#endif  // CREDENCE_ENGINE_BATCH_BY_COLUMNS_H_
