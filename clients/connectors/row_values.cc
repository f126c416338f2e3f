#include "clients/connectors/row_values.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/connectors/cell_values.h"
#include "clients/connectors/office365_names.h"

namespace credence::connectors {

void RowValues::Fault(std::string reason) {
  if (reason_.empty()) reason_ = std::move(reason);
}

std::string_view RowValues::Said(size_t column) {
  if (Text(column).empty()) Fault(absl::StrCat(ToAbsl(shape_.columns[column].name()), " is empty"));
  return Text(column);
}

std::string_view RowValues::Name(size_t column) {
  const std::string_view name = Said(column);
  if (!name.empty() && NameKey(name).empty()) {
    Fault(absl::StrCat(ToAbsl(shape_.columns[column].name()), " `", ShownCell(name),
                       "` holds no letter from A to Z and no digit to know it by"));
  }
  return name;
}

std::string RowValues::Id(size_t column) {
  absl::StatusOr<std::string> id = ReadId(shape_.columns[column].name(), Text(column));
  if (id.ok()) return *std::move(id);
  Fault(std::string(id.status().message()));
  return {};
}

std::string RowValues::OptionalId(size_t column) {
  return Text(column).empty() ? std::string() : Id(column);
}

int64_t RowValues::Count(size_t column) {
  const absl::StatusOr<int64_t> count = ReadCount(shape_.columns[column].name(), Text(column));
  if (count.ok()) return *count;
  Fault(std::string(count.status().message()));
  return 0;
}

Rational RowValues::Decimal(size_t column) {
  const absl::StatusOr<Rational> number = ReadDecimal(shape_.columns[column].name(), Text(column));
  if (number.ok()) return *number;
  Fault(std::string(number.status().message()));
  return {};
}

Currency RowValues::Money(size_t column) {
  const std::optional<Currency> currency =
      FindCurrency(absl::AsciiStrToUpper(ToAbsl(Text(column))));
  if (currency) return *currency;
  Fault(absl::StrCat(ToAbsl(shape_.columns[column].name()), " `", ShownCell(Text(column)),
                     "` is no currency's ISO 4217 code, such as USD"));
  return {};
}

std::optional<Moment> RowValues::MomentOf(size_t column) {
  const Column& wanted = shape_.columns[column];
  const std::string_view text = Text(column);
  Moment moment{.read = Moment::Read::kNone, .day = {}};
  if (!text.empty()) moment = ReadMoment(text, row_.orders[column]);
  const std::string what = absl::StrCat(ToAbsl(wanted.name()), " `", ShownCell(text), "`");
  switch (moment.read) {
    case Moment::Read::kDate:
      return moment;
    case Moment::Read::kNone:
      if (wanted.required())
        Fault(text.empty() ? absl::StrCat(ToAbsl(wanted.name()), " is empty")
                           : absl::StrCat(what, " means no date"));
      return std::nullopt;
    case Moment::Read::kAmbiguous:
      Fault(absl::StrCat(what,
                         " may be read with the month first or the day first, and no other "
                         "row of the column shows which; write it as 2016-02-29"));
      return std::nullopt;
    case Moment::Read::kBad:
      Fault(absl::StrCat(what, " is no date; expected one such as 2016-02-29"));
      return std::nullopt;
  }
  return std::nullopt;
}

std::optional<Date> RowValues::Day(size_t column) {
  const std::optional<Moment> moment = MomentOf(column);
  return moment ? std::optional(moment->day) : std::nullopt;
}

std::string RowValues::Stated(size_t column) {
  const std::optional<Moment> moment = MomentOf(column);
  return moment ? moment->ToIso() : std::string();
}

bool RowValues::Truth(size_t column) {
  const std::string_view text = Text(column);
  for (const std::string_view yes : {"yes", "true", "1"}) {
    if (absl::EqualsIgnoreCase(ToAbsl(text), ToAbsl(yes))) return true;
  }
  for (const std::string_view no : {"no", "false", "0"}) {
    if (absl::EqualsIgnoreCase(ToAbsl(text), ToAbsl(no))) return false;
  }
  Fault(absl::StrCat(ToAbsl(shape_.columns[column].name()), " is `", ShownCell(text),
                     "`; expected yes or no"));
  return false;
}

std::optional<std::string> BackwardsFault(std::optional<Date> from, std::optional<Date> through) {
  if (!from || !through || *from <= *through) return std::nullopt;
  return absl::StrCat(through->ToString(), " is the last day and comes before the first, ",
                      from->ToString());
}

}  // namespace credence::connectors
