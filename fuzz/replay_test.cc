// Every fuzz target over its seeds and over seeds bent at random, always in the same way; and the
// canaries, which show that a broken promise and a hang are found.
//
// CREDENCE_FUZZ_MUTATIONS says how many inputs are bent for each target. The input that ends the
// program, or takes too long, is kept in the working directory's build/, to be tried again:
// `CREDENCE_FUZZ_INPUT=FILE credence_fuzz_test --gtest_filter='*/format'`.
#include <absl/strings/numbers.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "fuzz/mutation.h"
#include "fuzz/target.h"

namespace credence::fuzz {
namespace {

constexpr uint64_t kSeed = 2016;
constexpr int kMutations = 150;
// Thousands of times what an input takes, sanitizers and a busy machine included.
constexpr unsigned kSecondsMax = 30;

// What is tried right now, for the signal that ends the program.
std::string_view tried_now;
char kept_file[200];

void KeepTried(int signal) {
  const int file = open(kept_file, O_CREAT | O_TRUNC | O_WRONLY, 0644);
  if (file >= 0) {
    static_cast<void>(!write(file, tried_now.data(), tried_now.size()));
    close(file);
  }
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

class Watch {
 public:
  explicit Watch(const std::string& name) {
    std::snprintf(kept_file, sizeof kept_file, "build/fuzz-%s", name.c_str());
    for (const int signal : kSignals) std::signal(signal, KeepTried);
  }
  ~Watch() {
    alarm(0);
    for (const int signal : kSignals) std::signal(signal, SIG_DFL);
  }
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  void Try(const Target& target, std::string_view bytes, unsigned seconds = kSecondsMax) {
    tried_now = bytes;
    alarm(seconds);
    target.run(bytes);
    alarm(0);
  }

 private:
  static constexpr int kSignals[] = {SIGABRT, SIGALRM, SIGBUS, SIGFPE, SIGILL, SIGSEGV};
};

int MutationsWanted() {
  const char* wanted = std::getenv("CREDENCE_FUZZ_MUTATIONS");
  int mutations = 0;
  return wanted != nullptr && absl::SimpleAtoi(wanted, &mutations) ? mutations : kMutations;
}

class ReplayTest : public ::testing::TestWithParam<std::string> {};

TEST_P(ReplayTest, KeepsItsPromises) {
  const Target& target = *FindTarget(GetParam());
  Watch watch(target.name);
  if (const char* file = std::getenv("CREDENCE_FUZZ_INPUT"); file != nullptr) {
    std::ifstream stream(file, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
    return watch.Try(target, bytes);
  }
  Mutation mutation(target, kSeed);
  EXPECT_FALSE(mutation.seeds().empty());
  for (const std::string& seed : mutation.seeds()) watch.Try(target, seed);
  for (int left = MutationsWanted(); left > 0; --left) watch.Try(target, mutation.Next());
}

std::vector<std::string> Names() {
  std::vector<std::string> names;
  for (const Target& target : Targets()) names.push_back(target.name);
  return names;
}

std::string TestNameOf(const ::testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  for (char& each : name) each = each == '.' ? '_' : each;
  return name;
}

INSTANTIATE_TEST_SUITE_P(Targets, ReplayTest, ::testing::ValuesIn(Names()), TestNameOf);

TEST(ReplayTest, TheHarnessFindsABrokenPromise) {
  const Target& canary = *FindTarget("canary_promise");
  for (const std::string& seed : canary.seeds()) canary.run(seed);
  EXPECT_DEATH(
      {
        Mutation mutation(canary, kSeed);
        for (int left = 20'000; left > 0; --left) canary.run(mutation.Next());
      },
      "bytes.empty");
}

TEST(ReplayTest, TheHarnessEndsAHang) {
  EXPECT_EXIT(Watch("canary_hang").Try(*FindTarget("canary_hang"), "canary!", 1),
              ::testing::KilledBySignal(SIGALRM), "");
}

TEST(ReplayTest, NamesAreTold) {
  for (const Target& target : Targets()) EXPECT_EQ(FindTarget(target.name), &target);
  EXPECT_EQ(FindTarget("crystal_ball"), nullptr);
}

}  // namespace
}  // namespace credence::fuzz
