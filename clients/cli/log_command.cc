// `credence log`: what a server decided, from its decision log; and the same decided again.
#include <optional>
#include <string>
#include <utility>

#include "clients/cli/commands.h"
#include "clients/cli/log_reader.h"
#include "clients/cli/log_replay.h"
#include "clients/cli/log_view.h"

namespace credence::cli {
namespace {

absl::StatusOr<LogQuery> QueryOf(const LogOptions& options) {
  absl::StatusOr<std::string> from = LogTime("--from", options.from, /*last=*/false);
  absl::StatusOr<std::string> until = LogTime("--until", options.until, /*last=*/true);
  if (!from.ok()) return from.status();
  if (!until.ok()) return until.status();
  return LogQuery{.partner = options.partner,
                  .customer = options.customer,
                  .rule = options.rule,
                  .from = *std::move(from),
                  .until = *std::move(until),
                  .id = options.id,
                  .after = options.after};
}

}  // namespace

ExitCode RunLog(const LogOptions& options, Session& session) {
  const absl::StatusOr<LogQuery> query = QueryOf(options);
  if (!query.ok()) return session.TellUsage(query.status());
  LogReader reader(options.files, *query, session.console());
  const bool replays = options.verb == LogOptions::Verb::kReplay;
  Connection* connection = replays ? session.Connect() : nullptr;
  if (replays && connection == nullptr) return session.exit_code();
  std::optional<LogReplay> replay;
  if (replays) replay.emplace(*connection, session);
  uint64_t told = 0;
  while (options.limit == 0 || told < options.limit) {
    const std::optional<LogLine> line = reader.Next();
    if (!line) break;
    if (replays) {
      if (line->record.has_note()) continue;
      if (!replay->Add(line->record)) return replay->exit_code();
    } else if (session.json()) {
      session.console().out << line->text << "\n";
    } else {
      session.console().out << (told == 0 ? "" : "\n")
                            << RenderRecord(line->record, *query, options.explain, session.view());
    }
    ++told;
  }
  if (!reader.status().ok()) return session.TellUsage(reader.status());
  if (told == 0) session.console().err << "no decisions\n";
  const ExitCode replayed = replays ? replay->Finish() : ExitCode::kDone;
  if (replayed != ExitCode::kDone) return replayed;
  return reader.damaged() > 0 ? ExitCode::kNo : ExitCode::kDone;
}

}  // namespace credence::cli
