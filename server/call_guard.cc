#include "server/call_guard.h"

#include <grpc/grpc_security_constants.h>
#include <grpcpp/server_context.h>

#include <vector>

#include "server/caller_names.h"

namespace credence::server {
namespace {

std::string_view View(grpc::string_ref text) { return {text.data(), text.size()}; }

// Of all servers of this process: a handler has the context of its call, and nothing else of
// gRPC's.
CallerNames& Names() {
  static auto* const names = new CallerNames();
  return *names;
}

std::vector<grpc::string_ref> NamesOfCertificate(const grpc::AuthContext& connection) {
  std::vector<grpc::string_ref> names;
  for (const char* property : {GRPC_X509_SAN_PROPERTY_NAME, GRPC_X509_CN_PROPERTY_NAME}) {
    for (const grpc::string_ref& name : connection.FindPropertyValues(property)) {
      names.push_back(name);
    }
  }
  return names;
}

// What a call shows of its caller: its token, else the certificate of its connection.
template <typename Headers>
std::string WhatIsShown(const Headers& headers, const grpc::AuthContext* connection) {
  const auto header = headers.find("authorization");
  if (header != headers.end()) return "token " + std::string(View(header->second));
  std::string shown = "certificate";
  if (connection == nullptr) return shown;
  for (const grpc::string_ref& name : NamesOfCertificate(*connection)) {
    shown += '\n';
    shown += View(name);
  }
  return shown;
}

}  // namespace

grpc::Status CallGuard::Process(const InputMetadata& headers, grpc::AuthContext* context,
                                OutputMetadata* /*consumed*/, OutputMetadata* /*response*/) {
  Credentials credentials{};
  if (const auto path = headers.find(":path"); path != headers.end()) {
    credentials.method = View(path->second);
  }
  const auto [begin, end] = headers.equal_range("authorization");
  for (auto header = begin; header != end; ++header) {
    credentials.authorization.push_back(View(header->second));
  }
  for (const grpc::string_ref& name : NamesOfCertificate(*context)) {
    credentials.certificate.push_back(View(name));
  }
  const absl::StatusOr<Caller> caller = access_->Admit(credentials);
  if (!caller.ok()) {
    if (metrics_ != nullptr) {
      metrics_->CallRefused(absl::StatusCodeToString(caller.status().code()));
    }
    return {static_cast<grpc::StatusCode>(caller.status().code()),
            std::string(caller.status().message())};
  }
  // Health asks nobody, whatever is shown to it.
  if (caller->name != kAnonymous) Names().Keep(WhatIsShown(headers, context), caller->name);
  return grpc::Status::OK;
}

std::string CallerOf(const grpc::ServerContextBase& context) {
  return Names().Find(WhatIsShown(context.client_metadata(), context.auth_context().get()));
}

}  // namespace credence::server
