#include "server/call_runner.h"

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <algorithm>
#include <exception>
#include <thread>
#include <utility>

#include "core/limits.h"
#include "credence/v1/decision_service.pb.h"
#include "server/status_mapping.h"

namespace credence::server {
namespace {

// Deciding takes about a microsecond for a hundred bytes of a case, so this is a millisecond on
// gRPC's thread.
constexpr size_t kInlineBytesMax = 64 << 10;

absl::Status RunGuarded(grpc::CallbackServerContext* context,
                        const std::function<absl::Status()>& work) {
  if (absl::Status status = CheckStillWanted(context); !status.ok()) return status;
  try {
    return work();
  } catch (const std::exception& thrown) {
    return InternalError(std::string("an exception left a call: ") + thrown.what());
  }
}

}  // namespace

CallRunner::CallRunner()
    : workers_(std::max(1u, std::thread::hardware_concurrency()), limits::kWaitingCallsMax) {}

grpc::ServerUnaryReactor* CallRunner::Run(grpc::CallbackServerContext* context,
                                          const google::protobuf::Message& request, Weight weight,
                                          std::function<absl::Status()> work) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  Run(context, request, weight, std::move(work),
      [reactor](const absl::Status& status) { reactor->Finish(ToGrpcStatus(status)); });
  return reactor;
}

void CallRunner::Run(grpc::CallbackServerContext* context, const google::protobuf::Message& request,
                     Weight weight, std::function<absl::Status()> work,
                     std::function<void(const absl::Status&)> done) {
  const size_t bytes = request.ByteSizeLong();
  const absl::Status size =
      CheckLimit("", {"request_bytes_max", "bytes", limits::kRequestBytesMax}, bytes);
  if (!size.ok()) return done(size);
  if (weight == Weight::kBySize && bytes <= kInlineBytesMax) {
    return done(RunGuarded(context, work));
  }
  const bool taken =
      workers_.TryRun([context, work = std::move(work), done] { done(RunGuarded(context, work)); });
  if (!taken) {
    done(Refuse(v1::OVERLOADED,
                "too many large requests wait for a worker; ask again after a pause"));
  }
}

absl::Status CheckStillWanted(grpc::CallbackServerContext* context) {
  if (!context->IsCancelled()) return absl::OkStatus();
  return absl::CancelledError("the call was cancelled or its deadline has passed");
}

}  // namespace credence::server
