// `credence facts`: what is known of a customer, or every version of one fact.
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "clients/cli/commands.h"
#include "clients/cli/ledger_view.h"
#include "clients/cli/wire_value.h"
#include "core/code_point.h"

namespace credence::cli {
namespace {

std::string ValueText(const v1::Value& value) {
  const std::optional<facts::TypedValue> typed = FromWire(value);
  return typed ? Printable(ToLiteral(typed->value, typed->type)) : "";
}

std::string DaysOf(const v1::Evidence& one) {
  std::string text;
  if (one.has_on()) text += " on " + DayText(one.on());
  if (one.has_from()) text += " from " + DayText(one.from());
  if (one.has_through()) text += " through " + DayText(one.through());
  return text;
}

std::string EvidenceText(const v1::Evidence& one) {
  std::string text = Printable(one.kind()) + " of " + Printable(one.partner());
  if (!one.subject().empty()) text += " on " + Printable(one.subject());
  text += DaysOf(one);
  std::vector<std::string> names;
  for (const auto& [name, unused] : one.fields()) names.push_back(name);
  std::sort(names.begin(), names.end());
  for (const std::string& name : names) {
    text += ", " + Printable(name) + " " + ValueText(one.fields().at(name));
  }
  return text;
}

// What it says, in words.
std::string FactText(const v1::KnownFact& known) {
  if (known.retracted()) return "retracted: " + Printable(known.reason());
  const v1::Fact& fact = known.fact();
  if (fact.has_subject()) {
    const v1::Subject& one = fact.subject();
    return SubjectOf(one.type(), one.id()) +
           (one.parent().empty() ? "" : " in " + Printable(one.parent()));
  }
  if (fact.has_attribute()) {
    return Printable(fact.attribute().name()) + " of " + Printable(fact.attribute().subject()) +
           ": " + ValueText(fact.attribute().value());
  }
  if (fact.has_measure()) {
    const v1::Measure& one = fact.measure();
    return Printable(one.measure()) + " of " + Printable(one.subject()) +
           (one.period().empty() ? "" : " in " + one.period()) + ": " + ValueText(one.value());
  }
  if (fact.has_evidence()) return EvidenceText(fact.evidence());
  return Printable(fact.feed().kind()) + " is complete through " +
         DayText(fact.feed().loaded_through());
}

std::string SourceText(const v1::KnownFact& known) {
  std::string text = Printable(known.source().system());
  if (!known.source().file().empty()) text += ":" + Printable(known.source().file());
  if (known.fact().row() > 0) text += ":" + std::to_string(known.fact().row());
  return text;
}

// "2016-02-01..", "2016-02-01..2016-03-31"; "outdated" where a later statement stood already.
std::string KnownText(const v1::KnownFact& known) {
  const std::string recorded = DayText(known.recorded());
  const std::optional<Date> superseded =
      known.has_superseded() ? FromWire(known.superseded()) : std::nullopt;
  if (!superseded) return recorded + "..";
  if (superseded->ToString() == recorded) return recorded + " outdated";
  return recorded + ".." + superseded->AddDays(-1).ToString();
}

}  // namespace

ExitCode RunFacts(const FactsOptions& options, Session& session) {
  v1::ListFactsRequest request;
  request.set_customer(options.customer);
  request.set_history_of(options.history_of);
  request.set_sort(options.sort);
  request.set_partner(options.partner);
  if (!options.known.empty() &&
      !session.SetDay("--known", options.known, request.mutable_known())) {
    return ExitCode::kUsage;
  }
  if (!options.valid.empty() &&
      !session.SetDay("--valid", options.valid, request.mutable_valid())) {
    return ExitCode::kUsage;
  }
  Connection* connection = session.Connect();
  if (connection == nullptr) return session.exit_code();
  Table table({{"key"}, {"fact"}, {"known"}, {"source"}});
  do {
    v1::ListFactsResponse response;
    const CallFault fault = connection->ListFacts(request, response);
    if (!fault.ok()) return session.Tell(fault);
    for (const v1::KnownFact& one : response.facts()) {
      if (session.json()) {
        session.PrintJson(one, false);
      } else {
        table.Add({Printable(one.fact().key()), FactText(one), KnownText(one), SourceText(one)});
      }
    }
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  if (session.json()) return ExitCode::kDone;
  if (table.empty()) {
    session.console().err << "no facts\n";
  } else {
    session.console().out << table.ToString(0, session.console().out_ink());
  }
  return ExitCode::kDone;
}

}  // namespace credence::cli
