// Callers that are told of each change of the policies: the streams of WatchPolicies.
//
//   PolicyWatchers watchers(live);
//   return watchers.Watch(context);      // the status now, and again after each change
//   ...
//   watchers.End();                      // at a drain: they ask another server
//
// A change is another state, another revision, or another reason. A caller that reads slowly is
// told the newest when it comes to it, and what lies between never: so none holds memory for more
// than two, and nobody waits for it.
//
// OVERLOADED: limits::kPolicyWatchersMax watch already.
//
// Thread-safe. `live` outlives it, and it outlives the gRPC server.
#ifndef CREDENCE_SERVER_POLICY_WATCHERS_H_
#define CREDENCE_SERVER_POLICY_WATCHERS_H_

#include <grpcpp/support/server_callback.h>

#include <mutex>
#include <set>

#include "credence/v1/policy_service.pb.h"
#include "server/live_policies.h"

namespace credence::server {

class PolicyWatchers {
 public:
  explicit PolicyWatchers(LivePolicies& live);
  PolicyWatchers(const PolicyWatchers&) = delete;
  PolicyWatchers& operator=(const PolicyWatchers&) = delete;

  grpc::ServerWriteReactor<v1::PolicyStatus>* Watch();
  // Ends every stream, and each that is asked for from now on: UNAVAILABLE.
  void End();

 private:
  class Stream;
  void TellAll();
  void Remove(Stream* stream);

  const LivePolicies& live_;
  std::mutex mutex_;
  std::set<Stream*> streams_;  // these two guarded by mutex_
  bool ended_ = false;
};

}  // namespace credence::server

#endif  // CREDENCE_SERVER_POLICY_WATCHERS_H_
