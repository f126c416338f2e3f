#include "book/designation.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <variant>

#include "core/limits.h"

namespace credence::book {
namespace {

using facts::EvidenceInput;

std::string Quoted(const std::string& text) { return "`" + text + "`"; }

// "from 2016-01-01 on", "from 2016-01-01 through 2016-03-31", "through 2016-03-31"
std::string DaysText(const EvidenceInput& one) {
  const DateRange days = ValidDaysOf(one);
  std::string text;
  if (days.begin > kDateMin) text = "from " + days.begin.ToString();
  if (days.last() < kDateMax) {
    return text + (text.empty() ? "" : " ") + "through " + days.last().ToString();
  }
  return text.empty() ? "on every day" : text + " on";
}

class Designating {
 public:
  Designating(store::Store& store, const Designation& wanted) : store_(store), wanted_(wanted) {}

  absl::StatusOr<Designated> Run() {
    // First the writer's place, so that what is read here is still so when it is written.
    auto stream = store_.Record({.system = "designate", .file = wanted_.by}, wanted_.known);
    if (!stream.ok()) return stream.status();
    for (const auto check : {&Designating::FindCustomer, &Designating::CheckAdministrator,
                             &Designating::CheckPartner, &Designating::EndOthers}) {
      if (absl::Status status = (this->*check)(); !status.ok()) return status;
      if (done_.verdict != DesignationVerdict::kDone) return std::move(done_);
    }
    if (done_.unchanged) return std::move(done_);
    if (absl::Status status = Write(**stream); !status.ok()) return status;
    return std::move(done_);
  }

 private:
  absl::Status Refuse(DesignationVerdict verdict, std::string why) {
    done_.verdict = verdict;
    done_.why = std::move(why);
    return absl::OkStatus();
  }

  // What is known of a subject itself; nullopt: nothing.
  absl::StatusOr<std::optional<facts::SubjectInput>> SubjectOf(const std::string& id) {
    const auto found = store_.FactsOf(id, wanted_.known, {.sort = "subject"});
    if (!found.ok()) return found.status();
    for (const store::KnownFact& one : *found) {
      const auto* subject = std::get_if<facts::SubjectInput>(&one.fact);
      if (subject != nullptr && subject->id == id) return *subject;
    }
    return std::nullopt;
  }

  // Evidence of a kind on a subject; that names a partner, where it is not empty.
  absl::StatusOr<std::vector<EvidenceInput>> EvidenceOn(const std::string& subject,
                                                        const std::string& kind,
                                                        const std::string& partner) {
    const auto found =
        store_.FactsOf(subject, wanted_.known, {.sort = "evidence", .partner = partner});
    if (!found.ok()) return found.status();
    std::vector<EvidenceInput> evidence;
    for (const store::KnownFact& one : *found) {
      const auto& record = std::get<EvidenceInput>(one.fact);
      const std::string& on = record.subject.empty() ? record.partner : record.subject;
      if (record.kind == kind && on == subject) evidence.push_back(record);
    }
    return evidence;
  }

  absl::Status FindCustomer() {
    std::string at = wanted_.subscription;
    for (int level = 0; level < limits::kSubjectLevelsMax && !at.empty(); ++level) {
      const auto subject = SubjectOf(at);
      if (!subject.ok()) return subject.status();
      if (!subject->has_value() || (level == 0 && (*subject)->type != "subscription")) break;
      if ((*subject)->type == "customer") {
        done_.customer = at;
        return absl::OkStatus();
      }
      at = (*subject)->parent;
    }
    return Refuse(
        DesignationVerdict::kSubscriptionUnknown,
        "no subscription " + Quoted(wanted_.subscription) + " of a customer is known on " +
            wanted_.known.ToString() +
            "; what a customer has is listed by `credence facts CUSTOMER --sort subject`");
  }

  absl::Status CheckAdministrator() {
    const auto found = EvidenceOn(done_.customer, "administrator", wanted_.by);
    if (!found.ok()) return found.status();
    std::string days;
    for (const EvidenceInput& one : *found) {
      if (ValidDaysOf(one).Contains(wanted_.from)) return absl::OkStatus();
      days += (days.empty() ? ", but " : ", and ") + DaysText(one);
    }
    return Refuse(DesignationVerdict::kNotAdministrator,
                  Quoted(wanted_.by) + " is no administrator of " + Quoted(done_.customer) +
                      " on " + wanted_.from.ToString() + days +
                      "; only an administrator of the customer designates, whom evidence of the "
                      "kind `administrator` on the customer names");
  }

  absl::Status CheckPartner() {
    if (wanted_.partner.empty()) return absl::OkStatus();
    const auto suspended = EvidenceOn(wanted_.partner, "suspended", wanted_.partner);
    if (!suspended.ok()) return suspended.status();
    for (const EvidenceInput& one : *suspended) {
      if (ValidDaysOf(one).Contains(wanted_.from)) return Ineligible("it is suspended", one);
    }
    const auto eligible = EvidenceOn(wanted_.partner, "eligible", wanted_.partner);
    if (!eligible.ok()) return eligible.status();
    for (const EvidenceInput& one : *eligible) {
      if (ValidDaysOf(one).Contains(wanted_.from)) return absl::OkStatus();
    }
    if (!eligible->empty()) return Ineligible("it is eligible", NearestTo(*eligible));
    return Refuse(DesignationVerdict::kPartnerIneligible,
                  Quoted(wanted_.partner) +
                      " is not known to be eligible on any day; evidence of "
                      "the kind `eligible` on the partner says so");
  }

  absl::Status Ineligible(const std::string& what, const EvidenceInput& days) {
    return Refuse(DesignationVerdict::kPartnerIneligible,
                  Quoted(wanted_.partner) + " cannot be designated from " +
                      wanted_.from.ToString() + ": " + what + " " + DaysText(days) +
                      "; designate from a day on which it is eligible");
  }

  // The one that ended last before the day, or else that begins first after it.
  const EvidenceInput& NearestTo(const std::vector<EvidenceInput>& all) const {
    return *std::ranges::max_element(all, {}, [this](const EvidenceInput& one) {
      const DateRange days = ValidDaysOf(one);
      return days.begin <= wanted_.from ? days.end.days : -days.begin.days;
    });
  }

  absl::Status EndOthers() {
    const auto found = EvidenceOn(wanted_.subscription, "dpor", "");
    if (!found.ok()) return found.status();
    for (const EvidenceInput& one : *found) {
      const DateRange days = ValidDaysOf(one);
      if (days.last() < wanted_.from) continue;
      const bool is_same = one.partner == wanted_.partner;
      if (is_same && days.Contains(wanted_.from) && days.last() == kDateMax) {
        done_.unchanged = true;
        done_.designation = one;
      } else if (days.begin >= wanted_.from) {
        return Refuse(DesignationVerdict::kDesignatedLater,
                      Quoted(one.partner) + " is designated " + DaysText(one) +
                          " already; designate from a later day, or take that back first: "
                          "`credence retract " +
                          one.id + "`");
      } else {
        done_.ended.push_back(one);
        done_.ended.back().through = wanted_.from.AddDays(-1);
      }
    }
    if (wanted_.partner.empty()) {
      done_.unchanged = done_.ended.empty();
    } else if (!done_.unchanged) {
      done_.designation =
          EvidenceInput{.id = "dpor/" + wanted_.subscription + "/" + wanted_.partner + "/" +
                              wanted_.from.ToString(),
                        .kind = "dpor",
                        .partner = wanted_.partner,
                        .subject = wanted_.subscription,
                        .from = wanted_.from,
                        .fields = {{"since", {Type::Of(TypeKind::kDate), wanted_.from}}}};
    }
    return absl::OkStatus();
  }

  // A partner that is known keeps the attributes it has.
  absl::Status IntroducePartner(store::FactStream& stream) {
    const auto known = SubjectOf(wanted_.partner);
    if (!known.ok() || known->has_value()) return known.status();
    return stream.Add({.key = "subject/" + wanted_.partner,
                       .row = 1,
                       .fact = facts::SubjectInput{.type = std::string(facts::kPartnerType),
                                                   .id = wanted_.partner}});
  }

  absl::Status Write(store::FactStream& stream) {
    for (const EvidenceInput& one : done_.ended) {
      absl::Status status = stream.Replace({.key = one.id, .row = 1, .fact = one});
      if (!status.ok()) return status;
    }
    if (done_.designation) {
      if (absl::Status status = IntroducePartner(stream); !status.ok()) return status;
      absl::Status status =
          stream.Add({.key = done_.designation->id, .row = 1, .fact = *done_.designation});
      if (!status.ok()) return status;
    }
    return stream.Commit().status();
  }

  store::Store& store_;
  const Designation& wanted_;
  Designated done_;
};

}  // namespace

DateRange ValidDaysOf(const facts::EvidenceInput& evidence) {
  if (evidence.on) return {*evidence.on, evidence.on->AddDays(1)};
  DateRange days;
  if (evidence.from) days.begin = *evidence.from;
  if (evidence.through) days.end = evidence.through->AddDays(1);
  return days;
}

absl::StatusOr<Designated> Designate(store::Store& store, const Designation& wanted) {
  return Designating(store, wanted).Run();
}

}  // namespace credence::book
