#include "server/pause_watch.h"

#include <grpc/support/time.h>
#include <grpcpp/alarm.h>

#include <cstdint>
#include <mutex>
#include <utility>

namespace credence::server {

struct PauseWatch::State {
  std::mutex mutex;
  std::function<void()> on_pause;
  uint64_t waits = 0;  // how many there were
  bool waiting = false;
  bool ended = false;

  // Of the wait that is over.
  void Expire(uint64_t wait) {
    {
      const std::lock_guard lock(mutex);
      if (!waiting || wait != waits) return;
      waiting = false;
      ended = true;
    }
    on_pause();
  }
};

PauseWatch::PauseWatch(std::chrono::milliseconds pause_max, std::function<void()> on_pause)
    : pause_max_(pause_max), state_(std::make_shared<State>()) {
  state_->on_pause = std::move(on_pause);
}

PauseWatch::~PauseWatch() {
  const std::lock_guard lock(state_->mutex);
  state_->waiting = false;
}

void PauseWatch::Await() {
  uint64_t wait = 0;
  {
    const std::lock_guard lock(state_->mutex);
    wait = ++state_->waits;
    state_->waiting = true;
  }
  alarm_ = std::make_unique<grpc::Alarm>();
  // By the clock that nobody sets.
  const gpr_timespec end = gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC),
                                        gpr_time_from_millis(pause_max_.count(), GPR_TIMESPAN));
  alarm_->Set(end, [state = state_, wait](bool is_over) {
    if (is_over) state->Expire(wait);
  });
}

bool PauseWatch::Heard() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->waiting = false;
    if (state_->ended) return false;
  }
  alarm_.reset();
  return true;
}

}  // namespace credence::server
