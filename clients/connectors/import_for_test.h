// For tests: runs a connector over text and keeps what it gives as lines to compare.
//
//   const Imported imported = ImportText("designations", "subscription,...\n...");
//   EXPECT_THAT(imported.records, ElementsAre("subject northwind: customer", ...));
//
// Lines of records:
//   "subject EA-1: subscription in northwind"
//   "attribute EA-1.family = exchange"
//   "measure active_users northwind/office365/exchange 2016-02 = 80"
//   "dpor/d1: dpor 4847383 on EA-1 2016-01-14.. {since=2016-01-14}"
// with " @ 2022-..." at the end where the source states a time.
//
// Thread-safe: no state.
#ifndef CREDENCE_CLIENTS_CONNECTORS_IMPORT_FOR_TEST_H_
#define CREDENCE_CLIENTS_CONNECTORS_IMPORT_FOR_TEST_H_

#include <string>
#include <string_view>
#include <vector>

#include "clients/connectors/connector.h"

namespace credence::connectors {

struct Imported {
  absl::Status status;
  ImportSummary summary;
  std::vector<std::string> records;  // without subjects and attributes of ours, see `all`
  std::vector<std::string> all;
  std::vector<std::string> reports;
  std::vector<RejectedRow> rejected;

  std::string message() const { return std::string(status.message()); }
};

// The file is called "export". REQUIRES: `connector` is one.
Imported ImportText(std::string_view connector, const std::string& text,
                    ConnectorOptions options = {});

}  // namespace credence::connectors

#endif  // CREDENCE_CLIENTS_CONNECTORS_IMPORT_FOR_TEST_H_
