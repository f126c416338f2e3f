// credence.v1.DecisionService over gRPC's callback API.
//
// Each call pins the live policies once, so a reload in the middle of a batch changes none of
// its items. What is decided and refused is deciding.h's matter; here are only limits, the pool
// of messages, where the work runs, and that it is recorded before it is answered.
//
// Thread-safe. `live`, `runner` and the log outlive the service, and it outlives the gRPC server.
#ifndef CREDENCE_SERVER_DECISION_SERVICE_H_
#define CREDENCE_SERVER_DECISION_SERVICE_H_

#include "credence/v1/decision_service.grpc.pb.h"
#include "server/call_runner.h"
#include "server/decision_log.h"
#include "server/live_policies.h"
#include "server/message_pool.h"

namespace credence::server {

class DecisionService : public v1::DecisionService::CallbackService {
 public:
  DecisionService(const LivePolicies& live, CallRunner& runner);

  // Records every decision from then on. Before the first call.
  void RecordIn(DecisionLog* log) { log_ = log; }

  grpc::ServerUnaryReactor* Decide(grpc::CallbackServerContext* context,
                                   const v1::DecideRequest* request,
                                   v1::DecideResponse* response) override;
  grpc::ServerUnaryReactor* BatchDecide(grpc::CallbackServerContext* context,
                                        const v1::BatchDecideRequest* request,
                                        v1::BatchDecideResponse* response) override;
  grpc::ServerBidiReactor<v1::BatchDecideRequest, v1::BatchDecideResponse>* StreamDecide(
      grpc::CallbackServerContext* context) override;
  grpc::ServerUnaryReactor* DecideColumns(grpc::CallbackServerContext* context,
                                          const v1::DecideColumnsRequest* request,
                                          v1::DecideColumnsResponse* response) override;

 private:
  // The work of a unary call, which adds what it decides to the lines when there is a log.
  using Work = std::function<absl::Status(Stop&, const RecordedCall&, LogLines&)>;
  grpc::ServerUnaryReactor* Run(grpc::CallbackServerContext* context,
                                const google::protobuf::Message& request, Weight weight,
                                std::string_view method, Work work);

  const LivePolicies& live_;
  CallRunner& runner_;
  DecisionLog* log_ = nullptr;  // null: nothing is recorded
  MessagePool<v1::DecideRequest, v1::DecideResponse> decide_messages_;
  MessagePool<v1::BatchDecideRequest, v1::BatchDecideResponse> batch_messages_;
  MessagePool<v1::DecideColumnsRequest, v1::DecideColumnsResponse> column_messages_;
};

}  // namespace credence::server

#endif  // CREDENCE_SERVER_DECISION_SERVICE_H_
