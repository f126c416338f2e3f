#include "clients/cli/import_report.h"

#include "clients/cli/file_fault.h"
#include "core/code_point.h"

namespace credence::cli {

void ImportReport::Row(const connectors::RowReport& report) {
  if (++reports_ <= kReportsShownMax) console_.err << Printable(ToString(report)) << "\n";
}

void ImportReport::Rows(const connectors::ImportSummary& summary) {
  std::ostream& err = console_.err;
  if (reports_ > kReportsShownMax) {
    err << "and " << reports_ - kReportsShownMax << " more rows with something to report\n";
  }
  for (const auto& unknown : summary.unknown) {
    err << Printable(unknown.column) << " `" << Printable(unknown.value)
        << "` is unknown here: " << Counted(static_cast<size_t>(unknown.rows), "row") << "\n";
  }
  err << console_.err_ink().Bold(Counted(static_cast<size_t>(summary.rows_read), "row") + " read")
      << ": " << summary.rows_used << " used, " << summary.rows_partly_used << " partly used, "
      << summary.rows_unused << " not used";
  if (summary.rows_flagged_duplicate > 0) {
    err << " (" << summary.rows_flagged_duplicate << " flagged as duplicates)";
  }
}

}  // namespace credence::cli
