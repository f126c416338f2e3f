// Runs the work of a call, or of one message of a stream: at once when it is small, else on the
// workers.
//
//   grpc::ServerUnaryReactor* Decide(context, request, response) {
//     return runner_.Run(context, *request, Weight::kBySize, [=, this] {
//       return Decider(live_.Pin()).Decide(*request, response->mutable_decision());
//     });
//   }
//
// Before the work: a request over limits::kRequestBytesMax is refused, by name. After it, or
// when the caller is gone before it began: the reactor is finished with the mapped status. An
// exception of the work (memory) becomes an internal error.
//
// OVERLOADED: limits::kWaitingCallsMax calls wait for a worker already.
//
// Thread-safe. The work may run until Finish; it must not use the context after.
#ifndef CREDENCE_SERVER_CALL_RUNNER_H_
#define CREDENCE_SERVER_CALL_RUNNER_H_

#include <functional>

#include "core/status.h"
#include "google/protobuf/message.h"
#include "server/worker_pool.h"

namespace grpc {
class CallbackServerContext;
class ServerUnaryReactor;
}  // namespace grpc

namespace credence::server {

enum class Weight {
  kBySize,  // the work is about proportional to the request's bytes
  kHeavy,   // compiles, or reads files
};

class CallRunner {
 public:
  CallRunner();

  grpc::ServerUnaryReactor* Run(grpc::CallbackServerContext* context,
                                const google::protobuf::Message& request, Weight weight,
                                std::function<absl::Status()> work);

  // The same for one message of a stream: `done` is told how it went, on whichever thread.
  void Run(grpc::CallbackServerContext* context, const google::protobuf::Message& request,
           Weight weight, std::function<absl::Status()> work,
           std::function<void(const absl::Status&)> done);

 private:
  WorkerPool workers_;
};

// CANCELLED once nobody waits for the answer any more.
absl::Status CheckStillWanted(grpc::CallbackServerContext* context);

}  // namespace credence::server

#endif  // CREDENCE_SERVER_CALL_RUNNER_H_
