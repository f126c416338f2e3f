// Everything that answers calls, wired once for the server and for its embedded form.
//
//   Services services("rules", "book.db");
//   services.live().Reload();
//   services.Register(builder);      // before BuildAndStart
//
// Thread-safety: a Services outlives the gRPC server it is registered with.
#ifndef CREDENCE_SERVER_SERVICES_H_
#define CREDENCE_SERVER_SERVICES_H_

#include <memory>
#include <string>
#include <vector>

#include "server/live_policies.h"

namespace grpc {
class ServerBuilder;
}  // namespace grpc

namespace credence::server {

class Services {
 public:
  // `store`: a path; empty: there is none.
  Services(std::string rules_directory, std::string store);
  ~Services();
  Services(const Services&) = delete;
  Services& operator=(const Services&) = delete;

  LivePolicies& live();

  // Adds the services and the size of request that they take.
  void Register(grpc::ServerBuilder& builder);

  // "credence.v1.DecisionService" and the others, as health knows them.
  static std::vector<std::string> Names();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace credence::server

#endif  // CREDENCE_SERVER_SERVICES_H_
