#include "clients/connectors/report_month.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "core/code_point.h"

namespace credence::connectors {

namespace {

constexpr size_t kShownBytesMax = 40;

bool AreDigits(absl::string_view text, size_t at_most) {
  return !text.empty() && text.size() <= at_most &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

absl::Status NoMonth(std::string_view text) {
  return InvalidArgumentError(
      absl::StrCat("`", Printable(text.substr(0, kShownBytesMax)),
                   "` is no month; expected one such as 2016-02 or 2016-02-01"));
}

absl::StatusOr<Period> ParseSlashes(std::string_view text, std::string_view date) {
  const std::vector<absl::string_view> parts = absl::StrSplit(ToAbsl(date), '/');
  if (parts.size() != 3 || !AreDigits(parts[0], 2) || !AreDigits(parts[1], 2) ||
      !AreDigits(parts[2], 4) || parts[2].size() != 4) {
    return NoMonth(text);
  }
  int month = 0, day = 0, year = 0;
  if (!absl::SimpleAtoi(parts[0], &month) || !absl::SimpleAtoi(parts[1], &day) ||
      !absl::SimpleAtoi(parts[2], &year)) {
    return NoMonth(text);
  }
  if (day != 1) {
    return InvalidArgumentError(absl::StrCat(
        "`", parts[0], "/", parts[1], "/", parts[2],
        "` may be read with the month first or the day first; write it as ", year, "-MM-DD"));
  }
  const std::optional<Date> first = Date::FromCivil(year, month, 1);
  if (!first) return NoMonth(text);
  return Period::Containing(PeriodUnit::kMonth, *first);
}

}  // namespace

absl::StatusOr<Period> ParseReportMonth(std::string_view text) {
  const std::string_view date = text.substr(0, text.find_first_of("T "));
  if (date.find('/') != std::string_view::npos) return ParseSlashes(text, date);
  const std::optional<Period> period = ParsePeriod(date);
  if (!period || (period->unit != PeriodUnit::kMonth && period->unit != PeriodUnit::kDay)) {
    return NoMonth(text);
  }
  return Period::Containing(PeriodUnit::kMonth, period->range.begin);
}

}  // namespace credence::connectors
