// credence.v1.LedgerService over gRPC's callback API.
//
// A close runs while its caller waits. One that was stopped keeps what it posted, and asked for
// again it goes on from there. Lists are read as they stand.
//
// Thread-safe. What it is made with outlives the service, and it outlives the gRPC server.
#ifndef CREDENCE_SERVER_LEDGER_SERVICE_H_
#define CREDENCE_SERVER_LEDGER_SERVICE_H_

#include "credence/v1/ledger_service.grpc.pb.h"
#include "server/call_runner.h"
#include "server/live_policies.h"
#include "server/store_access.h"

namespace credence::server {

class LedgerService : public v1::LedgerService::CallbackService {
 public:
  LedgerService(const LivePolicies& live, const StoreAccess& access, CallRunner& runner)
      : live_(live), access_(access), runner_(runner) {}

  grpc::ServerUnaryReactor* CloseBook(grpc::CallbackServerContext* context,
                                      const v1::CloseBookRequest* request,
                                      v1::CloseBookResponse* response) override;
  grpc::ServerUnaryReactor* ListEntries(grpc::CallbackServerContext* context,
                                        const v1::ListEntriesRequest* request,
                                        v1::ListEntriesResponse* response) override;
  grpc::ServerUnaryReactor* ExplainEntry(grpc::CallbackServerContext* context,
                                         const v1::ExplainEntryRequest* request,
                                         v1::ExplainEntryResponse* response) override;
  grpc::ServerUnaryReactor* GetStatement(grpc::CallbackServerContext* context,
                                         const v1::GetStatementRequest* request,
                                         v1::Statement* response) override;
  grpc::ServerUnaryReactor* ListStandings(grpc::CallbackServerContext* context,
                                          const v1::ListStandingsRequest* request,
                                          v1::ListStandingsResponse* response) override;
  grpc::ServerUnaryReactor* ResolveHeld(grpc::CallbackServerContext* context,
                                        const v1::ResolveHeldRequest* request,
                                        v1::ResolveHeldResponse* response) override;
  grpc::ServerUnaryReactor* ListHeld(grpc::CallbackServerContext* context,
                                     const v1::ListHeldRequest* request,
                                     v1::ListHeldResponse* response) override;

 private:
  const LivePolicies& live_;
  const StoreAccess& access_;
  CallRunner& runner_;
};

}  // namespace credence::server

#endif  // CREDENCE_SERVER_LEDGER_SERVICE_H_
