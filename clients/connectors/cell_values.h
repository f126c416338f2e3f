// Reads the values that stand in cells: ids, counts and amounts, exactly.
//
//   ReadGuid("{6F0C...01}")            -> "6f0c...01"; empty when it is no GUID
//   ReadId("PartnerID", "4847383")     -> "4847383"
//   ReadCount("Seats", "1,000")        -> refused: a separator may be a decimal comma
//   ReadDecimal("Amount", "5E-05")     -> 1/20000, as systems write small amounts
//
// Numbers are exact decimals: no cell ever becomes a floating-point number.
//
// Errors: INVALID_ARGUMENT, the column and the reason, without a final period.
// Thread-safe: no state.
#ifndef CREDENCE_CLIENTS_CONNECTORS_CELL_VALUES_H_
#define CREDENCE_CLIENTS_CONNECTORS_CELL_VALUES_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "core/limits.h"
#include "core/rational.h"
#include "core/status.h"

namespace credence::connectors {

// The beginning of a cell, as a message may show it.
std::string ShownCell(std::string_view text);
std::string_view TrimmedCell(std::string_view cell);

// In lower case and without braces; empty when it is none.
std::string ReadGuid(std::string_view text);

// A GUID, or letters, digits, `-`, `_` and `.`; not empty.
absl::StatusOr<std::string> ReadId(std::string_view column, std::string_view text);

absl::StatusOr<int64_t> ReadCount(std::string_view column, std::string_view text);

// May be negative, and have an exponent of up to kExponentMax.
inline constexpr int kExponentMax = limits::kLiteralDigitsMax - 1;
absl::StatusOr<Rational> ReadDecimal(std::string_view column, std::string_view text);

}  // namespace credence::connectors

#endif  // CREDENCE_CLIENTS_CONNECTORS_CELL_VALUES_H_
