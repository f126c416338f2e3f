// Exports of other systems, one target a connector: every row ends in one count, every report says
// where, records reach the server as facts it can keep, and what was rejected is a file to mend.
//
// Assignments of delegated roles are read beside another export: the text after a zero byte, or one
// of its own where there is none.
#include <absl/strings/match.h>

#include <sstream>

#include "clients/cli/imported_wire.h"
#include "clients/connectors/connector.h"
#include "clients/connectors/rejected_file.h"
#include "clients/connectors/samples_for_test.h"
#include "core/check.h"
#include "fuzz/target.h"
#include "server/convert_fact.h"
#include "store/fact_text.h"

namespace credence::fuzz {
namespace {

using connectors::Connector;

struct Given {
  std::string text;
  std::string relationships;
};

Given Parted(std::string_view bytes) {
  const size_t zero = bytes.find('\0');
  if (zero == std::string_view::npos) {
    return {std::string(bytes),
            std::string(connectors::SampleOf("graph.delegated_admin_relationships"))};
  }
  return {std::string(bytes.substr(0, zero)), std::string(bytes.substr(zero + 1))};
}

// What a connector gives, the server takes, and keeps as it was given.
void CheckRecord(const facts::Record& record) {
  const std::string text = store::ToText(record.fact);
  const absl::StatusOr<store::Fact> kept = store::FromText(text);
  CREDENCE_CHECK(kept.ok() && store::ToText(*kept) == text);
  facts::FaultList faults;
  const facts::Record read =
      server::ReadRecord(cli::ToWire(record), server::FieldPath("fact"), faults);
  CREDENCE_CHECK(read.fact.index() == record.fact.index());
}

void Run(const Connector& connector, std::string_view bytes) {
  const Given given = Parted(bytes);
  std::istringstream input(given.text);
  std::istringstream relationships(given.relationships);
  std::ostringstream out;
  connectors::RejectedFile rejected_file(out);
  int64_t records = 0;
  int64_t rejected = 0;
  const connectors::Takers takers{.record =
                                      [&](const facts::Record& record) {
                                        ++records;
                                        CheckRecord(record);
                                        return absl::OkStatus();
                                      },
                                  .report =
                                      [](const connectors::RowReport& report) {
                                        CREDENCE_CHECK(ToString(report).starts_with("export:"));
                                      },
                                  .rejected =
                                      [&](const connectors::RejectedRow& row) {
                                        CREDENCE_CHECK(!row.reason.empty());
                                        ++rejected;
                                        rejected_file.Add(row);
                                      }};
  const auto summary = connector.read(input,
                                      {.file_name = "export",
                                       .partner = "seller",
                                       .customer = "northwind",
                                       .as_of = Date::FromCivil(2016, 2, 10),
                                       .relationship = "r1",
                                       .relationships = &relationships},
                                      takers);
  rejected_file.Finish();
  if (!summary.ok()) {
    // "export:1:7: ...", "the export of the relationships:1:7: ...", "relationship `r1`: ...".
    CREDENCE_CHECK(absl::StrContains(summary.status().message(), "export") ||
                   absl::StartsWith(summary.status().message(), "relationship `r1`"));
    return;
  }
  CREDENCE_CHECK(summary->rows_used + summary->rows_partly_used + summary->rows_unused ==
                 summary->rows_read);
  CREDENCE_CHECK(summary->rows_rejected == rejected);
  CREDENCE_CHECK(summary->records == records);
}

std::vector<std::string> SeedsOf(const Connector& connector) {
  const std::string sample(connectors::SampleOf(connector.name));
  std::vector<std::string> seeds = {sample, std::string(100'000, '['), std::string(100'000, '{')};
  if (connector.name == "graph.access_assignments") {
    seeds.push_back(sample + '\0' +
                    std::string(connectors::SampleOf("graph.delegated_admin_relationships")));
  }
  return seeds;
}

}  // namespace

std::vector<Target> Imports() {
  std::vector<Target> targets;
  for (const Connector& connector : connectors::Connectors()) {
    targets.push_back({.name = "import." + std::string(connector.name),
                       .what = std::string(connector.title),
                       .seeds = [&connector] { return SeedsOf(connector); },
                       .run = [&connector](std::string_view bytes) { Run(connector, bytes); }});
  }
  return targets;
}

}  // namespace credence::fuzz
