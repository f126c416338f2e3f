#include "server/deciding.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>
#include <vector>

#include "core/limits.h"
#include "engine/batch/by_columns.h"
#include "engine/decide.h"
#include "facts/fault.h"
#include "server/convert_case.h"
#include "server/convert_decision.h"
#include "server/convert_policy.h"
#include "server/convert_values.h"
#include "server/status_mapping.h"

namespace credence::server {
namespace {

// A request in the engine's terms.
struct Question {
  engine::Request request;
  facts::Case the_case;
};

std::string_view FamilyName(std::string_view policy) {
  if (policy.starts_with(kPoliciesPrefix)) policy.remove_prefix(kPoliciesPrefix.size());
  return policy;
}

std::vector<std::string> FamilyNames(const ruletree::PolicySet& policies) {
  std::vector<std::string> names;
  for (const ruletree::Timeline& timeline : policies.timelines) names.push_back(timeline.name());
  return names;
}

// "policies/a, policies/b and 7 more"
std::string Listed(const std::vector<std::string>& names) {
  constexpr size_t kListedMax = 5;
  std::string text;
  for (size_t i = 0; i < std::min(names.size(), kListedMax); ++i) {
    text += (i > 0 ? ", `" : "`") + Shown(names[i]) + "`";
  }
  if (names.size() > kListedMax) {
    text += " and " + std::to_string(names.size() - kListedMax) + " more";
  }
  return text;
}

std::string WhyNoneIsMeant(const ruletree::PolicySet& policies) {
  if (policies.timelines.empty()) return "no policy is published, only vocabularies";
  return "several policies are published, so name one of " + Listed(FamilyNames(policies));
}

// An empty name will do when there is nothing to choose between.
void CheckPolicyGiven(const ruletree::PolicySet& policies, std::string_view policy,
                      facts::FaultList& faults) {
  if (!FamilyName(policy).empty() || policies.timelines.size() == 1) return;
  faults.Add("policy", WhyNoneIsMeant(policies));
}

// In the order of their names, because a map of the wire has no order.
std::vector<std::string> ParamNames(const v1::Overlay& overlay) {
  std::vector<std::string> names;
  for (const auto& param : overlay.params()) names.push_back(param.first);
  std::ranges::sort(names);
  return names;
}

void ReadParams(const v1::Overlay& overlay, engine::Request& request, facts::FaultList& faults) {
  const FieldPath at("overlay");
  for (const std::string& name : ParamNames(overlay)) {
    const auto value = ReadValue(overlay.params().at(name),
                                 FieldPath(at, "params", std::string_view(name)), faults);
    if (value) request.params.push_back({name, *value});
  }
}

absl::StatusOr<Question> ReadQuestion(const v1::DecideRequest& message,
                                      const ruletree::PolicySet& policies) {
  Question question;
  facts::FaultList found;
  CheckPolicyGiven(policies, message.policy(), found);
  if (const auto period = ReadPeriod(message.period(), FieldPath("period"), found)) {
    question.request.days = period->range;
  }
  if (message.has_known_at()) {
    question.request.known_at = ReadDate(message.known_at(), FieldPath("known_at"), found);
  }
  question.request.version = message.overlay().version();
  ReadParams(message.overlay(), question.request, found);
  question.request.explain = !message.omit_explanations();
  question.request.refusals = !message.omit_refusals();
  question.request.trace = message.trace();
  question.request.try_checks = message.try_checks();
  if (!message.has_case_()) found.Add("case", "the case is missing");

  std::vector<facts::Fault> faults = std::move(found).Take();
  if (message.has_case_()) {
    auto the_case = ReadCase(message.case_(), FieldPath("case"), faults);
    if (the_case) question.the_case = *std::move(the_case);
  }
  if (!faults.empty()) return RefuseFields(faults);
  return question;
}

bool SameTexts(const PolicyTexts& a, const PolicyTexts& b) {
  return std::ranges::equal(a, b, [](const v1::PolicyText& left, const v1::PolicyText& right) {
    return left.name() == right.name() && left.text() == right.text() &&
           left.raw_text() == right.raw_text();
  });
}

// The engine names fields of a case and of its own request; this is where the caller wrote them.
std::string WireField(std::string field, const v1::DecideRequest& message) {
  constexpr std::string_view kParams = "params[";
  if (field == "version") return "overlay.version";
  if (field.starts_with(kParams)) {
    const std::vector<std::string> names = ParamNames(message.overlay());
    size_t index = 0;
    const auto read =
        std::from_chars(field.data() + kParams.size(), field.data() + field.size(), index);
    if (read.ec == std::errc() && index < names.size()) {
      return "overlay.params." + Shown(names[index]);
    }
  }
  return field.empty() ? field : "case." + field;
}

}  // namespace

absl::StatusOr<const ruletree::Timeline*> FindPolicy(const ruletree::PolicySet& policies,
                                                     std::string_view name) {
  const std::string_view family = FamilyName(name);
  if (family.empty() && policies.timelines.size() == 1) return &policies.timelines.front();
  if (const ruletree::Timeline* found = policies.Find(family)) return found;
  if (family.empty()) return RefuseField("policy", WhyNoneIsMeant(policies));
  const std::vector<std::string> names = FamilyNames(policies);
  return Refuse(v1::POLICY_UNKNOWN, facts::UnknownName("policy", Shown(family), names),
                {{"policy", Shown(family)}});
}

absl::StatusOr<ruletree::PolicyPtr> FindVersion(const ruletree::Timeline& timeline,
                                                std::string_view version) {
  if (ruletree::PolicyPtr found = timeline.Find(version)) return found;
  std::vector<std::string> versions;
  for (const ruletree::PolicyPtr& policy : timeline.versions()) {
    versions.push_back(policy->version);
  }
  return Refuse(v1::VERSION_UNKNOWN,
                "policy `" + timeline.name() + "` has no version `" + Shown(version) +
                    "`; it has " + Listed(versions),
                {{"policy", timeline.name()}, {"version", Shown(version)}});
}

absl::Status CheckRevision(const std::string& wanted, const std::string& current) {
  if (wanted.empty() || wanted == current) return absl::OkStatus();
  return Refuse(v1::REVISION_CHANGED,
                "the policies are at revision `" + current + "`, the request wants `" +
                    Shown(wanted) + "`; read what changed and ask again with the current one",
                {{"wanted", Shown(wanted)}, {"current", current}});
}

absl::StatusOr<ruletree::PolicySetPtr> Decider::PoliciesFor(const v1::DecideRequest& request) {
  const PolicyTexts& files = request.overlay().files();
  if (files.empty()) {
    if (pinned_.published == nullptr) return pinned_.why_none;
    return pinned_.published->policies;
  }
  if (!SameTexts(files, overlaid_)) {
    overlaid_policies_ = CompileOverlay(pinned_.published.get(), files);
    overlaid_ = files;
  }
  return overlaid_policies_;
}

absl::Status Decider::Decide(const v1::DecideRequest& request, v1::Decision* decision, Stop* stop) {
  if (absl::Status status = CheckCaseLimits(request.case_()); !status.ok()) return status;
  const absl::StatusOr<ruletree::PolicySetPtr> policies = PoliciesFor(request);
  if (!policies.ok()) return policies.status();
  absl::StatusOr<Question> question = ReadQuestion(request, **policies);
  if (!question.ok()) return question.status();
  const auto timeline = FindPolicy(**policies, request.policy());
  if (!timeline.ok()) return timeline.status();
  if (absl::Status status = CheckRevision(request.revision(), (*policies)->digest); !status.ok()) {
    return status;
  }
  if (const std::string& version = question->request.version; !version.empty()) {
    if (const auto found = FindVersion(**timeline, version); !found.ok()) return found.status();
  }
  question->request.stop = stop;
  question->request.parts_by = &engine::batch::ByColumns();
  engine::Decided decided = engine::Decide(**timeline, question->the_case, question->request);
  if (decided.stopped) return stop->Why("while the case was decided");
  if (!decided.ok()) {
    for (facts::Fault& fault : decided.faults) {
      fault.field = WireField(std::move(fault.field), request);
    }
    return RefuseFields(decided.faults);
  }
  WriteDecision(*decided.decision, question->the_case.id, (*policies)->digest, decision);
  return absl::OkStatus();
}

}  // namespace credence::server
