// Runs the work of a call, or of one message of a stream: at once when it is small, else on the
// workers; or tells the caller at once to come back.
//
//   grpc::ServerUnaryReactor* ListEntries(context, request, response) {
//     return runner_.Run(context, *request, Weight::kHeavy, [=, this] {
//       return List(*request, response);
//     });
//   }
//
// Before the work: a request over limits::kRequestBytesMax is refused, by name. After it, or
// when the caller is gone before it began: the reactor is finished with the mapped status. An
// exception of the work (memory) becomes an internal error.
//
// Work is stopped when its caller is gone or its deadline passes. Of Weight::kBySize it is also
// stopped where it takes longer than calls of its size do (limits::kInlineMicrosMax,
// kQuickMicrosMax), and run again from its beginning where long work is done: so it changes nothing
// but its answer, and clears that first. Work that is not given a Stop runs to its end.
//
// OVERLOADED: what server/admission.h refuses. The trailer `grpc-retry-pushback-ms` says the same
// to gRPC's own clients, who then ask again by themselves, and "-1" of a limit that a request
// itself is over, so that they do not.
//
// Thread-safe. The work may run until Finish; it must not use the context after.
#ifndef CREDENCE_SERVER_CALL_RUNNER_H_
#define CREDENCE_SERVER_CALL_RUNNER_H_

#include <grpcpp/support/byte_buffer.h>

#include <atomic>
#include <functional>
#include <memory>

#include "core/server_limits.h"
#include "core/status.h"
#include "core/stop.h"
#include "google/protobuf/message.h"
#include "server/worker_pool.h"

namespace grpc {
class CallbackServerContext;
class ServerUnaryReactor;
}  // namespace grpc

namespace credence::server {

enum class Weight {
  kBySize,  // computes, for a time about proportional to the request's bytes
  kHeavy,   // compiles, or waits for files or the store
  kClose,   // closes the book
  kBegun,   // goes on with a transaction of the store for which others wait
  kWrite,   // waits for whoever writes to the store, and writes
  kBulk,    // computes for long, however few bytes ask for it
};

// Whether a message begins a call, or a stream was taken before it: then it is made to wait.
enum class Place { kFirst, kUnderWay };

// Of a request, which says how long it takes.
class RequestSize {
 public:
  // A request stands for its size. NOLINTNEXTLINE(google-explicit-constructor)
  RequestSize(const google::protobuf::Message& request) : bytes_(request.ByteSizeLong()) {}
  // NOLINTNEXTLINE(google-explicit-constructor)
  RequestSize(const grpc::ByteBuffer& request) : bytes_(request.Length()) {}
  size_t bytes() const { return bytes_; }

 private:
  size_t bytes_;
};

class CallRunner {
 public:
  using Work = std::function<absl::Status(Stop&)>;

  // `workers`: how many cores compute; 0: all there are. `metrics` may be null, and outlives it.
  // So many bytes of requests wait or are worked on.
  explicit CallRunner(size_t workers = 0, Metrics* metrics = nullptr,
                      size_t bytes_at_hand_max = limits::kBytesAtHandMax);

  grpc::ServerUnaryReactor* Run(grpc::CallbackServerContext* context, RequestSize request,
                                Weight weight, Work work);
  grpc::ServerUnaryReactor* Run(grpc::CallbackServerContext* context, RequestSize request,
                                Weight weight, std::function<absl::Status()> work);

  // The same for one message of a stream: `done` is told how it went, on whichever thread.
  void Run(grpc::CallbackServerContext* context, RequestSize request, Weight weight, Place place,
           Work work, std::function<void(const absl::Status&)> done);

  // Tells the metrics.
  void Decided(uint64_t cases);

 private:
  struct Job;
  void Start(Job job, Weight weight);
  bool RunInline(Job& job);
  void Queue(std::shared_ptr<Job> job, Lane lane);
  void RunQueued(const std::shared_ptr<Job>& job, Lane lane);
  absl::Status RunGuarded(const Job& job, Stop& stop);

  Metrics* const metrics_;
  std::atomic<int> inline_{0};
  std::atomic<int> skips_{0};  // calls that go to the workers, after one that took too long inline
  WorkerPool workers_;
};

}  // namespace credence::server

#endif  // CREDENCE_SERVER_CALL_RUNNER_H_
