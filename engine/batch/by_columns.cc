#include "engine/batch/by_columns.h"

#include <bit>
#include <memory>
#include <utility>

#include "engine/batch/workbench.h"

namespace credence::engine::batch {

namespace {

// One part of one case, whose outcome stands in columns.
class PartTeller {
 public:
  PartTeller(const Pipeline& pipeline, const PlannedPart& part, Answers& answers)
      : pipeline_(pipeline), part_(part), answers_(answers) {}

  // Rows of the only case are the places of its subjects.
  void Tell(const CreditSteps& steps, const CreditOutcome& outcome) {
    const auto subjects =
        pipeline_.bound().SubjectsOf(pipeline_.policy().credits[steps.credit].per);
    auto award = outcome.awards.begin();
    auto tie = outcome.ties.begin();
    for (Row row = 0; row < subjects.size(); ++row) {
      if (pipeline_.evaluator().IsStopped()) return;
      Result result = pipeline_.ResultOf(steps.credit, subjects[row], part_.period, part_.days);
      for (; award != outcome.awards.end() && award->subject == row; ++award) {
        result.awards.push_back(AwardOf(steps, outcome, *award, subjects[row]));
        result.outcome = engine::Outcome::kAwarded;
      }
      if (tie != outcome.ties.end() && tie->subject == row) {
        ++tie;
        result = pipeline_.Decide(steps.credit, subjects[row], part_.period, part_.days, &answers_);
      }
      results_.push_back(std::move(result));
    }
  }

  std::vector<Result> Take() && { return std::move(results_); }

 private:
  engine::Award AwardOf(const CreditSteps& steps, const CreditOutcome& outcome, const Award& award,
                        facts::SubjectIndex subject) {
    found_.partner = pipeline_.bound().SubjectsOf(ruletree::kPartner)[award.partner];
    found_.exact = Rational(award.exact, award.exact_in);
    found_.amount = Rational(award.amount, outcome.AmountIn(award));
    found_.rules.clear();
    for (uint64_t left = award.rules; left != 0; left &= left - 1) {
      found_.rules.push_back(steps.awards[static_cast<size_t>(std::countr_zero(left))].rule);
    }
    return pipeline_.AwardOf(found_, subject, part_.days, answers_);
  }

  const Pipeline& pipeline_;
  const PlannedPart& part_;
  Answers& answers_;
  Pipeline::Found found_;
  std::vector<Result> results_;
};

class ColumnsDecider : public PartDecider {
 public:
  std::optional<std::vector<Result>> Decide(const Pipeline& pipeline, const PlannedPart& part,
                                            Answers& answers) const override {
    Workbenches& benches = WorkbenchesOf(pipeline.policy());
    std::unique_ptr<Workbench> bench = benches.Take(pipeline.bound(), part.days, part.period.unit);
    if (bench == nullptr) return std::nullopt;
    bench->decider.Decide(bench->columns, 0, 1, bench->outcome);
    std::optional<std::vector<Result>> results;
    if (bench->outcome.plain.empty()) results = Told(pipeline, part, answers, *bench);
    benches.GiveBack(std::move(bench));
    return results;
  }

 private:
  static std::vector<Result> Told(const Pipeline& pipeline, const PlannedPart& part,
                                  Answers& answers, const Workbench& bench) {
    PartTeller teller(pipeline, part, answers);
    const Program& program = bench.decider.program();
    for (size_t i = 0; i < program.credits.size(); ++i) {
      teller.Tell(program.credits[i], bench.outcome.credits[i]);
    }
    return std::move(teller).Take();
  }
};

}  // namespace

const PartDecider& ByColumns() {
  static const ColumnsDecider kDecider;
  return kDecider;
}

}  // namespace credence::engine::batch
