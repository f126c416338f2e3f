// Whether a value of a case serves as a value of the vocabulary's type.
//
// The writer of a case gives values with the type they look like: 80 is a number, `education` a
// symbol. The vocabulary says what is wanted:
//
//   80        as count                        serves
//   -5        as count                        "a count is never negative: -5"
//   80 EUR    as money in USD                 "expected money in USD, found 80 EUR"
//   educaton  as one of { education, ... }    "... near: `education`"
//
// Thread-safe: no state.
#ifndef CREDENCE_ENGINE_CONFORM_H_
#define CREDENCE_ENGINE_CONFORM_H_

#include <optional>
#include <string>

#include "facts/case.h"
#include "ruletree/vocabulary.h"

namespace credence::engine {

// What is wrong with `given` where `wanted` is declared; nullopt: it serves. A reference to a
// subject is only tested to be a name: whether there is such a subject is for Bind to find.
std::optional<std::string> MisfitOf(const facts::TypedValue& given,
                                    const ruletree::DomainType& wanted);

}  // namespace credence::engine

#endif  // CREDENCE_ENGINE_CONFORM_H_
