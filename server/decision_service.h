// credence.v1.DecisionService over gRPC's callback API.
//
// Each call pins the live policies once, so a reload in the middle of a batch changes none of
// its items. What is decided and refused is deciding.h's matter; here are only limits, when a
// request is read, where the work runs, and that it is recorded before it is answered.
//
// Thread-safe. `live`, `runner` and the log outlive the service, and it outlives the gRPC server.
#ifndef CREDENCE_SERVER_DECISION_SERVICE_H_
#define CREDENCE_SERVER_DECISION_SERVICE_H_

#include "credence/v1/decision_service.grpc.pb.h"
#include "server/call_runner.h"
#include "server/decision_log.h"
#include "server/live_policies.h"

namespace credence::server {

// Its methods get bytes: gRPC would read a request before it can be refused.
using DecisionServiceOfBytes = v1::DecisionService::WithRawCallbackMethod_Decide<
    v1::DecisionService::WithRawCallbackMethod_BatchDecide<
        v1::DecisionService::WithRawCallbackMethod_StreamDecide<
            v1::DecisionService::WithRawCallbackMethod_DecideColumns<
                v1::DecisionService::Service>>>>;

class DecisionService : public DecisionServiceOfBytes {
 public:
  DecisionService(const LivePolicies& live, CallRunner& runner);

  // Records every decision from then on. Before the first call.
  void RecordIn(DecisionLog* log) { log_ = log; }

  grpc::ServerUnaryReactor* Decide(grpc::CallbackServerContext* context,
                                   const grpc::ByteBuffer* request,
                                   grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* BatchDecide(grpc::CallbackServerContext* context,
                                        const grpc::ByteBuffer* request,
                                        grpc::ByteBuffer* response) override;
  grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* StreamDecide(
      grpc::CallbackServerContext* context) override;
  grpc::ServerUnaryReactor* DecideColumns(grpc::CallbackServerContext* context,
                                          const grpc::ByteBuffer* request,
                                          grpc::ByteBuffer* response) override;

 private:
  // What was asked and what is answered, as bytes that gRPC keeps until the call is finished.
  struct Exchange {
    const grpc::ByteBuffer* asked = nullptr;
    grpc::ByteBuffer* answer = nullptr;
  };
  template <typename Request, typename Response, typename Work>
  grpc::ServerUnaryReactor* Run(grpc::CallbackServerContext* context, const Exchange& exchange,
                                Weight weight, std::string_view method, Work decide);

  const LivePolicies& live_;
  CallRunner& runner_;
  DecisionLog* log_ = nullptr;  // null: nothing is recorded
};

}  // namespace credence::server

#endif  // CREDENCE_SERVER_DECISION_SERVICE_H_
