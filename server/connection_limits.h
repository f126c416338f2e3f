// What a server's connections may take of it: calls at once, memory, silence, age.
//
//   Apply({.calls_max = 100}, builder);
//   ServerOptions options{.connections = {.idle = std::chrono::minutes(15)}};
//
// gRPC keeps them: past `calls_max` a caller's calls wait on its side; a connection that is idle or
// old is told to make a new one (GOAWAY), calls on it finish; one that does not answer pings, or
// sends too many, is closed. The limits that nobody needs to change are core/limits.h's.
//
// Thread-safe: no state.
#ifndef CREDENCE_SERVER_CONNECTION_LIMITS_H_
#define CREDENCE_SERVER_CONNECTION_LIMITS_H_

#include <chrono>
#include <cstddef>

namespace grpc {
class ServerBuilder;
}  // namespace grpc

namespace credence::server {

struct ConnectionLimits {
  int calls_max = 100;                                // at once, on one connection
  std::chrono::seconds idle = std::chrono::hours(1);  // without calls; 0: for ever
  std::chrono::seconds age{0};                        // 0: for ever
  size_t memory_bytes = 512u << 20;                   // of all connections
};

void Apply(const ConnectionLimits& connections, grpc::ServerBuilder& builder);

// Lets the process open as many files and connections as the system allows it: gRPC hears of no
// new connection any more once it had to refuse one for lack of a descriptor. How many those are.
size_t RaiseDescriptorLimit();

}  // namespace credence::server

#endif  // CREDENCE_SERVER_CONNECTION_LIMITS_H_
