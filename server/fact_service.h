// credence.v1.FactService over gRPC's callback API.
//
// A stream is one transaction of the store: what was not committed by its last message is gone,
// whether the caller broke off, sent what cannot be read, or was cut from us.
//
// A stream that was begun keeps others from writing until it ends, so one that pauses longer than
// `pause_max` between two messages is ended: DEADLINE_EXCEEDED, and nothing of it is kept.
//
// Thread-safe. `access` and `runner` outlive the service, and it outlives the gRPC server.
#ifndef CREDENCE_SERVER_FACT_SERVICE_H_
#define CREDENCE_SERVER_FACT_SERVICE_H_

#include <chrono>

#include "credence/v1/fact_service.grpc.pb.h"
#include "server/call_runner.h"
#include "server/store_access.h"

namespace credence::server {

class FactService : public v1::FactService::CallbackService {
 public:
  FactService(const StoreAccess& access, CallRunner& runner, std::chrono::milliseconds pause_max)
      : access_(access), runner_(runner), pause_max_(pause_max) {}

  grpc::ServerReadReactor<v1::RecordFactsRequest>* RecordFacts(
      grpc::CallbackServerContext* context, v1::RecordFactsResponse* response) override;
  grpc::ServerUnaryReactor* RetractFact(grpc::CallbackServerContext* context,
                                        const v1::RetractFactRequest* request,
                                        v1::RetractFactResponse* response) override;
  grpc::ServerUnaryReactor* ListFacts(grpc::CallbackServerContext* context,
                                      const v1::ListFactsRequest* request,
                                      v1::ListFactsResponse* response) override;
  grpc::ServerUnaryReactor* Designate(grpc::CallbackServerContext* context,
                                      const v1::DesignateRequest* request,
                                      v1::DesignateResponse* response) override;

 private:
  const StoreAccess& access_;
  CallRunner& runner_;
  const std::chrono::milliseconds pause_max_;
};

}  // namespace credence::server

#endif  // CREDENCE_SERVER_FACT_SERVICE_H_
