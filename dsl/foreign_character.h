// Characters that come with text pasted from elsewhere, by the name an author knows.
//
//   DescribeForeign(U+201C)  ->  {"a curly quote", write `"`}
//   DescribeForeign(U+00E9)  ->  {"a letter of another alphabet", nothing to write}
//   TurnsDirection(U+202E)   ->  true: what is read is not what is there
//
// Thread-safe: constants.
#ifndef CREDENCE_DSL_FOREIGN_CHARACTER_H_
#define CREDENCE_DSL_FOREIGN_CHARACTER_H_

#include <optional>
#include <string>
#include <string_view>

namespace credence::dsl {

struct ForeignCharacter {
  std::string_view called;
  std::optional<std::string> instead;  // what a policy writes for it; empty: nothing
  bool visible = true;
};

// REQUIRES: `point` is not ASCII.
ForeignCharacter DescribeForeign(char32_t point);

// Marks that change the order in which a line is shown.
bool TurnsDirection(char32_t point);

// "U+201C"
std::string CodePointName(char32_t point);

}  // namespace credence::dsl

#endif  // CREDENCE_DSL_FOREIGN_CHARACTER_H_
