// The records of a decision log, one after the other, in the memory of one.
//
//   LogReader reader({"decisions.jsonl"}, query, console);
//   while (std::optional<LogLine> line = reader.Next()) ...
//   reader.status()            // OK, or why a file could not be read
//   reader.damaged()           // lines that are no records; each was told on console.err
//
// A file is read with those that were put aside of it before, decisions.jsonl.000001 and so on, in
// their order. While a server writes it, what it holds at the start is read; a last line that is
// not whole yet is told and left out.
//
// Lines that cannot match are passed over by their bytes, and never parsed.
//
// Thread-safety: one thread.
#ifndef CREDENCE_CLIENTS_CLI_LOG_READER_H_
#define CREDENCE_CLIENTS_CLI_LOG_READER_H_

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "clients/cli/console.h"
#include "core/status.h"
#include "credence/v1/decision_record.pb.h"

namespace credence::cli {

// Empty fields ask for all. Times are as records have them, both included.
struct LogQuery {
  std::string partner = {};
  std::string customer = {};
  std::string rule = {};
  std::string from = {};
  std::string until = {};
  std::string id = {};
  std::string after = {};

  bool Matches(const v1::DecisionRecord& record) const;
  // False only when no record of that line matches.
  bool MayMatch(std::string_view line) const;
  bool IsOfSomebody() const { return !partner.empty() || !customer.empty() || !rule.empty(); }
};

// "2016-04-01" or "2016-04-01T12:00:00Z" as records have it, of a day its first or last moment;
// INVALID_ARGUMENT when it is neither.
absl::StatusOr<std::string> LogTime(std::string_view flag, const std::string& text, bool last);

struct LogLine {
  std::string_view text;  // until the next call; without its end
  v1::DecisionRecord record;
};

class LogReader {
 public:
  LogReader(std::vector<std::string> files, LogQuery query, Console& console);
  ~LogReader();
  LogReader(const LogReader&) = delete;
  LogReader& operator=(const LogReader&) = delete;

  // nullopt: there are no more, or a file cannot be read.
  std::optional<LogLine> Next();
  const absl::Status& status() const { return status_; }
  uint64_t damaged() const { return damaged_; }

 private:
  class Lines;
  bool Open();
  void OpenSet(const std::string& path);
  void TellDamaged(const std::string& what);

  std::deque<std::string> files_;  // still to be opened
  const LogQuery query_;
  Console& console_;
  std::deque<std::unique_ptr<Lines>> opened_;
  bool passed_ = false;  // the record that all are to stand after
  absl::Status status_;
  uint64_t damaged_ = 0;
};

}  // namespace credence::cli

#endif  // CREDENCE_CLIENTS_CLI_LOG_READER_H_
