#include "server/fact_service.h"

#include <memory>
#include <utility>
#include <vector>

#include "server/convert_case.h"
#include "server/convert_values.h"
#include "server/status_mapping.h"

namespace credence::server {
namespace {

facts::Record ReadRecord(const v1::Fact& message, const FieldPath& at, facts::FaultList& faults) {
  facts::Record record{.key = message.key(),
                       .row = static_cast<uint64_t>(message.row()),
                       .stated = message.stated(),
                       .fact = {}};
  if (record.key.empty()) {
    faults.Add(FieldPath(at, "key").ToString(), "a fact has a key, which says what it is about");
  }
  switch (message.fact_case()) {
    case v1::Fact::kSubject:
      record.fact = ReadRow(message.subject(), FieldPath(at, "subject"), faults);
      break;
    case v1::Fact::kAttribute: {
      const FieldPath below(at, "attribute");
      const auto value = ReadValue(message.attribute().value(), FieldPath(below, "value"), faults);
      record.fact =
          facts::AttributeRecord{message.attribute().subject(), message.attribute().name(),
                                 value.value_or(facts::TypedValue{})};
      break;
    }
    case v1::Fact::kMeasure:
      record.fact = ReadRow(message.measure(), FieldPath(at, "measure"), faults);
      break;
    case v1::Fact::kEvidence:
      record.fact = ReadRow(message.evidence(), FieldPath(at, "evidence"), faults);
      break;
    case v1::Fact::kFeed:
      record.fact = ReadRow(message.feed(), FieldPath(at, "feed"), faults);
      break;
    case v1::Fact::FACT_NOT_SET:
      faults.Add(at.ToString(),
                 "the fact is missing: a subject, an attribute, a measure, "
                 "evidence or a feed");
  }
  return record;
}

absl::Status RefuseAll(facts::FaultList faults) {
  const std::vector<facts::Fault> found = std::move(faults).Take();
  return RefuseFields(found);
}

// One call of RecordFacts; deletes itself when gRPC is done with it.
class Recording : public grpc::ServerReadReactor<v1::RecordFactsRequest> {
 public:
  Recording(const StoreAccess& access, v1::RecordFactsResponse* response)
      : access_(access), response_(response) {
    StartRead(&request_);
  }

  void OnReadDone(bool ok) override {
    if (committed_ || !ok) return Finish(ToGrpcStatus(End()));
    if (absl::Status status = Take(); !status.ok()) return Finish(ToGrpcStatus(status));
    StartRead(&request_);
  }
  void OnCancel() override {}
  void OnDone() override { delete this; }

 private:
  absl::Status End() const {
    if (committed_) return absl::OkStatus();
    return Refuse(v1::FIELD_INVALID,
                  "the stream ended without `commit`, so nothing of it was kept");
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
      if (!faults.empty()) return RefuseAll(std::move(faults));
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
    if (!faults.empty()) return RefuseAll(std::move(faults));
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

  const StoreAccess& access_;
  v1::RecordFactsResponse* response_;
  v1::RecordFactsRequest request_;
  std::unique_ptr<store::Store> store_;  // outlives its stream
  std::unique_ptr<store::FactStream> stream_;
  bool committed_ = false;
};

}  // namespace

grpc::ServerReadReactor<v1::RecordFactsRequest>* FactService::RecordFacts(
    grpc::CallbackServerContext*, v1::RecordFactsResponse* response) {
  return new Recording(access_, response);
}

grpc::ServerUnaryReactor* FactService::RetractFact(grpc::CallbackServerContext* context,
                                                   const v1::RetractFactRequest* request,
                                                   v1::RetractFactResponse*) {
  return runner_.Run(context, *request, Weight::kHeavy, [this, request] {
    facts::FaultList faults;
    if (request->key().empty()) faults.Add("key", "the key of the fact is missing");
    if (request->reason().empty()) {
      faults.Add("reason", "a retraction says why, for those whose adjustments come of it");
    }
    std::optional<Date> known;
    if (request->has_known()) {
      known = ReadDate(request->known(), FieldPath("known"), faults);
    } else {
      faults.Add("known", "the day from which it is not known any more is missing");
    }
    if (!faults.empty()) return RefuseAll(std::move(faults));
    auto store = access_.Open();
    if (!store.ok()) return store.status();
    return RefuseOfStore((*store)->Retract(request->key(), request->reason(), *known));
  });
}

}  // namespace credence::server
