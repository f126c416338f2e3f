// How a run of policy tests is told: a line a case, then each failure at its place.
//
//   partner_recognition.test.yaml
//     ok    money to the partner of record, seats to everyone with evidence
//     FAIL  the floor is inclusive [active_users 39]
//
//   partner_recognition.test.yaml:71:52: error: `incentive` is awarded to nobody
//      71 |       - { set: { active_users: 40 }, awarded: [ incentive ] }
//         |                                                 ^^^^^^^^^
//     incentive of ea1 for 2016-02: adatum: 39% >= 40% does not hold
//
//   11 passed, 1 failed
//
// Under a guard that failed stand the values it was decided on.
//
// As JUnit: one document at the end, which build servers read. As JSON: one object a case and line,
// with `file`, `case`, `line`, `result` (passed, failed, skipped or refused) and `failures`, in
// this order.
//
// Thread-safety: belongs to one thread.
#ifndef CREDENCE_CLIENTS_CLI_TEST_REPORT_H_
#define CREDENCE_CLIENTS_CLI_TEST_REPORT_H_

#include <string>
#include <string_view>
#include <vector>

#include "clients/cli/connection.h"
#include "clients/cli/console.h"
#include "clients/cli/expectations.h"
#include "clients/cli/test_suite.h"

namespace credence::cli {

class TestReport {
 public:
  enum class Form { kText, kJson, kJunit };

  TestReport(Console& console, Form form) : console_(console), form_(form) {}

  void Begin(const std::string& path, const std::string& suite);
  void Take(const TestRun& run, const std::vector<Mismatch>& mismatches);
  void Skip(const TestRun& run);
  // The server would not decide the case.
  void Refuse(const TestRun& run, const CallFault& fault);
  // Failures and counts.
  void Finish();

  size_t failed() const { return failed_; }
  // Of those, the cases that met all they expect and broke a check of the policy.
  size_t guards_broken() const { return guards_broken_; }
  size_t refused() const { return refused_; }

 private:
  void TellLine(const std::string& mark, const TestRun& run, std::string_view more);
  void TellRecord(const TestRun& run, std::string_view result,
                  const std::vector<Mismatch>& mismatches);
  void TellJunit();
  void TellJson(const TestRun& run, std::string_view result,
                const std::vector<Mismatch>& mismatches);

  Console& console_;
  Form form_;
  std::string path_;
  std::string suite_;
  std::string junit_cases_;
  std::string failures_;
  size_t files_ = 0;
  size_t passed_ = 0;
  size_t failed_ = 0;
  size_t guards_broken_ = 0;
  size_t skipped_ = 0;
  size_t refused_ = 0;
};

}  // namespace credence::cli

#endif  // CREDENCE_CLIENTS_CLI_TEST_REPORT_H_
