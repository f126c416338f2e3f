// credence.v1.DecisionLogService over gRPC's callback API.
//
// What is listed is decision_listing.h's matter; here is only where the work runs: it computes for
// long, so it has its turn where batches do, and takes nothing from those who decide one case.
//
// Thread-safe. The runner outlives the service, and it outlives the gRPC server.
#ifndef CREDENCE_SERVER_DECISION_LOG_SERVICE_H_
#define CREDENCE_SERVER_DECISION_LOG_SERVICE_H_

#include <string>
#include <utility>

#include "credence/v1/decision_log_service.grpc.pb.h"
#include "server/call_runner.h"

namespace credence::server {

class DecisionLogService : public v1::DecisionLogService::CallbackService {
 public:
  explicit DecisionLogService(CallRunner& runner) : runner_(runner) {}

  // Lists the log of that file from then on, instead of none. Before the first call.
  void Read(std::string file) { file_ = std::move(file); }

  grpc::ServerUnaryReactor* ListDecisions(grpc::CallbackServerContext* context,
                                          const v1::ListDecisionsRequest* request,
                                          v1::ListDecisionsResponse* response) override;

 private:
  CallRunner& runner_;
  std::string file_;
};

}  // namespace credence::server

#endif  // CREDENCE_SERVER_DECISION_LOG_SERVICE_H_
