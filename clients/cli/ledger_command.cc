// `credence store`, `close`, `entries`, `why` and `held`: the book and what was posted.
#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "clients/cli/commands.h"
#include "clients/cli/wire_value.h"
#include "core/code_point.h"
#include "server/store_upkeep.h"

namespace credence::cli {
namespace {

ExitCode RefuseDay(const std::string& text, Session& session) {
  return session.TellUsage(
      InvalidArgumentError("`--known " + Printable(text) + "` is no day; write it as 2016-02-05"));
}

std::string SubjectOf(const std::string& type, const std::string& id) {
  return Printable(type) + " " + Printable(id);
}

// Facts that stand under an entry; the rest is in --output json.
constexpr int kLearntShownMax = 3;

// Adds a row for each entry, and what is to stand under it.
void AddEntries(const v1::ListEntriesResponse& response, Table& table,
                std::vector<std::string>& under) {
  for (const v1::LedgerEntry& entry : response.entries()) {
    table.Add({std::to_string(entry.id()), entry.closed(), Printable(entry.partner()),
               Printable(entry.credit()), SubjectOf(entry.subject_type(), entry.subject()),
               entry.period(), entry.amount().text(),
               std::string(entry.adjustment() ? "adjusts" : "") +
                   (entry.provisional() ? " provisional" : "")});
    std::string learnt;
    for (int i = 0; i < std::min(entry.learnt_size(), kLearntShownMax); ++i) {
      learnt += "         learnt " + Printable(entry.learnt(i)) + "\n";
    }
    if (entry.learnt_size() > kLearntShownMax) {
      learnt +=
          "         and " + std::to_string(entry.learnt_size() - kLearntShownMax) + " more facts\n";
    }
    under.push_back(std::move(learnt));
  }
}

// The table with what stands under its rows between them; the first line is the headings.
std::string Interleaved(const std::string& table, const std::vector<std::string>& under) {
  std::string text;
  size_t row = 0;
  for (size_t at = 0; at < table.size(); ++row) {
    const size_t end = table.find('\n', at) + 1;
    text += table.substr(at, end - at);
    if (row > 0) text += under[row - 1];
    at = end;
  }
  return text;
}

}  // namespace

ExitCode RunStore(const StoreOptions& options, Session& session) {
  const std::string& path = session.options().store;
  std::ostream& out = session.console().out;
  if (path.empty()) {
    return session.TellUsage(
        InvalidArgumentError("name the store's file: `--store book.db`, or CREDENCE_STORE"));
  }
  if (options.verb == StoreOptions::Verb::kMigrate) {
    const absl::StatusOr<int> steps = server::MigrateStore(path);
    if (!steps.ok()) return session.TellUsage(steps.status());
    out << path << ": "
        << (*steps == 0 ? "up to date" : Counted(static_cast<size_t>(*steps), "step") + " taken")
        << "\n";
    return ExitCode::kDone;
  }
  if (options.verb == StoreOptions::Verb::kBackup) {
    const absl::Status status = server::BackUpStore(path, options.to);
    if (!status.ok()) return session.TellUsage(status);
    out << options.to << ": a copy of " << path << "\n";
    return ExitCode::kDone;
  }
  const absl::StatusOr<std::string> state = server::StateOfStore(path);
  if (!state.ok()) return session.TellUsage(state.status());
  out << path << ": " << *state << "\n";
  return ExitCode::kDone;
}

ExitCode RunClose(const CloseOptions& options, Session& session) {
  const std::optional<Date> known = Date::Parse(options.known);
  if (!known) return RefuseDay(options.known, session);
  Connection* connection = session.Connect();
  if (connection == nullptr) return session.exit_code();
  v1::CloseBookRequest request;
  v1::CloseBookResponse response;
  request.set_policy(options.policy);
  request.set_period(options.period);
  *request.mutable_known() = ToWire(*known);
  const CallFault fault = connection->CloseBook(request, response);
  if (!fault.ok()) return session.Tell(fault);
  if (session.json()) {
    session.PrintJson(response, false);
    return ExitCode::kDone;
  }
  const auto counted = [](int64_t count, const char* what) {
    return Counted(static_cast<size_t>(count), what);
  };
  std::ostream& out = session.console().out;
  out << session.console().out_ink().Bold(response.policy() + " " + response.period())
      << " is closed, as known on " << known->ToString() << "\n"
      << counted(response.customers(), "customer");
  if (response.posted_before() > 0) {
    out << ", " << response.posted_before() << " posted before it was cut off";
  }
  out << "; posted " << response.entries() << (response.entries() == 1 ? " entry" : " entries")
      << ", " << counted(response.adjustments(), "adjustment") << " among them\n";
  if (response.held() > 0) {
    out << counted(response.held(), "result") << " held; next: credence held\n";
  }
  if (response.kept_back() > 0) {
    out << counted(response.kept_back(), "difference") << " kept back by clauses of credits\n";
  }
  return ExitCode::kDone;
}

ExitCode RunEntries(const EntriesOptions& options, Session& session) {
  Connection* connection = session.Connect();
  if (connection == nullptr) return session.exit_code();
  using Align = Table::Align;
  Table table({{"entry", Align::kRight},
               {"closed"},
               {"partner"},
               {"credit"},
               {"subject"},
               {"period"},
               {"amount", Align::kRight},
               {""}});
  std::vector<std::string> under;
  v1::ListEntriesRequest request;
  request.set_policy(options.policy);
  request.set_partner(options.partner);
  request.set_customer(options.customer);
  do {
    v1::ListEntriesResponse response;
    const CallFault fault = connection->ListEntries(request, response);
    if (!fault.ok()) return session.Tell(fault);
    if (session.json()) {
      for (const v1::LedgerEntry& entry : response.entries()) session.PrintJson(entry, false);
    } else {
      AddEntries(response, table, under);
    }
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  if (session.json()) return ExitCode::kDone;
  if (table.empty()) {
    session.console().err << "no entries\n";
  } else {
    session.console().out << Interleaved(table.ToString(0, session.console().out_ink()), under);
  }
  return ExitCode::kDone;
}

ExitCode RunWhy(const WhyOptions& options, Session& session) {
  Connection* connection = session.Connect();
  if (connection == nullptr) return session.exit_code();
  v1::ExplainEntryRequest request;
  v1::ExplainEntryResponse response;
  request.set_id(options.entry);
  const CallFault fault = connection->ExplainEntry(request, response);
  if (!fault.ok()) return session.Tell(fault);
  const ExitCode exit_code = response.same() ? ExitCode::kDone : ExitCode::kNo;
  if (session.json()) {
    session.PrintJson(response, true);
    return exit_code;
  }
  const v1::LedgerEntry& entry = response.entry();
  std::ostream& out = session.console().out;
  const Ink ink = session.console().out_ink();
  const auto known = FromWire(response.known());
  out << ink.Bold("entry " + std::to_string(entry.id()) + ": " + entry.amount().text() + " of " +
                  Printable(entry.credit()) + " to " + Printable(entry.partner()))
      << "\n"
      << SubjectOf(entry.subject_type(), entry.subject()) << " for " << entry.period()
      << ", posted by the close of " << entry.closed() << " as known on "
      << (known ? known->ToString() : "?") << "\n\n"
      << entry.entitled().text() << " is owed in all, less " << entry.posted_before().text()
      << " posted before\n";
  for (const v1::LedgerEntry& one : response.line()) {
    out << "  entry " << one.id() << ", closed " << one.closed() << ": " << one.amount().text()
        << "\n";
  }
  for (const std::string& learnt : entry.learnt()) out << "  learnt " << Printable(learnt) << "\n";
  out << "\n" << response.decision() << "\n";
  if (response.same()) {
    out << "worked out anew: " << response.entitled().text() << ", the same\n";
  } else if (response.has_entitled()) {
    out << ink.Red("worked out anew: " + response.entitled().text() + ", and not " +
                   entry.entitled().text())
        << "\n";
  } else {
    out << ink.Red("worked out anew it is held") << "\n";
  }
  return exit_code;
}

ExitCode RunHeld(const HeldOptions& options, Session& session) {
  Connection* connection = session.Connect();
  if (connection == nullptr) return session.exit_code();
  v1::ListHeldRequest request;
  v1::ListHeldResponse response;
  request.set_policy(options.policy);
  const CallFault fault = connection->ListHeld(request, response);
  if (!fault.ok()) return session.Tell(fault);
  if (session.json()) {
    session.PrintJson(response, false);
    return ExitCode::kDone;
  }
  Table table({{"customer"}, {"credit"}, {"subject"}, {"period"}, {"why"}, {"between"}});
  for (const v1::HeldEntry& one : response.held()) {
    table.Add({Printable(one.customer()), Printable(one.credit()),
               SubjectOf(one.subject_type(), one.subject()), one.period(), Printable(one.text()),
               Printable(one.between())});
  }
  if (table.empty()) {
    session.console().err << (response.closed().empty() ? "no period was closed yet\n"
                                                        : "nothing is held\n");
  } else {
    session.console().out << table.ToString(0, session.console().out_ink());
  }
  return ExitCode::kDone;
}

}  // namespace credence::cli
