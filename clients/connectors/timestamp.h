// Reads the days and moments of exports, in the shapes that systems write them.
//
//   ReadMoment("2022-02-10T11:26:44.9941884Z", order)   -> 2022-02-10,
//   "2022-02-10T11:26:44.9941884Z" ReadMoment("2015-11-25T06: 41: 12Z", order)         ->
//   2015-11-25 (blanks as published) ReadMoment("2016-02-01T00:30:00+02:00", order)      ->
//   2016-01-31: moments are told in UTC ReadMoment("2/29/2016 0:00", kMonthFirst)           ->
//   2016-02-29 ReadMoment("1/2/2016", kUnknown)                    -> kAmbiguous
//   ReadMoment("0001-01-01T00:00:00", order)            -> kNone: how .NET writes "no date"
//
// With slashes the order of month and day is not in the text. SlashOrderOf says what one value
// proves; whoever reads a column decides for the column (date_columns.h).
//
// Thread-safe: no state.
#ifndef CREDENCE_CLIENTS_CONNECTORS_TIMESTAMP_H_
#define CREDENCE_CLIENTS_CONNECTORS_TIMESTAMP_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "core/date.h"

namespace credence::connectors {

enum class SlashOrder : uint8_t { kUnknown, kMonthFirst, kDayFirst };

struct Moment {
  enum class Read : uint8_t { kDate, kNone, kAmbiguous, kBad };
  Read read = Read::kBad;
  Date day;
  int32_t seconds = 0;        // of the day
  std::string fraction = {};  // its digits, at most seven

  // "2022-02-10T11:26:44.9941884Z", always of this length: texts compare as moments do.
  std::string ToIso() const;
};

Moment ReadMoment(std::string_view text, SlashOrder order);

// kUnknown where the text has no slashes or could be either ("1/2/2016", "2/2/2016").
SlashOrder SlashOrderOf(std::string_view text);

}  // namespace credence::connectors

#endif  // CREDENCE_CLIENTS_CONNECTORS_TIMESTAMP_H_
