// The records of a decision log, one after the other, in the memory of one.
//
//   auto reader = LogReader::Open("decisions.jsonl", {.query = {.partner = "adatum"}});
//   while (std::optional<LogLine> line = (*reader)->Next()) ...
//   (*reader)->status()        // OK, or why a file could not be read
//   (*reader)->at_end()        // otherwise its budget is spent, and another goes on at place()
//   (*reader)->damaged()       // lines that are no records
//
// A file is read with those that were put aside of it before, decisions.jsonl.000001 and so on, in
// their order; what is deleted meanwhile is left out. A server may be writing it: a last line that
// is not whole is left out, too.
//
// Lines that cannot match are passed over by their bytes, and never parsed.
//
// Errors of Open: NOT_FOUND: there is no such file, nor one put aside of it. OUT_OF_RANGE: the
// place to go on at is in none of them. INVALID_ARGUMENT: it cannot be read.
// Thread-safety: one thread.
#ifndef CREDENCE_SERVER_LOG_READER_H_
#define CREDENCE_SERVER_LOG_READER_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <istream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/status.h"
#include "core/stop.h"
#include "credence/v1/decision_record.pb.h"
#include "server/log_place.h"
#include "server/log_query.h"

namespace credence::server {

// What a reader may do; it goes over that by one record at most.
struct LogBudget {
  uint64_t bytes = UINT64_MAX;         // of lines that are looked at
  uint64_t parsed_bytes = UINT64_MAX;  // of those that are parsed
  Stop* stop = nullptr;                // whether anybody still waits; null: somebody does
};

struct LogReading {
  LogQuery query = {};
  LogPlace from = {};
  LogBudget budget = {};
  // Told of each line that is passed over and should not be there: "decisions.jsonl:12", and what
  // is wrong with it.
  std::function<void(const std::string& place, std::string_view what)> complain = {};
};

struct LogLine {
  std::string_view text;  // until the next call; without its end
  v1::DecisionRecord record;
};

class LogReader {
 public:
  static absl::StatusOr<std::unique_ptr<LogReader>> Open(const std::string& path,
                                                         LogReading reading);
  // Of a stream that outlives the reader, and is called `name`.
  static std::unique_ptr<LogReader> Of(std::istream& in, const std::string& name,
                                       LogReading reading);
  ~LogReader();
  LogReader(const LogReader&) = delete;
  LogReader& operator=(const LogReader&) = delete;

  // nullopt: there are no more, the budget is spent, or a file cannot be read.
  std::optional<LogLine> Next();
  const absl::Status& status() const { return status_; }
  bool at_end() const { return at_end_; }
  uint64_t damaged() const { return damaged_; }
  uint64_t bytes() const { return bytes_; }
  // Whether the record of LogQuery::after was passed, or there is none to be passed.
  bool passed() const { return passed_; }
  // REQUIRES: it was opened by its path, a line was looked at, and it is not at its end.
  LogPlace place() const;

 private:
  class Lines;
  struct Named {
    uint64_t number = 0;
    std::string path = {};
  };

  explicit LogReader(LogReading reading);
  absl::Status OpenSet(const std::string& path);
  absl::Status GoTo(const LogPlace& place);
  bool GoToIn(const Named& file, const LogPlace& place);
  bool OpenNext();
  bool IsSpent() const;
  std::optional<LogLine> Look(std::string_view text);
  void EndFile();
  void Complain(std::string_view what) const;

  const LogReading reading_;
  std::deque<Named> files_;         // put aside, and still to be read
  std::unique_ptr<Lines> lines_;    // of the file that is read
  std::unique_ptr<Lines> written_;  // of the one that is read last
  bool passed_ = false;
  bool at_end_ = false;
  uint64_t bytes_ = 0;
  uint64_t parsed_bytes_ = 0;
  uint64_t damaged_ = 0;
  absl::Status status_;
};

}  // namespace credence::server

#endif  // CREDENCE_SERVER_LOG_READER_H_
