#include "server/policy_watch.h"

#include <utility>

namespace credence::server {

PolicyWatch::PolicyWatch(PolicySource& source, std::string stamp, std::chrono::milliseconds between,
                         std::function<void()> changed)
    : source_(source),
      changed_(std::move(changed)),
      told_(std::move(stamp)),
      seen_(told_),
      ticker_(between, [this] { Look(); }) {}

void PolicyWatch::Look() {
  std::string now = source_.Stamp();
  const bool at_rest = now == seen_;
  seen_ = std::move(now);
  if (!at_rest || seen_ == told_) return;
  told_ = seen_;
  changed_();
}

}  // namespace credence::server
