#include "server/call_guard.h"

#include <grpc/grpc_security_constants.h>
#include <grpcpp/server_context.h>

namespace credence::server {
namespace {

constexpr const char* kCaller = "credence_caller";

std::string_view View(grpc::string_ref text) { return {text.data(), text.size()}; }

}  // namespace

grpc::Status CallGuard::Process(const InputMetadata& headers, grpc::AuthContext* context,
                                OutputMetadata* consumed, OutputMetadata* /*response*/) {
  Credentials credentials{};
  if (const auto path = headers.find(":path"); path != headers.end()) {
    credentials.method = View(path->second);
  }
  const auto [begin, end] = headers.equal_range("authorization");
  for (auto header = begin; header != end; ++header) {
    credentials.authorization.push_back(View(header->second));
    consumed->insert({"authorization", std::string(View(header->second))});
  }
  for (const char* names : {GRPC_X509_SAN_PROPERTY_NAME, GRPC_X509_CN_PROPERTY_NAME}) {
    for (const grpc::string_ref& name : context->FindPropertyValues(names)) {
      credentials.certificate.push_back(View(name));
    }
  }
  const absl::StatusOr<Caller> caller = access_->Admit(credentials);
  if (!caller.ok()) {
    if (metrics_ != nullptr) {
      metrics_->CallRefused(absl::StatusCodeToString(caller.status().code()));
    }
    return {static_cast<grpc::StatusCode>(caller.status().code()),
            std::string(caller.status().message())};
  }
  context->AddProperty(kCaller, caller->name);
  return grpc::Status::OK;
}

std::string CallerOf(const grpc::ServerContextBase& context) {
  const auto identity = context.auth_context();
  if (identity == nullptr) return "anonymous";
  const auto names = identity->FindPropertyValues(kCaller);
  // A connection's properties outlive a call, so the last to be added is this one's.
  return names.empty() ? "anonymous" : std::string(View(names.back()));
}

}  // namespace credence::server
