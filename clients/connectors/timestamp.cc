#include "clients/connectors/timestamp.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"

namespace credence::connectors {

namespace {

constexpr int32_t kDaySeconds = 86'400;
constexpr size_t kFractionDigits = 7;
// In "2022-02-10T11:26:44.9941884Z".
constexpr size_t kHoursAt = 11;
constexpr size_t kFractionAt = 20;
constexpr int kNoYear = 1;  // 0001-01-01

// Takes parts of a text from its front; what is not there is left.
class Scan {
 public:
  explicit Scan(std::string_view text) : rest_(text) {}

  std::optional<int> Number(size_t digits_min, size_t digits_max) {
    int number = 0;
    size_t digits = 0;
    while (digits < digits_max && digits < rest_.size() && absl::ascii_isdigit(rest_[digits])) {
      number = number * 10 + (rest_[digits++] - '0');
    }
    if (digits < digits_min) return std::nullopt;
    rest_.remove_prefix(digits);
    return number;
  }

  bool Take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  bool TakeWord(std::string_view upper) {
    for (size_t i = 0; i < upper.size(); ++i) {
      if (i >= rest_.size() || absl::ascii_toupper(rest_[i]) != upper[i]) return false;
    }
    rest_.remove_prefix(upper.size());
    return true;
  }

  void Blanks() {
    while (Take(' ')) continue;
  }

  std::string Digits() {
    std::string digits;
    while (!rest_.empty() && absl::ascii_isdigit(rest_.front())) {
      digits.push_back(rest_.front());
      rest_.remove_prefix(1);
    }
    return digits;
  }

  bool done() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

struct Civil {
  int year = 0, month = 0, day = 0;
};

// 2016-02-29, or with slashes the two numbers in the order they stand (in month and day).
struct DayText {
  Civil civil;
  bool slashes = false;
};

std::optional<DayText> ScanDay(Scan& scan) {
  const std::optional<int> first = scan.Number(1, 4);
  if (!first) return std::nullopt;
  const bool slashes = scan.Take('/');
  if (!slashes && !scan.Take('-')) return std::nullopt;
  const std::optional<int> second = scan.Number(slashes ? 1 : 2, 2);
  if (!second || !scan.Take(slashes ? '/' : '-')) return std::nullopt;
  const std::optional<int> third = slashes ? scan.Number(4, 4) : scan.Number(2, 2);
  if (!third) return std::nullopt;
  if (slashes) return DayText{{*third, *first, *second}, true};
  return DayText{{*first, *second, *third}, false};
}

// Adds "11:26:44.9941884" to `moment`; blanks may stand after a colon.
bool ScanClock(Scan& scan, Moment& moment) {
  const std::optional<int> hours = scan.Number(1, 2);
  scan.Blanks();
  if (!hours || *hours > 24 || !scan.Take(':')) return false;
  scan.Blanks();
  const std::optional<int> minutes = scan.Number(2, 2);
  if (!minutes || *minutes > 59) return false;
  int seconds = 0;
  if (scan.Take(':')) {
    scan.Blanks();
    const std::optional<int> read = scan.Number(2, 2);
    if (!read || *read > 60) return false;
    seconds = *read;
  }
  if (scan.Take('.')) {
    moment.fraction = scan.Digits();
    if (moment.fraction.empty()) return false;
    moment.fraction.resize(std::min(moment.fraction.size(), kFractionDigits));
  }
  int hour = *hours;
  scan.Blanks();
  const bool is_pm = scan.TakeWord("PM");
  if (is_pm || scan.TakeWord("AM")) {
    if (hour < 1 || hour > 12) return false;
    hour = hour % 12 + (is_pm ? 12 : 0);
  }
  moment.seconds = hour * 3600 + *minutes * 60 + seconds;
  return true;
}

// Seconds that the zone is ahead of UTC; none is UTC.
std::optional<int32_t> ScanZone(Scan& scan) {
  if (scan.Take('Z') || scan.Take('z')) return 0;
  const bool ahead = scan.Take('+');
  if (!ahead && !scan.Take('-')) return 0;
  const std::optional<int> hours = scan.Number(2, 2);
  if (!hours || *hours > 14) return std::nullopt;
  scan.Take(':');
  const std::optional<int> minutes = scan.Number(2, 2);
  if (!minutes || *minutes > 59) return std::nullopt;
  const int32_t offset = *hours * 3600 + *minutes * 60;
  return ahead ? offset : -offset;
}

bool ScanRest(Scan& scan, Moment& moment) {
  if (scan.done()) return true;
  if (!scan.Take('T') && !scan.Take('t') && !scan.Take(' ')) return false;
  scan.Blanks();
  if (!ScanClock(scan, moment)) return false;
  const std::optional<int32_t> ahead = ScanZone(scan);
  scan.Blanks();
  if (!ahead || !scan.done()) return false;
  moment.seconds -= *ahead;
  return true;
}

}  // namespace

std::string Moment::ToIso() const {
  std::string text = day.ToString() + "T00:00:00.0000000Z";
  const auto put = [&](size_t first, int32_t number) {
    text[first] = static_cast<char>('0' + number / 10);
    text[first + 1] = static_cast<char>('0' + number % 10);
  };
  put(kHoursAt, seconds / 3600);
  put(kHoursAt + 3, seconds / 60 % 60);
  put(kHoursAt + 6, seconds % 60);
  std::copy(fraction.begin(), fraction.end(), text.begin() + kFractionAt);
  return text;
}

Moment ReadMoment(std::string_view text, SlashOrder order) {
  Scan scan(text);
  const std::optional<DayText> day = ScanDay(scan);
  Moment moment;
  if (!day || !ScanRest(scan, moment)) return {};
  Civil civil = day->civil;
  if (civil.year == kNoYear) return {.read = Moment::Read::kNone, .day = {}};
  if (day->slashes && civil.month != civil.day) {
    const SlashOrder proven = SlashOrderOf(text);
    if (order == SlashOrder::kUnknown) order = proven;
    if (order == SlashOrder::kUnknown) return {.read = Moment::Read::kAmbiguous, .day = {}};
    if (order == SlashOrder::kDayFirst) std::swap(civil.month, civil.day);
  }
  const std::optional<Date> date = Date::FromCivil(civil.year, civil.month, civil.day);
  if (!date) return {};
  int32_t days = moment.seconds / kDaySeconds;
  if (moment.seconds % kDaySeconds < 0) --days;
  moment.seconds -= days * kDaySeconds;
  moment.day = date->AddDays(days);
  moment.read = Moment::Read::kDate;
  return moment;
}

SlashOrder SlashOrderOf(std::string_view text) {
  Scan scan(text);
  const std::optional<DayText> day = ScanDay(scan);
  if (!day || !day->slashes) return SlashOrder::kUnknown;
  const auto [year, first, second] = day->civil;
  if (first > 12 && second <= 12) return SlashOrder::kDayFirst;
  if (second > 12 && first <= 12) return SlashOrder::kMonthFirst;
  return SlashOrder::kUnknown;
}

}  // namespace credence::connectors
