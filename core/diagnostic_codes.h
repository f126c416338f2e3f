// The codes of every diagnostic, each registered once and never given a second meaning.
//
// C0xx text and syntax, C1xx names, C2xx types, units and grain, C3xx who gets the credit,
// C4xx tables and tiers, C5xx time and versions, C6xx style. An error stops the build, a
// warning does not. A retired number stays here as a comment.
//
//   code.name()  -> "C101"        code.title()  -> "unknown name"
//
// Thread-safe: constants.
#ifndef CREDENCE_CORE_DIAGNOSTIC_CODES_H_
#define CREDENCE_CORE_DIAGNOSTIC_CODES_H_

#include <compare>
#include <span>
#include <string>
#include <string_view>

namespace credence {

enum class Severity { kError, kWarning };

class Code {
 public:
  constexpr Code(int number, Severity severity, std::string_view title)
      : number_(number), severity_(severity), title_(title) {}

  constexpr int number() const { return number_; }
  constexpr Severity severity() const { return severity_; }
  constexpr std::string_view title() const { return title_; }
  std::string name() const;  // "C011"

  friend constexpr bool operator==(const Code& a, const Code& b) { return a.number_ == b.number_; }

 private:
  int number_;
  Severity severity_;
  std::string_view title_;
};

namespace codes {

// Text and syntax.
inline constexpr Code kTooLarge{1, Severity::kError, "a limit of the text is passed"};
inline constexpr Code kNotText{2, Severity::kError, "bytes that are not UTF-8 text"};
inline constexpr Code kUnterminatedText{3, Severity::kError, "a text that does not end"};
inline constexpr Code kUnbalanced{4, Severity::kError, "a bracket without its partner"};
inline constexpr Code kTooDeep{5, Severity::kError, "nested too deeply"};
inline constexpr Code kChainTooLong{6, Severity::kError, "too many terms in one expression"};
inline constexpr Code kSyntax{11, Severity::kError, "the sentence stops making sense"};
inline constexpr Code kBadLiteral{12, Severity::kError, "a literal that has no value"};
inline constexpr Code kRepeatedClause{14, Severity::kError, "a clause written twice"};
inline constexpr Code kMissingHeader{15, Severity::kError, "a file without its header"};

// Names.
inline constexpr Code kUnknownName{101, Severity::kError, "unknown name"};
inline constexpr Code kDuplicateName{102, Severity::kError, "duplicate name"};
inline constexpr Code kUnusedName{103, Severity::kWarning, "declared and never used"};
inline constexpr Code kNeverMatches{104, Severity::kWarning, "can match nothing"};
inline constexpr Code kCircular{105, Severity::kError, "a definition that leads back to itself"};

// Types, units, grain.
inline constexpr Code kUnit{201, Severity::kError, "units do not fit"};
inline constexpr Code kGrain{202, Severity::kError, "one value is wanted and there are several"};
inline constexpr Code kSumOfLevel{203, Severity::kError, "a level summed over time"};
inline constexpr Code kUndefinedValue{204, Severity::kError, "a value that may not exist"};
inline constexpr Code kNotConstant{205, Severity::kError, "a constant is wanted"};
inline constexpr Code kSumOfQuotients{206, Severity::kError, "quotients added up unrounded"};

// Who gets the credit.
inline constexpr Code kUndecidedTie{301, Severity::kError, "nothing says who wins"};
inline constexpr Code kTwoAwards{302, Severity::kError, "two awards for one partner"};
inline constexpr Code kReplacing{303, Severity::kError, "a replacing that leads nowhere"};
inline constexpr Code kUnreachableRule{304, Severity::kWarning, "a rule that never holds"};
inline constexpr Code kSharingMismatch{305, Severity::kError, "the award and its credit disagree"};
inline constexpr Code kNoAward{306, Severity::kError, "a result that cannot come about"};
inline constexpr Code kUnroundedMoney{307, Severity::kError, "money that is not rounded"};
inline constexpr Code kSplitShape{308, Severity::kError, "a split that does not say everything"};
inline constexpr Code kLimitShape{309, Severity::kError, "a limit that cannot be kept"};
inline constexpr Code kPointsTotal{310, Severity::kError, "points that do not add up"};

// Tables and tiers.
inline constexpr Code kTableGap{401, Severity::kError, "a table without a row for something"};
inline constexpr Code kTableOverlap{402, Severity::kError, "two rows of a table for one case"};
inline constexpr Code kTableCell{403, Severity::kError,
                                 "a condition of a table that cannot be met"};
inline constexpr Code kTierCliff{404, Severity::kWarning, "more that pays less"};
inline constexpr Code kTierOrder{405, Severity::kError, "tiers that do not ascend"};
inline constexpr Code kRowShape{406, Severity::kError, "a row that does not fit its table"};
inline constexpr Code kSameRows{407, Severity::kWarning, "two rows that say the same"};
inline constexpr Code kTableNotSearched{408, Severity::kWarning, "a table that is not searched"};
inline constexpr Code kUnusedRow{409, Severity::kWarning, "a row that is never used"};

// Time and versions.
inline constexpr Code kTimeline{501, Severity::kError, "versions that do not line up"};
inline constexpr Code kStraddledPeriod{502, Severity::kError, "a period under two versions"};
inline constexpr Code kParamGap{503, Severity::kError, "a param without a value on a day"};

// Style.
inline constexpr Code kDoubleNegative{601, Severity::kWarning, "a double negative"};
inline constexpr Code kBecause{602, Severity::kWarning, "a missing or repeated reason"};
inline constexpr Code kNamesAlike{603, Severity::kWarning, "two names a letter apart"};
inline constexpr Code kMagicNumber{604, Severity::kWarning, "a number written twice"};
inline constexpr Code kStrangeCharacter{605, Severity::kError, "a character from elsewhere"};

}  // namespace codes

// Every code above, ascending: for documentation and for the test that each has a golden.
std::span<const Code> AllCodes();

}  // namespace credence

#endif  // CREDENCE_CORE_DIAGNOSTIC_CODES_H_
