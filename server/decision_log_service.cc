#include "server/decision_log_service.h"

#include "server/decision_listing.h"

namespace credence::server {

grpc::ServerUnaryReactor* DecisionLogService::ListDecisions(grpc::CallbackServerContext* context,
                                                            const v1::ListDecisionsRequest* request,
                                                            v1::ListDecisionsResponse* response) {
  return runner_.Run(context, *request, Weight::kBulk, [this, request, response](Stop& stop) {
    return server::ListDecisions(file_, *request, stop, response);
  });
}

}  // namespace credence::server
