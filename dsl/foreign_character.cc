#include "dsl/foreign_character.h"

namespace credence::dsl {
namespace {

struct Entry {
  char32_t first;
  char32_t last;
  std::string_view called;
  const char* instead;  // nullptr: no single answer
  bool visible;
};

// Ascending; the first that holds the code point counts.
constexpr Entry kEntries[] = {
    {0x00A0, 0x00A0, "a no-break space", " ", false},
    {0x00A3, 0x00A3, "a pound sign", nullptr, true},
    {0x00A5, 0x00A5, "a yen sign", nullptr, true},
    {0x00AB, 0x00AB, "a guillemet", "\"", true},
    {0x00AD, 0x00AD, "a soft hyphen", "", false},
    {0x00BB, 0x00BB, "a guillemet", "\"", true},
    {0x00D7, 0x00D7, "a multiplication sign", "*", true},
    {0x00F7, 0x00F7, "a division sign", "/", true},
    {0x2000, 0x200A, "a space of unusual width", " ", false},
    {0x200B, 0x200D, "an invisible space", "", false},
    {0x2010, 0x2015, "a dash", "-", true},
    {0x2018, 0x2019, "a curly apostrophe", nullptr, true},
    {0x201C, 0x201F, "a curly quote", "\"", true},
    {0x2022, 0x2022, "a bullet", nullptr, true},
    {0x2026, 0x2026, "an ellipsis", nullptr, true},
    {0x2028, 0x2029, "a line separator", " ", false},
    {0x202F, 0x202F, "a narrow no-break space", " ", false},
    {0x205F, 0x205F, "a space of unusual width", " ", false},
    {0x2060, 0x2060, "an invisible space", "", false},
    {0x20AC, 0x20AC, "a euro sign", nullptr, true},
    {0x2190, 0x21FF, "an arrow", nullptr, true},
    {0x2212, 0x2212, "a minus sign of typography", "-", true},
    {0x2260, 0x2260, "a sign for not equal", "!=", true},
    {0x2264, 0x2264, "a sign for at most", "<=", true},
    {0x2265, 0x2265, "a sign for at least", ">=", true},
    {0x3000, 0x3000, "a wide space", " ", false},
    {0xFEFF, 0xFEFF, "a byte order mark", "", false},
};

// Full-width forms of ASCII stand at a fixed distance from it.
constexpr char32_t kWideFirst = 0xFF01;
constexpr char32_t kWideLast = 0xFF5E;
constexpr char32_t kWideDistance = 0xFEE0;

}  // namespace

ForeignCharacter DescribeForeign(char32_t point) {
  for (const Entry& entry : kEntries) {
    if (point < entry.first || point > entry.last) continue;
    ForeignCharacter found{entry.called, std::nullopt, entry.visible};
    if (entry.instead != nullptr) found.instead = entry.instead;
    return found;
  }
  if (point >= kWideFirst && point <= kWideLast) {
    return {"a wide form", std::string(1, static_cast<char>(point - kWideDistance)), true};
  }
  if (TurnsDirection(point)) return {"a mark that turns the reading direction", "", false};
  return {"a character that is not plain ASCII", std::nullopt, true};
}

bool TurnsDirection(char32_t point) {
  return point == 0x061C || point == 0x200E || point == 0x200F ||
         (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
}

std::string CodePointName(char32_t point) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string digits;
  while (point != 0 || digits.size() < 4) {
    digits.insert(digits.begin(), kDigits[point % 16]);
    point /= 16;
  }
  return "U+" + digits;
}

}  // namespace credence::dsl
