#include "engine/decide.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <utility>

#include "core/limits.h"
#include "engine/bind.h"
#include "engine/conform.h"
#include "engine/pipeline.h"
#include "engine/plan.h"
#include "engine/trace.h"

namespace credence::engine {

using facts::FaultList;
using ruletree::PolicyPtr;

namespace {

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
  }
  return count;
}

// Decides parts that begin on one day under one policy, in the order of its credits.
void DecideParts(const Pipeline& pipeline, const BoundCase& bound,
                 std::span<const PlannedPart> parts, std::vector<Result>& results) {
  const std::vector<ruletree::Credit>& credits = pipeline.policy().credits;
  for (ruletree::CreditId credit = 0; credit < credits.size(); ++credit) {
    for (const PlannedPart& part : parts) {
      if (credits[credit].each != part.period.unit) continue;
      for (const facts::SubjectIndex subject : bound.SubjectsOf(credits[credit].per)) {
        results.push_back(pipeline.Decide(credit, subject, part.period, part.days));
      }
    }
  }
}

}  // namespace

Decided Decide(const ruletree::Timeline& timeline, const facts::Case& the_case,
               const Request& request) {
  FaultList faults;
  Plan plan = MakePlan(timeline, request, faults);
  const Overrides overrides(request.params);
  if (faults.empty()) {
    overrides.Check(plan.policies.empty() ? timeline.versions() : plan.policies, faults);
  }
  Bindings bindings;
  bindings.Bind(the_case, timeline, plan, request, faults);
  if (faults.empty() && CandidateCount(plan, bindings) > limits::kCandidatesMax) {
    faults.Add("days", "the request asks for more than " + std::to_string(limits::kCandidatesMax) +
                           " combinations of period, credit, subject and partner; ask for fewer "
                           "periods or send the case in parts");
  }
  if (!faults.empty()) return {std::nullopt, std::move(faults).Take()};

  Decision decision{timeline.name(), {}, std::move(plan.ungoverned)};
  std::map<const ruletree::Policy*, std::unique_ptr<Pipeline>> pipelines;
  for (const PolicyPtr& policy : plan.policies) {
    pipelines.emplace(policy.get(),
                      std::make_unique<Pipeline>(policy, bindings.For(*policy),
                                                 overrides.For(*policy), request.explain));
  }
  std::vector<std::unique_ptr<Trace>> traces;
  for (const PolicyPtr& policy : timeline.versions()) {
    if (!request.trace) break;
    traces.push_back(std::make_unique<Trace>(policy));
    const auto used = pipelines.find(policy.get());
    if (used != pipelines.end()) used->second->set_trace(traces.back().get());
  }
  for (size_t begin = 0, end = 0; begin < plan.parts.size(); begin = end) {
    const PlannedPart& first = plan.parts[begin];
    while (end < plan.parts.size() && plan.parts[end].days.begin == first.days.begin &&
           plan.parts[end].policy == first.policy) {
      ++end;
    }
    DecideParts(*pipelines.at(first.policy.get()), bindings.For(*first.policy),
                std::span(plan.parts).subspan(begin, end - begin), decision.results);
  }
  if (request.trace) decision.traced.emplace();
  for (const std::unique_ptr<Trace>& trace : traces) trace->MoveInto(*decision.traced);
  return {std::move(decision), {}};
}

}  // namespace credence::engine
