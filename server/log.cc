#include "server/log.h"

#include <atomic>
#include <memory>
#include <string>

#include "nlohmann/json.hpp"
#include "spdlog/sinks/stdout_sinks.h"
#include "spdlog/spdlog.h"

namespace credence::server {
namespace {

spdlog::level::level_enum ToSpdlog(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return spdlog::level::debug;
    case LogLevel::kInfo:
      return spdlog::level::info;
    case LogLevel::kWarning:
      return spdlog::level::warn;
    case LogLevel::kError:
      return spdlog::level::err;
    case LogLevel::kOff:
      return spdlog::level::off;
  }
  return spdlog::level::off;
}

std::atomic<bool> json_lines = false;

// As JSON; bytes that are no UTF-8 become U+FFFD.
std::string Quoted(std::string_view text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

// A logger of our own: spdlog's default one writes to standard output, where results go.
spdlog::logger& Logger() {
  static const std::shared_ptr<spdlog::logger> logger = [] {
    auto made = std::make_shared<spdlog::logger>("credence",
                                                 std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_level(spdlog::level::warn);
    made->flush_on(spdlog::level::debug);
    return made;
  }();
  return *logger;
}

}  // namespace

std::optional<LogLevel> ParseLogLevel(std::string_view text) {
  if (text == "debug") return LogLevel::kDebug;
  if (text == "info") return LogLevel::kInfo;
  if (text == "warning") return LogLevel::kWarning;
  if (text == "error") return LogLevel::kError;
  if (text == "off") return LogLevel::kOff;
  return std::nullopt;
}

void SetLogLevel(LogLevel level) { Logger().set_level(ToSpdlog(level)); }

std::optional<LogForm> ParseLogForm(std::string_view text) {
  if (text == "text") return LogForm::kText;
  if (text == "json") return LogForm::kJson;
  return std::nullopt;
}

void SetLogForm(LogForm form) {
  json_lines = form == LogForm::kJson;
  if (form == LogForm::kJson) {
    Logger().set_pattern(R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})",
                         spdlog::pattern_time_type::utc);
  } else {
    Logger().set_pattern("%+");
  }
}

bool Logs(LogLevel level) { return Logger().should_log(ToSpdlog(level)); }

void Log(LogLevel level, std::string_view message, const std::vector<LogField>& fields) {
  if (!Logs(level)) return;
  std::string line;
  if (json_lines) {
    line = R"("message":)" + Quoted(message);
    for (const LogField& field : fields) {
      line += ",\"" + std::string(field.name) + "\":" + Quoted(field.value);
    }
  } else {
    line = message;
    for (const LogField& field : fields) {
      line += " " + std::string(field.name) + "=" + std::string(field.value);
    }
  }
  Logger().log(ToSpdlog(level), "{}", line);
}

}  // namespace credence::server
