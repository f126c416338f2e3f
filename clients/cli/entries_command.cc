// `credence entries`: what was posted, in the order of posting.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "clients/cli/commands.h"
#include "clients/cli/ledger_view.h"
#include "core/code_point.h"

namespace credence::cli {
namespace {

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

}  // namespace credence::cli
