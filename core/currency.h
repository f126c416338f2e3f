// Currencies by their ISO 4217 letters, and how many decimals each is paid in.
//
//   FindCurrency("USD")->minor_digits -> 2     "JPY" -> 0     "KWD" -> 3
//
// Source: ISO 4217 list one, the active codes, and of list three those withdrawn since 2015:
// a policy of that time still pays in them when it is replayed. Precious metals and codes
// without a minor unit are left out.
//
// Thread-safe: constants.
#ifndef CREDENCE_CORE_CURRENCY_H_
#define CREDENCE_CORE_CURRENCY_H_

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "core/rational.h"

namespace credence {

struct Currency {
  std::array<char, 3> letters = {'X', 'X', 'X'};
  int minor_digits = 2;

  std::string_view code() const { return {letters.data(), letters.size()}; }
  Rational minor_unit() const;  // 0.01
  friend bool operator==(const Currency& a, const Currency& b) { return a.letters == b.letters; }
};

std::optional<Currency> FindCurrency(std::string_view code);

}  // namespace credence

#endif  // CREDENCE_CORE_CURRENCY_H_
