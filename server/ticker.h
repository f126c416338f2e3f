// Does something again and again, on a thread of its own.
//
//   Ticker ticker(std::chrono::seconds(5), [&] { LookAt(files); });
//
// First once the time has passed, and then as long after each: what takes long is never done twice
// at once.
//
// Thread-safety: `tick` is called from the ticker's own thread; the destructor waits for it.
#ifndef CREDENCE_SERVER_TICKER_H_
#define CREDENCE_SERVER_TICKER_H_

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace credence::server {

class Ticker {
 public:
  Ticker(std::chrono::milliseconds between, std::function<void()> tick);
  ~Ticker();
  Ticker(const Ticker&) = delete;
  Ticker& operator=(const Ticker&) = delete;

 private:
  bool WaitForNext();  // false: it ends

  const std::chrono::milliseconds between_;
  const std::function<void()> tick_;
  std::mutex mutex_;
  std::condition_variable ends_;
  bool ending_ = false;  // guarded by mutex_
  std::thread thread_;   // last: it uses the others
};

}  // namespace credence::server

#endif  // CREDENCE_SERVER_TICKER_H_
