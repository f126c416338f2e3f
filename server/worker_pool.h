// A few threads for long work, so that gRPC's own are never held up.
//
//   WorkerPool pool(2, 64);
//   if (!pool.TryRun([=] { decide a thousand cases })) ... refuse: too many wait
//
// Work is begun in the order it came. The queue has a bound: past it the caller is told at once
// instead of waiting unseen.
//
// Thread-safe. Destroying the pool runs what is queued and waits for it.
#ifndef CREDENCE_SERVER_WORKER_POOL_H_
#define CREDENCE_SERVER_WORKER_POOL_H_

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace credence::server {

class WorkerPool {
 public:
  WorkerPool(size_t threads, size_t waiting_max);
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // False, and `work` is not run, when `waiting_max` others wait already. `work` throws nothing.
  bool TryRun(std::function<void()> work);

 private:
  void Work();

  const size_t waiting_max_;
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<std::function<void()>> waiting_;
  bool closing_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace credence::server

#endif  // CREDENCE_SERVER_WORKER_POOL_H_
