#include "server/column_deciding.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/limits.h"
#include "core/rational.h"
#include "engine/batch/decider.h"
#include "engine/batch/workbench.h"
#include "engine/decide.h"
#include "server/convert_columns.h"
#include "server/convert_decision.h"
#include "server/convert_values.h"
#include "server/deciding.h"
#include "server/status_mapping.h"

namespace credence::server {

using engine::batch::Columns;
using engine::batch::Outcome;

namespace {

// One version's days within one period.
struct Stretch {
  Period period;
  DateRange days;
  ruletree::PolicyPtr policy;
};

// Every period, of the lengths that credits have, that shares a day with the one asked for.
std::vector<Stretch> StretchesOf(const ruletree::Timeline& timeline, const DateRange& days) {
  std::set<PeriodUnit> units;
  for (const ruletree::PolicyPtr& policy : timeline.versions()) {
    for (const ruletree::Credit& credit : policy->credits) units.insert(credit.each);
  }
  std::vector<Stretch> stretches;
  for (const PeriodUnit unit : units) {
    for (const Period& period : PeriodsTouching(unit, days)) {
      for (const ruletree::PeriodPart& part : timeline.Parts(period.range)) {
        if (part.policy != nullptr) stretches.push_back({period, part.days, part.policy});
      }
    }
  }
  return stretches;
}

class ColumnRun {
 public:
  ColumnRun(const ruletree::Timeline& timeline, std::vector<Stretch> stretches,
            const Columns& columns, Stop& stop)
      : timeline_(timeline),
        stretches_(std::move(stretches)),
        columns_(columns),
        stop_(stop),
        is_other_(columns.cases()) {}

  absl::Status Run(const DateRange& days, v1::DecideColumnsResponse* response) {
    for (const Stretch& stretch : stretches_) {
      if (absl::Status wanted = Decide(stretch); !wanted.ok()) return wanted;
    }
    for (const Decided& decided : decided_) Write(decided, response);
    return DecideOthers(days, response);
  }

 private:
  struct Decided {
    const Stretch* stretch = nullptr;
    engine::batch::ProgramPtr program;
    Outcome outcome;
  };

  absl::Status Decide(const Stretch& stretch) {
    Decided decided{.stretch = &stretch, .program = {}, .outcome = {}};
    decided.program =
        engine::batch::WorkbenchesOf(*stretch.policy).ProgramOf(stretch.days, stretch.period.unit);
    if (decided.program == nullptr) {
      is_other_.assign(is_other_.size(), true);
      return absl::OkStatus();
    }
    engine::batch::Decider decider(decided.program);
    constexpr uint32_t kCasesAtOnce = 4'096;
    const auto cases = static_cast<uint32_t>(columns_.cases());
    for (uint32_t first = 0; first < cases; first += kCasesAtOnce) {
      if (stop_.Look()) return Stopped(decided_.size() * cases + first);
      decider.Decide(columns_, first, std::min(kCasesAtOnce, cases - first), decided.outcome);
    }
    for (const uint32_t at : decided.outcome.plain) is_other_[at] = true;
    for (size_t i = 0; i < decided.outcome.credits.size(); ++i) {
      FindQuotients(*decided.program, i, decided.outcome.credits[i]);
    }
    decided_.push_back(std::move(decided));
    return absl::OkStatus();
  }

  // Each stretch of days counts its cases anew.
  absl::Status Stopped(size_t done) const {
    const auto shown = [](size_t count) {
      return Rational(static_cast<int64_t>(count)).ToDisplay();
    };
    return stop_.Why("after " + shown(done) + " of " + shown(stretches_.size() * columns_.cases()) +
                     " cases");
  }

  // An exact amount that is no whole number of the credit's parts has no place in its column.
  void FindQuotients(const engine::batch::Program& program, size_t index,
                     const engine::batch::CreditOutcome& outcome) {
    if (outcome.unit_in != 0 || outcome.awards.empty()) return;
    const int64_t scale = program.credits[index].awards.front().amount.scale;
    for (const engine::batch::Award& award : outcome.awards) {
      if (award.exact_in != scale) is_other_[award.the_case] = true;
    }
  }

  void Write(const Decided& decided, v1::DecideColumnsResponse* response) const {
    const auto is_other = [&](const auto& one) { return is_other_[one.the_case]; };
    for (size_t i = 0; i < decided.outcome.credits.size(); ++i) {
      engine::batch::CreditOutcome outcome = decided.outcome.credits[i];
      std::erase_if(outcome.awards, is_other);
      std::erase_if(outcome.ties, is_other);
      WriteCredit(*decided.program, i, outcome, columns_, decided.stretch->period,
                  response->add_credits());
    }
  }

  absl::Status DecideOthers(const DateRange& days, v1::DecideColumnsResponse* response) const {
    engine::Request asked;
    asked.days = days;
    asked.explain = false;
    asked.refusals = false;
    asked.stop = &stop_;
    for (uint32_t at = 0; at < is_other_.size(); ++at) {
      if (!is_other_[at]) continue;
      const facts::Case the_case = columns_.CaseAt(at);
      const engine::Decided decided = engine::Decide(timeline_, the_case, asked);
      if (decided.stopped) {
        return stop_.Why("at case " + std::to_string(at) + ", of those that columns cannot say");
      }
      if (!decided.ok()) {
        std::vector<facts::Fault> faults = decided.faults;
        for (facts::Fault& fault : faults) {
          fault.field = fault.field == "days" ? "period" : "batch";
          fault.message = "case " + std::to_string(at) + ": " + fault.message;
        }
        return RefuseFields(faults);
      }
      v1::CaseDecision* other = response->add_others();
      other->set_case_(at);
      WriteDecision(*decided.decision, "", response->revision(), other->mutable_decision());
    }
    return absl::OkStatus();
  }

  const ruletree::Timeline& timeline_;
  const std::vector<Stretch> stretches_;
  const Columns& columns_;
  Stop& stop_;
  std::vector<bool> is_other_;  // by case: for the plain evaluator
  std::vector<Decided> decided_;
};

}  // namespace

absl::Status DecideColumns(const ruletree::PolicySet& policies,
                           const v1::DecideColumnsRequest& request, Stop& stop,
                           v1::DecideColumnsResponse* response) {
  if (absl::Status size =
          CheckLimit("batch.cases", {"column_cases_max", "cases", limits::kColumnCasesMax},
                     request.batch().cases());
      !size.ok()) {
    return size;
  }
  const auto timeline = FindPolicy(policies, request.policy());
  if (!timeline.ok()) return timeline.status();
  if (absl::Status status = CheckRevision(request.revision(), policies.digest); !status.ok()) {
    return status;
  }
  facts::FaultList faults;
  const auto period = ReadPeriod(request.period(), FieldPath("period"), faults);
  std::vector<Stretch> stretches;
  if (period) stretches = StretchesOf(**timeline, period->range);
  std::shared_ptr<const ruletree::Vocabulary> words = (*timeline)->versions().back()->vocabulary;
  if (!stretches.empty()) words = stretches.front().policy->vocabulary;
  for (const Stretch& stretch : stretches) {
    if (stretch.policy->vocabulary == words) continue;
    faults.Add("period",
               "its days are governed by versions of several vocabularies; ask for the "
               "days of one");
    break;
  }
  const FieldPath at("batch");
  const std::optional<Columns> columns = ReadColumns(request.batch(), words, at, faults);
  if (!faults.empty()) return RefuseFields(std::move(faults).Take());
  response->set_revision(policies.digest);
  return ColumnRun(**timeline, std::move(stretches), *columns, stop).Run(period->range, response);
}

}  // namespace credence::server
