// Who may decide a part of a request in the plain evaluator's stead, where both say the same.
//
//   Request request{.days = february, .explain = false, .refusals = false};
//   request.parts_by = &batch::ByColumns();
//
// It is asked only for what is told without steps, refusals or a trace, of the policy as it is
// written. What it leaves the pipeline decides.
//
// Thread-safe: one may serve any number of decisions at once.
#ifndef CREDENCE_ENGINE_PART_DECIDER_H_
#define CREDENCE_ENGINE_PART_DECIDER_H_

#include <optional>
#include <vector>

#include "engine/pipeline.h"
#include "engine/plan.h"

namespace credence::engine {

class PartDecider {
 public:
  virtual ~PartDecider() = default;

  // By credit in the policy's order, then subject, as the pipeline gives them; nullopt: not here.
  virtual std::optional<std::vector<Result>> Decide(const Pipeline& pipeline,
                                                    const PlannedPart& part,
                                                    Answers& answers) const = 0;
};

}  // namespace credence::engine

#endif  // CREDENCE_ENGINE_PART_DECIDER_H_
