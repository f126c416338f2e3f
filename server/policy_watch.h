// Watches where policies come from, and tells when they have changed and come to rest.
//
//   const std::string stamp = source.Stamp();
//   live.Reload();
//   PolicyWatch watch(source, stamp, std::chrono::milliseconds(500), [&] { live.Reload(); });
//
// It looks by itself, twice a second or as asked: of files at the name, size and times of each,
// which works on any file system, where a volume is swapped by a link, and for what is moved into
// place. A change is told once two looks in a row find the same, so a file in the middle of being
// written is waited for, and a store that did not answer once is asked again. What differs from the
// stamp that it is given, taken before the policies were read, is a change.
//
// Thread-safety: `changed` is called from the watch's own thread (server/ticker.h). The source
// outlives the watch.
#ifndef CREDENCE_SERVER_POLICY_WATCH_H_
#define CREDENCE_SERVER_POLICY_WATCH_H_

#include <chrono>
#include <functional>
#include <string>

#include "server/policy_source.h"
#include "server/ticker.h"

namespace credence::server {

class PolicyWatch {
 public:
  PolicyWatch(PolicySource& source, std::string stamp, std::chrono::milliseconds between,
              std::function<void()> changed);

 private:
  void Look();

  PolicySource& source_;
  const std::function<void()> changed_;
  std::string told_;
  std::string seen_;
  Ticker ticker_;  // last: it uses the others
};

}  // namespace credence::server

#endif  // CREDENCE_SERVER_POLICY_WATCH_H_
