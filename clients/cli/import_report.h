// What an import tells of its rows on standard error, whichever way it goes.
//
//   ImportReport report(console);
//   report.Row(row);          usage.csv:17: partly used: PartnerAttributionType `PAL` is ...
//   report.Rows(summary);     Role `Big boss` is unknown here: 3 rows
//                             812 rows read: 800 used, 9 partly used, 3 not used
//
// After kReportsShownMax rows the rest are counted. The caller ends the last line.
//
// Thread-safety: belongs to one thread.
#ifndef CREDENCE_CLIENTS_CLI_IMPORT_REPORT_H_
#define CREDENCE_CLIENTS_CLI_IMPORT_REPORT_H_

#include <cstddef>

#include "clients/cli/console.h"
#include "clients/connectors/imported_case.h"

namespace credence::cli {

class ImportReport {
 public:
  explicit ImportReport(Console& console) : console_(console) {}

  void Row(const connectors::RowReport& report);
  void Rows(const connectors::ImportSummary& summary);

 private:
  static constexpr size_t kReportsShownMax = 1'000;

  Console& console_;
  size_t reports_ = 0;
};

}  // namespace credence::cli

#endif  // CREDENCE_CLIENTS_CLI_IMPORT_REPORT_H_
