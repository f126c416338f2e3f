// Which calls may wait for a worker, whose turn is next, and who is told at once to come back.
//
//   Admission admission({.threads = {2, 2, 4, 2, 2}});
//   auto refused = admission.Offer({.lane = Lane::kQuick, .caller = "portal"}, work, now);
//   if (refused) ... RESOURCE_EXHAUSTED, come back in refused->retry_after
//   if (auto turn = admission.Next(Lane::kQuick, now)) { turn->work(); ... }
//   admission.Ended(*turn, took, now);
//
// Work waits in lanes by how long it takes, so that what is short never waits behind what is long.
// Within a lane the turn is that of the caller with the fewest calls under way, then that of
// whoever waits longest for one: a caller with a thousand calls and a caller with one are served
// alike, and each of a caller's own waits only behind the others'.
//
// A call is refused rather than made to wait
// - past its deadline, by how long calls of the lane took of late;
// - behind more than limits::kWaitingPerWorkerMax calls a worker (or what is worked off in
//   kWaitMicrosMax), counted by turns, so that the many of another caller do not count. A burst may
//   be longer, out of the time that the lane's workers were idle before it: so a server that is
//   never idle has short queues, and one that is idle now and then refuses no burst;
// - where its caller has taken a fair part of the calls or bytes that may be at hand at all.
//
// Deterministic: time is an argument. Thread-safety: WorkerPool's mutex guards it.
#ifndef CREDENCE_SERVER_ADMISSION_H_
#define CREDENCE_SERVER_ADMISSION_H_

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/server_limits.h"

namespace credence::server {

enum class Lane : uint8_t {
  kQuick,  // computes for some milliseconds
  kBulk,   // computes for long: batches, columns
  kHeavy,  // compiles, or waits for files and the store
  kClose,  // a close of the book: minutes
  kBegun,  // goes on with a transaction that others wait for: never behind them, never refused
  kWrite,  // waits for whoever writes to the store, and writes: nobody who reads waits with it
};
inline constexpr size_t kLanes = 6;
std::string_view NameOf(Lane lane);  // "quick"

struct AdmissionLimits {
  std::array<size_t, kLanes> threads = {};  // by lane
  size_t calls_at_hand_max = limits::kCallsAtHandMax;
  size_t bytes_at_hand_max = limits::kBytesAtHandMax;
};

// Why a call is not taken, and when it may come again.
struct Overload {
  std::string_view limit;  // "calls_at_hand_max", "bytes_at_hand_max", "wait" or "deadline"
  std::string why;
  std::chrono::nanoseconds retry_after{0};
};

class Admission {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Nanos = std::chrono::nanoseconds;
  using Work = std::function<void()>;

  struct Arrival {
    Lane lane = Lane::kQuick;
    std::string caller = {};
    size_t bytes = 0;
    Time deadline = Time::max();
    bool under_way = false;  // a message of a stream that was taken: it waits, however long
  };
  struct Turn {
    Work work = {};
    Lane lane = Lane::kQuick;
    std::string caller = {};
    size_t bytes = 0;
    Time since = {};
  };

  explicit Admission(const AdmissionLimits& limits);

  // nullopt: it is taken.
  std::optional<Overload> Offer(const Arrival& arrival, Work work, Time now);
  // nullopt: nobody waits. REQUIRES: a thread of the lane is idle.
  std::optional<Turn> Next(Lane lane, Time now);
  void Ended(const Turn& turn, Nanos took, Time now);

  size_t Waiting(Lane lane) const { return Of(lane).waiting; }
  Nanos UsuallyTakes(Lane lane) const { return Of(lane).takes; }

 private:
  struct Caller {
    std::deque<Turn> waiting = {};
    size_t running = 0;
    uint64_t last_turn = 0;  // when it had one: smaller is longer ago
  };
  struct Queue {
    size_t threads = 0;
    size_t waiting = 0;
    size_t running = 0;
    Nanos takes{0};   // a call of late: a moving average
    Nanos credit{0};  // time that threads were idle and no burst has used
    Time seen = {};   // up to when it is counted
    std::map<std::string, Caller> callers = {};
  };
  struct Held {
    size_t calls = 0;
    size_t bytes = 0;
  };

  Queue& Of(Lane lane) { return queues_[static_cast<size_t>(lane)]; }
  const Queue& Of(Lane lane) const { return queues_[static_cast<size_t>(lane)]; }
  static void CountIdle(Queue& queue, Time now);
  static size_t Ahead(const Queue& queue, const std::string& caller);
  std::optional<Overload> CheckShare(const Arrival& arrival, const Queue& queue);
  std::optional<Overload> CheckWait(const Arrival& arrival, Queue& queue, Time now);
  Overload Refused(std::string_view limit, std::string why, const Queue& queue);

  const AdmissionLimits limits_;
  std::array<Queue, kLanes> queues_;
  Held all_;  // waiting and under way, in every lane
  std::map<std::string, Held> held_;
  uint64_t turns_ = 0;
  uint64_t refused_ = 0;
};

}  // namespace credence::server

#endif  // CREDENCE_SERVER_ADMISSION_H_
