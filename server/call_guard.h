// Refuses a call by its headers, before anything of it is read: what Access says, asked by gRPC.
//
//   credentials->SetAuthMetadataProcessor(std::make_shared<CallGuard>(std::move(access),
//   &metrics));
//   ...
//   CallerOf(*context)  -> "portal"
//
// Every method passes here, reflection and health with them. Handlers are given the headers as they
// came, with the token: they are not to tell them on.
// Thread-safe.
#ifndef CREDENCE_SERVER_CALL_GUARD_H_
#define CREDENCE_SERVER_CALL_GUARD_H_

#include <grpcpp/security/auth_metadata_processor.h>

#include <memory>
#include <string>

#include "server/access.h"
#include "server/metrics.h"

namespace grpc {
class ServerContextBase;
}  // namespace grpc

namespace credence::server {

class CallGuard final : public grpc::AuthMetadataProcessor {
 public:
  // `metrics`, if any, hears of each refusal, and outlives the guard.
  CallGuard(std::unique_ptr<Access> access, Metrics* metrics)
      : access_(std::move(access)), metrics_(metrics) {}

  // A signature is checked in a tenth of a millisecond: less than a change of thread is worth.
  bool IsBlocking() const override { return false; }

  grpc::Status Process(const InputMetadata& headers, grpc::AuthContext* context,
                       OutputMetadata* consumed, OutputMetadata* response) override;

 private:
  const std::unique_ptr<Access> access_;
  Metrics* const metrics_;
};

// Who was admitted; "anonymous" where nobody is asked.
std::string CallerOf(const grpc::ServerContextBase& context);

}  // namespace credence::server

#endif  // CREDENCE_SERVER_CALL_GUARD_H_
