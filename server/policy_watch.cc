#include "server/policy_watch.h"

#include <utility>

namespace credence::server {

PolicyWatch::PolicyWatch(PolicySource& source, std::string stamp, std::chrono::milliseconds between,
                         std::function<void()> changed)
    : source_(source),
      between_(between),
      changed_(std::move(changed)),
      thread_([this, told = std::move(stamp)]() mutable {
        std::string seen = told;
        while (WaitForNextLook()) {
          std::string now = source_.Stamp();
          const bool at_rest = now == seen;
          seen = std::move(now);
          if (!at_rest || seen == told) continue;
          told = seen;
          changed_();
        }
      }) {}

PolicyWatch::~PolicyWatch() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    ending_ = true;
  }
  ends_.notify_all();
  thread_.join();
}

bool PolicyWatch::WaitForNextLook() {
  std::unique_lock<std::mutex> lock(mutex_);
  return !ends_.wait_for(lock, between_, [this] { return ending_; });
}

}  // namespace credence::server
