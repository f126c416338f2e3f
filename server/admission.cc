#include "server/admission.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "core/check.h"
#include "core/rational.h"

namespace credence::server {
namespace {

using Nanos = Admission::Nanos;
using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr microseconds kWaitMax{limits::kWaitMicrosMax};
constexpr microseconds kBurstMax{limits::kBurstMicrosMax};
// What a call of each lane takes, before any was measured.
constexpr milliseconds kTakesAtFirst[kLanes] = {milliseconds(1),  milliseconds(100),
                                                milliseconds(10), milliseconds(10'000),
                                                milliseconds(10), milliseconds(10)};
// The part of a new measurement in the average.
constexpr int kWeight = 8;

Nanos Times(Nanos one, size_t count) { return one * static_cast<Nanos::rep>(count); }
Nanos Parted(Nanos whole, size_t parts) { return whole / static_cast<Nanos::rep>(parts); }

// Of a whole of which everybody may take half of what the others left.
bool FitsShare(size_t own, size_t more, size_t all, size_t maximum) {
  return all <= maximum && own + more <= maximum - all;
}

std::string Shown(Nanos time) {
  return Rational(std::chrono::round<milliseconds>(time).count()).ToDisplay() + " ms";
}

}  // namespace

std::string_view NameOf(Lane lane) {
  constexpr std::string_view kNames[kLanes] = {"quick", "bulk", "heavy", "close", "begun", "write"};
  return kNames[static_cast<size_t>(lane)];
}

Admission::Admission(const AdmissionLimits& limits) : limits_(limits) {
  for (size_t lane = 0; lane < kLanes; ++lane) {
    Queue& queue = queues_[lane];
    queue.threads = std::max<size_t>(1, limits.threads[lane]);
    queue.takes = kTakesAtFirst[lane];
    queue.credit = Times(kBurstMax, queue.threads);
  }
}

void Admission::CountIdle(Queue& queue, Time now) {
  const size_t idle = queue.threads - std::min(queue.threads, queue.running);
  const Nanos most = Times(std::max<Nanos>(kBurstMax, 2 * queue.takes), queue.threads);
  // Past what fills it nothing counts, and a first time is far from the clock's beginning.
  const Nanos since = queue.seen == Time() ? Nanos(0) : std::min(most, Nanos(now - queue.seen));
  queue.credit = std::min(most, queue.credit + Times(since, idle));
  queue.seen = now;
}

// Calls that have their turn before the next of `caller`: of each other one as many as bring it to
// where that next one would bring this.
size_t Admission::Ahead(const Queue& queue, const std::string& caller) {
  const auto own = queue.callers.find(caller);
  const size_t waiting = own == queue.callers.end() ? 0 : own->second.waiting.size();
  const size_t at_hand = own == queue.callers.end() ? 0 : own->second.running + waiting;
  size_t ahead = waiting;
  for (const auto& [name, other] : queue.callers) {
    if (name == caller || other.running > at_hand) continue;
    ahead += std::min(other.waiting.size(), at_hand + 1 - other.running);
  }
  return ahead;
}

Overload Admission::Refused(std::string_view limit, std::string why, const Queue& queue) {
  const Nanos drained = Parted(Times(queue.takes, queue.waiting + queue.running), queue.threads);
  // Those who are refused together do not come back together.
  constexpr uint64_t kSpread = 8;
  const Nanos spread = Parted(Times(drained, kSpread + refused_++ % kSpread), kSpread);
  return {limit, std::move(why),
          std::clamp<Nanos>(spread, milliseconds(limits::kRetryMillisMin),
                            milliseconds(limits::kRetryMillisMax))};
}

std::optional<Overload> Admission::CheckShare(const Arrival& arrival, const Queue& queue) {
  const auto found = held_.find(arrival.caller);
  const Held own = found == held_.end() ? Held() : found->second;
  if (!FitsShare(own.calls, 1, all_.calls, limits_.calls_at_hand_max)) {
    return Refused("calls_at_hand_max",
                   Rational(static_cast<int64_t>(all_.calls)).ToDisplay() +
                       " calls wait or are worked on, " +
                       Rational(static_cast<int64_t>(own.calls)).ToDisplay() + " of them yours",
                   queue);
  }
  if (!FitsShare(own.bytes, arrival.bytes, all_.bytes, limits_.bytes_at_hand_max)) {
    return Refused("bytes_at_hand_max",
                   "requests of " + Rational(static_cast<int64_t>(all_.bytes)).ToDisplay() +
                       " bytes wait or are worked on, " +
                       Rational(static_cast<int64_t>(own.bytes)).ToDisplay() + " of them yours",
                   queue);
  }
  return std::nullopt;
}

std::optional<Overload> Admission::CheckWait(const Arrival& arrival, Queue& queue, Time now) {
  if (arrival.under_way || arrival.lane == Lane::kBegun) return std::nullopt;
  const size_t ahead = Ahead(queue, arrival.caller);
  const size_t idle = queue.threads - std::min(queue.threads, queue.running);
  if (ahead < idle) return std::nullopt;
  const size_t behind = ahead - idle;
  const Nanos wait = Parted(Times(queue.takes, behind + 1), queue.threads);
  if (arrival.deadline != Time::max() && now + wait >= arrival.deadline) {
    return Refused("deadline",
                   "it would wait " + Shown(wait) + " for a worker, longer than its deadline",
                   queue);
  }
  if (behind < limits::kWaitingPerWorkerMax * queue.threads || wait <= kWaitMax) {
    return std::nullopt;
  }
  if (queue.credit < queue.takes) {
    return Refused("wait", "it would wait " + Shown(wait) + " for a worker", queue);
  }
  queue.credit -= queue.takes;
  return std::nullopt;
}

std::optional<Overload> Admission::Offer(const Arrival& arrival, Work work, Time now) {
  Queue& queue = Of(arrival.lane);
  CountIdle(queue, now);
  if (auto refused = CheckShare(arrival, queue)) return refused;
  if (auto refused = CheckWait(arrival, queue, now)) return refused;
  Held& own = held_[arrival.caller];
  ++own.calls, ++all_.calls;
  own.bytes += arrival.bytes, all_.bytes += arrival.bytes;
  Caller& caller = queue.callers[arrival.caller];
  // One that comes back is not behind those who never left.
  if (caller.waiting.empty() && caller.running == 0) caller.last_turn = turns_;
  caller.waiting.push_back({std::move(work), arrival.lane, arrival.caller, arrival.bytes, now});
  ++queue.waiting;
  return std::nullopt;
}

std::optional<Admission::Turn> Admission::Next(Lane lane, Time now) {
  Queue& queue = Of(lane);
  CountIdle(queue, now);
  if (queue.waiting == 0) return std::nullopt;
  Caller* next = nullptr;
  for (auto& [name, caller] : queue.callers) {
    if (caller.waiting.empty()) continue;
    const auto rank = [](const Caller& one) { return std::tuple(one.running, one.last_turn); };
    if (next == nullptr || rank(caller) < rank(*next)) next = &caller;
  }
  CREDENCE_CHECK(next != nullptr);
  Turn turn = std::move(next->waiting.front());
  next->waiting.pop_front();
  next->last_turn = ++turns_;
  ++next->running;
  --queue.waiting;
  ++queue.running;
  return turn;
}

void Admission::Ended(const Turn& turn, Nanos took, Time now) {
  Queue& queue = Of(turn.lane);
  CountIdle(queue, now);
  queue.takes += (took - queue.takes) / kWeight;
  --queue.running;
  const auto caller = queue.callers.find(turn.caller);
  --caller->second.running;
  if (caller->second.running == 0 && caller->second.waiting.empty()) queue.callers.erase(caller);
  const auto held = held_.find(turn.caller);
  --held->second.calls, --all_.calls;
  held->second.bytes -= turn.bytes, all_.bytes -= turn.bytes;
  if (held->second.calls == 0) held_.erase(held);
}

}  // namespace credence::server
