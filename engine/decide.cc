#include "engine/decide.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <utility>

#include "core/limits.h"
#include "engine/bind.h"
#include "engine/checks.h"
#include "engine/conform.h"
#include "engine/joint_limit.h"
#include "engine/part_decider.h"
#include "engine/pipeline.h"
#include "engine/plan.h"
#include "engine/promises.h"
#include "engine/standings.h"
#include "engine/trace.h"

namespace credence::engine {

using facts::FaultList;
using ruletree::PolicyPtr;

namespace {

// What a small case comes to.
constexpr size_t kAnswersAtFirst = 256;

// The overrides of a request, as values for each policy that decides.
class Overrides {
 public:
  explicit Overrides(const std::vector<ParamOverride>& overrides) : overrides_(overrides) {}

  // An override that no deciding policy knows, or of another type, is a fault.
  void Check(const std::vector<PolicyPtr>& policies, FaultList& faults) const {
    std::set<std::string_view> seen;
    for (size_t i = 0; i < overrides_.size(); ++i) {
      const std::string at = "params[" + std::to_string(i) + "]";
      const std::string& name = overrides_[i].name;
      if (!seen.insert(name).second)
        faults.Add(at + ".name", facts::Quoted(name) + " is set twice");
      std::vector<std::string> names;
      bool known = false;
      for (const PolicyPtr& policy : policies) {
        for (const ruletree::Param& param : policy->params) names.push_back(param.name);
        const uint32_t param = policy->FindParam(name);
        if (param == ruletree::kNone) continue;
        const std::optional<std::string> misfit = Misfit(i, policy->params[param]);
        if (misfit && !known) faults.Add(at + ".value", *misfit);
        known = true;
      }
      if (!known) faults.Add(at + ".name", facts::UnknownName("param", name, names));
    }
  }

  ParamValues For(const ruletree::Policy& policy) const {
    ParamValues values(policy.params.size());
    for (const ParamOverride& override : overrides_) {
      const uint32_t param = policy.FindParam(override.name);
      if (param != ruletree::kNone) values[param] = override.value.value;
    }
    return values;
  }

 private:
  std::optional<std::string> Misfit(size_t i, const ruletree::Param& param) const {
    // The symbols a param may take are those it is compared with, which its policy knows.
    const facts::TypedValue& value = overrides_[i].value;
    if (param.type.kind == TypeKind::kSymbol && value.type.kind == TypeKind::kSymbol) {
      return std::nullopt;
    }
    return MisfitOf(value, {param.type, {}, ruletree::kNone});
  }

  const std::vector<ParamOverride>& overrides_;
};

// A case bound to each vocabulary that the deciding policies use.
class Bindings {
 public:
  // `timeline` tells which names other versions know: those are no faults of the case.
  void Bind(const facts::Case& the_case, const ruletree::Timeline& timeline, const Plan& plan,
            const Request& request, FaultList& faults) {
    std::vector<const ruletree::Vocabulary*> all;
    for (const PolicyPtr& policy : timeline.versions()) all.push_back(policy->vocabulary.get());
    for (const PolicyPtr& policy : plan.policies) {
      const ruletree::Vocabulary* vocabulary = policy->vocabulary.get();
      if (bound_.contains(vocabulary) || !faults.empty()) continue;
      std::optional<BoundCase> bound =
          engine::Bind(the_case, *vocabulary, request.known_at, faults, all);
      if (bound) bound_.emplace(vocabulary, std::move(*bound));
    }
  }
  const BoundCase& For(const ruletree::Policy& policy) const {
    return bound_.at(policy.vocabulary.get());
  }

 private:
  std::map<const ruletree::Vocabulary*, BoundCase> bound_;
};

// Each part asks every credit of its length about every subject and partner.
size_t CandidateCount(const Plan& plan, const Bindings& bindings) {
  size_t count = 0;
  for (const PlannedPart& part : plan.parts) {
    const BoundCase& bound = bindings.For(*part.policy);
    for (const ruletree::Credit& credit : part.policy->credits) {
      if (credit.each != part.period.unit) continue;
      const size_t subjects = bound.SubjectsOf(credit.per).size();
      const bool per_partner = credit.per == ruletree::kPartner;
      count += subjects * (per_partner ? 1 : bound.SubjectsOf(ruletree::kPartner).size());
    }
    if (part.period.unit == PeriodUnit::kMonth) {
      count += part.policy->standings.size() * bound.SubjectsOf(ruletree::kPartner).size();
    }
  }
  return count;
}

// Whether somebody else may decide: of the policy as it is, with no words but citations.
bool MayBeLeft(const Request& request) {
  return request.parts_by != nullptr && !request.explain && !request.refusals && !request.trace &&
         request.version.empty() && request.params.empty() && request.resolutions.empty();
}

// The results of a part that somebody else decided, which are taken credit by credit.
struct LeftPart {
  std::optional<std::vector<Result>> results = {};
  size_t taken = 0;

  void Take(const std::string& credit, std::vector<Result>& to) {
    for (; taken < results->size() && (*results)[taken].credit == credit; ++taken) {
      to.push_back(std::move((*results)[taken]));
    }
  }
};

// Decides parts that begin on one day under one policy, in the order of its credits. `by`, unless
// null, is asked first.
void DecideParts(const Pipeline& pipeline, const PartDecider* by,
                 std::span<const PlannedPart> parts, Answers* answers,
                 std::vector<Result>& results) {
  const BoundCase& bound = pipeline.bound();
  std::vector<LeftPart> left(parts.size());
  for (size_t i = 0; i < parts.size() && by != nullptr; ++i) {
    left[i].results = by->Decide(pipeline, parts[i], *answers);
  }
  const std::vector<ruletree::Credit>& credits = pipeline.policy().credits;
  for (ruletree::CreditId credit = 0; credit < credits.size(); ++credit) {
    for (size_t i = 0; i < parts.size(); ++i) {
      const PlannedPart& part = parts[i];
      if (credits[credit].each != part.period.unit) continue;
      if (left[i].results) {
        left[i].Take(credits[credit].name, results);
        continue;
      }
      for (const facts::SubjectIndex subject : bound.SubjectsOf(credits[credit].per)) {
        if (pipeline.evaluator().IsStopped()) return;
        results.push_back(pipeline.Decide(credit, subject, part.period, part.days, answers));
      }
    }
  }
}

// The same request for days that were not asked for, by the versions that govern them. An
// override is of the versions that have the param; days of others are decided without it.
Request RequestFor(const ruletree::Timeline& timeline, const Request& request,
                   const DateRange& days) {
  const auto knows = [&](const std::string& param) {
    if (!request.version.empty()) return true;
    bool known = false;
    bool governed = false;
    for (const ruletree::PeriodPart& part : timeline.Parts(days)) {
      if (part.policy == nullptr) continue;
      governed = true;
      known |= part.policy->FindParam(param) != ruletree::kNone;
    }
    return known || !governed;
  };
  Request other = request;
  other.days = days;
  other.explain = false;
  other.refusals = false;
  std::erase_if(other.params, [&](const ParamOverride& param) { return !knows(param.name); });
  return other;
}

// The credits of a request, decided; what they were decided with stays for what looks at them.
class CreditRun {
 public:
  CreditRun(const ruletree::Timeline& timeline, const facts::Case& the_case, const Request& request)
      : timeline_(timeline), case_(the_case), request_(request), overrides_(request.params) {
    plan_ = MakePlan(timeline, request, faults_);
    if (faults_.empty()) {
      overrides_.Check(plan_.policies.empty() ? timeline.versions() : plan_.policies, faults_);
    }
    bindings_.Bind(the_case, timeline, plan_, request, faults_);
    if (!faults_.empty()) return;
    candidates_ = CandidateCount(plan_, bindings_);
    if (candidates_ <= limits::kCandidatesMax) return;
    faults_.Add("days", "the request asks for more than " + std::to_string(limits::kCandidatesMax) +
                            " combinations of period, credit, subject and partner; ask for fewer "
                            "periods or send the case in parts");
  }

  FaultList& faults() { return faults_; }
  const Plan& plan() const { return plan_; }
  size_t candidates() const { return candidates_; }
  const BoundCase& BoundFor(const ruletree::Policy& policy) const { return bindings_.For(policy); }
  ParamValues ParamsFor(const ruletree::Policy& policy) const { return overrides_.For(policy); }

  // REQUIRES: no faults. `traced`, unless null, is told what was asked.
  std::vector<Result> Decide(Traced* traced = nullptr) const {
    std::vector<Result> results;
    const Earlier earlier = DecideEarlier();
    const Telling telling{.steps = request_.explain, .refusals = request_.refusals};
    std::map<const ruletree::Policy*, std::unique_ptr<Pipeline>> pipelines;
    for (const PolicyPtr& policy : plan_.policies) {
      pipelines.emplace(policy.get(), std::make_unique<Pipeline>(policy, bindings_.For(*policy),
                                                                 overrides_.For(*policy), telling));
      pipelines.at(policy.get())->set_resolutions(request_.resolutions);
      pipelines.at(policy.get())->set_stop(request_.stop);
    }
    std::vector<std::unique_ptr<Trace>> traces;
    for (const PolicyPtr& policy : timeline_.versions()) {
      if (traced == nullptr) break;
      traces.push_back(std::make_unique<Trace>(policy));
      const auto used = pipelines.find(policy.get());
      if (used != pipelines.end()) used->second->set_trace(traces.back().get());
    }
    for (size_t begin = 0, end = 0; begin < plan_.parts.size(); begin = end) {
      const PlannedPart& first = plan_.parts[begin];
      while (end < plan_.parts.size() && plan_.parts[end].days.begin == first.days.begin &&
             plan_.parts[end].policy == first.policy) {
        ++end;
      }
      const Pipeline& pipeline = *pipelines.at(first.policy.get());
      const std::span parts = std::span(plan_.parts).subspan(begin, end - begin);
      const size_t decided = results.size();
      // A trace tells what each rule asked, so then each asks for itself.
      Answers answers;
      if (traced == nullptr) answers.Reserve(kAnswersAtFirst);
      DecideParts(pipeline, MayBeLeft(request_) ? request_.parts_by : nullptr, parts,
                  traced == nullptr ? &answers : nullptr, results);
      Limit(pipeline, parts, earlier, decided, results);
    }
    for (const std::unique_ptr<Trace>& trace : traces) trace->MoveInto(*traced);
    return results;
  }

  // The version whose standings a month has; null when none governs its last day.
  PolicyPtr GovernsEndOf(const Period& month) const {
    if (!request_.version.empty()) return timeline_.Find(request_.version);
    return timeline_.Parts(month.range).back().policy;
  }

 private:
  // What limits of a longer period ask for, before the days that are asked for.
  struct Earlier {
    std::vector<Result> results;
    std::string unknown;
  };
  Earlier DecideEarlier() const {
    std::optional<Date> first;
    for (const PolicyPtr& policy : plan_.policies) {
      const std::optional<Date> begin = LooksBackTo(*policy, request_.days.begin);
      if (begin && (!first || *begin < *first)) first = begin;
    }
    if (!first || *first >= request_.days.begin) return {};
    const DateRange days{*first, request_.days.begin};
    const Request other = RequestFor(timeline_, request_, days);
    CreditRun run(timeline_, case_, other);
    if (run.faults().empty()) return {run.Decide(), ""};
    return {{}, "the case does not fit what governs " + days.ToString()};
  }

  // Cuts the results from `first` on, those of `parts`, to the limits of their policy.
  void Limit(const Pipeline& pipeline, std::span<const PlannedPart> parts, const Earlier& earlier,
             size_t first, std::vector<Result>& results) const {
    if (pipeline.policy().limits.empty()) return;
    for (const PlannedPart& part : parts) {
      if (IsAsked(request_.stop)) return;
      const auto is_of = [&](const Result& result) {
        return result.period.unit == part.period.unit && result.days == part.days;
      };
      const auto is_before = [&](const Result& result) {
        return result.period.unit == part.period.unit && result.days.end <= part.days.begin;
      };
      EarlierResults before{{}, earlier.unknown};
      std::vector<Result*> at_hand;
      const std::optional<Date> back = LooksBackTo(pipeline.policy(), part.days.begin);
      if (back && *back < part.days.begin) {
        for (const Result& result : earlier.results) {
          if (is_before(result)) before.results.push_back(&result);
        }
        for (size_t i = 0; i < first; ++i) {
          if (is_before(results[i])) before.results.push_back(&results[i]);
        }
      }
      for (size_t i = first; i < results.size(); ++i) {
        if (is_of(results[i])) at_hand.push_back(&results[i]);
      }
      ApplyLimits(pipeline.evaluator(), at_hand, before, request_.explain);
    }
  }

  const ruletree::Timeline& timeline_;
  const facts::Case& case_;
  const Request& request_;
  const Overrides overrides_;
  FaultList faults_;
  Plan plan_;
  Bindings bindings_;
  size_t candidates_ = 0;
};

// Standings of the months asked, and the checks that the results do not keep.
class LevelRun {
 public:
  LevelRun(const ruletree::Timeline& timeline, const facts::Case& the_case, const Request& request,
           const CreditRun& run)
      : timeline_(timeline),
        case_(the_case),
        request_(request),
        run_(run),
        history_([this](const DateRange& days) { return DecideOther(days); }) {
    for (const Period& month : PeriodsTouching(PeriodUnit::kMonth, request.days)) {
      const PolicyPtr policy = run.GovernsEndOf(month);
      if (policy != nullptr) months_[policy->from].push_back(month);
    }
  }

  void Decide(Decision& decision) {
    for (const PolicyPtr& policy : run_.plan().policies) {
      const std::vector<Period>& months = months_[policy->from];
      DecideStandings(policy, months, decision.standings);
      std::vector<BrokenCheck> broken = FindBrokenChecks(
          policy, run_.BoundFor(*policy), run_.ParamsFor(*policy), decision.results, months);
      std::move(broken.begin(), broken.end(), std::back_inserter(decision.broken_checks));
      if (request_.try_checks) TryPromises(policy, decision);
    }
  }

 private:
  void DecideStandings(const PolicyPtr& policy, const std::vector<Period>& months,
                       std::vector<StandingResult>& results) {
    if (policy->standings.empty()) return;
    const BoundCase& bound = run_.BoundFor(*policy);
    Standings standings(policy, bound, run_.ParamsFor(*policy), history_,
                        [this](Date day) { return Governs(day); });
    standings.set_stop(request_.stop);
    for (const Period& month : months) {
      for (uint32_t standing = 0; standing < policy->standings.size(); ++standing) {
        for (const facts::SubjectIndex partner : bound.SubjectsOf(ruletree::kPartner)) {
          if (IsAsked(request_.stop)) return;
          results.push_back(standings.Decide(standing, partner, month));
        }
      }
    }
  }

  void TryPromises(const PolicyPtr& policy, Decision& decision) {
    const Trial trial{timeline_, case_, request_,
                      [this](const facts::Case& the_case, const Request& request) {
                        CreditRun run(timeline_, the_case, request);
                        return run.faults().empty() ? run.Decide() : std::vector<Result>();
                      }};
    std::vector<BrokenCheck> broken = FindBrokenPromises(
        policy, run_.BoundFor(*policy), run_.ParamsFor(*policy), decision.results, trial);
    std::move(broken.begin(), broken.end(), std::back_inserter(decision.broken_checks));
  }

  bool Governs(Date day) const {
    return !request_.version.empty() || timeline_.InForce(day) != nullptr;
  }

  // The results of days that were not asked for, by the versions that govern them.
  AwardHistory::Month DecideOther(const DateRange& days) {
    if (IsAsked(request_.stop)) return {{}, "the work is to stop"};
    const Request other = RequestFor(timeline_, request_, days);
    CreditRun run(timeline_, case_, other);
    looked_back_ += run.candidates();
    if (!run.faults().empty()) {
      return {{}, "the case does not fit what governs " + days.ToString()};
    }
    if (looked_back_ > limits::kCandidatesMax) {
      return {{},
              "to look back to " + days.ToString() + " takes more than " +
                  std::to_string(limits::kCandidatesMax) +
                  " combinations of period, credit, subject and partner"};
    }
    return {AwardHistory::AddUp(run.Decide(), days), ""};
  }

  const ruletree::Timeline& timeline_;
  const facts::Case& case_;
  const Request& request_;
  const CreditRun& run_;
  AwardHistory history_;
  std::map<Date, std::vector<Period>> months_;  // by the first day of the version
  size_t looked_back_ = 0;
};

}  // namespace

Decided Decide(const ruletree::Timeline& timeline, const facts::Case& the_case,
               const Request& request) {
  CreditRun run(timeline, the_case, request);
  const auto stopped = [&request] { return request.stop != nullptr && request.stop->Look(); };
  if (stopped()) return {.decision = std::nullopt, .faults = {}, .stopped = true};
  if (!run.faults().empty()) return {std::nullopt, std::move(run.faults()).Take()};
  Decision decision{.policy = timeline.name(), .results = {}, .ungoverned = run.plan().ungoverned};
  if (request.trace) decision.traced.emplace();
  decision.results = run.Decide(request.trace ? &*decision.traced : nullptr);
  if (!IsAsked(request.stop)) LevelRun(timeline, the_case, request, run).Decide(decision);
  // What a stop left out is not told from what there is, so nothing of it is given.
  if (stopped()) return {.decision = std::nullopt, .faults = {}, .stopped = true};
  return {std::move(decision), {}};
}

}  // namespace credence::engine
