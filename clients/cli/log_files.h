// The records of decision logs in files, one after the other, told with what is wrong in them.
//
//   LogFiles log({"decisions.jsonl", "-"}, query, console);     // - is standard input
//   while (std::optional<server::LogLine> line = log.Next()) ...
//   log.status()            // OK, or why a file could not be read
//   log.damaged()           // lines that are no records; each was told on console.err
//
// Thread-safety: one thread.
#ifndef CREDENCE_CLIENTS_CLI_LOG_FILES_H_
#define CREDENCE_CLIENTS_CLI_LOG_FILES_H_

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "clients/cli/console.h"
#include "core/status.h"
#include "server/log_reader.h"

namespace credence::cli {

class LogFiles {
 public:
  LogFiles(const std::vector<std::string>& files, server::LogQuery query, Console& console);

  // nullopt: there are no more, or a file cannot be read.
  std::optional<server::LogLine> Next();
  const absl::Status& status() const { return status_; }
  uint64_t damaged() const { return damaged_ + (reader_ == nullptr ? 0 : reader_->damaged()); }

 private:
  bool OpenNext();

  std::deque<std::string> files_;  // still to be opened
  const server::LogQuery query_;
  Console& console_;
  std::unique_ptr<server::LogReader> reader_;  // of the file that is read
  bool passed_ = false;                        // the record that all are to stand after
  absl::Status status_;
  uint64_t damaged_ = 0;  // in the files before it
};

}  // namespace credence::cli

#endif  // CREDENCE_CLIENTS_CLI_LOG_FILES_H_
