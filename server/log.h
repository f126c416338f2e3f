// The server's log: lines on standard error, for operators.
//
//   Log(LogLevel::kWarning, "rules/ does not compile; the published set stays");
//
// What a caller is told stands in the answer; here stands what only operators may see, such as
// the full text of an internal error. Embedded in another program nothing below a warning is
// logged, until SetLogLevel says otherwise.
//
// Thread-safe.
#ifndef CREDENCE_SERVER_LOG_H_
#define CREDENCE_SERVER_LOG_H_

#include <optional>
#include <string_view>
#include <vector>

namespace credence::server {

enum class LogLevel { kDebug, kInfo, kWarning, kError, kOff };

// "debug", "info", "warning", "error" or "off".
std::optional<LogLevel> ParseLogLevel(std::string_view text);

enum class LogForm { kText, kJson };

// "text" or "json".
std::optional<LogForm> ParseLogForm(std::string_view text);

void SetLogLevel(LogLevel level);
// Text: "[2026-04-01 12:00:00.000] [info] call method=... code=OK". JSON: an object a line, with
// `time` (RFC 3339, UTC), `level`, `message` and the fields.
void SetLogForm(LogForm form);
bool Logs(LogLevel level);

struct LogField {
  std::string_view name;  // of letters and underscores
  std::string_view value;
};

void Log(LogLevel level, std::string_view message, const std::vector<LogField>& fields = {});

}  // namespace credence::server

#endif  // CREDENCE_SERVER_LOG_H_
