#include "fuzz/target.h"

#include <utility>

namespace credence::fuzz {

const std::vector<Target>& Targets() {
  static const std::vector<Target> targets = [] {
    std::vector<Target> all = {
        Scan(),          Parse(),       Format(),
        Compile(),       CaseFile(),    TestSuite(),
        Editor(),        Decide(),      BatchDecide(),
        DecideColumns(), RecordFacts(), StoredFact(),
        PageToken(),     Token(),       TokenClaims(),
        TokenKeys(),     Evaluators(),  ServeConfiguration(),
        DecisionLog(),
    };
    for (Target& import : Imports()) all.push_back(std::move(import));
    return all;
  }();
  return targets;
}

const Target* FindTarget(std::string_view name) {
  for (const std::vector<Target>* some : {&Targets(), &Canaries()}) {
    for (const Target& target : *some) {
      if (target.name == name) return &target;
    }
  }
  return nullptr;
}

}  // namespace credence::fuzz
