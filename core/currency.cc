#include "core/currency.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace credence {
namespace {

// The codes of one number of decimals, parted by single spaces.
struct CodeList {
  int minor_digits;
  std::string_view codes;
};

// Left out: precious metals, funds' units of account and testing codes, which have no minor
// unit and are not paid in.
constexpr CodeList kActive[] = {
    {0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"},
    {2,
     "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD "
     "CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP "
     "GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK "
     "LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO "
     "NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS "
     "SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST "
     "XAD XCD XCG YER ZAR ZMW ZWG"},
    {3, "BHD IQD JOD KWD LYD OMR TND"},
    {4, "CLF UYW"},
};

// Withdrawn since 2015. A policy of that time still pays in them when it is replayed.
constexpr CodeList kWithdrawn[] = {
    {0, "BYR"},
    {2, "ANG BGN CUC HRK MRO SLL STD VEF ZWL"},
};

constexpr std::size_t kStride = 4;  // three letters and a space
constexpr std::size_t kLetters = 26;
constexpr int8_t kNoCode = -1;

// The place of three capital letters among all there could be.
constexpr std::size_t PlaceOf(std::string_view letters) {
  std::size_t place = 0;
  for (const char letter : letters)
    place = place * kLetters + static_cast<std::size_t>(letter - 'A');
  return place;
}

// The minor digits of each code, by its place: every amount of a request names one.
constexpr auto kMinorDigits = [] {
  std::array<int8_t, kLetters* kLetters* kLetters> digits = {};
  for (int8_t& one : digits) one = kNoCode;
  const auto add = [&](const auto& lists) {
    for (const CodeList& list : lists) {
      for (std::size_t at = 0; at < list.codes.size(); at += kStride) {
        digits[PlaceOf(list.codes.substr(at, 3))] = static_cast<int8_t>(list.minor_digits);
      }
    }
  };
  add(kWithdrawn);
  add(kActive);
  return digits;
}();

}  // namespace

Rational Currency::minor_unit() const {
  int64_t per_major = 1;
  for (int i = 0; i < minor_digits; ++i) per_major *= 10;
  return Rational(1, per_major);
}

std::optional<Currency> FindCurrency(std::string_view code) {
  const auto is_letter = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (code.size() != 3 || !std::all_of(code.begin(), code.end(), is_letter)) return std::nullopt;
  const int8_t minor_digits = kMinorDigits[PlaceOf(code)];
  if (minor_digits == kNoCode) return std::nullopt;
  return Currency{{code[0], code[1], code[2]}, minor_digits};
}

}  // namespace credence
