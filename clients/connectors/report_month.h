// Reads the month a report's row is for, in the shapes exports write it.
//
//   ParseReportMonth("2016-02")               -> month 2016-02
//   ParseReportMonth("2016-02-01T00:00:00")   -> month 2016-02
//   ParseReportMonth("2/1/2016 12:00:00 AM")  -> month 2016-02
//   ParseReportMonth("1/2/2016")              -> refused: 2 January or 1 February
//
// With slashes only the first of a month is read, in the American order: exports by month carry
// its first day, and with any other day nobody can tell the order. A time of day is ignored.
//
// Errors: INVALID_ARGUMENT with a reason ready to follow the column's name.
// Thread-safe: no state.
#ifndef CREDENCE_CLIENTS_CONNECTORS_REPORT_MONTH_H_
#define CREDENCE_CLIENTS_CONNECTORS_REPORT_MONTH_H_

#include <string_view>

#include "core/date.h"
#include "core/status.h"

namespace credence::connectors {

absl::StatusOr<Period> ParseReportMonth(std::string_view text);

}  // namespace credence::connectors

#endif  // CREDENCE_CLIENTS_CONNECTORS_REPORT_MONTH_H_
