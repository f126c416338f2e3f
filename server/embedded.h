// The services of a server without the server: in this process, nothing to start, no port.
//
//   auto embedded = server::Embedded::Create({.rules_directory = "rules/cloud_recognition"});
//   auto decisions = credence::v1::DecisionService::NewStub((*embedded)->channel());
//
// A call on the channel runs the very same services as `credence serve`, through gRPC's own
// serialisation, so the embedded default and a remote server cannot drift apart.
//
// Without a directory, or with one whose files do not compile, it still checks and formats;
// deciding then answers FAILED_PRECONDITION with reason NOT_SERVING, and the rendered
// diagnostics as the message.
//
// Thread-safety: the channel serves any number of threads. Calls must have ended before the
// Embedded is destroyed; it waits for what is in flight.
#ifndef CREDENCE_SERVER_EMBEDDED_H_
#define CREDENCE_SERVER_EMBEDDED_H_

#include <chrono>
#include <memory>
#include <string>

#include "core/status.h"
#include "server/services.h"

namespace grpc {
class Channel;
}  // namespace grpc

namespace credence::server {

struct EmbeddedOptions {
  // Where the published policies are; empty: none are.
  std::string rules_directory;
  // The file of the store; empty: there is none, and facts and the ledger answer STORE_ABSENT.
  std::string store = {};
  // From the store: what was published to it is served and published to, and no directory is read.
  PolicyOrigin policies = PolicyOrigin::kFiles;
  // The longest between two messages of a stream that writes.
  std::chrono::milliseconds pause_max = std::chrono::seconds(30);
};

class Embedded {
 public:
  // NOT_FOUND, INVALID_ARGUMENT or RESOURCE_EXHAUSTED: the directory cannot be read, with the
  // path and the reason. Faults in the rule files are no error here.
  static absl::StatusOr<std::unique_ptr<Embedded>> Create(const EmbeddedOptions& options);
  ~Embedded();
  Embedded(const Embedded&) = delete;
  Embedded& operator=(const Embedded&) = delete;

  std::shared_ptr<grpc::Channel> channel() const;

 private:
  struct Parts;
  explicit Embedded(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace credence::server

#endif  // CREDENCE_SERVER_EMBEDDED_H_
