// The lines of the decision log: a DecisionRecord each (proto/credence/v1/decision_record.proto).
//
//   auto records = RecordWriter::Create({"request.case.evidence.id"}, "5f3a", now);
//   LogLines lines;
//   records->Add({.method = "Decide", .caller = "portal"}, request, decision, lines);
//     -> {"id":"5f3a-1","time":"2026-04-01T12:00:00.000250Z","method":"Decide",...}\n
//
// What is asked and answered goes in as it is, but for the masks; of a batch each item is a record.
//
// Errors of Create: INVALID_ARGUMENT, every mask that names no field or one that cannot be masked.
// Thread-safe.
#ifndef CREDENCE_SERVER_DECISION_RECORD_H_
#define CREDENCE_SERVER_DECISION_RECORD_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "core/server_limits.h"
#include "core/status.h"
#include "credence/v1/decision_record.pb.h"
#include "server/clock.h"
#include "server/message_json.h"

namespace credence::server {

// Lines that are written together or not at all.
struct LogLines {
  std::string text = {};
  size_t records = 0;
};

struct RecordedCall {
  std::string_view method = {};
  std::string caller = {};
  std::string trace_id = {};
};

class RecordWriter {
 public:
  // `run` begins the ids: no other run of a server has the same.
  static absl::StatusOr<RecordWriter> Create(std::span<const std::string> masks, std::string run,
                                             MicrosecondClock now,
                                             size_t bytes_max = limits::kLogRecordBytesMax);

  // LIMIT_EXCEEDED: a record of more bytes than that; then nothing was added.
  absl::Status Add(const RecordedCall& call, const v1::DecideRequest& request,
                   const v1::Decision& decision, LogLines& to) const;
  absl::Status Add(const RecordedCall& call, const v1::DecideColumnsRequest& request,
                   const v1::DecideColumnsResponse& response, LogLines& to) const;
  std::string Note(v1::LogNote::Event event, std::string_view text) const;
  int64_t Now() const { return now_(); }

 private:
  RecordWriter(MessageJson json, std::span<const std::string> masks, std::string run,
               MicrosecondClock now, size_t bytes_max);
  void AppendText(int number, std::string_view name, std::string_view text, std::string& to) const;
  void AppendStamp(std::string& to) const;
  void AppendCall(const RecordedCall& call, std::string_view revision,
                  const google::protobuf::Message& facts, std::string& to) const;
  void AppendCustomers(const v1::Case& the_case, std::string& to) const;
  absl::Status Close(size_t begin, LogLines& to) const;

  MessageJson json_;
  std::string masks_;  // `"masks":["request.case"],`; empty: there are none
  std::string run_;
  MicrosecondClock now_;
  size_t bytes_max_;
  std::unique_ptr<std::atomic<uint64_t>> last_ = std::make_unique<std::atomic<uint64_t>>(0);
};

}  // namespace credence::server

#endif  // CREDENCE_SERVER_DECISION_RECORD_H_
