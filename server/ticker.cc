#include "server/ticker.h"

#include <utility>

namespace credence::server {

Ticker::Ticker(std::chrono::milliseconds between, std::function<void()> tick)
    : between_(between), tick_(std::move(tick)), thread_([this] {
        while (WaitForNext()) tick_();
      }) {}

Ticker::~Ticker() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    ending_ = true;
  }
  ends_.notify_all();
  thread_.join();
}

bool Ticker::WaitForNext() {
  std::unique_lock<std::mutex> lock(mutex_);
  return !ends_.wait_for(lock, between_, [this] { return ending_; });
}

}  // namespace credence::server
