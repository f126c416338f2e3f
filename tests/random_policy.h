// Policies made at random over tests/golden/batch.vocab, in text: credits of every kind that goes
// to partners, rules with evidence, guards, tables and bounds. Most are accepted by the compiler;
// one that breaks a rule of the language is refused as any other.
//
//   std::string text = RandomPolicy(/*seed=*/7);
//
// Thread-safe: no state.
#ifndef CREDENCE_TESTS_RANDOM_POLICY_H_
#define CREDENCE_TESTS_RANDOM_POLICY_H_

#include <cstdint>
#include <string>

#include "tests/dice.h"

namespace credence::testing {

std::string RandomPolicy(uint64_t seed);
std::string RandomPolicy(Dice& dice);

}  // namespace credence::testing

#endif  // CREDENCE_TESTS_RANDOM_POLICY_H_
