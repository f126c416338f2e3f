// The one shape of all connectors: a back-end's export goes in, records of facts come out.
//
//   const Connector* connector = FindConnector("designations");
//   std::ifstream file("designations.csv", std::ios::binary);
//   absl::StatusOr<ImportSummary> summary = connector->read(
//       file, {.file_name = "designations.csv"},
//       {.record = [&](facts::Record record) { return store.Take(std::move(record)); },
//        .report = [&](const RowReport& report) { Print(ToString(report)); },
//        .rejected = [&](const RejectedRow& row) { rejected_file.Add(row); }});
//
// A connector reads delimited text or JSON, told from the first byte, a row (an element) at a
// time, and gives what it says at once: memory does not grow with the file. Columns and members
// are matched by name, with the aliases its header lists; capitals, blanks and punctuation make
// no difference. What a row says of things not known here (a role, a workload, a type) is kept
// where it can be and always counted in ImportSummary::unknown.
//
// Every row ends in exactly one count of the summary. A row that cannot be read is rejected with
// its reason and its own text, so that it can be mended and fed again (rejected_file.h).
//
// Subjects: a customer is its tenant's GUID in lower case, or the id the file gives. What is said
// of a customer's Office 365 and of no subscription stands on `CUSTOMER/office365`, and of a
// workload of it on `CUSTOMER/office365/exchange`; a neutral CSV means the same by an empty
// subscription. Workloads of the families of rules/cloud_recognition have the attribute `family`;
// others have none and are named by what the file calls them. Partners are ids as given, GUIDs in
// lower case. Records of subjects come before those that need them; a long file may repeat them.
//
// Errors: a status of the file as a whole, its message located ("usage.json:12:7: ..."). It means
// that nothing the file said may be kept, what came before included. INVALID_ARGUMENT: it is no
// such export, it is UTF-16, an option it needs is missing; DATA_LOSS: it ends in the middle, or
// reading it failed; what `record` returned.
//
// Thread-safe: no state.
#ifndef CREDENCE_CLIENTS_CONNECTORS_CONNECTOR_H_
#define CREDENCE_CLIENTS_CONNECTORS_CONNECTOR_H_

#include <cstdint>
#include <functional>
#include <istream>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "clients/connectors/imported_case.h"
#include "core/currency.h"
#include "core/date.h"
#include "core/status.h"
#include "facts/record.h"

namespace credence::connectors {

// What an export does not say itself. Which of these a connector wants is in Connector::wants.
struct ConnectorOptions {
  std::string file_name;           // what reports call the file
  std::string partner = {};        // whose export it is: the partner's tenant or id
  std::string customer = {};       // whose tenant it is about
  std::optional<Date> as_of = {};  // the day it was taken, where it bears none
  // Of access assignments: the relationship they belong to, and the export it stands in.
  std::string relationship = {};
  std::istream* relationships = nullptr;
};

// A row that could not be read.
struct RejectedRow {
  int64_t row = 0;     // as in RowReport
  std::string raw;     // the row or element as it stands in the file
  std::string reason;  // no final period
  std::string header;  // the file's first row; empty for JSON
};

struct Progress {
  int64_t rows = 0;
  int64_t bytes = 0;
};

using TakeRecord = std::function<absl::Status(facts::Record)>;
using TakeRejected = std::function<void(const RejectedRow&)>;
using TakeProgress = std::function<void(const Progress&)>;

// Where a connector puts what it finds. All but `record` may be left out.
struct Takers {
  TakeRecord record;
  TakeReport report = {};
  TakeRejected rejected = {};
  TakeProgress progress = {};  // every few thousand rows
};

struct Connector {
  std::string_view name;                       // "graph.active_users"
  std::string_view title;                      // one line for a list
  std::span<const std::string_view> kinds;     // of evidence it gives
  std::span<const std::string_view> measures;  // it gives
  std::span<const std::string_view> wants;     // of ConnectorOptions: "partner", "customer"
  absl::StatusOr<ImportSummary> (*read)(std::istream& input, const ConnectorOptions& options,
                                        const Takers& takers);
};

// All of them, by name, ascending.
std::span<const Connector> Connectors();
const Connector* FindConnector(std::string_view name);  // nullptr when there is none

}  // namespace credence::connectors

#endif  // CREDENCE_CLIENTS_CONNECTORS_CONNECTOR_H_
