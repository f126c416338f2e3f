// Choices for what is made at random: by a seed, or read from bytes, so that a fuzzer that changes
// a byte changes one choice.
//
//   Dice dice(/*seed=*/7);              dice.Below(6)  -> 0 to 5
//   Dice dice(std::string_view("ab"));  dice.Below(6)  -> 'a' % 6, then 'b' % 6
//
// Bytes that are used up are followed by those of a fixed seed. A choice of more than 256 takes
// two.
//
// Thread-safety: belongs to one thread; bytes outlive it.
#ifndef CREDENCE_TESTS_DICE_H_
#define CREDENCE_TESTS_DICE_H_

#include <cstdint>
#include <random>
#include <string_view>

namespace credence::testing {

class Dice {
 public:
  explicit Dice(uint64_t seed) : engine_(seed) {}
  explicit Dice(std::string_view bytes) : left_(bytes) {}

  // REQUIRES: count > 0
  int Below(int count) {
    const auto bound = static_cast<uint64_t>(count);
    return static_cast<int>((left_.empty() ? engine_() : FromBytes(bound)) % bound);
  }
  bool OneIn(int count) { return Below(count) == 0; }

 private:
  uint64_t FromBytes(uint64_t bound) {
    uint64_t value = Byte();
    if (bound > 256 && !left_.empty()) value = value << 8 | Byte();
    return value;
  }
  uint64_t Byte() {
    const auto byte = static_cast<unsigned char>(left_.front());
    left_.remove_prefix(1);
    return byte;
  }

  std::string_view left_;
  std::mt19937_64 engine_;
};

}  // namespace credence::testing

#endif  // CREDENCE_TESTS_DICE_H_
