// Inputs bent at random, as a test does who has no coverage to follow: bytes, words, pieces of
// other seeds, pieces that are repeated, and fields where a target knows them.
//
//   Mutation mutation(target, /*seed=*/2016);
//   target.run(mutation.Next());
//
// The same seed bends the same inputs, so that a finding repeats.
//
// Thread-safety: one thread.
#ifndef CREDENCE_FUZZ_MUTATION_H_
#define CREDENCE_FUZZ_MUTATION_H_

#include <cstdint>
#include <string>
#include <vector>

#include "fuzz/target.h"
#include "tests/dice.h"

namespace credence::fuzz {

class Mutation {
 public:
  // The target outlives this.
  Mutation(const Target& target, uint64_t seed);

  const std::vector<std::string>& seeds() const { return seeds_; }
  std::string Next();

 private:
  size_t Below(size_t count);
  const std::string& AnyOf(const std::vector<std::string>& texts);
  void Bend(std::string& text);

  const Target& target_;
  testing::Dice dice_;
  const std::vector<std::string> seeds_;
  const std::vector<std::string> words_;
};

}  // namespace credence::fuzz

#endif  // CREDENCE_FUZZ_MUTATION_H_
