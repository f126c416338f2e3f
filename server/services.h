// Everything that answers calls, wired once for the server and for its embedded form.
//
//   Services services({.rules_directory = "rules", .store = "book.db"});
//   services.live().Reload();
//   services.Register(builder);      // before BuildAndStart
//
// Thread-safety: a Services outlives the gRPC server it is registered with.
#ifndef CREDENCE_SERVER_SERVICES_H_
#define CREDENCE_SERVER_SERVICES_H_

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "server/decision_log.h"
#include "server/live_policies.h"

namespace grpc {
class ServerBuilder;
}  // namespace grpc

namespace credence::server {

class Metrics;

// Where the policies that decide come from.
enum class PolicyOrigin {
  kFiles,  // the rules directory
  kStore,  // what was published to the store
};

struct ServicesOptions {
  std::string rules_directory;
  std::string store = {};           // empty: there is none
  std::string last_good_file = {};  // of the policies; empty: none is kept
  PolicyOrigin policies = PolicyOrigin::kFiles;
  size_t workers = 0;                                  // cores that compute; 0: all there are
  size_t bytes_at_hand_max = limits::kBytesAtHandMax;  // of requests
  // The longest between two messages of a stream that writes, for others wait for it.
  std::chrono::milliseconds pause_max = std::chrono::seconds(30);
  Metrics* metrics = nullptr;  // are told of waiting and work, and outlive the services
};

class Services {
 public:
  explicit Services(const ServicesOptions& options);
  ~Services();
  Services(const Services&) = delete;
  Services& operator=(const Services&) = delete;

  LivePolicies& live();

  // Keeps a decision log from the first call on, which comes later. What DecisionLog::OpenFile
  // refuses; without a file in the options there is none.
  absl::Status OpenDecisionLog(const DecisionLogOptions& options, DecisionLog::Observer observer);
  // REQUIRES: no call runs any more, and none will.
  void CloseDecisionLog();

  // Adds the services and the size of request that they take.
  void Register(grpc::ServerBuilder& builder);

  // Ends the streams that would go on for ever, before the gRPC server is told to stop.
  void EndStreams();

  // "credence.v1.DecisionService" and the others, as health knows them.
  static std::vector<std::string> Names();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace credence::server

#endif  // CREDENCE_SERVER_SERVICES_H_
