// Which records of a decision log are asked for: the one meaning of the flags of `credence log` and
// of ListDecisionsRequest (proto/credence/v1/decision_log_service.proto).
//
//   LogQuery query{.partner = "adatum", .from = *ReadLogTime("2016-04-01", DayEnd::kFirst)};
//   if (query.MayMatch(line) && query.Matches(record)) ...
//
// A line is looked at by its bytes first, since to parse one takes as long as to pass over thirty.
//
// What was masked is not found. A decision in columns names partners by their places, and is found
// by time, caller and id alone.
//
// Thread-safe: values.
#ifndef CREDENCE_SERVER_LOG_QUERY_H_
#define CREDENCE_SERVER_LOG_QUERY_H_

#include <optional>
#include <string>
#include <string_view>

#include "credence/v1/decision_record.pb.h"
#include "facts/fault.h"

namespace credence::server {

// Empty fields ask for all. Times are as records have them, both included.
struct LogQuery {
  std::string partner = {};
  std::string customer = {};
  std::string rule = {};
  std::string caller = {};
  std::string from = {};
  std::string until = {};
  std::string id = {};
  std::string after = {};  // of a place in the log, which LogReader knows: nothing here looks at it

  bool Matches(const v1::DecisionRecord& record) const;
  // False only when no record of that line matches.
  bool MayMatch(std::string_view line) const;
  bool IsOfSomebody() const;
};

// Whether a line is that of the record `id`, by its first bytes.
bool IsLineOf(std::string_view line, const std::string& id);

// Of a day, which of its moments.
enum class DayEnd { kFirst, kLast };

// "2016-04-01" or "2016-04-01T12:00:00Z" as records have it; nullopt when it is neither.
std::optional<std::string> ReadLogTime(const std::string& text, DayEnd end);
inline constexpr std::string_view kNoLogTime =
    "is no day and no time; write it as 2016-04-01 or 2016-04-01T12:00:00Z";

// The same of a field of a request; empty stays empty, and so it is after a fault.
std::string ReadTime(const std::string& text, const char* field, DayEnd end,
                     facts::FaultList& faults);
void CheckTimes(const std::string& from, const std::string& until, facts::FaultList& faults);

}  // namespace credence::server

#endif  // CREDENCE_SERVER_LOG_QUERY_H_
