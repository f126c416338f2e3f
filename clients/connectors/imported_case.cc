#include "clients/connectors/imported_case.h"

#include "absl/strings/str_cat.h"

namespace credence::connectors {

std::string_view RowUseName(RowUse use) {
  switch (use) {
    case RowUse::kUnused:
      return "not used";
    case RowUse::kPartly:
      return "partly used";
    case RowUse::kWhole:
      return "used";
  }
  return "";
}

std::string ToString(const RowReport& report) {
  return absl::StrCat(report.file, ":", report.row, ": ", ToAbsl(RowUseName(report.use)), ": ",
                      report.reason);
}

}  // namespace credence::connectors
