// The records of a server's own decision log, asked for a page at a time.
//
//   ServedLog log(*connection, query, options.limit);
//   while (const v1::DecisionRecord* record = log.Next()) ...
//   log.fault()             // OK, or why the server refused
//   log.damaged()           // lines of the log that are no records
//
// Thread-safety: one thread.
#ifndef CREDENCE_CLIENTS_CLI_SERVED_LOG_H_
#define CREDENCE_CLIENTS_CLI_SERVED_LOG_H_

#include <cstdint>

#include "clients/cli/connection.h"
#include "credence/v1/decision_log_service.pb.h"
#include "server/log_query.h"

namespace credence::cli {

class ServedLog {
 public:
  // `wanted`: how many are; 0: all.
  ServedLog(Connection& connection, const server::LogQuery& query, uint64_t wanted);

  // Until the next call; null: there are no more, or the server refused.
  const v1::DecisionRecord* Next();
  const CallFault& fault() const { return fault_; }
  int64_t damaged() const { return damaged_; }

 private:
  Connection& connection_;
  v1::ListDecisionsRequest request_;
  v1::ListDecisionsResponse page_;
  int next_ = 0;  // in the page
  bool at_end_ = false;
  CallFault fault_;
  int64_t damaged_ = 0;
};

}  // namespace credence::cli

#endif  // CREDENCE_CLIENTS_CLI_SERVED_LOG_H_
