// A program as text, a step a line, for those who wonder what a policy has become.
//
//   12  spread 3           workload        7 of the rows of the customer, for each workload
//   13  and 8 12           workload *      a truth; with a star it varies by partner
//
// Thread-safe: no state.
#ifndef CREDENCE_ENGINE_BATCH_PRINT_H_
#define CREDENCE_ENGINE_BATCH_PRINT_H_

#include <string>

#include "engine/batch/program.h"

namespace credence::engine::batch {

std::string ToText(const Program& program);

}  // namespace credence::engine::batch

#endif  // CREDENCE_ENGINE_BATCH_PRINT_H_
