#include "clients/cli/log_view.h"

#include <algorithm>

#include "core/code_point.h"
#include "core/rational.h"

namespace credence::cli {
namespace {

using server::LogQuery;

// What people compare of a digest; the rest is in the file.
constexpr size_t kDigestShown = 12;

std::string Counted(int64_t count, std::string_view one, std::string_view many) {
  return Rational(count).ToDisplay() + " " + std::string(count == 1 ? one : many);
}

bool Shows(const LogQuery& query, const v1::Result& result) {
  v1::DecisionRecord alone;
  *alone.mutable_decision()->add_results() = result;
  LogQuery about{.partner = query.partner, .rule = query.rule};
  return about.Matches(alone);
}

// Why somebody who was asked for has nothing.
std::string RenderRefusals(const v1::Decision& decision, const LogQuery& query) {
  std::string text;
  for (const v1::Result& result : decision.results()) {
    for (const v1::Refusal& refusal : result.refusals()) {
      if (!query.partner.empty() && refusal.partner() != query.partner) continue;
      if (!query.rule.empty() && refusal.rule().name() != query.rule) continue;
      text += "  not credited: " + Printable(refusal.partner()) + ", " +
              Printable(result.credit()) + " of " + Printable(result.subject()) + " " +
              DaysOf(result) + ": " + Printable(refusal.reason());
      if (!refusal.rule().name().empty()) text += " (" + Printable(refusal.rule().name()) + ")";
      text += "\n";
    }
  }
  return text;
}

std::string RenderColumns(const v1::DecisionRecord& record) {
  const v1::DecideColumnsResponse& response = record.columns_response();
  int64_t awards = 0;
  for (const v1::CreditColumn& credit : response.credits()) awards += credit.amounts_size();
  return "  " + Counted(record.columns_request().batch().cases(), "case", "cases") +
         " in columns: " + Counted(awards, "award", "awards") + ", " +
         Counted(response.others_size(), "case decided by itself", "cases decided by themselves") +
         "\n";
}

std::string RenderNote(const v1::DecisionRecord& record, const Ink& ink) {
  std::string text = record.note().event() == v1::LogNote::EVENT_RESUMED
                         ? "it could be written again"
                         : "a server began to write";
  if (!record.note().text().empty()) text += "; " + Printable(record.note().text());
  return ink.Dim(Printable(record.time()) + "  " + text) + "\n";
}

std::string Origin(const v1::DecisionRecord& record) {
  std::string text = "by " + Printable(record.caller()) + ", revision " +
                     Printable(record.revision().substr(0, kDigestShown));
  if (!record.trace_id().empty()) text += ", trace " + Printable(record.trace_id());
  text += ", record " + Printable(record.id());
  for (const std::string& mask : record.masks()) text += ", masked " + Printable(mask);
  return text;
}

}  // namespace

std::string RenderRecordHeading(const v1::DecisionRecord& record, const ViewOptions& options) {
  std::string who;
  for (const std::string& customer : record.customers()) {
    who += (who.empty() ? "" : ", ") + Printable(customer);
  }
  if (who.empty()) who = Printable(record.decision().case_id());
  const bool in_columns = record.has_columns_request();
  const std::string& policy =
      in_columns ? record.columns_request().policy() : record.decision().policy();
  const std::string& period =
      in_columns ? record.columns_request().period() : record.request().period();
  std::string line = Printable(record.time());
  if (!who.empty()) line += "  " + options.ink.Bold(who);
  if (!policy.empty()) line += "  " + Printable(policy);
  return line + (period.empty() ? "" : " " + Printable(period)) + "\n";
}

std::string RenderRecord(const v1::DecisionRecord& record, const LogQuery& query, bool explain,
                         const ViewOptions& options) {
  if (record.has_note()) return RenderNote(record, options.ink);
  std::string text = RenderRecordHeading(record, options);
  if (record.has_columns_response()) {
    text += RenderColumns(record);
  } else if (explain) {
    text += RenderExplained(record.decision(), options);
  } else {
    const bool all = query.partner.empty() && query.rule.empty();
    text += RenderBrief(record.decision(), options,
                        [&](const v1::Result& result) { return all || Shows(query, result); });
    if (!all) text += RenderRefusals(record.decision(), query);
  }
  return text + "  " + options.ink.Dim(Origin(record)) + "\n";
}

}  // namespace credence::cli
