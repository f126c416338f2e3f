#include "engine/evidence.h"

#include <algorithm>
#include <string>
#include <utility>

#include "core/check.h"
#include "core/limits.h"

namespace credence::engine {

using facts::EvidenceIndex;
using ruletree::EvidenceTest;
using ruletree::NodeId;
using ruletree::Op;
using ruletree::Quantifier;
using ruletree::Timing;
using ruletree::TimingKind;

Demand DemandOf(const Timing& timing, const DateRange& part, Date day) {
  switch (timing.kind) {
    case TimingKind::kOn:
      return {DateRange::Through(day, day), 1};
    case TimingKind::kWithinBefore:
      return {DateRange::Through(Add(day, timing.duration, -1), day), 1};
    case TimingKind::kWithinAfter:
      return {DateRange::Through(day, Add(day, timing.duration)), 1};
    case TimingKind::kAtAnyTime:
      return {ResolveWindow(timing.window, part), 1};
    case TimingKind::kThroughout: {
      const DateRange window = ResolveWindow(timing.window, part);
      return {window, std::max(window.length_days(), 1)};
    }
    case TimingKind::kForAtLeast: {
      const DateRange window = ResolveWindow(timing.window, part);
      const int32_t days = Add(window.begin, timing.duration).days - window.begin.days;
      return {window, std::max(days, 1)};
    }
  }
  CREDENCE_CHECK(false);
}

bool HoldsWith(const EvidenceTest& test, size_t kinds_holding) {
  switch (test.quantifier) {
    case Quantifier::kAny:
      return kinds_holding > 0;
    case Quantifier::kAll:
      return kinds_holding == test.kinds.size();
    case Quantifier::kNoneOf:
      return kinds_holding == 0;
    case Quantifier::kAtLeast:
      return kinds_holding >= test.at_least;
  }
  CREDENCE_CHECK(false);
}

namespace {

// Days of the window on which at least one of the records was valid.
int32_t DaysCovered(const BoundCase& bound, const std::vector<EvidenceIndex>& records,
                    const DateRange& window) {
  std::vector<DateRange> ranges;
  for (const EvidenceIndex record : records) {
    ranges.push_back(bound.facts().evidence.valid[record].Intersect(window));
  }
  std::sort(ranges.begin(), ranges.end(),
            [](const DateRange& a, const DateRange& b) { return a.begin < b.begin; });
  int32_t covered = 0;
  Date end = window.begin;
  for (const DateRange& range : ranges) {
    const DateRange fresh{std::max(range.begin, end), range.end};
    covered += fresh.length_days();
    end = std::max(end, range.end);
  }
  return covered;
}

// The records of one kind that count for sure, and those nobody can tell of.
struct Sorted {
  std::vector<EvidenceIndex> sure;
  std::vector<EvidenceIndex> unsure;
  Answer why = Answer::Undefined("");
};

Sorted SortRecords(const Evaluator& evaluator, const EvidenceTest& test, const Scope& scope,
                   std::vector<EvidenceIndex> records) {
  Sorted sorted;
  for (const EvidenceIndex record : records) {
    if (evaluator.IsStopped()) break;
    if (test.where == ruletree::kNone) {
      sorted.sure.push_back(record);
      continue;
    }
    Scope row = scope.WithRecord(record);
    const Answer& where = evaluator.Evaluate(test.where, row);
    if (where.is_defined()) {
      if (where.truth()) sorted.sure.push_back(record);
    } else {
      sorted.unsure.push_back(record);
      if (!sorted.why.is_held()) sorted.why = where;
    }
  }
  return sorted;
}

// The value of a day the test names; `fallback` when it names none.
Answer DayOf(const Evaluator& evaluator, NodeId node, Scope& scope, Date fallback) {
  return node == ruletree::kNone ? Answer::Of(fallback) : evaluator.Evaluate(node, scope);
}

// What is unknown holds the test: a condition has an answer or none may be guessed.
Answer AsHeld(const Answer& answer) {
  return answer.is_undefined() ? Answer::Missing(answer.why()) : answer;
}

// Runs one test once its days are known.
class TestRun {
 public:
  TestRun(const Evaluator& evaluator, const EvidenceTest& test, const Scope& scope,
          const Demand& demand, Date recorded_by)
      : evaluator_(evaluator),
        test_(test),
        scope_(scope),
        demand_(demand),
        recorded_by_(recorded_by) {}

  TestFinding Run() && {
    TestFinding finding{Answer::Undefined(""), demand_.window, {}};
    size_t holding = 0;
    size_t perhaps_holding = 0;
    for (const ruletree::EvidenceKindId kind : test_.kinds) {
      finding.kinds.push_back(Look(kind, perhaps_holding));
      if (finding.kinds.back().holds) ++holding;
    }
    // More kinds holding make every quantifier but `none` truer, and `none` falser.
    const bool at_least = HoldsWith(test_, holding);
    const bool at_most = HoldsWith(test_, holding + perhaps_holding);
    finding.answer = at_least == at_most ? Answer::Of(at_least) : AsHeld(unsure_why_);
    return finding;
  }

 private:
  KindFinding Look(ruletree::EvidenceKindId kind, size_t& perhaps_holding) {
    const BoundCase& bound = evaluator_.bound();
    std::vector<EvidenceIndex> records = RecordsOn(evaluator_, kind, scope_, recorded_by_);
    std::erase_if(records, [&](EvidenceIndex record) {
      return bound.facts().evidence.valid[record].Intersect(demand_.window).empty();
    });
    Sorted sorted = SortRecords(evaluator_, test_, scope_, std::move(records));
    KindFinding finding{kind, false, sorted.sure};
    if (!sorted.unsure.empty()) finding.unsure = sorted.why.why();
    finding.holds = DaysCovered(bound, sorted.sure, demand_.window) >= demand_.days;
    if (finding.holds || sorted.unsure.empty()) return finding;
    sorted.sure.insert(sorted.sure.end(), sorted.unsure.begin(), sorted.unsure.end());
    if (DaysCovered(bound, sorted.sure, demand_.window) >= demand_.days) {
      ++perhaps_holding;
      if (!unsure_why_.is_held()) unsure_why_ = sorted.why;
    }
    return finding;
  }

  const Evaluator& evaluator_;
  const EvidenceTest& test_;
  const Scope& scope_;
  const Demand demand_;
  const Date recorded_by_;
  Answer unsure_why_ = Answer::Undefined("");
};

// Calls `take` for each record of `RecordsOfAllTimes`, until it says that this is enough.
template <typename Take>
void ForEachRecord(const BoundCase& bound, ruletree::EvidenceKindId kind, const Scope& scope,
                   Take take) {
  const ruletree::SubjectTypeId on = bound.vocabulary().evidence[kind].on;
  // What stands on a partner stands on each of an account's.
  const bool of_party = on == ruletree::kPartner;
  const facts::SubjectIndex subject = of_party ? scope.partner : bound.Above(scope.subject, on);
  if (subject == facts::kNone || scope.partner == facts::kNone) return;
  for (const EvidenceIndex record : bound.RecordsOfAllTimes(scope.partner, kind)) {
    const bool stands = of_party || bound.facts().evidence.subject[record] == subject;
    if (stands && !take(record)) return;
  }
}

// Whether a record is known, and in the window.
bool Counts(const BoundCase& bound, EvidenceIndex record, const Demand& demand) {
  return !bound.facts().evidence.valid[record].Intersect(demand.window).empty() &&
         bound.IsKnown(record, kDateMax);
}

// Whether a kind holds for a test whose records are all sure.
bool KindHolds(const BoundCase& bound, ruletree::EvidenceKindId kind, const Scope& scope,
               const Demand& demand) {
  bool found = false;
  std::vector<EvidenceIndex> records;
  ForEachRecord(bound, kind, scope, [&](EvidenceIndex record) {
    if (!Counts(bound, record, demand)) return true;
    const DateRange days = bound.facts().evidence.valid[record].Intersect(demand.window);
    found = days.length_days() >= demand.days;
    if (!found) records.push_back(record);
    return !found;
  });
  return found || (records.size() > 1 && DaysCovered(bound, records, demand.window) >= demand.days);
}

// Without a record of any of the kinds no timing can hold, so none needs to be known.
bool HasNoRecords(const Evaluator& evaluator, const EvidenceTest& test, const Scope& scope) {
  return std::all_of(test.kinds.begin(), test.kinds.end(), [&](ruletree::EvidenceKindId kind) {
    return RecordsAsked(evaluator, test, kind, scope).empty();
  });
}

}  // namespace

std::vector<EvidenceIndex> RecordsOfAllTimes(const Evaluator& evaluator,
                                             ruletree::EvidenceKindId kind, const Scope& scope) {
  std::vector<EvidenceIndex> records;
  ForEachRecord(evaluator.bound(), kind, scope, [&](EvidenceIndex record) {
    records.push_back(record);
    return true;
  });
  return records;
}

std::vector<EvidenceIndex> RecordsOn(const Evaluator& evaluator, ruletree::EvidenceKindId kind,
                                     const Scope& scope, Date known_on) {
  std::vector<EvidenceIndex> records = RecordsOfAllTimes(evaluator, kind, scope);
  std::erase_if(records,
                [&](EvidenceIndex record) { return !evaluator.bound().IsKnown(record, known_on); });
  return records;
}

std::vector<EvidenceIndex> RecordsAsked(const Evaluator& evaluator, const EvidenceTest& test,
                                        ruletree::EvidenceKindId kind, const Scope& scope) {
  return test.timing.recorded_by == ruletree::kNone ? RecordsOn(evaluator, kind, scope)
                                                    : RecordsOfAllTimes(evaluator, kind, scope);
}

TestFinding RunTest(const Evaluator& evaluator, const EvidenceTest& test, const Scope& scope) {
  if (scope.depth >= limits::kNestingMax) {
    return {Answer::Overflow("`" + evaluator.policy().TextOf(test.span) +
                             "` is a test within more than " + std::to_string(limits::kNestingMax) +
                             " others"),
            {},
            {}};
  }
  Scope days_scope = scope.WithRecord(scope.record);
  const Answer day = DayOf(evaluator, test.timing.day, days_scope, scope.days.last());
  const Answer recorded_by = DayOf(evaluator, test.timing.recorded_by, days_scope, kDateMax);
  if (!day.is_defined() || !recorded_by.is_defined()) {
    TestFinding finding{AsHeld(day.is_defined() ? recorded_by : day), {}, {}};
    if (HasNoRecords(evaluator, test, scope)) finding.answer = Answer::Of(HoldsWith(test, 0));
    return finding;
  }
  const Demand demand = DemandOf(test.timing, scope.days, day.date());
  TestFinding finding = TestRun(evaluator, test, scope, demand, recorded_by.date()).Run();
  if (test.timing.recorded_by != ruletree::kNone) finding.recorded_by = recorded_by.date();
  return finding;
}

namespace {

// The demand of a test whose records are all sure; nullopt: they are not, or its day has no value.
std::optional<Demand> SureDemand(const Evaluator& evaluator, const EvidenceTest& test,
                                 const Scope& scope) {
  const bool all_sure = test.where == ruletree::kNone && test.timing.recorded_by == ruletree::kNone;
  if (!all_sure || scope.depth >= limits::kNestingMax) return std::nullopt;
  if (test.timing.day == ruletree::kNone) {
    return DemandOf(test.timing, scope.days, scope.days.last());
  }
  Scope day_scope = scope.WithRecord(scope.record);
  const Answer& day = evaluator.Evaluate(test.timing.day, day_scope);
  if (!day.is_defined()) return std::nullopt;
  return DemandOf(test.timing, scope.days, day.date());
}

}  // namespace

void AddRecordsHolding(const Evaluator& evaluator, const EvidenceTest& test, const Scope& scope,
                       std::vector<EvidenceIndex>& records) {
  const std::optional<Demand> demand = SureDemand(evaluator, test, scope);
  if (!demand) {
    for (const KindFinding& kind : RunTest(evaluator, test, scope).kinds) {
      if (kind.holds) records.insert(records.end(), kind.records.begin(), kind.records.end());
    }
    return;
  }
  const BoundCase& bound = evaluator.bound();
  for (const ruletree::EvidenceKindId kind : test.kinds) {
    if (!KindHolds(bound, kind, scope, *demand)) continue;
    ForEachRecord(bound, kind, scope, [&](EvidenceIndex record) {
      if (Counts(bound, record, *demand)) records.push_back(record);
      return true;
    });
  }
}

Answer AnswerTest(const Evaluator& evaluator, const EvidenceTest& test, const Scope& scope) {
  const std::optional<Demand> demand = SureDemand(evaluator, test, scope);
  if (!demand) return RunTest(evaluator, test, scope).answer;
  size_t holding = 0;
  for (const ruletree::EvidenceKindId kind : test.kinds) {
    if (KindHolds(evaluator.bound(), kind, scope, *demand)) ++holding;
  }
  return Answer::Of(HoldsWith(test, holding));
}

}  // namespace credence::engine
