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
// Thread-safety: `changed` is called from the watch's own thread, once at a time; the destructor
// waits for it. The source outlives the watch.
#ifndef CREDENCE_SERVER_POLICY_WATCH_H_
#define CREDENCE_SERVER_POLICY_WATCH_H_

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "server/policy_source.h"

namespace credence::server {

class PolicyWatch {
 public:
  PolicyWatch(PolicySource& source, std::string stamp, std::chrono::milliseconds between,
              std::function<void()> changed);
  ~PolicyWatch();
  PolicyWatch(const PolicyWatch&) = delete;
  PolicyWatch& operator=(const PolicyWatch&) = delete;

 private:
  bool WaitForNextLook();  // false: it ends

  PolicySource& source_;
  const std::chrono::milliseconds between_;
  const std::function<void()> changed_;
  std::mutex mutex_;
  std::condition_variable ends_;
  bool ending_ = false;  // guarded by mutex_
  std::thread thread_;   // last: it uses the others
};

}  // namespace credence::server

#endif  // CREDENCE_SERVER_POLICY_WATCH_H_
