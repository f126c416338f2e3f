#include "server/policy_watchers.h"

#include <google/protobuf/util/message_differencer.h>

#include <utility>

#include "core/limits.h"
#include "credence/v1/decision_service.pb.h"
#include "server/policy_reading.h"
#include "server/status_mapping.h"

namespace credence::server {
namespace {

using google::protobuf::util::MessageDifferencer;

grpc::Status Stopping() {
  return {grpc::StatusCode::UNAVAILABLE, "the server is stopping; ask again, or another"};
}

}  // namespace

// One write at a time; of what comes meanwhile the newest is next.
class PolicyWatchers::Stream : public grpc::ServerWriteReactor<v1::PolicyStatus> {
 public:
  explicit Stream(PolicyWatchers& watchers) : watchers_(watchers) {}

  void Tell(const v1::PolicyStatus& status) {
    const std::lock_guard<std::mutex> lock(mutex_);
    next_ = status;
    is_next_ = true;
    if (!is_writing_) WriteNext();
  }

  void EndWith(const grpc::Status& status) {
    const std::lock_guard<std::mutex> lock(mutex_);
    FinishOnce(status);
  }

 private:
  void OnWriteDone(bool ok) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    is_writing_ = false;
    if (!ok) return FinishOnce(grpc::Status::OK);  // Nobody is there to read it.
    WriteNext();
  }
  void OnCancel() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    FinishOnce(grpc::Status::CANCELLED);
  }
  void OnDone() override {
    watchers_.Remove(this);
    delete this;  // gRPC's own way: nobody else owns a reactor.
  }

  // Under mutex_, as FinishOnce.
  void WriteNext() {
    if (finished_ || !std::exchange(is_next_, false)) return;
    if (MessageDifferencer::Equals(next_, told_)) return;
    told_ = next_;
    is_writing_ = true;
    StartWrite(&told_);
  }
  void FinishOnce(const grpc::Status& status) {
    if (!std::exchange(finished_, true)) Finish(status);
  }

  PolicyWatchers& watchers_;
  std::mutex mutex_;  // guards what follows
  v1::PolicyStatus told_;
  v1::PolicyStatus next_;
  bool is_next_ = false;
  bool is_writing_ = false;
  bool finished_ = false;
};

PolicyWatchers::PolicyWatchers(LivePolicies& live) : live_(live) {
  live.Observe([this](const Reloaded&) { TellAll(); });
}

grpc::ServerWriteReactor<v1::PolicyStatus>* PolicyWatchers::Watch() {
  auto* stream = new Stream(*this);  // gRPC owns it
  const std::lock_guard<std::mutex> lock(mutex_);
  const bool full = streams_.size() >= limits::kPolicyWatchersMax;
  streams_.insert(stream);
  if (ended_) {
    stream->EndWith(Stopping());
  } else if (full) {
    stream->EndWith(ToGrpcStatus(
        Refuse(v1::OVERLOADED, "too many callers watch the policies; ask again after a pause")));
  } else {
    v1::PolicyStatus status;
    WriteStatus(live_, &status);
    stream->Tell(status);
  }
  return stream;
}

// Read under the lock: who is told last is told the newest.
void PolicyWatchers::TellAll() {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (streams_.empty()) return;
  v1::PolicyStatus status;
  WriteStatus(live_, &status);
  for (Stream* stream : streams_) stream->Tell(status);
}

void PolicyWatchers::End() {
  const std::lock_guard<std::mutex> lock(mutex_);
  ended_ = true;
  for (Stream* stream : streams_) stream->EndWith(Stopping());
}

void PolicyWatchers::Remove(Stream* stream) {
  const std::lock_guard<std::mutex> lock(mutex_);
  streams_.erase(stream);
}

}  // namespace credence::server
