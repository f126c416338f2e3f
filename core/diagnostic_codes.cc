#include "core/diagnostic_codes.h"

#include <array>

namespace credence {
namespace {

constexpr std::array kAll = {
    codes::kTooLarge,
    codes::kNotText,
    codes::kUnterminatedText,
    codes::kUnbalanced,
    codes::kTooDeep,
    codes::kChainTooLong,
    codes::kSyntax,
    codes::kBadLiteral,
    codes::kRepeatedClause,
    codes::kMissingHeader,
    codes::kUnknownName,
    codes::kDuplicateName,
    codes::kUnusedName,
    codes::kNeverMatches,
    codes::kCircular,
    codes::kUnit,
    codes::kGrain,
    codes::kSumOfLevel,
    codes::kUndefinedValue,
    codes::kNotConstant,
    codes::kSumOfQuotients,
    codes::kUndecidedTie,
    codes::kTwoAwards,
    codes::kReplacing,
    codes::kUnreachableRule,
    codes::kSharingMismatch,
    codes::kNoAward,
    codes::kUnroundedMoney,
    codes::kSplitShape,
    codes::kLimitShape,
    codes::kPointsTotal,
    codes::kTableGap,
    codes::kTableOverlap,
    codes::kTableCell,
    codes::kTierCliff,
    codes::kTierOrder,
    codes::kRowShape,
    codes::kSameRows,
    codes::kTableNotSearched,
    codes::kUnusedRow,
    codes::kTimeline,
    codes::kStraddledPeriod,
    codes::kParamGap,
    codes::kDoubleNegative,
    codes::kBecause,
    codes::kNamesAlike,
    codes::kMagicNumber,
    codes::kStrangeCharacter,
};

constexpr bool IsAscending() {
  for (std::size_t i = 1; i < kAll.size(); ++i) {
    if (kAll[i - 1].number() >= kAll[i].number()) return false;
  }
  return true;
}
static_assert(IsAscending(), "codes are listed once each, ascending");

}  // namespace

std::string Code::name() const {
  std::string digits = std::to_string(number_);
  while (digits.size() < 3) digits.insert(digits.begin(), '0');
  return "C" + digits;
}

std::span<const Code> AllCodes() { return kAll; }

}  // namespace credence
