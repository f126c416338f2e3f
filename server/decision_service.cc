#include "server/decision_service.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "core/limits.h"
#include "core/rational.h"
#include "server/call_guard.h"
#include "server/call_meter.h"
#include "server/column_deciding.h"
#include "server/deciding.h"
#include "server/status_mapping.h"

namespace credence::server {
namespace {

bool CompilesFiles(const v1::DecideRequest& request) { return request.overlay().files_size() > 0; }

RecordedCall CallOf(const grpc::CallbackServerContext& context, std::string_view method) {
  return {.method = method, .caller = CallerOf(context), .trace_id = std::string(TraceOf(context))};
}

// Where decisions of a call go beside its answer.
struct Recorded {
  const DecisionLog* log = nullptr;  // null: nowhere
  const RecordedCall& call;
  LogLines& lines;
};

absl::Status DecideOne(Decider& decider, const v1::DecideRequest& request, Stop& stop,
                       const Recorded& recorded, v1::Decision* decision) {
  absl::Status status = decider.Decide(request, decision, &stop);
  if (status.ok() && recorded.log != nullptr) {
    status = recorded.log->Record(recorded.call, request, *decision, recorded.lines);
  }
  return status;
}

void DecideItem(Decider& decider, const v1::DecideRequest& request, Stop& stop,
                const Recorded& recorded, v1::BatchDecideResponse::Item* item) {
  const absl::Status status = DecideOne(decider, request, stop, recorded, item->mutable_decision());
  *item->mutable_status() = ToRpcStatus(status);
  if (!status.ok()) item->clear_decision();
}

// "after 12 of 1,000 items"
std::string HowFar(int done, int all) {
  return "after " + Rational(done).ToDisplay() + " of " + Rational(all).ToDisplay() + " items";
}

absl::Status DecideItems(const LivePolicies& live, const v1::BatchDecideRequest& request,
                         CallRunner& runner, Stop& stop, const Recorded& recorded,
                         v1::BatchDecideResponse* response) {
  response->Clear();
  const absl::Status size =
      CheckLimit("items", {"batch_items_max", "items", limits::kBatchItemsMax},
                 static_cast<uint64_t>(request.items_size()));
  if (!size.ok()) return size;
  Decider decider(live.Pin());
  for (int i = 0; i < request.items_size(); ++i) {
    if (!stop.Look()) DecideItem(decider, request.items(i), stop, recorded, response->add_items());
    if (stop.cause() != Stop::Cause::kNone) return stop.Why(HowFar(i, request.items_size()));
    runner.Decided(1);
  }
  return absl::OkStatus();
}

// Does the work unless the log has no room for what it decides. What is run again from its
// beginning records nothing of the time before.
absl::Status RunRecorded(DecisionLog* log, LogLines& lines,
                         const std::function<absl::Status()>& work) {
  lines = {};
  const absl::Status room = log == nullptr ? absl::OkStatus() : log->CheckRoom();
  return room.ok() ? work() : room;
}

// Answers when what was decided is in the log.
void FinishRecorded(DecisionLog* log, const absl::Status& status, LogLines& lines,
                    DecisionLog::Done done) {
  if (!status.ok() || lines.records == 0) return done(status);
  log->Append(std::exchange(lines, {}), std::move(done));
}

// Reads a batch, answers it, reads the next: one at a time, so a caller that does not read waits
// for itself alone. The messages of one batch are those of the next.
class BatchStream
    : public grpc::ServerBidiReactor<v1::BatchDecideRequest, v1::BatchDecideResponse> {
 public:
  BatchStream(grpc::CallbackServerContext* context, const LivePolicies& live, CallRunner& runner,
              DecisionLog* log)
      : context_(context), live_(live), runner_(runner), log_(log) {
    if (log_ != nullptr) call_ = CallOf(*context, "StreamDecide");
    StartRead(&request_);
  }

 private:
  void OnReadDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::OK);
    const bool compiles = std::ranges::any_of(request_.items(), CompilesFiles);
    const Weight weight = compiles ? Weight::kHeavy : Weight::kBySize;
    runner_.Run(
        context_, request_, weight, std::exchange(place_, Place::kUnderWay),
        [this](Stop& stop) { return Decide(stop); },
        [this](const absl::Status& status) {
          FinishRecorded(log_, status, lines_, [this](const absl::Status& recorded) {
            if (!recorded.ok()) return Finish(ToGrpcStatus(recorded));
            StartWrite(&response_);
          });
        });
  }
  absl::Status Decide(Stop& stop) {
    return RunRecorded(log_, lines_, [&] {
      return DecideItems(live_, request_, runner_, stop, {log_, call_, lines_}, &response_);
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
  DecisionLog* const log_;
  RecordedCall call_;
  LogLines lines_;
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

grpc::ServerUnaryReactor* DecisionService::Run(grpc::CallbackServerContext* context,
                                               const google::protobuf::Message& request,
                                               Weight weight, std::string_view method, Work work) {
  if (log_ == nullptr) {
    return runner_.Run(context, request, weight, [work = std::move(work)](Stop& stop) {
      LogLines none;
      return work(stop, {}, none);
    });
  }
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const auto lines = std::make_shared<LogLines>();
  runner_.Run(
      context, request, weight, Place::kFirst,
      [this, call = CallOf(*context, method), work = std::move(work), lines](Stop& stop) {
        return RunRecorded(log_, *lines, [&] { return work(stop, call, *lines); });
      },
      [this, reactor, lines](const absl::Status& status) {
        FinishRecorded(log_, status, *lines, [reactor](const absl::Status& recorded) {
          reactor->Finish(ToGrpcStatus(recorded));
        });
      });
  return reactor;
}

grpc::ServerUnaryReactor* DecisionService::Decide(grpc::CallbackServerContext* context,
                                                  const v1::DecideRequest* request,
                                                  v1::DecideResponse* response) {
  const Weight weight = CompilesFiles(*request) ? Weight::kHeavy : Weight::kBySize;
  return Run(context, *request, weight, "Decide",
             [this, request, response](Stop& stop, const RecordedCall& call, LogLines& lines) {
               response->Clear();
               Decider decider(live_.Pin());
               absl::Status status = DecideOne(decider, *request, stop, {log_, call, lines},
                                               response->mutable_decision());
               if (status.ok()) runner_.Decided(1);
               return status;
             });
}

grpc::ServerUnaryReactor* DecisionService::BatchDecide(grpc::CallbackServerContext* context,
                                                       const v1::BatchDecideRequest* request,
                                                       v1::BatchDecideResponse* response) {
  const bool compiles = std::ranges::any_of(request->items(), CompilesFiles);
  const Weight weight = compiles ? Weight::kHeavy : Weight::kBySize;
  return Run(context, *request, weight, "BatchDecide",
             [this, request, response](Stop& stop, const RecordedCall& call, LogLines& lines) {
               return DecideItems(live_, *request, runner_, stop, {log_, call, lines}, response);
             });
}

grpc::ServerBidiReactor<v1::BatchDecideRequest, v1::BatchDecideResponse>*
DecisionService::StreamDecide(grpc::CallbackServerContext* context) {
  return new BatchStream(context, live_, runner_, log_);
}

grpc::ServerUnaryReactor* DecisionService::DecideColumns(grpc::CallbackServerContext* context,
                                                         const v1::DecideColumnsRequest* request,
                                                         v1::DecideColumnsResponse* response) {
  return Run(context, *request, Weight::kBySize, "DecideColumns",
             [this, request, response](Stop& stop, const RecordedCall& call, LogLines& lines) {
               response->Clear();
               const Pinned pinned = live_.Pin();
               if (pinned.published == nullptr) return pinned.why_none;
               absl::Status status =
                   server::DecideColumns(*pinned.published->policies, *request, stop, response);
               if (status.ok()) runner_.Decided(request->batch().cases());
               if (status.ok() && log_ != nullptr) {
                 status = log_->Record(call, *request, *response, lines);
               }
               return status;
             });
}

}  // namespace credence::server
