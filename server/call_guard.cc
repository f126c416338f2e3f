#include "server/call_guard.h"

#include <grpc/grpc_security_constants.h>
#include <grpcpp/server_context.h>

#include <mutex>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"

namespace credence::server {
namespace {

constexpr const char* kNobody = "anonymous";

std::string_view View(grpc::string_ref text) { return {text.data(), text.size()}; }

// Who was admitted, by what was shown. gRPC gives an admitted call nothing to say who makes it:
// the properties of an AuthContext are the connection's, read and written by all of its calls at
// once and guarded by nothing. What is shown so often that kNamesMax others came since is kept.
class CallerNames {
 public:
  void Keep(const std::string& shown, const std::string& name) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (recent_.size() >= kNamesMax) before_ = std::exchange(recent_, {});
    recent_.insert_or_assign(shown, name);
  }
  std::string Find(const std::string& shown) {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (const auto* names : {&recent_, &before_}) {
      if (const auto found = names->find(shown); found != names->end()) return found->second;
    }
    return kNobody;
  }

 private:
  static constexpr size_t kNamesMax = 1'024;
  std::mutex mutex_;
  absl::flat_hash_map<std::string, std::string> recent_;  // guarded by mutex_
  absl::flat_hash_map<std::string, std::string> before_;  // guarded by mutex_
};

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
std::string Shown(const Headers& headers, const grpc::AuthContext* connection) {
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
  if (caller->name != kNobody) Names().Keep(Shown(headers, context), caller->name);
  return grpc::Status::OK;
}

std::string CallerOf(const grpc::ServerContextBase& context) {
  return Names().Find(Shown(context.client_metadata(), context.auth_context().get()));
}

}  // namespace credence::server
