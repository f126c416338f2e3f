#include "server/fact_service.h"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>
#include <vector>

#include "book/designation.h"
#include "core/limits.h"
#include "core/nearest_name.h"
#include "server/convert_fact.h"
#include "server/convert_values.h"
#include "server/page_token.h"
#include "server/pause_watch.h"
#include "server/status_mapping.h"

namespace credence::server {
namespace {

// One call of RecordFacts; deletes itself when gRPC is done with it.
class Recording : public grpc::ServerReadReactor<v1::RecordFactsRequest> {
 public:
  Recording(grpc::CallbackServerContext* context, const StoreAccess& access, CallRunner& runner,
            std::chrono::milliseconds pause_max, v1::RecordFactsResponse* response)
      : context_(context),
        access_(access),
        runner_(runner),
        response_(response),
        pause_max_(pause_max),
        pause_(pause_max, [this] { End(Paused()); }) {
    StartRead(&request_);
  }

  void OnReadDone(bool ok) override {
    if (!pause_.Heard()) return;
    if (committed_ || !ok) return End(Outcome());
    // Once the store is written to, others wait for the end of it.
    const bool begun = stream_ != nullptr;
    runner_.Run(
        context_, request_, begun ? Weight::kBegun : Weight::kWrite,
        begun ? Place::kUnderWay : Place::kFirst, [this](Stop&) { return Take(); },
        [this](const absl::Status& status) {
          if (!status.ok()) return End(status);
          if (!committed_) pause_.Await();
          StartRead(&request_);
        });
  }
  void OnCancel() override {}
  void OnDone() override { delete this; }

 private:
  absl::Status Outcome() const {
    if (committed_) return absl::OkStatus();
    return Refuse(v1::FIELD_INVALID,
                  "the stream ended without `commit`, so nothing of it was kept");
  }

  absl::Status Paused() const {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(pause_max_).count();
    return absl::DeadlineExceededError(
        "nothing came for " + std::to_string(seconds) +
        " s on a stream that others wait for, so nothing of it was kept; send it again without "
        "pauses, or raise `limits.pause_seconds` of the server");
  }

  // What was not committed gives the writer's place free before its caller is told.
  void End(const absl::Status& status) {
    stream_.reset();
    store_.reset();
    Finish(ToGrpcStatus(status));
  }

  absl::Status Take() {
    if (stream_ == nullptr) {
      if (absl::Status status = Begin(); !status.ok()) return status;
    }
    for (int i = 0; i < request_.facts_size(); ++i) {
      facts::FaultList faults;
      const FieldPath root("");
      const facts::Record record =
          ReadRecord(request_.facts(i), FieldPath(root, "facts", i), faults);
      if (!faults.empty()) return RefuseFields(std::move(faults).Take());
      if (absl::Status status = stream_->Add(record); !status.ok()) return RefuseOfStore(status);
    }
    return request_.commit() ? Commit() : absl::OkStatus();
  }

  absl::Status Begin() {
    const v1::FactSource& source = request_.source();
    facts::FaultList faults;
    if (source.system().empty()) faults.Add("source.system", "the source has a name");
    std::optional<Date> known;
    if (source.has_known()) {
      const FieldPath at("source");
      known = ReadDate(source.known(), FieldPath(at, "known"), faults);
    } else {
      faults.Add("source.known", "the day from which this is known is missing");
    }
    if (!faults.empty()) return RefuseFields(std::move(faults).Take());
    auto store = access_.Open();
    if (!store.ok()) return store.status();
    store_ = *std::move(store);
    auto stream = store_->Record(
        {.system = source.system(), .file = source.file(), .sha256 = source.sha256()}, *known);
    if (!stream.ok()) return RefuseOfStore(stream.status());
    stream_ = *std::move(stream);
    return absl::OkStatus();
  }

  absl::Status Commit() {
    const auto counts = stream_->Commit();
    if (!counts.ok()) return RefuseOfStore(counts.status());
    committed_ = true;
    response_->set_added(static_cast<int64_t>(counts->added));
    response_->set_corrected(static_cast<int64_t>(counts->corrected));
    response_->set_unchanged(static_cast<int64_t>(counts->unchanged));
    response_->set_outdated(static_cast<int64_t>(counts->outdated));
    return absl::OkStatus();
  }

  grpc::CallbackServerContext* const context_;
  const StoreAccess& access_;
  CallRunner& runner_;
  v1::RecordFactsResponse* response_;
  const std::chrono::milliseconds pause_max_;
  v1::RecordFactsRequest request_;
  std::unique_ptr<store::Store> store_;  // outlives its stream
  std::unique_ptr<store::FactStream> stream_;
  bool committed_ = false;
  PauseWatch pause_;  // the first to go: what it calls needs the rest
};

// Names among which one that was meant is looked for.
constexpr size_t kNamesLookedAt = 10'000;

std::optional<Date> ReadDay(bool is_there, const v1::Date& day, const char* field,
                            const char* missing, facts::FaultList& faults) {
  if (is_there) return ReadDate(day, FieldPath(field), faults);
  faults.Add(field, missing);
  return std::nullopt;
}

// What ListFacts is asked for.
struct Listing {
  Date known = kDateMax;
  std::optional<Date> valid = {};
  store::FactFilter filter = {};
  size_t page_size = 0;
};

constexpr std::array<const char*, 5> kSorts = {"subject", "attribute", "measure", "evidence",
                                               "feed"};

absl::StatusOr<Listing> ReadListing(const v1::ListFactsRequest& request) {
  facts::FaultList faults;
  Listing listing;
  if (request.customer().empty() == request.history_of().empty()) {
    faults.Add("customer", "name a customer, or the key of one fact in `history_of`");
  }
  if (request.has_known()) {
    listing.known = ReadDate(request.known(), FieldPath("known"), faults).value_or(listing.known);
  }
  if (request.has_valid()) listing.valid = ReadDate(request.valid(), FieldPath("valid"), faults);
  if (!request.sort().empty() && std::ranges::find(kSorts, request.sort()) == kSorts.end()) {
    faults.Add("sort", "`" + Shown(request.sort()) +
                           "` is no sort of fact; there are subject, attribute, measure, evidence "
                           "and feed");
  }
  if (!faults.empty()) return RefuseFields(std::move(faults).Take());
  const absl::StatusOr<Page> page = ReadPage(request.page_size(), request.page_token(),
                                             limits::kFactsPageMax, limits::kFactsPageMax);
  if (!page.ok()) return page.status();
  listing.page_size = page->size;
  // "evidence dpor/ea1": the last fact that was given out.
  const std::string& after = page->after;
  const size_t blank = std::min(after.find(' '), after.size());
  listing.filter = {.sort = request.sort(),
                    .partner = request.partner(),
                    .after_sort = after.substr(0, blank),
                    .after_key = after.substr(std::min(blank + 1, after.size()))};
  return listing;
}

// Subjects, attributes and feeds are of every day.
bool IsValidOn(const store::Fact& fact, const std::optional<Date>& day) {
  if (!day) return true;
  if (const auto* measure = std::get_if<facts::MeasureInput>(&fact)) {
    return !measure->period || measure->period->range.Contains(*day);
  }
  const auto* evidence = std::get_if<facts::EvidenceInput>(&fact);
  return evidence == nullptr || book::ValidDaysOf(*evidence).Contains(*day);
}

absl::Status RefuseUnknown(store::Store& store, const std::string& customer, Date known) {
  const auto subjects = store.FactsOf(customer, known, {.sort = "subject", .limit = 1});
  if (!subjects.ok()) return RefuseOfStore(subjects.status());
  if (!subjects->empty()) return absl::OkStatus();
  const auto names = store.Roots("", kNamesLookedAt, known);
  if (!names.ok()) return RefuseOfStore(names.status());
  std::string message = "nothing is known of a customer `" + Shown(customer) + "`";
  if (known != kDateMax) message += " on " + known.ToString();
  const std::vector<std::string> near = NearestNames(customer, *names);
  if (!near.empty()) message += "; did you mean `" + Shown(near[0]) + "`?";
  return Refuse(v1::FACT_UNKNOWN, message);
}

void WriteKnown(const store::KnownFact& known, v1::KnownFact* to) {
  WriteFact(known.fact, to->mutable_fact());
  to->mutable_fact()->set_key(known.key);
  to->mutable_fact()->set_row(static_cast<int64_t>(known.row));
  to->mutable_fact()->set_stated(known.stated);
  to->mutable_source()->set_system(known.source.system);
  to->mutable_source()->set_file(known.source.file);
  to->mutable_source()->set_sha256(known.source.sha256);
  WriteDate(known.recorded, to->mutable_source()->mutable_known());
  WriteDate(known.recorded, to->mutable_recorded());
  if (known.superseded) WriteDate(*known.superseded, to->mutable_superseded());
}

absl::Status ListHistory(store::Store& store, const std::string& key, Date known,
                         v1::ListFactsResponse* response) {
  const auto versions = store.VersionsOf(key, known);
  if (!versions.ok()) return RefuseOfStore(versions.status());
  if (versions->empty()) {
    return Refuse(v1::FACT_UNKNOWN, "nothing was known under `" + Shown(key) + "`");
  }
  for (const store::FactVersion& one : *versions) {
    v1::KnownFact* to = response->add_facts();
    WriteKnown(one.known, to);
    if (!one.retracted) continue;
    to->mutable_fact()->clear_fact();
    to->set_retracted(true);
    to->set_reason(one.reason);
  }
  return absl::OkStatus();
}

// Fills a page: as many as are valid on the day, of as many as are looked at.
absl::Status FillPage(store::Store& store, const std::string& customer, Listing listing,
                      v1::ListFactsResponse* response) {
  listing.filter.limit = listing.page_size + 1;
  std::string last_sort;
  for (;;) {
    const auto found = store.FactsOf(customer, listing.known, listing.filter);
    if (!found.ok()) return RefuseOfStore(found.status());
    for (const store::KnownFact& one : *found) {
      if (!IsValidOn(one.fact, listing.valid)) continue;
      if (static_cast<size_t>(response->facts_size()) == listing.page_size) {
        const v1::KnownFact& last = response->facts(response->facts_size() - 1);
        response->set_next_page_token(WritePageToken(last_sort + " " + last.fact().key()));
        return absl::OkStatus();
      }
      WriteKnown(one, response->add_facts());
      last_sort = store::SortOf(one.fact);
    }
    if (found->size() < listing.filter.limit) return absl::OkStatus();
    listing.filter.after_sort = store::SortOf(found->back().fact);
    listing.filter.after_key = found->back().key;
  }
}

absl::StatusOr<book::Designation> ReadDesignation(const v1::DesignateRequest& request) {
  facts::FaultList faults;
  if (request.subscription().empty()) faults.Add("subscription", "the subscription is missing");
  if (request.by().empty()) {
    faults.Add("by", "the administrator of the customer who designates is missing");
  }
  const std::optional<Date> from =
      ReadDay(request.has_from(), request.from(), "from",
              "the day from which the designation holds is missing", faults);
  const std::optional<Date> known =
      ReadDay(request.has_known(), request.known(), "known",
              "the day from which the designation is known is missing", faults);
  if (!faults.empty()) return RefuseFields(std::move(faults).Take());
  return book::Designation{.subscription = request.subscription(),
                           .partner = request.partner(),
                           .by = request.by(),
                           .from = *from,
                           .known = *known};
}

v1::ErrorReason ReasonOf(book::DesignationVerdict verdict) {
  switch (verdict) {
    case book::DesignationVerdict::kNotAdministrator:
      return v1::NOT_ADMINISTRATOR;
    case book::DesignationVerdict::kPartnerIneligible:
      return v1::PARTNER_INELIGIBLE;
    case book::DesignationVerdict::kSubscriptionUnknown:
      return v1::SUBSCRIPTION_UNKNOWN;
    default:
      return v1::OUT_OF_ORDER;
  }
}

}  // namespace

grpc::ServerReadReactor<v1::RecordFactsRequest>* FactService::RecordFacts(
    grpc::CallbackServerContext* context, v1::RecordFactsResponse* response) {
  return new Recording(context, access_, runner_, pause_max_, response);
}

grpc::ServerUnaryReactor* FactService::RetractFact(grpc::CallbackServerContext* context,
                                                   const v1::RetractFactRequest* request,
                                                   v1::RetractFactResponse*) {
  return runner_.Run(context, *request, Weight::kWrite, [this, request] {
    facts::FaultList faults;
    if (request->key().empty()) faults.Add("key", "the key of the fact is missing");
    if (request->reason().empty()) {
      faults.Add("reason", "a retraction says why, for those whose adjustments come of it");
    }
    const std::optional<Date> known =
        ReadDay(request->has_known(), request->known(), "known",
                "the day from which it is not known any more is missing", faults);
    if (!faults.empty()) return RefuseFields(std::move(faults).Take());
    auto store = access_.Open();
    if (!store.ok()) return store.status();
    return RefuseOfStore((*store)->Retract(request->key(), request->reason(), *known));
  });
}

grpc::ServerUnaryReactor* FactService::ListFacts(grpc::CallbackServerContext* context,
                                                 const v1::ListFactsRequest* request,
                                                 v1::ListFactsResponse* response) {
  return runner_.Run(context, *request, Weight::kHeavy, [this, request, response] {
    const absl::StatusOr<Listing> listing = ReadListing(*request);
    if (!listing.ok()) return listing.status();
    const auto store = access_.Open();
    if (!store.ok()) return store.status();
    if (!request->history_of().empty()) {
      return ListHistory(**store, request->history_of(), listing->known, response);
    }
    if (request->page_token().empty()) {
      absl::Status is_known = RefuseUnknown(**store, request->customer(), listing->known);
      if (!is_known.ok()) return is_known;
    }
    return FillPage(**store, request->customer(), *listing, response);
  });
}

grpc::ServerUnaryReactor* FactService::Designate(grpc::CallbackServerContext* context,
                                                 const v1::DesignateRequest* request,
                                                 v1::DesignateResponse* response) {
  return runner_.Run(context, *request, Weight::kWrite, [this, request, response] {
    const absl::StatusOr<book::Designation> wanted = ReadDesignation(*request);
    if (!wanted.ok()) return wanted.status();
    const auto store = access_.Open();
    if (!store.ok()) return store.status();
    const auto done = book::Designate(**store, *wanted);
    if (!done.ok()) return RefuseOfStore(done.status());
    if (done->verdict != book::DesignationVerdict::kDone) {
      return Refuse(ReasonOf(done->verdict), done->why);
    }
    response->set_customer(done->customer);
    if (done->designation) WriteEvidence(*done->designation, response->mutable_designation());
    for (const facts::EvidenceInput& one : done->ended) WriteEvidence(one, response->add_ended());
    response->set_unchanged(done->unchanged);
    return absl::OkStatus();
  });
}

}  // namespace credence::server
