// Ends a stream whose caller lets too long pass between two messages, where others wait for its
// end.
//
//   PauseWatch watch(std::chrono::seconds(30), [this] { End(Paused()); });
//   watch.Await();  StartRead(&request_);            // the next message is waited for
//   if (!watch.Heard()) return;                      // in OnReadDone: the call has been ended
//
// Either Heard says yes, or `on_pause` is called, never both; by a thread of gRPC.
//
// Thread-safe: a message may come just as its time is over.
#ifndef CREDENCE_SERVER_PAUSE_WATCH_H_
#define CREDENCE_SERVER_PAUSE_WATCH_H_

#include <chrono>
#include <functional>
#include <memory>

namespace grpc {
class Alarm;
}  // namespace grpc

namespace credence::server {

class PauseWatch {
 public:
  PauseWatch(std::chrono::milliseconds pause_max, std::function<void()> on_pause);
  // Nothing is called from then on, but what has begun already.
  ~PauseWatch();

  void Await();
  bool Heard();

 private:
  struct State;
  const std::chrono::milliseconds pause_max_;
  std::shared_ptr<State> state_;  // the alarm may go off while the watch ends
  std::unique_ptr<grpc::Alarm> alarm_;
};

}  // namespace credence::server

#endif  // CREDENCE_SERVER_PAUSE_WATCH_H_
