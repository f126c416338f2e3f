#include "book/standings.h"

#include <algorithm>
#include <map>
#include <utility>

#include "book/known_case.h"
#include "engine/posted_standings.h"

namespace credence::book {
namespace {

// The last close issued as known on the day or before.
absl::StatusOr<store::Close> LastOf(store::Store& store, const StandingsRequest& request) {
  const absl::StatusOr<std::vector<store::Close>> closes = store.Closes(request.policy);
  if (!closes.ok()) return closes.status();
  const store::Close* last = nullptr;
  for (const store::Close& close : *closes) {
    if (close.issued && (!request.known || close.known <= *request.known)) last = &close;
  }
  if (last != nullptr) return *last;
  return FailedPreconditionError(
      request.known ? "nothing of " + request.policy + " was closed as known on " +
                          request.known->ToString() + " or before"
                    : "nothing of " + request.policy +
                          " is closed yet, so nobody has a standing; close a period first");
}

std::string HeldText(const store::HeldEntry& held) {
  return held.key.credit + " of " + held.key.subject + " for " + held.key.period.ToString() +
         " is held: " + held.text;
}

class Levels {
 public:
  Levels(store::Store& store, const ruletree::Timeline& timeline, StandingsPage& page)
      : store_(store), timeline_(timeline), spoken_(Spoken::Of(timeline)), page_(page) {}

  // What waits, by the partners it waits for.
  absl::Status ReadHeld() {
    const auto held = store_.HeldOf(page_.close, /*customer=*/"");
    if (!held.ok()) return held.status();
    for (const store::HeldEntry& one : *held) {
      for (const std::string& partner : one.between) held_[partner].push_back(one);
    }
    return absl::OkStatus();
  }

  absl::Status Add(const std::string& partner) {
    const absl::StatusOr<std::optional<facts::Case>> its = CaseOfPartner(partner);
    if (!its.ok()) return its.status();
    if (!its->has_value()) return absl::OkStatus();
    std::vector<engine::PostedTotal> posted;
    if (absl::Status status = AddPosted(partner, posted); !status.ok()) return status;
    const std::string account = AccountIn(**its);
    if (!account.empty()) {
      if (absl::Status status = AddPosted(account, posted); !status.ok()) return status;
    }
    engine::PostedStandings decided =
        engine::DecidePosted(timeline_, **its, partner, page_.month, page_.close.known, posted);
    if (!decided.faults.empty()) {
      const facts::Fault& fault = decided.faults.front();
      return InvalidArgumentError("partner `" + partner + "`: " + fault.field + ": " +
                                  fault.message);
    }
    std::move(decided.standings.begin(), decided.standings.end(),
              std::back_inserter(page_.standings));
    return absl::OkStatus();
  }

 private:
  // nullopt: it is an account, which has no standing itself.
  absl::StatusOr<std::optional<facts::Case>> CaseOfPartner(const std::string& partner) {
    auto known = store_.FactsOf(partner, page_.close.known);
    if (!known.ok()) return known.status();
    bool is_declared = false;
    for (const store::KnownFact& fact : *known) {
      const auto* subject = std::get_if<facts::SubjectInput>(&fact.fact);
      if (subject == nullptr || subject->id != partner) continue;
      if (subject->type != facts::kPartnerType) return std::nullopt;
      is_declared = true;
    }
    if (!is_declared) {
      known->push_back(
          {.fact = facts::SubjectInput{.type = std::string(facts::kPartnerType), .id = partner}});
    }
    absl::StatusOr<facts::Case> made = CaseOf(partner, *known, spoken_);
    if (!made.ok()) return made.status();
    return *std::move(made);
  }

  // The account of the case's partner; empty: it has none.
  static std::string AccountIn(const facts::Case& its) {
    for (facts::SubjectIndex i = 0; i < its.subjects.size(); ++i) {
      if (its.names[its.subjects.type[i]] == facts::kAccountType) {
        return its.names[its.subjects.id[i]];
      }
    }
    return "";
  }

  absl::Status AddPosted(const std::string& partner, std::vector<engine::PostedTotal>& posted) {
    const auto sums = store_.PostedTo(page_.close.policy, partner, page_.close.known);
    if (!sums.ok()) return sums.status();
    for (const store::PostedSum& sum : *sums) {
      posted.push_back({.credit = sum.credit,
                        .partner = partner,
                        .period = sum.period,
                        .amount = sum.sum,
                        .count = sum.lines,
                        .provisional = sum.provisional});
    }
    const auto held = held_.find(partner);
    if (held == held_.end()) return absl::OkStatus();
    for (const store::HeldEntry& one : held->second) {
      posted.push_back({.credit = one.key.credit,
                        .partner = partner,
                        .period = one.key.period,
                        .held = HeldText(one)});
    }
    return absl::OkStatus();
  }

  store::Store& store_;
  const ruletree::Timeline& timeline_;
  const Spoken spoken_;
  StandingsPage& page_;
  std::map<std::string, std::vector<store::HeldEntry>> held_;
};

}  // namespace

absl::StatusOr<StandingsPage> StandingsOf(store::Store& store, const ruletree::PolicySet& policies,
                                          const StandingsRequest& request) {
  const ruletree::Timeline* timeline = policies.Find(request.policy);
  if (timeline == nullptr) return NotFoundError("there is no policy `" + request.policy + "`");
  StandingsPage page;
  absl::StatusOr<store::Close> last = LastOf(store, request);
  if (!last.ok()) return last.status();
  page.close = *std::move(last);
  const Date end = page.close.period.range.last();
  page.month = request.month.value_or(Period::Containing(PeriodUnit::kMonth, end));
  if (page.month.range.last() > end) {
    return FailedPreconditionError(page.month.ToString() + " is not closed; the last close" +
                                   (request.known ? " then" : "") + " is that of " +
                                   page.close.period.ToString());
  }
  std::vector<std::string> partners = {request.partner};
  if (request.partner.empty()) {
    auto found = store.Partners(request.policy, request.after, request.limit + 1, page.close.known);
    if (!found.ok()) return found.status();
    partners = *std::move(found);
    if (partners.size() > request.limit) {
      partners.resize(request.limit);
      page.last = partners.back();
    }
  }
  Levels levels(store, *timeline, page);
  if (absl::Status status = levels.ReadHeld(); !status.ok()) return status;
  for (const std::string& partner : partners) {
    if (absl::Status status = levels.Add(partner); !status.ok()) return status;
  }
  return page;
}

}  // namespace credence::book
