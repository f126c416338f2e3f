// `credence test`: the tests that stand beside policies.
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "clients/cli/commands.h"
#include "clients/cli/decider.h"
#include "clients/cli/test_report.h"
#include "clients/cli/test_suite.h"
#include "clients/cli/text_file.h"

namespace credence::cli {
namespace {

constexpr std::array<std::string_view, 2> kTestEndings = {".test.yaml", ".test.yml"};

class TestSession {
 public:
  TestSession(const TestOptions& options, Session& session)
      : options_(options), session_(session), report_(session.console(), session.json()) {}

  // False when the file is not valid; the others are still run.
  bool Read(const std::string& path) {
    const auto source = ReadTextFile(path, session_.console().in);
    if (!source.ok()) {
      session_.TellUsage(source.status());
      return false;
    }
    FileFaults faults;
    TestSuite suite = ReadTestSuite(*source, faults);
    if (!faults.empty()) {
      session_.TellFaults(faults);
      return false;
    }
    std::erase_if(suite.runs, [&](const TestRun& run) {
      return run.name.find(options_.filter) == std::string::npos;
    });
    found_ += suite.runs.size();
    if (!suite.runs.empty()) suites_.push_back({path, std::move(suite)});
    return true;
  }

  size_t found() const { return found_; }

  // Not OK: the server failed.
  CallFault Run(Connection& connection) {
    for (const auto& [path, suite] : suites_) {
      report_.Begin(path);
      for (const TestRun& run : suite.runs) {
        if (run.skip) {
          report_.Skip(run);
        } else if (CallFault fault = RunOne(connection, run); !fault.ok()) {
          return fault;
        }
      }
    }
    report_.Finish();
    return {};
  }

  const TestReport& report() const { return report_; }

 private:
  CallFault RunOne(Connection& connection, const TestRun& run) {
    std::vector<v1::Decision> decisions;
    CallFault refused;
    Decider decider(connection, [&](const DecideItem&, const DecideAnswer& answer) {
      if (!answer.fault.ok() && refused.ok()) refused = answer.fault;
      decisions.push_back(answer.item.decision());
    });
    CallFault fault;
    for (const v1::DecideRequest& request : run.requests) {
      fault = decider.Add({request, run.given, run.name});
      if (!fault.ok()) return fault;
    }
    fault = decider.Finish();
    if (!fault.ok()) return fault;
    if (!refused.ok()) {
      report_.Refuse(run, refused);
      session_.TellOfCase(refused, *run.given, run.name);
    } else {
      report_.Take(run, Match(run.expected, run.given->value, decisions));
    }
    return {};
  }

  struct File {
    std::string path;
    TestSuite suite;
  };

  const TestOptions& options_;
  Session& session_;
  TestReport report_;
  std::vector<File> suites_;
  size_t found_ = 0;
};

}  // namespace

ExitCode RunTest(const TestOptions& options, Session& session) {
  const auto paths = FindFiles(options.paths, kTestEndings);
  if (!paths.ok()) return session.TellUsage(paths.status());
  TestSession tests(options, session);
  bool all_valid = true;
  for (const std::string& path : *paths) all_valid = tests.Read(path) && all_valid;
  if (tests.found() == 0) {
    if (!all_valid) return ExitCode::kUsage;
    // A run of nothing must not look like a run that passed.
    return session.TellUsage(NotFoundError(
        options.filter.empty() ? "there is no test case in what was given"
                               : "no test case has `" + options.filter + "` in its name"));
  }
  Connection* connection = session.Connect();
  if (connection == nullptr) return session.exit_code();
  if (const CallFault fault = tests.Run(*connection); !fault.ok()) return session.Tell(fault);
  if (!all_valid || tests.report().refused() > 0) return ExitCode::kUsage;
  return tests.report().failed() > 0 ? ExitCode::kNo : ExitCode::kDone;
}

}  // namespace credence::cli
