#include "server/decision_service.h"

#include <algorithm>
#include <string>
#include <utility>

#include "core/limits.h"
#include "core/rational.h"
#include "server/column_deciding.h"
#include "server/deciding.h"
#include "server/status_mapping.h"

namespace credence::server {
namespace {

bool CompilesFiles(const v1::DecideRequest& request) { return request.overlay().files_size() > 0; }

void DecideItem(Decider& decider, const v1::DecideRequest& request, Stop& stop,
                v1::BatchDecideResponse::Item* item) {
  const absl::Status status = decider.Decide(request, item->mutable_decision(), &stop);
  *item->mutable_status() = ToRpcStatus(status);
  if (!status.ok()) item->clear_decision();
}

// "after 12 of 1,000 items"
std::string HowFar(int done, int all) {
  return "after " + Rational(done).ToDisplay() + " of " + Rational(all).ToDisplay() + " items";
}

absl::Status DecideItems(const LivePolicies& live, const v1::BatchDecideRequest& request,
                         CallRunner& runner, Stop& stop, v1::BatchDecideResponse* response) {
  response->Clear();
  const absl::Status size =
      CheckLimit("items", {"batch_items_max", "items", limits::kBatchItemsMax},
                 static_cast<uint64_t>(request.items_size()));
  if (!size.ok()) return size;
  Decider decider(live.Pin());
  for (int i = 0; i < request.items_size(); ++i) {
    if (!stop.Look()) DecideItem(decider, request.items(i), stop, response->add_items());
    if (stop.cause() != Stop::Cause::kNone) return stop.Why(HowFar(i, request.items_size()));
    runner.Decided(1);
  }
  return absl::OkStatus();
}

// Reads a batch, answers it, reads the next: one at a time, so a caller that does not read waits
// for itself alone. The messages of one batch are those of the next.
class BatchStream
    : public grpc::ServerBidiReactor<v1::BatchDecideRequest, v1::BatchDecideResponse> {
 public:
  BatchStream(grpc::CallbackServerContext* context, const LivePolicies& live, CallRunner& runner)
      : context_(context), live_(live), runner_(runner) {
    StartRead(&request_);
  }

 private:
  void OnReadDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::OK);
    const bool compiles = std::ranges::any_of(request_.items(), CompilesFiles);
    const Weight weight = compiles ? Weight::kHeavy : Weight::kBySize;
    runner_.Run(
        context_, request_, weight, std::exchange(place_, Place::kUnderWay),
        [this](Stop& stop) { return DecideItems(live_, request_, runner_, stop, &response_); },
        [this](const absl::Status& status) {
          if (!status.ok()) return Finish(ToGrpcStatus(status));
          StartWrite(&response_);
        });
  }
  void OnWriteDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::OK);  // Nobody is there to read it.
    StartRead(&request_);
  }
  void OnDone() override { delete this; }  // gRPC's own way: nobody else owns a reactor.

  grpc::CallbackServerContext* const context_;
  const LivePolicies& live_;
  CallRunner& runner_;
  Place place_ = Place::kFirst;
  v1::BatchDecideRequest request_;
  v1::BatchDecideResponse response_;
};

}  // namespace

DecisionService::DecisionService(const LivePolicies& live, CallRunner& runner)
    : live_(live), runner_(runner) {
  SetMessageAllocatorFor_Decide(&decide_messages_);
  SetMessageAllocatorFor_BatchDecide(&batch_messages_);
  SetMessageAllocatorFor_DecideColumns(&column_messages_);
}

grpc::ServerUnaryReactor* DecisionService::Decide(grpc::CallbackServerContext* context,
                                                  const v1::DecideRequest* request,
                                                  v1::DecideResponse* response) {
  const Weight weight = CompilesFiles(*request) ? Weight::kHeavy : Weight::kBySize;
  return runner_.Run(context, *request, weight, [this, request, response](Stop& stop) {
    response->Clear();
    absl::Status status =
        Decider(live_.Pin()).Decide(*request, response->mutable_decision(), &stop);
    if (status.ok()) runner_.Decided(1);
    return status;
  });
}

grpc::ServerUnaryReactor* DecisionService::BatchDecide(grpc::CallbackServerContext* context,
                                                       const v1::BatchDecideRequest* request,
                                                       v1::BatchDecideResponse* response) {
  const bool compiles = std::ranges::any_of(request->items(), CompilesFiles);
  const Weight weight = compiles ? Weight::kHeavy : Weight::kBySize;
  return runner_.Run(context, *request, weight, [this, request, response](Stop& stop) {
    return DecideItems(live_, *request, runner_, stop, response);
  });
}

grpc::ServerBidiReactor<v1::BatchDecideRequest, v1::BatchDecideResponse>*
DecisionService::StreamDecide(grpc::CallbackServerContext* context) {
  return new BatchStream(context, live_, runner_);
}

grpc::ServerUnaryReactor* DecisionService::DecideColumns(grpc::CallbackServerContext* context,
                                                         const v1::DecideColumnsRequest* request,
                                                         v1::DecideColumnsResponse* response) {
  return runner_.Run(context, *request, Weight::kBySize, [this, request, response](Stop& stop) {
    response->Clear();
    const Pinned pinned = live_.Pin();
    if (pinned.published == nullptr) return pinned.why_none;
    absl::Status status =
        server::DecideColumns(*pinned.published->policies, *request, stop, response);
    if (status.ok()) runner_.Decided(request->batch().cases());
    return status;
  });
}

}  // namespace credence::server
