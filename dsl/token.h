// A token: the smallest piece of a rule file that means something.
//
//   amount 5% of sum of revenue   # a comment is no token
//   -> word amount, number 5, sign %, word of, word sum, word of, word revenue
//
// What a number is worth, which day a date is and what a text holds is decided later, where a
// message about it can be given; here a token is its place, its kind and, for words and signs,
// which one it is. The grammar reads an array of these, so a position in a rule is a token.
//
// Thread-safe: values and constants.
#ifndef CREDENCE_DSL_TOKEN_H_
#define CREDENCE_DSL_TOKEN_H_

#include <cstdint>
#include <iterator>
#include <string_view>

#include "core/source.h"
#include "dsl/words.h"

namespace credence::dsl {

enum class TokenKind : uint8_t {
  kWord,         // amount, active_users; lower_snake
  kCapitals,     // a word with a capital in it: USD, Award
  kEscapedName,  // `level`
  kNumber,       // 25_000, 0.01
  kDate,         // 2016-01-14
  kText,         // "2016.1"
  kSign,
};

// Position in kSigns plus one; kForeign is a sign the language does not have.
enum class Sign : uint8_t { kForeign = 0 };

// Longer signs stand before the shorter ones they begin with.
inline constexpr std::string_view kSigns[] = {
    ">=", "<=", "!=", "||", "(", ")", "{", "}", ",", ":",
    ".",  "+",  "-",  "*",  "/", "%", "=", ">", "<", "|",
};

// Of other languages: kept in one piece so that a message can show what was written.
inline constexpr std::string_view kForeignSigns[] = {
    "==", "=<", "=>", "<>", "->", "&&",
};

consteval Sign SignOf(std::string_view text) {
  for (size_t i = 0; i < std::size(kSigns); ++i) {
    if (kSigns[i] == text) return static_cast<Sign>(i + 1);
  }
  throw "not a sign of the language";
}

constexpr std::string_view TextOf(Sign sign) {
  return sign == Sign::kForeign ? std::string_view() : kSigns[static_cast<size_t>(sign) - 1];
}

struct Token {
  Span span;
  TokenKind kind = TokenKind::kSign;
  Word word = Word::kOther;    // of kWord
  Sign sign = Sign::kForeign;  // of kSign
  bool starts_line = false;    // nothing but blanks stands before it in its line
};

}  // namespace credence::dsl

#endif  // CREDENCE_DSL_TOKEN_H_
