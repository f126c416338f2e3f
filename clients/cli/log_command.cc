// `credence log`: what a server decided, from its decision log; and the same decided again.
#include <optional>
#include <string>
#include <utility>

#include "clients/cli/commands.h"
#include "clients/cli/log_files.h"
#include "clients/cli/log_replay.h"
#include "clients/cli/log_view.h"
#include "clients/cli/served_log.h"
#include "core/code_point.h"
#include "core/rational.h"
#include "server/message_json.h"

namespace credence::cli {
namespace {

using server::DayEnd;
using server::LogLine;
using server::LogQuery;

absl::StatusOr<std::string> TimeOf(const std::string& flag, const std::string& text, DayEnd end) {
  if (text.empty()) return text;
  const std::optional<std::string> time = server::ReadLogTime(text, end);
  if (time) return *time;
  return InvalidArgumentError("`" + flag + " " + Printable(text) + "` " +
                              std::string(server::kNoLogTime));
}

absl::StatusOr<LogQuery> QueryOf(const LogOptions& options) {
  absl::StatusOr<std::string> from = TimeOf("--from", options.from, DayEnd::kFirst);
  absl::StatusOr<std::string> until = TimeOf("--until", options.until, DayEnd::kLast);
  if (!from.ok()) return from.status();
  if (!until.ok()) return until.status();
  if (!from->empty() && !until->empty() && *until < *from) {
    return InvalidArgumentError("--until " + Printable(options.until) + " is before --from " +
                                Printable(options.from) + ", so nothing lies between");
  }
  return LogQuery{.partner = options.partner,
                  .customer = options.customer,
                  .rule = options.rule,
                  .caller = options.caller,
                  .from = *std::move(from),
                  .until = *std::move(until),
                  .id = options.id,
                  .after = options.after};
}

// How many were told of those that are wanted.
class Told {
 public:
  explicit Told(const LogOptions& options) : limit_(options.limit) {}

  bool all() const { return limit_ != 0 && count_ == limit_; }
  uint64_t count() const { return count_; }
  void Add() { ++count_; }
  void TellNone(Session& session) const {
    if (count_ == 0) session.console().err << "no decisions\n";
  }

 private:
  const uint64_t limit_;
  uint64_t count_ = 0;
};

void Show(const v1::DecisionRecord& record, const LogQuery& query, const LogOptions& options,
          const Told& told, Session& session) {
  session.console().out << (told.count() == 0 ? "" : "\n")
                        << RenderRecord(record, query, options.explain, session.view());
}

ExitCode ShowServed(const LogQuery& query, const LogOptions& options, Session& session) {
  Connection* connection = session.Connect();
  if (connection == nullptr) return session.exit_code();
  ServedLog log(*connection, query, options.limit);
  // As it stands in the log.
  const auto json = server::MessageJson::Plan(*v1::DecisionRecord::descriptor(), {});
  Told told(options);
  while (!told.all()) {
    const v1::DecisionRecord* record = log.Next();
    if (record == nullptr) break;
    if (session.json()) {
      std::string line;
      json->Append(*record, line);
      session.console().out << line << "\n";
    } else {
      Show(*record, query, options, told, session);
    }
    told.Add();
  }
  if (!log.fault().ok()) return session.Tell(log.fault());
  told.TellNone(session);
  if (log.damaged() == 0) return ExitCode::kDone;
  session.console().Complain("lines of the server's log that are no records: " +
                             Rational(log.damaged()).ToDisplay());
  return ExitCode::kNo;
}

ExitCode ExitOf(const LogFiles& log) { return log.damaged() > 0 ? ExitCode::kNo : ExitCode::kDone; }

ExitCode ShowFiles(const LogQuery& query, const LogOptions& options, Session& session) {
  LogFiles log(options.files, query, session.console());
  Told told(options);
  while (!told.all()) {
    const std::optional<LogLine> line = log.Next();
    if (!line) break;
    if (session.json()) {
      session.console().out << line->text << "\n";
    } else {
      Show(line->record, query, options, told, session);
    }
    told.Add();
  }
  if (!log.status().ok()) return session.TellUsage(log.status());
  told.TellNone(session);
  return ExitOf(log);
}

ExitCode ReplayFiles(const LogQuery& query, const LogOptions& options, Session& session) {
  // Else every decision would seem to be another.
  const GlobalOptions& by = session.options();
  if (by.server.empty() && by.rules.empty() && by.store.empty()) {
    return session.TellUsage(InvalidArgumentError(
        "nothing says by which policies to decide again: give --rules DIR, set CREDENCE_RULES, or "
        "name a server by --server"));
  }
  Connection* connection = session.Connect();
  if (connection == nullptr) return session.exit_code();
  LogFiles log(options.files, query, session.console());
  LogReplay replay(*connection, session);
  Told told(options);
  while (!told.all()) {
    const std::optional<LogLine> line = log.Next();
    if (!line) break;
    if (line->record.has_note()) continue;
    if (!replay.Add(line->record)) return replay.exit_code();
    told.Add();
  }
  if (!log.status().ok()) return session.TellUsage(log.status());
  told.TellNone(session);
  const ExitCode replayed = replay.Finish();
  return replayed != ExitCode::kDone ? replayed : ExitOf(log);
}

}  // namespace

ExitCode RunLog(const LogOptions& options, Session& session) {
  const absl::StatusOr<LogQuery> query = QueryOf(options);
  if (!query.ok()) return session.TellUsage(query.status());
  if (options.verb == LogOptions::Verb::kReplay) return ReplayFiles(*query, options, session);
  if (!options.files.empty()) return ShowFiles(*query, options, session);
  if (!session.options().server.empty()) return ShowServed(*query, options, session);
  return session.TellUsage(
      InvalidArgumentError("name the FILE of a log, or by --server the server whose log it is"));
}

}  // namespace credence::cli
