#include "fuzz/mutation.h"

#include <algorithm>
#include <utility>

#include "fuzz/seeds.h"

namespace credence::fuzz {
namespace {

constexpr size_t kBytesMax = 64 << 10;
constexpr size_t kPieceBytesMax = 64;
constexpr int kRepeatedMax = 400;

}  // namespace

Mutation::Mutation(const Target& target, uint64_t seed)
    : target_(target), dice_(seed), seeds_(target.seeds()), words_(WordsIn(seeds_)) {}

size_t Mutation::Below(size_t count) {
  return static_cast<size_t>(dice_.Below(static_cast<int>(std::max<size_t>(count, 1))));
}

const std::string& Mutation::AnyOf(const std::vector<std::string>& texts) {
  return texts[Below(texts.size())];
}

std::string Mutation::Next() {
  std::string text = AnyOf(seeds_);
  if (target_.bend != nullptr && !dice_.OneIn(3)) {
    std::string bent = target_.bend(text, dice_);
    if (!bent.empty()) return bent;
  }
  for (size_t times = 1 + Below(4); times > 0; --times) Bend(text);
  if (text.size() > kBytesMax) text.resize(kBytesMax);
  return text;
}

void Mutation::Bend(std::string& text) {
  const size_t at = Below(text.size() + 1);
  switch (Below(8)) {
    case 0:
      if (at < text.size()) text[at] = static_cast<char>(Below(256));
      return;
    case 1:
      text.insert(at, 1, static_cast<char>(Below(256)));
      return;
    case 2:
      text.erase(at, 1 + Below(kPieceBytesMax));
      return;
    case 3:
      if (!words_.empty()) text.insert(at, AnyOf(words_));
      return;
    case 4:
      if (!words_.empty()) text.replace(at, Below(8), AnyOf(words_));
      return;
    case 5: {
      const std::string& other = AnyOf(seeds_);
      text.insert(at, other.substr(Below(other.size() + 1), 1 + Below(kPieceBytesMax)));
      return;
    }
    case 6: {
      const std::string piece = text.substr(at, 1 + Below(4));
      std::string repeated;
      for (int times = dice_.Below(kRepeatedMax); times > 0; --times) repeated += piece;
      text.insert(at, repeated);
      return;
    }
    default:
      text.resize(at);
  }
}

}  // namespace credence::fuzz
