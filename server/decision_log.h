// The decision log: what was decided is in a file before anybody is told of it.
//
//   auto log = DecisionLog::Open(options, std::move(file), SystemMicrosecondClock());
//   if (absl::Status room = (*log)->CheckRoom(); !room.ok()) return room;    // before deciding
//   LogLines lines;
//   (*log)->Record({.method = "Decide", .caller = "portal"}, request, decision, lines);
//   (*log)->Append(std::move(lines), [reactor](const absl::Status& status) {
//     reactor->Finish(ToGrpcStatus(status));
//   });
//
// One thread writes, whatever waits at once by one write, and then tells each that waited. So no
// call is answered whose record is not written, and none holds a thread while it waits.
//
// What waits is bounded by records and bytes; one that is larger than all may be there alone. Where
// there is no room, a call is refused, or stands in line for it: at most limits::kLogLineMax do.
// What cannot be written is refused, and from then on everything is, before it is decided, until
// the writer, which goes on trying, can write again.
//
// Errors, all of which pass by themselves: DECISION_LOG_FULL no room in the queue or on the disk;
// DECISION_LOG_FAILED the system says something else. LIMIT_EXCEEDED a record over
// limits::kLogRecordBytesMax.
// Thread-safe. `done` is called once, by the writer or at once, and must not wait for the log.
#ifndef CREDENCE_SERVER_DECISION_LOG_H_
#define CREDENCE_SERVER_DECISION_LOG_H_

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "core/status.h"
#include "server/clock.h"
#include "server/decision_record.h"
#include "server/log_file.h"

namespace credence::server {

struct DecisionLogOptions {
  enum class WhenFull { kWait, kRefuse };
  // What a power cut may take: nothing, the last second, or what the system had not yet written.
  // The end of the process takes nothing of what was answered, however it comes.
  enum class Sync { kEach, kInterval, kNever };

  std::string file = {};  // empty: none is kept
  WhenFull when_full = WhenFull::kWait;
  Sync sync = Sync::kInterval;
  size_t queue_records = 10'000;
  size_t queue_bytes = 64u << 20;
  uint64_t rotate_bytes = 256u << 20;
  std::vector<std::string> masks = {};  // paths in DecisionRecord, such as "request.case"
};

// How it stands, and what was done since it was opened.
struct DecisionLogState {
  size_t queued_records = 0;
  size_t queued_bytes = 0;
  size_t in_line = 0;  // calls
  bool failing = false;
  uint64_t written_records = 0;
  uint64_t written_bytes = 0;
  uint64_t refused = 0;  // calls
  uint64_t errors = 0;   // of the system, by each try
};

class DecisionLog {
 public:
  using Done = std::function<void(const absl::Status&)>;
  // Told by the writer and by those who are refused, one at a time.
  using Observer = std::function<void(const DecisionLogState&)>;

  // What of the options OpenFile would refuse; makes nothing.
  static absl::Status Check(const DecisionLogOptions& options);
  // Opens the file that the options name.
  static absl::StatusOr<std::unique_ptr<DecisionLog>> OpenFile(const DecisionLogOptions& options,
                                                               MicrosecondClock now,
                                                               Observer observer);
  // `note` is for people: what was found when it was opened.
  static absl::StatusOr<std::unique_ptr<DecisionLog>> Open(const DecisionLogOptions& options,
                                                           std::unique_ptr<LineSink> sink,
                                                           std::string_view note,
                                                           MicrosecondClock now, Observer observer);
  // Writes what waits.
  ~DecisionLog();
  DecisionLog(const DecisionLog&) = delete;
  DecisionLog& operator=(const DecisionLog&) = delete;

  // Whether a call may hope to be recorded; otherwise its refusal, which costs nothing.
  absl::Status CheckRoom();

  // LIMIT_EXCEEDED; then nothing was added.
  template <typename Request, typename Response>
  absl::Status Record(const RecordedCall& call, const Request& request, const Response& response,
                      LogLines& to) const {
    return records_.Add(call, request, response, to);
  }

  void Append(LogLines lines, Done done);

  DecisionLogState state() const;

 private:
  struct Waiting {
    LogLines lines;
    Done done;
  };

  DecisionLog(const DecisionLogOptions& options, RecordWriter records,
              std::unique_ptr<LineSink> sink, Observer observer);
  bool Fits(const LogLines& lines) const;
  void Enqueue(Waiting waiting);
  void Write();
  std::deque<Waiting> TakeGroup(std::unique_lock<std::mutex>& lock);
  absl::Status WriteGroup(const std::deque<Waiting>& group);
  void NoteWritten(const std::deque<Waiting>& group, const absl::Status& status);
  void SyncIfDue();
  absl::Status Refused(const absl::Status& status);
  void Tell();

  const DecisionLogOptions options_;
  const RecordWriter records_;
  const std::unique_ptr<LineSink> sink_;  // the writer's, once it runs
  const Observer observer_;

  mutable std::mutex mutex_;
  std::condition_variable arrived_;
  // These are guarded by mutex_. `state_` counts what is being written as queued.
  std::deque<Waiting> queue_;
  std::deque<Waiting> line_;
  DecisionLogState state_;
  absl::Status why_failing_;
  bool closing_ = false;

  std::mutex telling_;
  // The writer's own.
  bool unsynced_ = false;
  std::chrono::steady_clock::time_point sync_due_;
  int64_t failing_since_ = 0;
  std::thread writer_;  // last: it uses the others
};

}  // namespace credence::server

#endif  // CREDENCE_SERVER_DECISION_LOG_H_
