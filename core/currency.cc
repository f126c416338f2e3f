#include "core/currency.h"

#include <algorithm>

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

bool Lists(const CodeList& list, std::string_view code) {
  for (std::size_t at = 0; at < list.codes.size(); at += kStride) {
    if (list.codes.substr(at, 3) == code) return true;
  }
  return false;
}

}  // namespace

Rational Currency::minor_unit() const {
  int64_t per_major = 1;
  for (int i = 0; i < minor_digits; ++i) per_major *= 10;
  return Rational(1, per_major);
}

std::optional<Currency> FindCurrency(std::string_view code) {
  if (code.size() != 3) return std::nullopt;
  const auto find_in = [code](const auto& lists) -> std::optional<Currency> {
    const auto found = std::find_if(std::begin(lists), std::end(lists),
                                    [code](const CodeList& list) { return Lists(list, code); });
    if (found == std::end(lists)) return std::nullopt;
    return Currency{{code[0], code[1], code[2]}, found->minor_digits};
  };
  const std::optional<Currency> active = find_in(kActive);
  return active ? active : find_in(kWithdrawn);
}

}  // namespace credence
