#include "book/resolution.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_join.h"
#include "core/value.h"
#include "engine/decision.h"

namespace credence::book {
namespace {

// No vocabulary can have a kind with a hyphen, so no policy's cases have it.
constexpr std::string_view kKind = "held-resolution";

facts::AttributeInput Field(std::string name, const std::string& value) {
  return {std::move(name), {Type::Of(TypeKind::kSubject), value}};
}

std::string FieldOf(const facts::EvidenceInput& evidence, std::string_view name) {
  for (const facts::AttributeInput& field : evidence.fields) {
    if (field.name == name) return ToLiteral(field.value.value, field.value.type);
  }
  return "";
}

// What to do where it is no tie.
std::string OtherWay(const std::string& reason) {
  if (reason == engine::HeldReasonName(engine::HeldReason::kMissingInput)) {
    return "import what is missing, and the next close decides it";
  }
  if (reason == engine::HeldReasonName(engine::HeldReason::kConflict)) {
    return "retract the record that is wrong, or say `combine` in the credit";
  }
  return "correct the facts that its numbers come of";
}

// The last held result of the close that is asked for.
absl::StatusOr<store::HeldEntry> HeldIn(store::Store& store, const ResolveRequest& request) {
  const auto last = store.LastIssued(request.policy);
  if (!last.ok()) return last.status();
  if (last->has_value()) {
    const auto held = store.HeldOf(**last, /*customer=*/"");
    if (!held.ok()) return held.status();
    for (const store::HeldEntry& one : *held) {
      if (one.key.credit == request.credit && one.key.subject == request.subject &&
          one.key.period == request.period) {
        return one;
      }
    }
  }
  return NotFoundError(request.credit + " of " + request.subject + " for " +
                       request.period.ToString() + " is not held; `credence held` lists what is");
}

absl::Status CheckSaid(std::string_view what, const std::string& value) {
  const absl::StatusOr<Value> read = ParseValue(value, Type::Of(TypeKind::kSubject));
  if (read.ok()) return absl::OkStatus();
  if (value.empty()) return InvalidArgumentError("say " + std::string(what));
  return InvalidArgumentError(std::string(what) + ": " + std::string(read.status().message()));
}

}  // namespace

absl::StatusOr<std::string> Resolve(store::Store& store, const ResolveRequest& request) {
  if (absl::Status said = CheckSaid("the reason", request.reason); !said.ok()) return said;
  if (absl::Status said = CheckSaid("who resolves it", request.by); !said.ok()) return said;
  const absl::StatusOr<store::HeldEntry> held = HeldIn(store, request);
  if (!held.ok()) return held.status();
  if (held->reason != engine::HeldReasonName(engine::HeldReason::kTied)) {
    return FailedPreconditionError("this waits for no choice: " + held->text + "; " +
                                   OtherWay(held->reason));
  }
  if (std::ranges::find(held->between, request.partner) == held->between.end()) {
    return InvalidArgumentError("`" + request.partner + "` is none of those it waits for: " +
                                absl::StrJoin(held->between, ", "));
  }
  const std::string key = "resolution/" + request.policy + "/" + request.credit + "/" +
                          request.subject + "/" + request.period.ToString();
  auto stream = store.Record({.system = "resolution", .file = request.by}, request.known);
  if (!stream.ok()) return stream.status();
  const absl::Status added = (*stream)->Add(
      {.key = key,
       .row = 1,
       .fact = facts::EvidenceInput{
           .id = key,
           .kind = std::string(kKind),
           .partner = request.partner,
           .subject = request.subject,
           .from = request.period.range.begin,
           .fields = {Field("policy", request.policy), Field("credit", request.credit),
                      Field("period", request.period.ToString()), Field("reason", request.reason),
                      Field("by", request.by)}}});
  if (!added.ok()) return added;
  const absl::StatusOr<store::RecordCounts> counts = (*stream)->Commit();
  if (!counts.ok()) return counts.status();
  if (counts->outdated > 0) {
    return FailedPreconditionError("it was resolved otherwise on " + request.known.ToString() +
                                   "; retract `" + key + "` first");
  }
  return key;
}

std::vector<engine::Resolution> ResolutionsIn(const std::vector<store::KnownFact>& known,
                                              const std::string& policy) {
  std::vector<engine::Resolution> found;
  for (const store::KnownFact& fact : known) {
    const auto* evidence = std::get_if<facts::EvidenceInput>(&fact.fact);
    if (evidence == nullptr || evidence->kind != kKind) continue;
    const std::optional<Period> period = ParsePeriod(FieldOf(*evidence, "period"));
    if (!period || FieldOf(*evidence, "policy") != policy) continue;
    found.push_back({.credit = FieldOf(*evidence, "credit"),
                     .subject = evidence->subject,
                     .period = *period,
                     .partner = evidence->partner,
                     .text = "resolved by " + FieldOf(*evidence, "by") + " on " +
                             fact.recorded.ToString() + ": " + FieldOf(*evidence, "reason")});
  }
  return found;
}

}  // namespace credence::book
