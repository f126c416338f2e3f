#include "server/connection_limits.h"

#include <grpc/grpc.h>
#include <grpcpp/resource_quota.h>
#include <grpcpp/server_builder.h>
#include <sys/resource.h>

#include <algorithm>
#include <limits>

#include "core/server_limits.h"

namespace credence::server {
namespace {

constexpr int kMillis = 1'000;

// Longer than gRPC counts is for ever.
int MillisOf(std::chrono::seconds time) {
  constexpr int64_t kMost = std::numeric_limits<int>::max();
  return static_cast<int>(std::min<int64_t>(time.count() * kMillis, kMost));
}

}  // namespace

void Apply(const ConnectionLimits& connections, grpc::ServerBuilder& builder) {
  grpc::ResourceQuota memory("connections");
  memory.Resize(connections.memory_bytes);
  builder.SetResourceQuota(memory);
  const auto set = [&builder](const char* name, int value) {
    builder.AddChannelArgument(name, value);
  };
  set(GRPC_ARG_MAX_CONCURRENT_STREAMS, connections.calls_max);
  if (connections.idle.count() > 0) {
    set(GRPC_ARG_MAX_CONNECTION_IDLE_MS, MillisOf(connections.idle));
  }
  if (connections.age.count() > 0) {
    set(GRPC_ARG_MAX_CONNECTION_AGE_MS, MillisOf(connections.age));
  }
  set(GRPC_ARG_MAX_METADATA_SIZE, limits::kHeaderBytesMax);
  set(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, limits::kHandshakeSecondsMax * kMillis);
  set(GRPC_ARG_KEEPALIVE_TIME_MS, limits::kKeepaliveSeconds * kMillis);
  set(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, limits::kKeepaliveAnswerSecondsMax * kMillis);
  // A connection without calls is asked too.
  set(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  set(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  set(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, limits::kPingSecondsMin * kMillis);
  set(GRPC_ARG_HTTP2_MAX_PING_STRIKES, limits::kPingStrikesMax);
  // Without this a second server on the port would take every other call in silence.
  set(GRPC_ARG_ALLOW_REUSEPORT, 0);
}

size_t RaiseDescriptorLimit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
  const rlim_t before = limit.rlim_cur;
  limit.rlim_cur = limit.rlim_max;
  return setrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_cur : before;
}

}  // namespace credence::server
