// What of the policies the tests asked, counted over all of them.
//
//   coverage  89% (25 of 28)
//     rules       6 of 7    guards      8 of 9, both ways    table rows  9 of 9   ...
//   not covered
//     2016_01_multi_partner.policy:62: when served_seats > 0 (served_capacity): never false
//     2016_01_multi_partner.policy:76: forfeit suspended_incentive: was asked, and never held
//
// A rule is covered when it once held; a guard counts twice, for true and for false; a row of a
// table when it was hit; a key of `prefer`, and `if tied`, when it decided.
//
// Thread-safety: belongs to one thread.
#ifndef CREDENCE_CLIENTS_CLI_TEST_COVERAGE_H_
#define CREDENCE_CLIENTS_CLI_TEST_COVERAGE_H_

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "clients/cli/console.h"
#include "credence/v1/decision.pb.h"

namespace credence::cli {

class TestCoverage {
 public:
  void Take(const v1::Trace& trace);

  bool empty() const { return parts_.empty(); }
  // Of 100, rounded down, so that 100 means all of it.
  int percent() const;
  std::string Render(const Ink& ink) const;
  // One JSON object on a line.
  std::string ToJson() const;

 private:
  struct Part {
    int asked = 0;
    int held = 0;
    int failed = 0;
  };
  // By file, line, kind and text.
  using Key = std::tuple<std::string, int, int, std::string>;
  struct Count {
    int covered = 0;
    int all = 0;
  };

  static Count CountOf(const Key& key, const Part& part);
  static std::string Lack(const Key& key, const Part& part);
  Count CountAll(int kind) const;

  std::map<Key, Part> parts_;
};

}  // namespace credence::cli

#endif  // CREDENCE_CLIENTS_CLI_TEST_COVERAGE_H_
