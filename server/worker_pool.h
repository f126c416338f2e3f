// Threads for what gRPC's own must not be held up by: some for each lane of Admission, which says
// what is taken and whose turn is next.
//
//   WorkerPool pool(limits, &metrics);
//   auto refused = pool.Offer({.lane = Lane::kBulk, .caller = "portal"}, [=] { decide a thousand
//   }); if (refused) ... too many wait
//
// A thread is started when there is work for it, so a pool that is not used costs nothing.
//
// Thread-safe. Destroying the pool runs what is queued and waits for it; nothing is offered then.
#ifndef CREDENCE_SERVER_WORKER_POOL_H_
#define CREDENCE_SERVER_WORKER_POOL_H_

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "server/admission.h"

namespace credence::server {

class Metrics;

class WorkerPool {
 public:
  // `metrics`, unless null, is told of what waits, and outlives the pool.
  explicit WorkerPool(const AdmissionLimits& limits, Metrics* metrics = nullptr);
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // When it is refused `work` is not run. `work` throws nothing.
  std::optional<Overload> Offer(const Admission::Arrival& arrival, std::function<void()> work);

  // How many wait; it takes no lock.
  size_t Waiting(Lane lane) const { return Of(lane).waiting.load(std::memory_order_relaxed); }

 private:
  struct Crew {
    std::condition_variable arrived;
    size_t started = 0;
    size_t idle = 0;
    std::atomic<size_t> waiting{0};  // as of the last change, for who holds no lock
  };
  void Work(Lane lane);
  void TellWaiting(Lane lane);
  Crew& Of(Lane lane) { return crews_[static_cast<size_t>(lane)]; }
  const Crew& Of(Lane lane) const { return crews_[static_cast<size_t>(lane)]; }

  const AdmissionLimits limits_;
  Metrics* const metrics_;
  std::mutex mutex_;
  Admission admission_;  // these four guarded by mutex_
  std::array<Crew, kLanes> crews_;
  bool closing_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace credence::server

#endif  // CREDENCE_SERVER_WORKER_POOL_H_
