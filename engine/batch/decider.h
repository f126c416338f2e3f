// Decides many cases at once: the batch evaluator.
//
//   Decider decider(Lower(policy, february, PeriodUnit::kMonth).program);
//   Outcome outcome;
//   decider.Decide(columns, 0, columns.cases(), outcome);
//   outcome.credits[0].awards[0]   -> case 0, subscription row 2, partner row 1: 61728 / 100
//   outcome.plain                  -> 17: ask engine::Decide of this case
//
// Awards and ties are what engine::Decide says of the same cases, days and policy: that one is the
// meaning, and a test holds this one to it. Those of a credit come by case, then row, then partner,
// however many cases are decided at a time. A case that columns cannot say exactly, or whose result
// waits for a value, is named in `plain` and has nothing else here.
//
// Of a result that is held only a tie is told here, by its partners: ask the plain evaluator for
// words. Feeds that are not loaded to the end, refusals and explanations are its matter too.
//
// Thread-safety: a Decider belongs to one thread; Columns and the program may be shared.
#ifndef CREDENCE_ENGINE_BATCH_DECIDER_H_
#define CREDENCE_ENGINE_BATCH_DECIDER_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/batch/columns.h"
#include "engine/batch/program.h"

namespace credence::engine::batch {

// `exact / exact_in` wholes, and as it was rounded `amount / CreditOutcome::AmountIn`.
struct Award {
  uint32_t the_case = 0;
  Row subject = 0;  // of the type the credit is per
  Row partner = 0;
  int64_t amount = 0;
  int64_t exact = 0;
  int64_t exact_in = 1;
  uint64_t rules = 0;  // of CreditSteps::awards, by place
  friend bool operator==(const Award&, const Award&) = default;
};

struct Tie {
  uint32_t the_case = 0;
  Row subject = 0;
  uint64_t between = 0;  // partners of the case, by place
  friend bool operator==(const Tie&, const Tie&) = default;
};

struct CreditOutcome {
  std::vector<Award> awards = {};
  std::vector<Tie> ties = {};
  int64_t unit_in = 0;  // amounts are in parts of it; 0: they are exact

  int64_t AmountIn(const Award& award) const { return unit_in != 0 ? unit_in : award.exact_in; }
};

struct Outcome {
  std::vector<CreditOutcome> credits;  // as Program::credits
  std::vector<uint32_t> plain;         // cases, ascending

  void Clear() {
    for (CreditOutcome& credit : credits) {
      credit.awards.clear();
      credit.ties.clear();
    }
    plain.clear();
  }
};

class Decider {
 public:
  explicit Decider(ProgramPtr program);
  ~Decider();
  Decider(Decider&&) noexcept;
  Decider& operator=(Decider&&) = delete;

  const Program& program() const;

  // Adds to the outcome. REQUIRES: columns of the policy's vocabulary that are fit.
  void Decide(const Columns& columns, uint32_t first_case, uint32_t case_count, Outcome& outcome);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace credence::engine::batch

#endif  // CREDENCE_ENGINE_BATCH_DECIDER_H_
