#include "server/caller_names.h"

#include <utility>

#include "core/server_limits.h"

namespace credence::server {

void CallerNames::Keep(const std::string& shown, const std::string& name) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (recent_.size() >= limits::kCallerNamesMax && !recent_.contains(shown)) {
    before_ = std::exchange(recent_, {});
  }
  recent_.insert_or_assign(shown, name);
}

std::string CallerNames::Find(const std::string& shown) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  for (const Names* names : {&recent_, &before_}) {
    if (const auto found = names->find(shown); found != names->end()) return found->second;
  }
  return kAnonymous;
}

}  // namespace credence::server
