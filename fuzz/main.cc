// libFuzzer's entry points: one program for all targets, of which it runs one.
//
//   credence_fuzz --target=format --begin=DIR    writes DIR/seeds/*, DIR/words.dict, and ends
//   credence_fuzz --target=format [libFuzzer's own flags] CORPUS
//   credence_fuzz --list                         a line each: name, and what is tried
//
// tools/fuzz.py does all of that.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "core/check.h"
#include "fuzz/seeds.h"
#include "fuzz/target.h"

extern "C" {
int LLVMFuzzerInitialize(int* count, char*** arguments);
int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size, unsigned seed);
size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t max_size);
}

namespace credence::fuzz {
namespace {

const Target* chosen = nullptr;

std::string Quoted(const std::string& word) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text = "\"";
  for (const char each : word) {
    const auto byte = static_cast<unsigned char>(each);
    text += {'\\', 'x', kDigits[byte >> 4], kDigits[byte & 15]};
  }
  return text + "\"";
}

void Begin(const Target& target, const std::filesystem::path& folder) {
  const std::vector<std::string> seeds = target.seeds();
  CREDENCE_CHECK(!seeds.empty());
  std::filesystem::create_directories(folder / "seeds");
  for (size_t i = 0; i < seeds.size(); ++i) {
    std::ofstream(folder / "seeds" / std::to_string(i), std::ios::binary) << seeds[i];
  }
  std::ofstream words(folder / "words.dict");
  for (const std::string& word : WordsIn(seeds)) words << Quoted(word) << "\n";
  CREDENCE_CHECK(words.good());
}

void List() {
  for (const std::vector<Target>* some : {&Targets(), &Canaries()}) {
    for (const Target& target : *some) {
      std::printf("%s\t%s\n", target.name.c_str(), target.what.c_str());
    }
  }
}

}  // namespace
}  // namespace credence::fuzz

int LLVMFuzzerInitialize(int* count, char*** arguments) {
  std::string begin;
  for (int i = 1; i < *count; ++i) {
    const std::string_view argument((*arguments)[i]);
    if (argument == "--list") {
      credence::fuzz::List();
      std::exit(0);
    }
    constexpr std::string_view kTarget = "--target=";
    constexpr std::string_view kBegin = "--begin=";
    if (argument.starts_with(kTarget)) {
      credence::fuzz::chosen = credence::fuzz::FindTarget(argument.substr(kTarget.size()));
    }
    if (argument.starts_with(kBegin)) begin = argument.substr(kBegin.size());
  }
  if (credence::fuzz::chosen == nullptr) {
    std::fputs("credence_fuzz: name one of `--list` with --target=\n", stderr);
    std::exit(2);
  }
  if (!begin.empty()) {
    credence::fuzz::Begin(*credence::fuzz::chosen, begin);
    std::exit(0);
  }
  return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  credence::fuzz::chosen->run({reinterpret_cast<const char*>(data), size});
  return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size, unsigned seed) {
  if (credence::fuzz::chosen->bend != nullptr && seed % 2 == 0) {
    credence::testing::Dice dice(uint64_t{seed});
    const std::string bent =
        credence::fuzz::chosen->bend({reinterpret_cast<const char*>(data), size}, dice);
    if (!bent.empty() && bent.size() <= max_size) {
      std::copy(bent.begin(), bent.end(), data);
      return bent.size();
    }
  }
  return LLVMFuzzerMutate(data, size, max_size);
}
