#include "server/ledger_service.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "book/close.h"
#include "book/why.h"
#include "core/limits.h"
#include "server/convert_values.h"
#include "server/deciding.h"
#include "server/page_token.h"
#include "server/status_mapping.h"

namespace credence::server {
namespace {

// The family's name as it is published.
absl::StatusOr<std::string> FamilyOf(const Pinned& pinned, const std::string& policy) {
  if (pinned.published == nullptr) return pinned.why_none;
  const auto timeline = FindPolicy(*pinned.published->policies, policy);
  if (!timeline.ok()) return timeline.status();
  return (*timeline)->name();
}

absl::StatusOr<book::CloseOptions> ReadClose(const Pinned& pinned,
                                             const v1::CloseBookRequest& request) {
  const absl::StatusOr<std::string> family = FamilyOf(pinned, request.policy());
  if (!family.ok()) return family.status();
  facts::FaultList faults;
  const std::optional<Period> period = ReadPeriod(request.period(), FieldPath("period"), faults);
  std::optional<Date> known;
  if (request.has_known()) {
    known = ReadDate(request.known(), FieldPath("known"), faults);
  } else {
    faults.Add("known", "the day as of which the book is closed is missing");
  }
  if (period && known && *known < period->range.last()) {
    faults.Add("known", "what happens until " + period->range.last().ToString() +
                            " is not known on " + known->ToString() +
                            "; close it as known on its last day or later");
  }
  if (!faults.empty()) {
    const std::vector<facts::Fault> found = std::move(faults).Take();
    return RefuseFields(found);
  }
  return book::CloseOptions{.policy = *family, .period = *period, .known = *known};
}

void Write(const store::Entry& entry, v1::LedgerEntry* to) {
  to->set_id(entry.id);
  to->set_policy(entry.policy);
  to->set_version(entry.version);
  to->set_closed(entry.closed.ToString());
  to->set_customer(entry.customer);
  to->set_credit(entry.key.credit);
  to->set_subject_type(entry.key.subject_type);
  to->set_subject(entry.key.subject);
  to->set_partner(entry.key.partner);
  to->set_period(entry.key.period.ToString());
  WriteAmount(entry.amount, entry.type, to->mutable_amount());
  WriteAmount(entry.entitled, entry.type, to->mutable_entitled());
  WriteAmount(entry.before, entry.type, to->mutable_posted_before());
  to->set_adjustment(entry.adjustment);
  to->set_provisional(entry.provisional);
  if (entry.learnt.empty()) return;
  for (const auto& line : absl::StrSplit(ToAbsl(entry.learnt), '\n')) {
    to->add_learnt(std::string(line.data(), line.size()));
  }
}

}  // namespace

grpc::ServerUnaryReactor* LedgerService::CloseBook(grpc::CallbackServerContext* context,
                                                   const v1::CloseBookRequest* request,
                                                   v1::CloseBookResponse* response) {
  return runner_.Run(context, *request, Weight::kHeavy, [this, request, response] {
    const Pinned pinned = live_.Pin();
    const absl::StatusOr<book::CloseOptions> options = ReadClose(pinned, *request);
    if (!options.ok()) return options.status();
    const auto store = access_.Open();
    if (!store.ok()) return store.status();
    const auto closed = book::CloseBook(**store, *pinned.published->policies, *options);
    if (closed.status().code() == absl::StatusCode::kInvalidArgument) {
      return Refuse(v1::FACTS_UNFIT, std::string(closed.status().message()));
    }
    if (!closed.ok()) return RefuseOfStore(closed.status(), v1::POLICY_UNKNOWN);
    response->set_policy(closed->close.policy);
    response->set_period(closed->close.period.ToString());
    WriteDate(closed->close.known, response->mutable_known());
    response->set_customers(static_cast<int64_t>(closed->customers));
    response->set_posted_before(static_cast<int64_t>(closed->posted_before));
    response->set_entries(static_cast<int64_t>(closed->entries));
    response->set_adjustments(static_cast<int64_t>(closed->adjustments));
    response->set_held(static_cast<int64_t>(closed->held));
    response->set_kept_back(static_cast<int64_t>(closed->kept_back));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* LedgerService::ListEntries(grpc::CallbackServerContext* context,
                                                     const v1::ListEntriesRequest* request,
                                                     v1::ListEntriesResponse* response) {
  return runner_.Run(context, *request, Weight::kHeavy, [this, request, response] {
    const absl::StatusOr<std::string> token = ReadPageToken(request->page_token());
    if (!token.ok()) return token.status();
    int64_t after = 0;
    if (!token->empty() && !absl::SimpleAtoi(*token, &after)) {
      return Refuse(v1::PAGE_TOKEN_INVALID, "the page token is of another list");
    }
    if (request->page_size() < 0) {
      const std::vector<facts::Fault> fault = {{"page_size", "a page has no less than 0 entries"}};
      return RefuseFields(fault);
    }
    const auto store = access_.Open();
    if (!store.ok()) return store.status();
    const size_t asked = static_cast<size_t>(request->page_size());
    const size_t size =
        asked == 0 ? limits::kEntriesPageMax : std::min(asked, limits::kEntriesPageMax);
    const store::EntryFilter filter{.policy = request->policy(),
                                    .partner = request->partner(),
                                    .customer = request->customer()};
    const auto entries = (*store)->Entries(filter, after, size + 1);
    if (!entries.ok()) return RefuseOfStore(entries.status());
    for (size_t i = 0; i < std::min(entries->size(), size); ++i) {
      Write((*entries)[i], response->add_entries());
    }
    if (entries->size() > size) {
      response->set_next_page_token(WritePageToken(std::to_string((*entries)[size - 1].id)));
    }
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* LedgerService::ExplainEntry(grpc::CallbackServerContext* context,
                                                      const v1::ExplainEntryRequest* request,
                                                      v1::ExplainEntryResponse* response) {
  return runner_.Run(context, *request, Weight::kHeavy, [this, request, response] {
    const Pinned pinned = live_.Pin();
    if (pinned.published == nullptr) return pinned.why_none;
    const auto store = access_.Open();
    if (!store.ok()) return store.status();
    const auto why = book::WhyEntry(**store, *pinned.published->policies, request->id());
    if (!why.ok()) return RefuseOfStore(why.status(), v1::ENTRY_UNKNOWN, v1::RULES_CHANGED);
    Write(why->entry, response->mutable_entry());
    WriteDate(why->close.known, response->mutable_known());
    if (why->entitled) WriteAmount(*why->entitled, why->entry.type, response->mutable_entitled());
    response->set_same(why->same);
    response->set_decision(why->decision);
    for (const store::Entry& one : why->line) Write(one, response->add_line());
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* LedgerService::ListHeld(grpc::CallbackServerContext* context,
                                                  const v1::ListHeldRequest* request,
                                                  v1::ListHeldResponse* response) {
  return runner_.Run(context, *request, Weight::kHeavy, [this, request, response] {
    const absl::StatusOr<std::string> family = FamilyOf(live_.Pin(), request->policy());
    if (!family.ok()) return family.status();
    const auto store = access_.Open();
    if (!store.ok()) return store.status();
    const auto last = (*store)->LastIssued(*family);
    if (!last.ok()) return RefuseOfStore(last.status());
    if (!last->has_value()) return absl::OkStatus();
    response->set_closed((*last)->period.ToString());
    const auto held = (*store)->HeldOf(**last, /*customer=*/"");
    if (!held.ok()) return RefuseOfStore(held.status());
    for (const store::HeldEntry& one : *held) {
      v1::HeldEntry* to = response->add_held();
      to->set_customer(one.customer);
      to->set_credit(one.key.credit);
      to->set_subject_type(one.key.subject_type);
      to->set_subject(one.key.subject);
      to->set_period(one.key.period.ToString());
      to->set_reason(one.reason);
      to->set_between(one.between);
      to->set_text(one.text);
    }
    return absl::OkStatus();
  });
}

}  // namespace credence::server
