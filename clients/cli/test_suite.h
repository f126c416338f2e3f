// A file of policy tests, read into runs that can be decided.
//
//   suite: partner_recognition
//   policy: partner_recognition         # or { name, version, file, files }; the date chooses
//   vocabulary: online_services.vocab   # when rule files are named: their vocabulary
//   fixtures:
//     tenant: &tenant { ... }           # a case, or the name of a case file
//   cases:
//     - name: the floor is inclusive
//       given: *tenant                  # or `tenant`, or a case file's name
//       period: 2016-02                 # or `periods: [ ... ]`
//       known_at: 2016-03-05            # or several: one run for each
//       change: { ... }                 # clients/cli/changes.h
//       expect: { ... }                 # clients/cli/expectations.h
//       each:                           # or one run a row, `set` and `params` in short
//         - { set: { active_users: 39 }, not awarded: [ incentive ] }
//
// Where settlements are expected, one more run decides every known day and compares them. A
// case that expects nothing else is that run alone.
//
// A row's changes and expectations are added to its case's. A row that only says `awarded`,
// `not awarded` or `held` speaks of those credits alone and is not strict. Files are named
// relative to the test file. A scalar is text and is read as the policy language reads it.
//
// Errors: faults of the test file and of the case files it names, all at once.
// Thread-safe: values.
#ifndef CREDENCE_CLIENTS_CLI_TEST_SUITE_H_
#define CREDENCE_CLIENTS_CLI_TEST_SUITE_H_

#include <memory>
#include <string>
#include <vector>

#include "clients/cli/case_file.h"
#include "clients/cli/expectations.h"
#include "credence/v1/decision_service.pb.h"

namespace credence::cli {

// One case for one known day, decided for each of its periods and then matched.
struct TestRun {
  std::string name;
  Place place;
  bool skip = false;
  std::string skip_reason;
  std::shared_ptr<const CaseFile> given;
  std::vector<v1::DecideRequest> requests;
  Expectations expected;
  // Of a run that settles: its known days, ascending, each with as many of the requests.
  std::vector<Date> settled_on;
};

struct TestSuite {
  std::string name;
  std::vector<TestRun> runs;
};

TestSuite ReadTestSuite(const SourcePtr& source, FileFaults& faults);

}  // namespace credence::cli

#endif  // CREDENCE_CLIENTS_CLI_TEST_SUITE_H_
