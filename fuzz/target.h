// What the fuzzers try: a target takes any bytes, and aborts when something of ours breaks a
// promise.
//
//   const Target* target = FindTarget("format");
//   for (const std::string& seed : target->seeds()) target->run(seed);
//
// Each target has a file of its own. fuzz/main.cc gives one of them to libFuzzer (`./dev fuzz`);
// fuzz/replay_test.cc tries all of them, on their seeds and on seeds bent at random, in the tests.
// Seeds are goldens, rules and what is made at run time, so that the repository keeps no corpus.
//
// Canaries are targets that are at fault: each shows that the harness finds one kind of finding.
//
// Thread-safety: one thread.
#ifndef CREDENCE_FUZZ_TARGET_H_
#define CREDENCE_FUZZ_TARGET_H_

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/dice.h"

namespace credence::fuzz {

struct Target {
  std::string name;
  std::string what;                                 // one line: what is tried
  std::function<std::vector<std::string>()> seeds;  // never none
  std::function<void(std::string_view)> run;
  // Changes an input that has a shape, such as a message; empty text: it is none. Null: bytes and
  // words are changed, wherever they stand.
  std::function<std::string(std::string_view, testing::Dice&)> bend = nullptr;
};

// All of them, without the canaries.
const std::vector<Target>& Targets();
const std::vector<Target>& Canaries();
// Of either; nullptr: there is none.
const Target* FindTarget(std::string_view name);

Target Scan();
Target Parse();
Target Format();
Target Compile();
Target CaseFile();
Target TestSuite();
Target ServeConfiguration();
Target Editor();
Target Decide();
Target BatchDecide();
Target DecideColumns();
Target RecordFacts();
Target StoredFact();
Target DecisionLog();
Target PageToken();
Target Token();
Target TokenClaims();
Target TokenKeys();
Target Evaluators();
std::vector<Target> Imports();  // one a connector

}  // namespace credence::fuzz

#endif  // CREDENCE_FUZZ_TARGET_H_
