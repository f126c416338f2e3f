// The fixed pipeline of the language, for one credit, subject and part of a period at a time:
//
//   qualify -> exclude -> replace -> combine and choose -> forfeit -> round
//
// What several credits come to together is cut afterwards (engine/joint_limit.h).
//
// No other order, and inside a stage nothing depends on the order of rules or rows. Every
// partner of the case is a candidate; for a credit per partner only the partner itself is.
//
//   Pipeline pipeline(policy, bound, {}, {.steps = true, .refusals = true});
//   Result result = pipeline.Decide(incentive, ea1, february, february.range);
//
// What one candidate lacks holds its own part under `for every partner`, where amounts do not
// depend on one another: the others' awards stand beside the held result. Where there is a
// choice it holds the choice, and nobody is awarded.
//
// Thread-safety: one pipeline may decide from several threads.
#ifndef CREDENCE_ENGINE_PIPELINE_H_
#define CREDENCE_ENGINE_PIPELINE_H_

#include <vector>

#include "engine/bound_case.h"
#include "engine/candidate.h"
#include "engine/decision.h"
#include "engine/evaluate.h"
#include "engine/explain.h"
#include "engine/resolution.h"

namespace credence::engine {

class Pipeline {
 public:
  // The case must be bound to the policy's vocabulary, and outlive it.
  Pipeline(ruletree::PolicyPtr policy, const BoundCase& bound, ParamValues params,
           const Telling& telling);
  // Notes what is asked; from then on it decides from one thread.
  void set_trace(Trace* trace) {
    evaluator_.set_trace(trace);
    is_traced_ = true;
  }

  // Asked at each candidate; from then on it decides from one thread. What is decided once the
  // work is to stop is of no use.
  void set_stop(Stop* stop) { evaluator_.set_stop(stop); }

  // What people decided where the rules leave a tie; it outlives the pipeline.
  void set_resolutions(const std::vector<Resolution>& resolutions) { resolutions_ = &resolutions; }

  // What is asked of several credits is worked out once where they are given the same `answers`,
  // which serve one pipeline and may be null.
  // REQUIRES: `subject` is of the type the credit is per.
  Result Decide(ruletree::CreditId credit, facts::SubjectIndex subject, const Period& period,
                const DateRange& days, Answers* answers) const;

  // For who decides in the pipeline's stead (engine/part_decider.h): a result with what it is of
  // and nothing in it yet, and an award that was found elsewhere, with the records it rests on.
  struct Found {
    facts::SubjectIndex partner = facts::kNone;
    Rational exact = {};
    Rational amount = {};
    std::vector<ruletree::RuleId> rules = {};  // by name; they hold
  };
  Result ResultOf(ruletree::CreditId credit, facts::SubjectIndex subject, const Period& period,
                  const DateRange& days) const;
  // REQUIRES: nobody asks for steps.
  Award AwardOf(const Found& found, facts::SubjectIndex subject, const DateRange& days,
                Answers& answers) const;

  const ruletree::Policy& policy() const { return *policy_; }
  const BoundCase& bound() const { return bound_; }
  const Evaluator& evaluator() const { return evaluator_; }

 private:
  // Of one subject: the rules of the credit that can hold, or all where each is told of.
  struct Rules {
    std::span<const ruletree::RuleId> awards;
    std::span<const ruletree::RuleId> exclusions;
    std::span<const ruletree::RuleId> forfeits;
    std::vector<ruletree::RuleId> found[3];
  };
  void FindRules(ruletree::CreditId credit, facts::SubjectIndex subject, Rules& rules) const;

  bool IsProvisional(ruletree::CreditId credit, const DateRange& days) const;
  std::vector<Candidate> Candidates(const ruletree::Credit& credit, Scope& for_all_partners) const;
  void DoubtAccount(const ruletree::Credit& credit, Candidate& candidate) const;
  void Exclude(const Rules& rules, Candidate& candidate) const;
  // The pools of a shared credit, divided among those who claim a part.
  void Divide(const ruletree::Credit& credit, const Rules& rules,
              std::vector<Candidate>& candidates) const;
  void Forfeit(const Rules& rules, std::vector<Candidate>& candidates) const;
  // False: a number passed the limits, and the candidate is in doubt.
  bool MakeAward(const ruletree::Credit& credit, Candidate& candidate, Award& award) const;
  void Conclude(const ruletree::Credit& credit, std::vector<Candidate>& candidates,
                Result& result) const;
  // Worded only where refusals are told.
  Refusal RemovalBy(Stage stage, ruletree::RuleId rule, Candidate& candidate) const;
  void Refuse(const ruletree::Credit& credit, Candidate& candidate, Result& result) const;

  const Resolution* ResolutionOf(const Result& result) const;  // null: there is none

  ruletree::PolicyPtr policy_;
  const BoundCase& bound_;
  Evaluator evaluator_;
  const Telling telling_;
  bool is_traced_ = false;
  const std::vector<Resolution>* resolutions_ = nullptr;
};

}  // namespace credence::engine

#endif  // CREDENCE_ENGINE_PIPELINE_H_
