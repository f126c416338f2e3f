#include "tests/two_evaluators.h"

#include <algorithm>
#include <bit>
#include <set>
#include <utility>
#include <vector>

#include "core/check.h"
#include "engine/batch/by_columns.h"
#include "engine/batch/decider.h"
#include "engine/batch/lower.h"
#include "engine/bind.h"
#include "engine/decide.h"
#include "engine/print_decision.h"

namespace credence::testing {
namespace {

using engine::batch::Columns;
using engine::batch::CreditOutcome;
using engine::batch::Outcome;
using engine::batch::ProgramPtr;
using engine::batch::Row;

using Lines = std::multiset<std::string>;

std::string Joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : "+") + part;
  return text;
}

std::string Shown(const Lines& lines) {
  std::string text;
  for (const std::string& line : lines) text += "  " + line + "\n";
  return text.empty() ? "  nothing\n" : text;
}

// What one evaluator says of many cases of one vocabulary, by case.
struct Told {
  explicit Told(size_t count) : cases(count), other(count) {}
  std::vector<Lines> cases;
  std::vector<bool> other;  // held for another reason than a tie
};

// Cases bound to a vocabulary, and in columns.
struct Bound {
  Bound(const std::shared_ptr<const ruletree::Vocabulary>& vocabulary,
        std::span<const facts::Case> cases)
      : columns(vocabulary) {
    for (const facts::Case& one : cases) {
      facts::FaultList faults;
      std::optional<engine::BoundCase> found = engine::Bind(one, *vocabulary, std::nullopt, faults);
      CREDENCE_CHECK(found.has_value());
      bound.push_back(*std::move(found));
      columns.Append(bound.back());
    }
    CREDENCE_CHECK(columns.Check().ok());
  }
  std::vector<engine::BoundCase> bound;
  Columns columns;
};

Told ByThePlainOne(const ruletree::Timeline& timeline, const Period& period,
                   const ruletree::PeriodPart& part, std::span<const facts::Case> cases) {
  Told told(cases.size());
  engine::Request request;
  request.days = period.range;
  request.explain = false;
  request.refusals = false;
  for (size_t at = 0; at < cases.size(); ++at) {
    const engine::Decided decided = engine::Decide(timeline, cases[at], request);
    if (!decided.ok()) {
      told.cases[at].insert("refused: " + decided.faults.front().message);
      continue;
    }
    for (const engine::Result& result : decided.decision->results) {
      if (result.period.unit != period.unit || result.days != part.days) continue;
      const std::string lead = result.credit + " " + result.subject + " ";
      for (const engine::Award& award : result.awards) {
        std::vector<std::string> rules;
        for (const engine::RuleRef& rule : award.rules) rules.push_back(rule.name);
        told.cases[at].insert(lead + award.partner + " " + award.amount.ToQuotient() + " " +
                              award.exact.ToQuotient() + " " + Joined(rules));
      }
      if (!result.held) continue;
      if (result.held->reason != engine::HeldReason::kTied) told.other[at] = true;
      told.cases[at].insert(lead + "tied " + Joined(result.held->between));
    }
  }
  return told;
}

// Tells what the batch evaluator found, by the ids that the cases have.
class BatchTeller {
 public:
  BatchTeller(const engine::batch::Program& program, const Bound& cases, Told& told)
      : program_(program), cases_(cases), told_(told) {}

  void Tell(const Outcome& outcome) {
    for (const uint32_t at : outcome.plain) told_.other[at] = true;
    for (size_t i = 0; i < outcome.credits.size(); ++i) Tell(i, outcome.credits[i]);
  }

 private:
  void Tell(size_t index, const CreditOutcome& found) {
    const engine::batch::CreditSteps& steps = program_.credits[index];
    const ruletree::Credit& credit = program_.policy->credits[steps.credit];
    for (const engine::batch::Award& award : found.awards) {
      std::vector<std::string> rules;
      for (uint64_t left = award.rules; left != 0; left &= left - 1) {
        const auto place = static_cast<size_t>(std::countr_zero(left));
        rules.push_back(program_.policy->rules[steps.awards[place].rule].name);
      }
      const uint32_t of = award.partner - cases_.columns.rows[0].begin[award.the_case];
      told_.cases[award.the_case].insert(
          Lead(credit, award.the_case, award.subject) + Partner(award.the_case, of) + " " +
          Rational(award.amount, found.AmountIn(award)).ToQuotient() + " " +
          Rational(award.exact, award.exact_in).ToQuotient() + " " + Joined(rules));
    }
    for (const engine::batch::Tie& tie : found.ties) {
      std::vector<std::string> between;
      for (uint64_t left = tie.between; left != 0; left &= left - 1) {
        between.push_back(Partner(tie.the_case, static_cast<uint32_t>(std::countr_zero(left))));
      }
      std::sort(between.begin(), between.end());
      told_.cases[tie.the_case].insert(Lead(credit, tie.the_case, tie.subject) + "tied " +
                                       Joined(between));
    }
  }

  std::string Lead(const ruletree::Credit& credit, uint32_t at, Row row) const {
    const auto place = row - cases_.columns.rows[credit.per].begin[at];
    return credit.name + " " + IdAt(at, credit.per, place) + " ";
  }
  std::string Partner(uint32_t at, uint32_t place) const {
    return IdAt(at, ruletree::kPartner, place);
  }
  std::string IdAt(uint32_t at, ruletree::SubjectTypeId type, uint32_t place) const {
    return cases_.bound[at].IdOf(cases_.bound[at].SubjectsOf(type)[place]);
  }

  const engine::batch::Program& program_;
  const Bound& cases_;
  Told& told_;
};

Told ByTheBatchOne(const ProgramPtr& program, const Bound& cases, uint32_t batch) {
  Told told(cases.bound.size());
  engine::batch::Decider decider(program);
  Outcome outcome;
  const auto count = static_cast<uint32_t>(cases.bound.size());
  for (uint32_t first = 0; first < count; first += batch) {
    decider.Decide(cases.columns, first, std::min(batch, count - first), outcome);
  }
  BatchTeller(*program, cases, told).Tell(outcome);
  return told;
}

// What is wrong with what the batch evaluator told of one case; empty: nothing.
std::string DifferenceAt(size_t at, const Told& batch, const Told& plain) {
  if (batch.other[at]) {
    return batch.cases[at].empty()
               ? ""
               : "is left to the plain one and decided:\n" + Shown(batch.cases[at]);
  }
  if (plain.other[at]) return "waits for a value, and the batch one decides it";
  if (batch.cases[at] == plain.cases[at]) return "";
  return "the batch one:\n" + Shown(batch.cases[at]) + "the plain one:\n" + Shown(plain.cases[at]);
}

// All that a decision says, to the last digit and citation.
std::string Whole(const engine::Decided& decided) {
  if (!decided.ok()) return "refused: " + decided.faults.front().message;
  std::string text = engine::Print(*decided.decision);
  for (const engine::Result& result : decided.decision->results) {
    text += result.credit + " " + result.subject + " " + result.days.ToString() + "\n";
    for (const engine::Award& award : result.awards) {
      text += "  " + award.partner + " " + award.amount.ToQuotient() + " of " +
              award.exact.ToQuotient() + "\n";
      for (const engine::RuleRef& rule : award.rules)
        text += "  " + rule.name + rule.because + "\n";
      for (const engine::EvidenceRef& ref : award.evidence) {
        text += "  " + ref.id + " " + ref.kind + " " + ref.text + " " + ref.provenance + "\n";
      }
    }
  }
  return text;
}

// What is wrong with a decision in which columns take the plain one's place; empty: nothing.
std::string DifferenceByColumns(const ruletree::Timeline& timeline, const Period& period,
                                const facts::Case& the_case) {
  engine::Request request;
  request.days = period.range;
  request.explain = false;
  request.refusals = false;
  const std::string plain = Whole(engine::Decide(timeline, the_case, request));
  request.parts_by = &engine::batch::ByColumns();
  const std::string columns = Whole(engine::Decide(timeline, the_case, request));
  if (plain == columns) return "";
  return "with columns in its place:\n" + columns + "the plain one:\n" + plain;
}

}  // namespace

Agreement CompareEvaluators(const ruletree::Timeline& timeline, const Period& period,
                            const ruletree::PeriodPart& part, std::span<const facts::Case> cases) {
  Agreement found;
  const engine::batch::Lowered lowered = engine::batch::Lower(part.policy, part.days, period.unit);
  if (lowered.program == nullptr) {
    CREDENCE_CHECK(!lowered.why.empty());
    found.refused = lowered.why;
    return found;
  }
  if (lowered.program->credits.empty()) return found;
  found.lowered = true;
  const Bound bound(part.policy->vocabulary, cases);
  const Told plain = ByThePlainOne(timeline, period, part, cases);
  for (size_t at = 0; at < cases.size(); ++at) {
    const std::string difference = DifferenceByColumns(timeline, period, cases[at]);
    if (difference.empty()) continue;
    found.difference = "case " + std::to_string(at) + ", " + difference;
    return found;
  }
  for (const uint32_t batch : {1u, 7u, 1'024u}) {
    const Told told = ByTheBatchOne(lowered.program, bound, batch);
    for (size_t at = 0; at < cases.size(); ++at) {
      if (const std::string difference = DifferenceAt(at, told, plain); !difference.empty()) {
        found.difference =
            "case " + std::to_string(at) + ", batch " + std::to_string(batch) + ": " + difference;
        return found;
      }
      if (batch != 1) continue;
      ++(told.other[at] ? found.plain : found.decided);
      if (!told.other[at]) found.awards += told.cases[at].size();
    }
  }
  return found;
}

}  // namespace credence::testing
