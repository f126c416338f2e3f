#include "server/decision_service.h"

#include <memory>
#include <span>
#include <string>
#include <utility>

#include "core/limits.h"
#include "core/rational.h"
#include "server/call_guard.h"
#include "server/call_meter.h"
#include "server/column_deciding.h"
#include "server/deciding.h"
#include "server/message_bytes.h"
#include "server/status_mapping.h"

namespace credence::server {
namespace {

// What compiles rule files takes long, whatever its size; one that is too large is refused by it.
Weight WeightOf(const grpc::ByteBuffer& request, std::span<const int> files) {
  const bool is_read = request.Length() <= limits::kRequestBytesMax;
  return is_read && HasField(request, files) ? Weight::kHeavy : Weight::kBySize;
}

constexpr int kOverlay = v1::DecideRequest::kOverlayFieldNumber;
constexpr int kFiles = v1::Overlay::kFilesFieldNumber;
constexpr int kFilesOfOne[] = {kOverlay, kFiles};
constexpr int kFilesOfBatch[] = {v1::BatchDecideRequest::kItemsFieldNumber, kOverlay, kFiles};

// Where the decisions of a call go beside its answer.
struct Recording {
  CallRunner& runner;          // counts them
  DecisionLog* log = nullptr;  // null: none is kept
  RecordedCall call = {};
  LogLines lines = {};

  template <typename Request, typename Decision>
  absl::Status Add(const Request& request, const Decision& decision, uint64_t cases) {
    runner.Decided(cases);
    return log == nullptr ? absl::OkStatus() : log->Record(call, request, decision, lines);
  }
};

Recording RecordingOf(CallRunner& runner, DecisionLog* log,
                      const grpc::CallbackServerContext& context, std::string_view method) {
  if (log == nullptr) return {.runner = runner};
  return {.runner = runner,
          .log = log,
          .call = {.method = method,
                   .caller = CallerOf(context),
                   .trace_id = std::string(TraceOf(context))}};
}

absl::Status DecideOne(Decider& decider, const v1::DecideRequest& request, Stop& stop,
                       Recording& recording, v1::Decision* decision) {
  const absl::Status status = decider.Decide(request, decision, &stop);
  return status.ok() ? recording.Add(request, *decision, 1) : status;
}

void DecideItem(Decider& decider, const v1::DecideRequest& request, Stop& stop,
                Recording& recording, v1::BatchDecideResponse::Item* item) {
  const absl::Status status =
      DecideOne(decider, request, stop, recording, item->mutable_decision());
  *item->mutable_status() = ToRpcStatus(status);
  if (!status.ok()) item->clear_decision();
}

// "after 12 of 1,000 items"
std::string HowFar(int done, int all) {
  return "after " + Rational(done).ToDisplay() + " of " + Rational(all).ToDisplay() + " items";
}

absl::Status DecideItems(const LivePolicies& live, const v1::BatchDecideRequest& request,
                         Stop& stop, Recording& recording, v1::BatchDecideResponse* response) {
  const absl::Status size =
      CheckLimit("items", {"batch_items_max", "items", limits::kBatchItemsMax},
                 static_cast<uint64_t>(request.items_size()));
  if (!size.ok()) return size;
  Decider decider(live.Pin());
  for (int i = 0; i < request.items_size(); ++i) {
    if (!stop.Look()) DecideItem(decider, request.items(i), stop, recording, response->add_items());
    if (stop.cause() != Stop::Cause::kNone) return stop.Why(HowFar(i, request.items_size()));
  }
  return absl::OkStatus();
}

// Reads what is asked, decides it and writes the answer, unless the log has no room for what it
// decides. What is run again from its beginning records nothing of the time before.
template <typename Request, typename Response, typename Decide>
absl::Status Answer(const grpc::ByteBuffer& asked, Recording& recording, const Decide& decide,
                    grpc::ByteBuffer* answer) {
  recording.lines = {};
  if (recording.log != nullptr) {
    if (absl::Status room = recording.log->CheckRoom(); !room.ok()) return room;
  }
  ScratchArena arena;
  auto* request = arena.New<Request>();
  if (absl::Status read = ReadMessage(asked, request); !read.ok()) return read;
  auto* response = arena.New<Response>();
  if (absl::Status decided = decide(*request, response); !decided.ok()) return decided;
  return WriteMessage(*response, answer);
}

// Answers when what was decided is in the log. What was asked goes first: its bytes count against
// the memory of all connections for as long as they are held.
void FinishRecorded(const absl::Status& status, Recording& recording, grpc::ByteBuffer& asked,
                    DecisionLog::Done done) {
  asked.Clear();
  if (!status.ok() || recording.lines.records == 0) return done(status);
  recording.log->Append(std::exchange(recording.lines, {}), std::move(done));
}

// Reads a batch, answers it, reads the next: one at a time, so a caller that does not read waits
// for itself alone.
class BatchStream : public grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  BatchStream(grpc::CallbackServerContext* context, const LivePolicies& live, CallRunner& runner,
              DecisionLog* log)
      : context_(context),
        live_(live),
        runner_(runner),
        recording_(RecordingOf(runner, log, *context, "StreamDecide")) {
    StartRead(&request_);
  }

 private:
  void OnReadDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::OK);
    runner_.Run(
        context_, request_, WeightOf(request_, kFilesOfBatch),
        std::exchange(place_, Place::kUnderWay), [this](Stop& stop) { return Decide(stop); },
        [this](const absl::Status& status) {
          FinishRecorded(status, recording_, request_, [this](const absl::Status& recorded) {
            if (!recorded.ok()) return Finish(ToGrpcStatus(recorded));
            StartWrite(&response_);
          });
        });
  }
  absl::Status Decide(Stop& stop) {
    return Answer<v1::BatchDecideRequest, v1::BatchDecideResponse>(
        request_, recording_,
        [&](const v1::BatchDecideRequest& request, v1::BatchDecideResponse* response) {
          return DecideItems(live_, request, stop, recording_, response);
        },
        &response_);
  }
  void OnWriteDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::OK);  // Nobody is there to read it.
    response_.Clear();
    StartRead(&request_);
  }
  void OnDone() override { delete this; }  // gRPC's own way: nobody else owns a reactor.

  grpc::CallbackServerContext* const context_;
  const LivePolicies& live_;
  CallRunner& runner_;
  Place place_ = Place::kFirst;
  Recording recording_;
  grpc::ByteBuffer request_;
  grpc::ByteBuffer response_;
};

}  // namespace

// A unary call: `decide` is given the request, whether to stop, the recording and the response.
template <typename Request, typename Response, typename Work>
grpc::ServerUnaryReactor* DecisionService::Run(grpc::CallbackServerContext* context,
                                               const Exchange& exchange, Weight weight,
                                               std::string_view method, Work decide) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const auto recording = std::make_shared<Recording>(RecordingOf(runner_, log_, *context, method));
  runner_.Run(
      context, *exchange.asked, weight, Place::kFirst,
      [=](Stop& stop) {
        return Answer<Request, Response>(
            *exchange.asked, *recording,
            [&](const Request& request, Response* response) {
              return decide(request, stop, *recording, response);
            },
            exchange.answer);
      },
      [=](const absl::Status& status) {
        // gRPC's own, which is not const, and which nobody reads again.
        auto& asked = const_cast<grpc::ByteBuffer&>(*exchange.asked);
        FinishRecorded(status, *recording, asked, [reactor](const absl::Status& recorded) {
          reactor->Finish(ToGrpcStatus(recorded));
        });
      });
  return reactor;
}

DecisionService::DecisionService(const LivePolicies& live, CallRunner& runner)
    : live_(live), runner_(runner) {}

grpc::ServerUnaryReactor* DecisionService::Decide(grpc::CallbackServerContext* context,
                                                  const grpc::ByteBuffer* request,
                                                  grpc::ByteBuffer* response) {
  return Run<v1::DecideRequest, v1::DecideResponse>(
      context, {request, response}, WeightOf(*request, kFilesOfOne), "Decide",
      [this](const v1::DecideRequest& asked, Stop& stop, Recording& recording,
             v1::DecideResponse* answer) {
        Decider decider(live_.Pin());
        return DecideOne(decider, asked, stop, recording, answer->mutable_decision());
      });
}

grpc::ServerUnaryReactor* DecisionService::BatchDecide(grpc::CallbackServerContext* context,
                                                       const grpc::ByteBuffer* request,
                                                       grpc::ByteBuffer* response) {
  return Run<v1::BatchDecideRequest, v1::BatchDecideResponse>(
      context, {request, response}, WeightOf(*request, kFilesOfBatch), "BatchDecide",
      [this](const v1::BatchDecideRequest& asked, Stop& stop, Recording& recording,
             v1::BatchDecideResponse* answer) {
        return DecideItems(live_, asked, stop, recording, answer);
      });
}

grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* DecisionService::StreamDecide(
    grpc::CallbackServerContext* context) {
  return new BatchStream(context, live_, runner_, log_);
}

grpc::ServerUnaryReactor* DecisionService::DecideColumns(grpc::CallbackServerContext* context,
                                                         const grpc::ByteBuffer* request,
                                                         grpc::ByteBuffer* response) {
  return Run<v1::DecideColumnsRequest, v1::DecideColumnsResponse>(
      context, {request, response}, Weight::kBySize, "DecideColumns",
      [this](const v1::DecideColumnsRequest& asked, Stop& stop, Recording& recording,
             v1::DecideColumnsResponse* answer) {
        const Pinned pinned = live_.Pin();
        if (pinned.published == nullptr) return pinned.why_none;
        const absl::Status status =
            server::DecideColumns(*pinned.published->policies, asked, stop, answer);
        return status.ok() ? recording.Add(asked, *answer, asked.batch().cases()) : status;
      });
}

}  // namespace credence::server
