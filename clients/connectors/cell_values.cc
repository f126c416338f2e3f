#include "clients/connectors/cell_values.h"

#include <algorithm>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "core/code_point.h"
#include "core/limits.h"

namespace credence::connectors {

namespace {

constexpr size_t kShownBytesMax = 40;
constexpr size_t kCountDigitsMax = 15;

absl::Status Refused(std::string_view column, std::string_view text, std::string_view why) {
  if (text.empty()) return InvalidArgumentError(absl::StrCat(ToAbsl(column), " is empty"));
  return InvalidArgumentError(
      absl::StrCat(ToAbsl(column), " is `", ShownCell(text), "`", ToAbsl(why)));
}

std::optional<Rational> PowerOfTen(int exponent) {
  return Rational::FromDecimal("1" + std::string(static_cast<size_t>(exponent), '0'));
}

// `text` after its E: "-05", "+3".
std::optional<int> ReadExponent(std::string_view text) {
  int exponent = 0;
  const bool fits = !text.empty() && text.size() <= 4 && absl::SimpleAtoi(ToAbsl(text), &exponent);
  if (!fits || exponent > kExponentMax || exponent < -kExponentMax) return std::nullopt;
  return exponent;
}

std::optional<Rational> ReadScaled(std::string_view text) {
  const size_t at = text.find_first_of("eE");
  // Underscores belong to policies, not to exports.
  if (text.find('_') != std::string_view::npos) return std::nullopt;
  const std::optional<Rational> number = Rational::FromDecimal(text.substr(0, at));
  if (!number || at == std::string_view::npos) return number;
  const std::optional<int> exponent = ReadExponent(text.substr(at + 1));
  if (!exponent) return std::nullopt;
  const std::optional<Rational> scale = PowerOfTen(std::abs(*exponent));
  if (!scale) return std::nullopt;
  return *exponent < 0 ? CheckedDivide(*number, *scale) : CheckedMultiply(*number, *scale);
}

}  // namespace

std::string ShownCell(std::string_view text) {
  return Printable(text.substr(0, kShownBytesMax)) + (text.size() > kShownBytesMax ? "..." : "");
}

std::string_view TrimmedCell(std::string_view cell) {
  const auto is_blank = [](char c) { return static_cast<unsigned char>(c) <= ' '; };
  if (cell.empty() || (!is_blank(cell.front()) && !is_blank(cell.back()))) return cell;
  const absl::string_view trimmed = absl::StripAsciiWhitespace(ToAbsl(cell));
  return {trimmed.data(), trimmed.size()};
}

std::string ReadGuid(std::string_view given) {
  absl::string_view text = ToAbsl(given);
  if (absl::ConsumePrefix(&text, "{") && !absl::ConsumeSuffix(&text, "}")) return {};
  constexpr absl::string_view kShape = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  if (text.size() != kShape.size()) return {};
  for (size_t i = 0; i < text.size(); ++i) {
    const bool fits = kShape[i] == '-' ? text[i] == '-' : absl::ascii_isxdigit(text[i]);
    if (!fits) return {};
  }
  return absl::AsciiStrToLower(text);
}

absl::StatusOr<std::string> ReadId(std::string_view column, std::string_view text) {
  if (text.empty()) return Refused(column, text, "");
  std::string guid = ReadGuid(text);
  if (!guid.empty()) return guid;
  const bool is_id =
      text.size() <= limits::kIdBytesMax && std::all_of(text.begin(), text.end(), [](char c) {
        return absl::ascii_isalnum(c) || c == '-' || c == '_' || c == '.';
      });
  if (is_id) return std::string(text);
  return InvalidArgumentError(absl::StrCat(ToAbsl(column), " `", ShownCell(text),
                                           "` is no id: it holds more than letters, digits, ",
                                           "`-`, `_` and `.`"));
}

absl::StatusOr<int64_t> ReadCount(std::string_view column, std::string_view text) {
  int64_t count = 0;
  const bool digits =
      !text.empty() && text.size() <= kCountDigitsMax &&
      std::all_of(text.begin(), text.end(), [](char c) { return absl::ascii_isdigit(c); });
  if (digits && absl::SimpleAtoi(ToAbsl(text), &count)) return count;
  if (text.starts_with('-')) return Refused(column, text, ", below zero");
  return Refused(column, text, "; expected a whole number without separators, such as 1000");
}

absl::StatusOr<Rational> ReadDecimal(std::string_view column, std::string_view text) {
  const std::optional<Rational> number = ReadScaled(text);
  if (number) return *number;
  return Refused(column, text,
                 "; expected a decimal number with a point, without separators or a currency, "
                 "such as 1234.56");
}

}  // namespace credence::connectors
