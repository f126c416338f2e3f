#include "server/policy_watch.h"

#include <utility>

#include "server/policy_directory.h"

namespace credence::server {

PolicyWatch::PolicyWatch(std::string directory, std::chrono::milliseconds between,
                         std::function<void()> changed)
    : directory_(std::move(directory)),
      between_(between),
      changed_(std::move(changed)),
      thread_([this, told = PolicyDirectoryStamp(directory_)]() mutable {
        std::string seen = told;
        while (WaitForNextLook()) {
          std::string now = PolicyDirectoryStamp(directory_);
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
