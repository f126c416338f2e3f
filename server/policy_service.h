// credence.v1.PolicyService over gRPC's callback API.
//
// What is answered is policy_reading.h's matter; here is only where the work runs: compiling and
// reading files on the workers, reading what is published at once.
//
// Thread-safe. `live` and `runner` outlive the service, and it outlives the gRPC server.
#ifndef CREDENCE_SERVER_POLICY_SERVICE_H_
#define CREDENCE_SERVER_POLICY_SERVICE_H_

#include "credence/v1/policy_service.grpc.pb.h"
#include "server/call_runner.h"
#include "server/live_policies.h"

namespace credence::server {

class PolicyService : public v1::PolicyService::CallbackService {
 public:
  PolicyService(LivePolicies& live, CallRunner& runner) : live_(live), runner_(runner) {}

  grpc::ServerUnaryReactor* CheckPolicy(grpc::CallbackServerContext* context,
                                        const v1::CheckPolicyRequest* request,
                                        v1::CheckPolicyResponse* response) override;
  grpc::ServerUnaryReactor* FormatPolicy(grpc::CallbackServerContext* context,
                                         const v1::FormatPolicyRequest* request,
                                         v1::FormatPolicyResponse* response) override;
  grpc::ServerUnaryReactor* ComparePolicies(grpc::CallbackServerContext* context,
                                            const v1::ComparePoliciesRequest* request,
                                            v1::ComparePoliciesResponse* response) override;
  grpc::ServerUnaryReactor* ListPolicies(grpc::CallbackServerContext* context,
                                         const v1::ListPoliciesRequest* request,
                                         v1::ListPoliciesResponse* response) override;
  grpc::ServerUnaryReactor* GetPolicy(grpc::CallbackServerContext* context,
                                      const v1::GetPolicyRequest* request,
                                      v1::Policy* response) override;
  grpc::ServerUnaryReactor* GetStatus(grpc::CallbackServerContext* context,
                                      const v1::GetStatusRequest* request,
                                      v1::PolicyStatus* response) override;
  grpc::ServerUnaryReactor* ReloadPolicies(grpc::CallbackServerContext* context,
                                           const v1::ReloadPoliciesRequest* request,
                                           v1::ReloadPoliciesResponse* response) override;

 private:
  LivePolicies& live_;
  CallRunner& runner_;
};

}  // namespace credence::server

#endif  // CREDENCE_SERVER_POLICY_SERVICE_H_
