#include "server/ledger_service.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "book/close.h"
#include "book/resolution.h"
#include "book/standings.h"
#include "book/statement.h"
#include "book/why.h"
#include "core/limits.h"
#include "dsl/compile.h"
#include "server/call_guard.h"
#include "server/call_meter.h"
#include "server/clock.h"
#include "server/convert_decision.h"
#include "server/convert_values.h"
#include "server/deciding.h"
#include "server/log_query.h"
#include "server/page_token.h"
#include "server/status_mapping.h"
#include "server/store_policies.h"

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
                                             const v1::CloseBookRequest& request,
                                             store::DecisionOrigin origin) {
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
  if (!faults.empty()) return RefuseFields(std::move(faults).Take());
  return book::CloseOptions{
      .policy = *family, .period = *period, .known = *known, .origin = std::move(origin)};
}

store::DecisionOrigin OriginOf(const grpc::CallbackServerContext& context) {
  return {.caller = CallerOf(context),
          .trace_id = std::string(TraceOf(context)),
          .time = TimeText(SystemClock()())};
}

void WriteLines(const std::string& text, google::protobuf::RepeatedPtrField<std::string>& to) {
  if (text.empty()) return;
  for (const auto& line : absl::StrSplit(ToAbsl(text), '\n')) {
    to.Add(std::string(line.data(), line.size()));
  }
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
  WriteLines(entry.learnt, *to->mutable_learnt());
  WriteLines(entry.rules, *to->mutable_rules());
}

template <typename Request>
absl::StatusOr<Page> ReadPageOf(const Request& request) {
  return ReadPage(request.page_size(), request.page_token(), limits::kEntriesPageMax,
                  limits::kEntriesPageMax);
}

// To the second, as a decision keeps it. Empty stays empty.
std::string ReadSecond(const std::string& text, const char* field, DayEnd end,
                       facts::FaultList& faults) {
  constexpr size_t kSeconds = std::string_view("2016-04-01T12:00:00").size();
  const std::string time = ReadTime(text, field, end, faults);
  return time.empty() ? time : time.substr(0, kSeconds) + "Z";
}

absl::StatusOr<store::EntryFilter> ReadFilter(const v1::ListEntriesRequest& request) {
  facts::FaultList faults;
  store::EntryFilter filter{.policy = request.policy(),
                            .partner = request.partner(),
                            .customer = request.customer(),
                            .rule = request.rule(),
                            .from = ReadSecond(request.from(), "from", DayEnd::kFirst, faults),
                            .until = ReadSecond(request.until(), "until", DayEnd::kLast, faults)};
  CheckTimes(filter.from, filter.until, faults);
  if (faults.empty()) return filter;
  return RefuseFields(std::move(faults).Take());
}

// The place in a list of one close, so that its pages stay those of that close whatever is closed
// between them: "12/340" is after the 340th of the 12th.
struct NumberedPlace {
  int64_t close = 0;  // 0: none was given out yet
  int64_t after = 0;
};

absl::StatusOr<NumberedPlace> ReadPlace(const Page& page) {
  NumberedPlace place;
  if (page.after.empty()) return place;
  const std::vector<std::string> parts = absl::StrSplit(page.after, '/');
  if (parts.size() == 2 && absl::SimpleAtoi(parts[0], &place.close) &&
      absl::SimpleAtoi(parts[1], &place.after)) {
    return place;
  }
  return Refuse(v1::PAGE_TOKEN_INVALID, "the page token is of another list");
}

std::string WritePlace(int64_t close, int64_t after) {
  return WritePageToken(std::to_string(close) + "/" + std::to_string(after));
}

// Entries of a page, and the token of the next.
template <typename Response>
absl::Status ListPage(store::Store& store, const store::EntryFilter& filter, int64_t after,
                      size_t size, Response* response) {
  const auto entries = store.Entries(filter, after, size + 1);
  if (!entries.ok()) return RefuseOfStore(entries.status());
  for (size_t i = 0; i < std::min(entries->size(), size); ++i) {
    Write((*entries)[i], response->add_entries());
  }
  if (entries->size() > size) {
    response->set_next_page_token(WritePlace(filter.close, (*entries)[size - 1].id));
  }
  return absl::OkStatus();
}

void Write(const book::StatementTotal& total, v1::StatementTotal* to) {
  to->set_credit(total.credit);
  WriteAmount(total.earned, total.type, to->mutable_earned());
  WriteAmount(total.adjustments, total.type, to->mutable_adjustments());
  WriteAmount(total.sum, total.type, to->mutable_sum());
}

// The rules that are live, or that were published to the store at any time.
book::RulesOf RulesOf(const Pinned& pinned, store::Store& store) {
  return [pinned, &store](const std::string& digest) -> absl::StatusOr<ruletree::PolicySetPtr> {
    if (pinned.published != nullptr && pinned.published->policies->digest == digest) {
      return pinned.published->policies;
    }
    const auto files = FilesOfRevision(store, digest);
    if (absl::IsNotFound(files.status())) return ruletree::PolicySetPtr();
    if (!files.ok()) return files.status();
    return dsl::Compile(*files).policies;
  };
}

// A period and a day that need not be given.
std::optional<Period> ReadPeriodIfAny(const std::string& period, facts::FaultList& faults) {
  if (period.empty()) return std::nullopt;
  return ReadPeriod(period, FieldPath("period"), faults);
}

template <typename Request>
std::optional<Date> ReadKnownIfAny(const Request& request, facts::FaultList& faults) {
  if (!request.has_known()) return std::nullopt;
  return ReadDate(request.known(), FieldPath("known"), faults);
}

void Write(const store::HeldEntry& held, v1::HeldEntry* to) {
  to->set_customer(held.customer);
  to->set_credit(held.key.credit);
  to->set_subject_type(held.key.subject_type);
  to->set_subject(held.key.subject);
  to->set_period(held.key.period.ToString());
  to->set_reason(held.reason);
  for (const std::string& partner : held.between) to->add_between(partner);
  to->set_text(held.text);
}

}  // namespace

grpc::ServerUnaryReactor* LedgerService::CloseBook(grpc::CallbackServerContext* context,
                                                   const v1::CloseBookRequest* request,
                                                   v1::CloseBookResponse* response) {
  return runner_.Run(
      context, *request, Weight::kClose, [this, context, request, response](Stop& stop) {
        const Pinned pinned = live_.Pin();
        absl::StatusOr<book::CloseOptions> options =
            ReadClose(pinned, *request, OriginOf(*context));
        if (!options.ok()) return options.status();
        options->stop = &stop;
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
    const absl::StatusOr<Page> page = ReadPageOf(*request);
    if (!page.ok()) return page.status();
    const absl::StatusOr<NumberedPlace> place = ReadPlace(*page);
    if (!place.ok()) return place.status();
    const absl::StatusOr<store::EntryFilter> filter = ReadFilter(*request);
    if (!filter.ok()) return filter.status();
    const auto store = access_.Open();
    if (!store.ok()) return store.status();
    return ListPage(**store, *filter, place->after, page->size, response);
  });
}

grpc::ServerUnaryReactor* LedgerService::ExplainEntry(grpc::CallbackServerContext* context,
                                                      const v1::ExplainEntryRequest* request,
                                                      v1::ExplainEntryResponse* response) {
  return runner_.Run(context, *request, Weight::kHeavy, [this, request, response] {
    const auto store = access_.Open();
    if (!store.ok()) return store.status();
    const auto why = book::WhyEntry(**store, RulesOf(live_.Pin(), **store), request->id());
    if (!why.ok()) return RefuseOfStore(why.status(), v1::ENTRY_UNKNOWN, v1::RULES_CHANGED);
    Write(why->entry, response->mutable_entry());
    WriteDate(why->close.known, response->mutable_known());
    if (why->entitled) WriteAmount(*why->entitled, why->entry.type, response->mutable_entitled());
    response->set_same(why->same);
    response->set_decision(why->decision);
    response->set_decision_sha256(why->record.digest);
    response->set_facts_sha256(why->record.facts);
    response->set_caller(why->record.origin.caller);
    response->set_trace_id(why->record.origin.trace_id);
    response->set_time(why->record.origin.time);
    for (const store::Entry& one : why->line) Write(one, response->add_line());
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* LedgerService::GetStatement(grpc::CallbackServerContext* context,
                                                      const v1::GetStatementRequest* request,
                                                      v1::Statement* response) {
  return runner_.Run(context, *request, Weight::kHeavy, [this, request, response] {
    const absl::StatusOr<std::string> family = FamilyOf(live_.Pin(), request->policy());
    if (!family.ok()) return family.status();
    const absl::StatusOr<Page> page = ReadPageOf(*request);
    if (!page.ok()) return page.status();
    const absl::StatusOr<NumberedPlace> place = ReadPlace(*page);
    if (!place.ok()) return place.status();
    facts::FaultList faults;
    book::StatementRequest asked{.policy = *family, .partner = request->partner()};
    asked.period = ReadPeriodIfAny(request->period(), faults);
    asked.known = ReadKnownIfAny(*request, faults);
    if (asked.partner.empty()) faults.Add("partner", "a statement is of one partner");
    if (!faults.empty()) return RefuseFields(std::move(faults).Take());
    const auto store = access_.Open();
    if (!store.ok()) return store.status();
    const absl::StatusOr<store::Close> close = place->close == 0
                                                   ? book::CloseOfStatement(**store, asked)
                                                   : (*store)->CloseOf(place->close);
    if (!close.ok()) return RefuseOfStore(close.status(), v1::PAGE_TOKEN_INVALID);
    response->set_policy(*family);
    response->set_partner(asked.partner);
    response->set_closed(close->period.ToString());
    WriteDate(close->known, response->mutable_known());
    if (place->close == 0) {
      const auto totals = book::TotalsOf(**store, *close, asked.partner);
      if (!totals.ok()) return RefuseOfStore(totals.status());
      for (const book::StatementTotal& total : *totals) Write(total, response->add_totals());
    }
    return ListPage(**store, {.policy = *family, .partner = asked.partner, .close = close->id},
                    place->after, page->size, response);
  });
}

grpc::ServerUnaryReactor* LedgerService::ListStandings(grpc::CallbackServerContext* context,
                                                       const v1::ListStandingsRequest* request,
                                                       v1::ListStandingsResponse* response) {
  return runner_.Run(context, *request, Weight::kHeavy, [this, request, response] {
    const Pinned pinned = live_.Pin();
    const absl::StatusOr<std::string> family = FamilyOf(pinned, request->policy());
    if (!family.ok()) return family.status();
    const absl::StatusOr<Page> page = ReadPageOf(*request);
    if (!page.ok()) return page.status();
    facts::FaultList faults;
    book::StandingsRequest asked{.policy = *family, .partner = request->partner()};
    asked.month = ReadPeriodIfAny(request->period(), faults);
    asked.known = ReadKnownIfAny(*request, faults);
    asked.after = page->after;
    asked.limit = std::min(page->size, static_cast<size_t>(limits::kPageSizeMax));
    if (asked.month && asked.month->unit != PeriodUnit::kMonth) {
      faults.Add("period", "a standing is had at the end of a month, such as 2016-02");
    }
    if (!faults.empty()) return RefuseFields(std::move(faults).Take());
    const auto store = access_.Open();
    if (!store.ok()) return store.status();
    const auto found = book::StandingsOf(**store, *pinned.published->policies, asked);
    if (found.status().code() == absl::StatusCode::kInvalidArgument) {
      return Refuse(v1::FACTS_UNFIT, std::string(found.status().message()));
    }
    if (!found.ok()) return RefuseOfStore(found.status(), v1::POLICY_UNKNOWN);
    response->set_closed(found->close.period.ToString());
    WriteDate(found->close.known, response->mutable_known());
    for (const auto& one : found->standings) WriteStanding(one, response->add_standings());
    if (!found->last.empty()) response->set_next_page_token(WritePageToken(found->last));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* LedgerService::ListHeld(grpc::CallbackServerContext* context,
                                                  const v1::ListHeldRequest* request,
                                                  v1::ListHeldResponse* response) {
  return runner_.Run(context, *request, Weight::kHeavy, [this, request, response] {
    const absl::StatusOr<std::string> family = FamilyOf(live_.Pin(), request->policy());
    if (!family.ok()) return family.status();
    const absl::StatusOr<Page> page = ReadPageOf(*request);
    if (!page.ok()) return page.status();
    const absl::StatusOr<NumberedPlace> place = ReadPlace(*page);
    if (!place.ok()) return place.status();
    const auto store = access_.Open();
    if (!store.ok()) return store.status();
    std::optional<store::Close> close;
    if (place->close == 0) {
      const auto last = (*store)->LastIssued(*family);
      if (!last.ok()) return RefuseOfStore(last.status());
      close = *last;
    } else {
      const auto begun = (*store)->CloseOf(place->close);
      if (!begun.ok()) return RefuseOfStore(begun.status(), v1::PAGE_TOKEN_INVALID);
      close = *begun;
    }
    if (!close) return absl::OkStatus();
    response->set_closed(close->period.ToString());
    const auto held = (*store)->HeldOf(*close, /*customer=*/"", place->after, page->size + 1);
    if (!held.ok()) return RefuseOfStore(held.status());
    for (size_t i = 0; i < std::min(held->size(), page->size); ++i) {
      Write((*held)[i], response->add_held());
    }
    if (held->size() > page->size) {
      response->set_next_page_token(WritePlace(close->id, (*held)[page->size - 1].id));
    }
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* LedgerService::ResolveHeld(grpc::CallbackServerContext* context,
                                                     const v1::ResolveHeldRequest* request,
                                                     v1::ResolveHeldResponse* response) {
  return runner_.Run(context, *request, Weight::kWrite, [this, request, response] {
    const absl::StatusOr<std::string> family = FamilyOf(live_.Pin(), request->policy());
    if (!family.ok()) return family.status();
    facts::FaultList faults;
    const std::optional<Period> period = ReadPeriod(request->period(), FieldPath("period"), faults);
    const std::optional<Date> known = ReadKnownIfAny(*request, faults);
    if (!request->has_known()) faults.Add("known", "the day from which it is known is missing");
    if (!faults.empty()) return RefuseFields(std::move(faults).Take());
    const auto store = access_.Open();
    if (!store.ok()) return store.status();
    const absl::StatusOr<std::string> key = book::Resolve(**store, {.policy = *family,
                                                                    .credit = request->credit(),
                                                                    .subject = request->subject(),
                                                                    .period = *period,
                                                                    .partner = request->partner(),
                                                                    .reason = request->reason(),
                                                                    .by = request->by(),
                                                                    .known = *known});
    if (!key.ok()) return RefuseOfStore(key.status(), v1::HELD_UNKNOWN, v1::UNRESOLVABLE);
    response->set_key(*key);
    return absl::OkStatus();
  });
}

}  // namespace credence::server
