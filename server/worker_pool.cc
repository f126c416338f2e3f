#include "server/worker_pool.h"

#include <algorithm>
#include <utility>

#include "server/metrics.h"

namespace credence::server {
namespace {

using SteadyClock = std::chrono::steady_clock;

}  // namespace

WorkerPool::WorkerPool(const AdmissionLimits& limits, Metrics* metrics)
    : limits_(limits), metrics_(metrics), admission_(limits) {}

WorkerPool::~WorkerPool() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    closing_ = true;
    for (Crew& crew : crews_) crew.arrived.notify_all();
  }
  for (std::thread& thread : threads_) thread.join();
}

std::optional<Overload> WorkerPool::Offer(const Admission::Arrival& arrival,
                                          std::function<void()> work) {
  std::optional<Overload> refused;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    refused = admission_.Offer(arrival, std::move(work), SteadyClock::now());
    TellWaiting(arrival.lane);
    Crew& crew = Of(arrival.lane);
    const size_t most = std::max<size_t>(1, limits_.threads[static_cast<size_t>(arrival.lane)]);
    const bool needs_another =
        !refused && crew.idle < admission_.Waiting(arrival.lane) && crew.started < most;
    if (needs_another) {
      ++crew.started;
      threads_.emplace_back([this, lane = arrival.lane] { Work(lane); });
    }
  }
  if (refused && metrics_ != nullptr) {
    metrics_->CallOverloaded(std::string(NameOf(arrival.lane)), std::string(refused->limit));
  }
  if (!refused) Of(arrival.lane).arrived.notify_one();
  return refused;
}

void WorkerPool::TellWaiting(Lane lane) {
  const size_t waiting = admission_.Waiting(lane);
  Of(lane).waiting.store(waiting, std::memory_order_relaxed);
  if (metrics_ != nullptr) metrics_->CallsWait(std::string(NameOf(lane)), waiting);
}

void WorkerPool::Work(Lane lane) {
  Crew& crew = Of(lane);
  std::unique_lock<std::mutex> lock(mutex_);
  while (true) {
    std::optional<Admission::Turn> turn = admission_.Next(lane, SteadyClock::now());
    if (!turn) {
      if (closing_) return;
      ++crew.idle;
      crew.arrived.wait(lock);
      --crew.idle;
      continue;
    }
    TellWaiting(lane);
    lock.unlock();
    const SteadyClock::time_point begun = SteadyClock::now();
    if (metrics_ != nullptr) {
      metrics_->CallWaited(std::string(NameOf(lane)), begun - turn->since);
    }
    turn->work();
    turn->work = {};  // what it holds goes before it is counted as gone
    lock.lock();
    const SteadyClock::time_point ended = SteadyClock::now();
    admission_.Ended(*turn, ended - begun, ended);
  }
}

}  // namespace credence::server
