// What a connector makes of an export: cases, reports about rows, and the counts at the end.
//
// A connector reads a back-end's file and gives one case a customer, as rows of facts::CaseBuilder.
// It knows no wire format: whoever called it turns a case into a message or a file.
//
//   usage.csv:17: partly used: PartnerAttributionType `PAL` is no evidence here; the usage counts
//
// Every row ends in exactly one count of ImportSummary, so `rows_read` is their sum: nothing is
// dropped silently.
//
// Thread-safety: values.
#ifndef CREDENCE_CLIENTS_CONNECTORS_IMPORTED_CASE_H_
#define CREDENCE_CLIENTS_CONNECTORS_IMPORTED_CASE_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/status.h"
#include "facts/case.h"

namespace credence::connectors {

// One customer. The rows reference each other by id and are ready for facts::CaseBuilder.
struct ImportedCase {
  std::string id;
  std::vector<facts::SubjectInput> subjects = {};
  std::vector<facts::MeasureInput> measures = {};
  std::vector<facts::EvidenceInput> evidence = {};
  std::vector<facts::FeedInput> feeds = {};
};

// How much of a reported row went into a case.
enum class RowUse : uint8_t { kUnused, kPartly, kWhole };
std::string_view RowUseName(RowUse use);  // "not used", "partly used", "used"

// Something to know about one row.
struct RowReport {
  std::string file;
  int64_t row = 0;  // as a spreadsheet numbers it: the header is row 1
  RowUse use = RowUse::kUnused;
  std::string reason;  // no final period
};

// "usage.csv:17: partly used: PartnerAttributionType `PAL` is ..."
std::string ToString(const RowReport& report);

struct ImportSummary {
  int64_t rows_read = 0;  // without the header and blank lines
  int64_t rows_used = 0;
  int64_t rows_partly_used = 0;
  int64_t rows_unused = 0;
  int64_t rows_flagged_duplicate = 0;  // of those above: evidence taken, usage not taken again
  int64_t rows_rejected = 0;           // of those unused: to be mended and fed again
  int64_t records = 0;
  int64_t cases = 0;
  int64_t partners = 0;
  // Names the export used that are not known here, with their rows, by name.
  struct Unknown {
    std::string column;
    std::string value;
    int64_t rows = 0;
  };
  std::vector<Unknown> unknown;
};

// Takes each report as its row is read.
using TakeReport = std::function<void(const RowReport&)>;
// Takes each case once the file is read; a failure ends the import with that status.
using TakeCase = std::function<absl::Status(ImportedCase)>;

}  // namespace credence::connectors

#endif  // CREDENCE_CLIENTS_CONNECTORS_IMPORTED_CASE_H_
