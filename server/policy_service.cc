#include "server/policy_service.h"

#include "server/call_guard.h"
#include "server/policy_comparing.h"
#include "server/policy_reading.h"

namespace credence::server {

grpc::ServerUnaryReactor* PolicyService::CheckPolicy(grpc::CallbackServerContext* context,
                                                     const v1::CheckPolicyRequest* request,
                                                     v1::CheckPolicyResponse* response) {
  return runner_.Run(context, *request, Weight::kHeavy, [this, request, response] {
    return CheckPolicies(live_, *request, response);
  });
}

grpc::ServerUnaryReactor* PolicyService::FormatPolicy(grpc::CallbackServerContext* context,
                                                      const v1::FormatPolicyRequest* request,
                                                      v1::FormatPolicyResponse* response) {
  return runner_.Run(context, *request, Weight::kHeavy,
                     [request, response] { return FormatText(*request, response); });
}

grpc::ServerUnaryReactor* PolicyService::ComparePolicies(grpc::CallbackServerContext* context,
                                                         const v1::ComparePoliciesRequest* request,
                                                         v1::ComparePoliciesResponse* response) {
  return runner_.Run(context, *request, Weight::kHeavy, [this, request, response] {
    return server::ComparePolicies(live_, *request, response);
  });
}

grpc::ServerUnaryReactor* PolicyService::ListPolicies(grpc::CallbackServerContext* context,
                                                      const v1::ListPoliciesRequest* request,
                                                      v1::ListPoliciesResponse* response) {
  return runner_.Run(context, *request, Weight::kBySize, [this, request, response] {
    return ListFamilies(live_.Pin(), *request, response);
  });
}

grpc::ServerUnaryReactor* PolicyService::GetPolicy(grpc::CallbackServerContext* context,
                                                   const v1::GetPolicyRequest* request,
                                                   v1::Policy* response) {
  return runner_.Run(context, *request, Weight::kBySize, [this, request, response] {
    return ReadPolicy(live_.Pin(), *request, response);
  });
}

grpc::ServerUnaryReactor* PolicyService::GetStatus(grpc::CallbackServerContext* context,
                                                   const v1::GetStatusRequest* request,
                                                   v1::PolicyStatus* response) {
  return runner_.Run(context, *request, Weight::kBySize, [this, response] {
    WriteStatus(live_, response);
    return absl::OkStatus();
  });
}

grpc::ServerWriteReactor<v1::PolicyStatus>* PolicyService::WatchPolicies(
    grpc::CallbackServerContext* /*context*/, const v1::WatchPoliciesRequest* /*request*/) {
  return watchers_.Watch();
}

grpc::ServerUnaryReactor* PolicyService::PublishPolicies(grpc::CallbackServerContext* context,
                                                         const v1::PublishPoliciesRequest* request,
                                                         v1::PublishPoliciesResponse* response) {
  return runner_.Run(context, *request, Weight::kHeavy, [this, context, request, response] {
    return publishing_.Publish(*request, CallerOf(*context), response);
  });
}

grpc::ServerUnaryReactor* PolicyService::RollBackPolicies(
    grpc::CallbackServerContext* context, const v1::RollBackPoliciesRequest* request,
    v1::RollBackPoliciesResponse* response) {
  return runner_.Run(context, *request, Weight::kHeavy, [this, context, request, response] {
    return publishing_.RollBack(*request, CallerOf(*context), response);
  });
}

grpc::ServerUnaryReactor* PolicyService::ListPublications(
    grpc::CallbackServerContext* context, const v1::ListPublicationsRequest* request,
    v1::ListPublicationsResponse* response) {
  return runner_.Run(context, *request, Weight::kHeavy,
                     [this, request, response] { return publishing_.List(*request, response); });
}

grpc::ServerUnaryReactor* PolicyService::GetRevision(grpc::CallbackServerContext* context,
                                                     const v1::GetRevisionRequest* request,
                                                     v1::GetRevisionResponse* response) {
  return runner_.Run(context, *request, Weight::kHeavy,
                     [this, request, response] { return publishing_.Get(*request, response); });
}

grpc::ServerUnaryReactor* PolicyService::ReloadPolicies(grpc::CallbackServerContext* context,
                                                        const v1::ReloadPoliciesRequest* request,
                                                        v1::ReloadPoliciesResponse* response) {
  return runner_.Run(context, *request, Weight::kHeavy,
                     [this, response] { return ReloadDirectory(live_, response); });
}

}  // namespace credence::server
