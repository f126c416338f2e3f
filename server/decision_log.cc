#include "server/decision_log.h"

#include <absl/strings/str_cat.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "core/server_limits.h"
#include "server/log.h"
#include "server/status_mapping.h"

namespace credence::server {
namespace {

using std::chrono::steady_clock;

// Written at once: enough that a disk is busy, little enough that the first need not wait long.
constexpr size_t kGroupBytesMax = 4u << 20;
constexpr std::chrono::seconds kSyncEvery(1);
// How often what failed is tried again when nobody asks.
constexpr std::chrono::milliseconds kTryEvery(100);

absl::Status NoRoom() {
  return Refuse(v1::DECISION_LOG_FULL,
                "more decisions wait to be recorded than may; nothing was answered, so ask again "
                "after a pause");
}

// What the system says is the operator's matter.
absl::Status CannotWrite(const absl::Status& status) {
  if (absl::IsResourceExhausted(status)) {
    return Refuse(v1::DECISION_LOG_FULL,
                  "the disk of the decision log is full, so nothing is decided");
  }
  return Refuse(v1::DECISION_LOG_FAILED,
                "the decision log cannot be written, so nothing is decided; the server's log says "
                "why");
}

// Another for each start of a server on a machine.
std::string RunOf(int64_t microseconds) {
  return absl::StrCat(absl::Hex(microseconds), absl::Hex(getpid(), absl::kZeroPad4));
}

}  // namespace

absl::Status DecisionLog::Check(const DecisionLogOptions& options) {
  if (options.file.empty()) return absl::OkStatus();
  if (absl::Status status = LogFile::Check(options.file); !status.ok()) return status;
  return RecordWriter::Create(options.masks, "", nullptr).status();
}

absl::StatusOr<std::unique_ptr<DecisionLog>> DecisionLog::OpenFile(
    const DecisionLogOptions& options, MicrosecondClock now, Observer observer) {
  auto file = LogFile::Open(options.file, {.rotate_bytes = options.rotate_bytes});
  if (!file.ok()) return file.status();
  std::string note;
  if (const std::string& aside = (*file)->set_aside(); !aside.empty()) {
    note = "a torn last line was set aside in " + aside;
    Log(LogLevel::kWarning, options.file + ": " + note);
  }
  return Open(options, *std::move(file), note, std::move(now), std::move(observer));
}

absl::StatusOr<std::unique_ptr<DecisionLog>> DecisionLog::Open(const DecisionLogOptions& options,
                                                               std::unique_ptr<LineSink> sink,
                                                               std::string_view note,
                                                               MicrosecondClock now,
                                                               Observer observer) {
  const std::string run = RunOf(now());
  absl::StatusOr<RecordWriter> records = RecordWriter::Create(options.masks, run, std::move(now));
  if (!records.ok()) return records.status();
  // So a log that cannot be written is told at the start.
  const bool sync = options.sync != DecisionLogOptions::Sync::kNever;
  absl::Status begun = sink->Append(records->Note(v1::LogNote::EVENT_STARTED, note), sync);
  if (!begun.ok()) return begun;
  return std::unique_ptr<DecisionLog>(
      new DecisionLog(options, *std::move(records), std::move(sink), std::move(observer)));
}

DecisionLog::DecisionLog(const DecisionLogOptions& options, RecordWriter records,
                         std::unique_ptr<LineSink> sink, Observer observer)
    : options_(options),
      records_(std::move(records)),
      sink_(std::move(sink)),
      observer_(std::move(observer)),
      writer_([this] { Write(); }) {}

DecisionLog::~DecisionLog() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    closing_ = true;
  }
  arrived_.notify_one();
  writer_.join();
}

DecisionLogState DecisionLog::state() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return state_;
}

void DecisionLog::Tell() {
  if (!observer_) return;
  const std::lock_guard<std::mutex> lock(telling_);
  observer_(state());
}

absl::Status DecisionLog::Refused(const absl::Status& status) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    ++state_.refused;
  }
  Tell();
  return status;
}

absl::Status DecisionLog::CheckRoom() {
  absl::Status status;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    const bool full = state_.queued_records >= options_.queue_records ||
                      state_.queued_bytes >= options_.queue_bytes;
    if (state_.failing) {
      status = CannotWrite(why_failing_);
    } else if (options_.when_full == DecisionLogOptions::WhenFull::kRefuse
                   ? full
                   : line_.size() >= limits::kLogLineMax) {
      status = NoRoom();
    }
  }
  return status.ok() ? status : Refused(status);
}

bool DecisionLog::Fits(const LogLines& lines) const {
  if (queue_.empty() && state_.queued_records == 0) return true;
  return state_.queued_records + lines.records <= options_.queue_records &&
         state_.queued_bytes + lines.text.size() <= options_.queue_bytes;
}

void DecisionLog::Enqueue(Waiting waiting) {
  state_.queued_records += waiting.lines.records;
  state_.queued_bytes += waiting.lines.text.size();
  queue_.push_back(std::move(waiting));
}

void DecisionLog::Append(LogLines lines, Done done) {
  bool taken = true;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    // Nobody passes those who stand in line.
    if (line_.empty() && Fits(lines)) {
      Enqueue({std::move(lines), std::move(done)});
    } else if (options_.when_full == DecisionLogOptions::WhenFull::kWait &&
               line_.size() < limits::kLogLineMax) {
      line_.push_back({std::move(lines), std::move(done)});
      state_.in_line = line_.size();
    } else {
      taken = false;
    }
  }
  if (taken) {
    arrived_.notify_one();
  } else {
    done(Refused(NoRoom()));
  }
}

// Waits until there is something to write, to sync or to try; empty when there is no more to come,
// or it is time for one of the others.
std::deque<DecisionLog::Waiting> DecisionLog::TakeGroup(std::unique_lock<std::mutex>& lock) {
  const auto is_something = [this] { return closing_ || !queue_.empty(); };
  if (state_.failing) {
    arrived_.wait_for(lock, kTryEvery, is_something);
  } else if (unsynced_) {
    arrived_.wait_until(lock, sync_due_, is_something);
  } else {
    arrived_.wait(lock, is_something);
  }
  std::deque<Waiting> group;
  for (size_t bytes = 0; !queue_.empty() && bytes < kGroupBytesMax;) {
    bytes += queue_.front().lines.text.size();
    group.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  return group;
}

void DecisionLog::Write() {
  std::unique_lock<std::mutex> lock(mutex_);
  for (;;) {
    std::deque<Waiting> group = TakeGroup(lock);
    const bool failing = state_.failing;
    if (group.empty() && closing_) break;
    lock.unlock();
    if (!group.empty() || failing) {
      const absl::Status status = WriteGroup(group);
      NoteWritten(group, status);
      const absl::Status told = status.ok() ? status : CannotWrite(status);
      for (Waiting& waiting : group) waiting.done(told);
      Tell();
    }
    SyncIfDue();
    lock.lock();
  }
  lock.unlock();
  if (unsynced_) sink_->Sync().IgnoreError();
}

absl::Status DecisionLog::WriteGroup(const std::deque<Waiting>& group) {
  const bool sync = options_.sync == DecisionLogOptions::Sync::kEach;
  if (failing_since_ == 0 && group.size() == 1) {
    return sink_->Append(group.front().lines.text, sync);
  }
  std::string all;
  if (failing_since_ != 0) {
    all = records_.Note(v1::LogNote::EVENT_RESUMED,
                        "nothing could be written since " + MicrosecondText(failing_since_));
  }
  size_t bytes = all.size();
  for (const Waiting& waiting : group) bytes += waiting.lines.text.size();
  all.reserve(bytes);
  for (const Waiting& waiting : group) all += waiting.lines.text;
  return sink_->Append(all, sync);
}

// Room is made before those are told who waited, so that they find it.
void DecisionLog::NoteWritten(const std::deque<Waiting>& group, const absl::Status& status) {
  if (!status.ok() && failing_since_ == 0) {
    failing_since_ = records_.Now();
    Log(LogLevel::kError, "nothing is decided: " + std::string(status.message()));
  } else if (status.ok() && failing_since_ != 0) {
    failing_since_ = 0;
    Log(LogLevel::kInfo, options_.file + ": can be written again");
  }
  if (status.ok() && !unsynced_ && options_.sync == DecisionLogOptions::Sync::kInterval) {
    unsynced_ = true;
    sync_due_ = steady_clock::now() + kSyncEvery;
  }
  const std::lock_guard<std::mutex> lock(mutex_);
  state_.failing = !status.ok();
  why_failing_ = status;
  if (!status.ok()) ++state_.errors;
  for (const Waiting& waiting : group) {
    state_.queued_records -= waiting.lines.records;
    state_.queued_bytes -= waiting.lines.text.size();
    if (status.ok()) {
      state_.written_records += waiting.lines.records;
      state_.written_bytes += waiting.lines.text.size();
    } else {
      ++state_.refused;
    }
  }
  while (!line_.empty() && Fits(line_.front().lines)) {
    Enqueue(std::move(line_.front()));
    line_.pop_front();
  }
  state_.in_line = line_.size();
}

void DecisionLog::SyncIfDue() {
  if (!unsynced_ || steady_clock::now() < sync_due_) return;
  unsynced_ = false;
  const absl::Status status = sink_->Sync();
  if (status.ok()) return;
  Log(LogLevel::kError, "a power cut now may take what was decided in the last second: " +
                            std::string(status.message()));
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    ++state_.errors;
  }
  Tell();
}

}  // namespace credence::server
