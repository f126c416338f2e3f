// Records of a decision log decided again, and what comes out otherwise.
//
//   LogReplay replay(connection, session);
//   if (!replay.Add(record)) return replay.exit_code();
//   return replay.Finish();       // "1,204 decided again: 1,203 the same, 1 otherwise"
//
// The rules are those of the connection: where their revision is another than the record's, that
// is said, and what they decide is compared all the same. A record whose case was masked cannot
// be decided again; that it is whole, its digest says.
//
// Thread-safety: one thread.
#ifndef CREDENCE_CLIENTS_CLI_LOG_REPLAY_H_
#define CREDENCE_CLIENTS_CLI_LOG_REPLAY_H_

#include <cstdint>
#include <deque>
#include <set>
#include <string>
#include <string_view>

#include "clients/cli/decider.h"
#include "clients/cli/session.h"
#include "credence/v1/decision_record.pb.h"

namespace credence::cli {

class LogReplay {
 public:
  LogReplay(Connection& connection, Session& session);
  LogReplay(const LogReplay&) = delete;
  LogReplay& operator=(const LogReplay&) = delete;

  // False: the server failed, which is told.
  bool Add(const v1::DecisionRecord& record);
  // Tells how it went. kNo: something came out otherwise, or could not be decided again.
  ExitCode Finish();
  ExitCode exit_code() const { return exit_code_; }

 private:
  bool AddColumns(const v1::DecisionRecord& record);
  void Compare(const DecideAnswer& answer);
  void TellOtherwise(const v1::DecisionRecord& record, const std::string& what);
  void TellOutcome(const v1::DecisionRecord& record, bool same);
  bool Went(const CallFault& fault);

  Session& session_;
  Connection& connection_;
  Decider decider_;
  std::deque<v1::DecisionRecord> asked_;  // in the order of the answers to come
  std::set<std::string> revisions_;       // of the records
  std::set<std::string> here_;            // of the answers
  uint64_t same_ = 0;
  uint64_t otherwise_ = 0;
  uint64_t masked_ = 0;
  ExitCode exit_code_ = ExitCode::kDone;
};

// Takes out of a message what a path of a mask names, so that two can be compared without it.
void ClearMasked(google::protobuf::Message& message, std::string_view path);

}  // namespace credence::cli

#endif  // CREDENCE_CLIENTS_CLI_LOG_REPLAY_H_
