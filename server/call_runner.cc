#include "server/call_runner.h"

#include <grpc/support/time.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <algorithm>
#include <exception>
#include <string>
#include <thread>
#include <utility>

#include "core/limits.h"
#include "core/server_limits.h"
#include "credence/v1/decision_service.pb.h"
#include "server/call_guard.h"
#include "server/metrics.h"
#include "server/status_mapping.h"

namespace credence::server {
namespace {

using SteadyClock = std::chrono::steady_clock;
using std::chrono::microseconds;

constexpr char kPushback[] = "grpc-retry-pushback-ms";

size_t Cores() { return std::max(1u, std::thread::hardware_concurrency()); }

// The threads on which gRPC reads and answers, as it makes them (1.51, completion_queue_cc.cc).
int ReadingThreads() { return static_cast<int>(std::clamp<size_t>(Cores() / 2, 2, 16)); }

AdmissionLimits LimitsOf(size_t workers, size_t bytes_at_hand_max) {
  const size_t cores = workers == 0 ? Cores() : workers;
  AdmissionLimits limits;
  limits.bytes_at_hand_max = bytes_at_hand_max;
  const auto of = [&limits](Lane lane) -> size_t& {
    return limits.threads[static_cast<size_t>(lane)];
  };
  of(Lane::kQuick) = cores;
  of(Lane::kBulk) = cores;
  of(Lane::kHeavy) = std::max<size_t>(4, 2 * cores);  // mostly they wait
  of(Lane::kClose) = 2;
  of(Lane::kBegun) = 2;
  of(Lane::kWrite) = 4;
  return limits;
}

Lane LaneOf(Weight weight, size_t bytes) {
  switch (weight) {
    case Weight::kHeavy:
      return Lane::kHeavy;
    case Weight::kClose:
      return Lane::kClose;
    case Weight::kBegun:
      return Lane::kBegun;
    case Weight::kWrite:
      return Lane::kWrite;
    case Weight::kBulk:
      return Lane::kBulk;
    case Weight::kBySize:
      break;
  }
  return bytes <= limits::kQuickRequestBytesMax ? Lane::kQuick : Lane::kBulk;
}

Stop::Time DeadlineOf(const grpc::CallbackServerContext& context) {
  const gpr_timespec deadline = context.raw_deadline();
  if (gpr_time_cmp(deadline, gpr_inf_future(deadline.clock_type)) == 0) return Stop::Time::max();
  const gpr_timespec left = gpr_time_sub(gpr_convert_clock_type(deadline, GPR_CLOCK_MONOTONIC),
                                         gpr_now(GPR_CLOCK_MONOTONIC));
  return SteadyClock::now() + microseconds(static_cast<int64_t>(gpr_timespec_to_micros(left)));
}

// Whose turn it is by: who was admitted, or the machine that calls.
std::string TurnsOf(const grpc::CallbackServerContext& context) {
  std::string caller = CallerOf(context);
  if (caller != "anonymous") return caller;
  const std::string peer = context.peer();  // "ipv4:127.0.0.1:40123"
  return peer.substr(0, peer.rfind(':'));
}

// What gRPC's clients do by themselves.
void TellWhetherToRetry(grpc::CallbackServerContext& context, const absl::Status& status) {
  if (!absl::IsResourceExhausted(status)) return;
  const auto delay = RetryDelayOf(status);
  const auto wait =
      std::chrono::ceil<std::chrono::milliseconds>(delay.value_or(std::chrono::milliseconds(-1)));
  context.AddTrailingMetadata(kPushback, std::to_string(wait.count()));
}

// After a small request whose work was long, as many go to the workers at once: where all are such,
// one in seventeen is tried in vain.
constexpr int kSkippedAfterLong = 16;

std::function<void(const absl::Status&)> Finishing(grpc::ServerUnaryReactor* reactor) {
  return [reactor](const absl::Status& status) { reactor->Finish(ToGrpcStatus(status)); };
}

// Counts the calls that are worked on by the threads that read.
class InlineTurn {
 public:
  explicit InlineTurn(std::atomic<int>& all) : all_(all), others_(all.fetch_add(1)) {}
  ~InlineTurn() { all_.fetch_sub(1); }
  InlineTurn(const InlineTurn&) = delete;
  InlineTurn& operator=(const InlineTurn&) = delete;

  bool LeavesOneToRead() const { return others_ + 1 < ReadingThreads(); }

 private:
  std::atomic<int>& all_;
  const int others_;
};

}  // namespace

struct CallRunner::Job {
  grpc::CallbackServerContext* context;
  size_t bytes;
  Place place;
  Work work;
  std::function<void(const absl::Status&)> done;
  bool may_be_long = true;

  void End(const absl::Status& status) {
    TellWhetherToRetry(*context, status);
    done(status);
  }
};

CallRunner::CallRunner(size_t workers, Metrics* metrics, size_t bytes_at_hand_max)
    : metrics_(metrics), workers_(LimitsOf(workers, bytes_at_hand_max), metrics) {}

void CallRunner::Decided(uint64_t cases) {
  if (metrics_ != nullptr) metrics_->CasesDecided(cases);
}

grpc::ServerUnaryReactor* CallRunner::Run(grpc::CallbackServerContext* context, RequestSize request,
                                          Weight weight, Work work) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  Run(context, request, weight, Place::kFirst, std::move(work), Finishing(reactor));
  return reactor;
}

grpc::ServerUnaryReactor* CallRunner::Run(grpc::CallbackServerContext* context, RequestSize request,
                                          Weight weight, std::function<absl::Status()> work) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  Start({.context = context,
         .bytes = request.bytes(),
         .place = Place::kFirst,
         .work = [work = std::move(work)](Stop&) { return work(); },
         .done = Finishing(reactor),
         .may_be_long = false},
        weight);
  return reactor;
}

void CallRunner::Run(grpc::CallbackServerContext* context, RequestSize request, Weight weight,
                     Place place, Work work, std::function<void(const absl::Status&)> done) {
  Start({.context = context,
         .bytes = request.bytes(),
         .place = place,
         .work = std::move(work),
         .done = std::move(done)},
        weight);
}

void CallRunner::Start(Job job, Weight weight) {
  const absl::Status size =
      CheckLimit("", {"request_bytes_max", "bytes", limits::kRequestBytesMax}, job.bytes);
  if (!size.ok()) return job.End(size);
  const bool may_be_inline =
      weight == Weight::kBySize && job.bytes <= limits::kInlineRequestBytesMax;
  if (may_be_inline && RunInline(job)) return;
  const Lane lane = LaneOf(weight, job.bytes);
  Queue(std::make_shared<Job>(std::move(job)), lane);
}

// False: it takes longer than it may here, others wait for their turn, or nobody would be left to
// read.
bool CallRunner::RunInline(Job& job) {
  if (job.may_be_long && skips_.load(std::memory_order_relaxed) > 0) {
    skips_.fetch_sub(1, std::memory_order_relaxed);
    return false;
  }
  absl::Status status;
  {
    const InlineTurn turn(inline_);
    if (job.bytes > limits::kTinyRequestBytesMax &&
        (!turn.LeavesOneToRead() || workers_.Waiting(Lane::kQuick) > 0)) {
      return false;
    }
    Stop stop({.budget = SteadyClock::now() + microseconds(limits::kInlineMicrosMax),
               .is_gone = [context = job.context] { return context->IsCancelled(); }});
    status = RunGuarded(job, stop);
    if (stop.cause() == Stop::Cause::kBudget) {
      skips_.store(kSkippedAfterLong, std::memory_order_relaxed);
      return false;
    }
  }
  job.End(status);
  return true;
}

void CallRunner::Queue(std::shared_ptr<Job> job, Lane lane) {
  const Admission::Arrival arrival{.lane = lane,
                                   .caller = TurnsOf(*job->context),
                                   .bytes = job->bytes,
                                   .deadline = DeadlineOf(*job->context),
                                   .under_way = job->place == Place::kUnderWay};
  const auto refused = workers_.Offer(arrival, [this, job, lane] { RunQueued(job, lane); });
  if (refused) job->End(RefuseOverload(refused->limit, refused->why, refused->retry_after));
}

void CallRunner::RunQueued(const std::shared_ptr<Job>& job, Lane lane) {
  StopConditions conditions{.deadline = DeadlineOf(*job->context),
                            .is_gone = [context = job->context] { return context->IsCancelled(); }};
  if (lane == Lane::kQuick) {
    conditions.budget = SteadyClock::now() + microseconds(limits::kQuickMicrosMax);
  }
  Stop stop(std::move(conditions));
  const absl::Status status = RunGuarded(*job, stop);
  if (stop.cause() == Stop::Cause::kBudget) return Queue(job, Lane::kBulk);
  job->End(status);
}

absl::Status CallRunner::RunGuarded(const Job& job, Stop& stop) {
  absl::Status status;
  try {
    status = stop.Look() ? stop.Why("before it began") : job.work(stop);
  } catch (const std::exception& thrown) {
    status = InternalError(std::string("an exception left a call: ") + thrown.what());
  }
  if (metrics_ == nullptr) return status;
  if (stop.cause() == Stop::Cause::kGone) metrics_->WorkStopped("cancelled");
  if (stop.cause() == Stop::Cause::kDeadline) metrics_->WorkStopped("deadline");
  return status;
}

}  // namespace credence::server
