// credence.v1.PolicyService over gRPC's callback API.
//
// What is answered is the matter of policy_reading.h, policy_publishing.h and policy_watchers.h;
// here is only where the work runs: compiling, reading files and the store on the workers, reading
// what is published at once.
//
// Thread-safe. What it is given outlives the service, and it outlives the gRPC server.
#ifndef CREDENCE_SERVER_POLICY_SERVICE_H_
#define CREDENCE_SERVER_POLICY_SERVICE_H_

#include "credence/v1/policy_service.grpc.pb.h"
#include "server/call_runner.h"
#include "server/live_policies.h"
#include "server/policy_publishing.h"
#include "server/policy_watchers.h"

namespace credence::server {

class PolicyService : public v1::PolicyService::CallbackService {
 public:
  PolicyService(LivePolicies& live, PolicyPublishing publishing, CallRunner& runner)
      : live_(live), publishing_(std::move(publishing)), runner_(runner), watchers_(live) {}

  // Ends the streams of those who watch, which would keep a server from stopping.
  void EndStreams() { watchers_.End(); }

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
  grpc::ServerWriteReactor<v1::PolicyStatus>* WatchPolicies(
      grpc::CallbackServerContext* context, const v1::WatchPoliciesRequest* request) override;
  grpc::ServerUnaryReactor* PublishPolicies(grpc::CallbackServerContext* context,
                                            const v1::PublishPoliciesRequest* request,
                                            v1::PublishPoliciesResponse* response) override;
  grpc::ServerUnaryReactor* RollBackPolicies(grpc::CallbackServerContext* context,
                                             const v1::RollBackPoliciesRequest* request,
                                             v1::RollBackPoliciesResponse* response) override;
  grpc::ServerUnaryReactor* ListPublications(grpc::CallbackServerContext* context,
                                             const v1::ListPublicationsRequest* request,
                                             v1::ListPublicationsResponse* response) override;
  grpc::ServerUnaryReactor* GetRevision(grpc::CallbackServerContext* context,
                                        const v1::GetRevisionRequest* request,
                                        v1::GetRevisionResponse* response) override;
  grpc::ServerUnaryReactor* ReloadPolicies(grpc::CallbackServerContext* context,
                                           const v1::ReloadPoliciesRequest* request,
                                           v1::ReloadPoliciesResponse* response) override;

 private:
  LivePolicies& live_;
  PolicyPublishing publishing_;
  CallRunner& runner_;
  PolicyWatchers watchers_;
};

}  // namespace credence::server

#endif  // CREDENCE_SERVER_POLICY_SERVICE_H_
