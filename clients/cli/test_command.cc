// `credence test`: the tests that stand beside policies.
#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "clients/cli/commands.h"
#include "clients/cli/decider.h"
#include "clients/cli/test_accept.h"
#include "clients/cli/test_coverage.h"
#include "clients/cli/test_generate.h"
#include "clients/cli/test_report.h"
#include "clients/cli/test_suite.h"
#include "clients/cli/text_file.h"

namespace credence::cli {
namespace {

constexpr std::array<std::string_view, 2> kTestEndings = {".test.yaml", ".test.yml"};

// Rewriting one expectation may show the next: an award of another partner, its rule.
constexpr int kAcceptRoundsMax = 4;

TestReport::Form FormOf(const GlobalOptions& options) {
  if (options.output == "json") return TestReport::Form::kJson;
  return options.output == "junit" ? TestReport::Form::kJunit : TestReport::Form::kText;
}

// One run and what it was answered.
struct Answered {
  std::vector<v1::Decision> decisions;
  CallFault refused;
};

struct TestFile {
  std::string path;
  SourcePtr source;
  TestSuite suite;
  std::vector<Answered> answers;  // by run
};

std::vector<Mismatch> MatchRun(const TestRun& run, const std::vector<v1::Decision>& decisions) {
  if (run.settled_on.empty()) return Match(run.expected, run.given->value, decisions);
  std::vector<std::vector<v1::Decision>> by_day;
  const size_t each = decisions.size() / run.settled_on.size();
  for (size_t at = 0; at < decisions.size(); at += each) {
    by_day.emplace_back(decisions.begin() + static_cast<std::ptrdiff_t>(at),
                        decisions.begin() + static_cast<std::ptrdiff_t>(at + each));
  }
  return MatchSettlements(run.expected, run.given->value, run.settled_on, by_day);
}

class TestSession {
 public:
  TestSession(const TestOptions& options, Session& session)
      : options_(options),
        session_(session),
        report_(session.console(), FormOf(session.options())) {}

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
    Select(path, suite);
    found_ += suite.runs.size();
    if (!suite.runs.empty()) files_.push_back({path, *source, std::move(suite), {}});
    return true;
  }

  size_t found() const { return found_; }

  // Not OK: the server failed.
  CallFault Run(Connection& connection) {
    for (TestFile& file : files_) {
      report_.Begin(file.path, file.suite.name);
      if (CallFault fault = Decide(connection, file); !fault.ok()) return fault;
      for (size_t i = 0; i < file.suite.runs.size(); ++i) {
        Tell(file.suite.runs[i], file.answers[i]);
      }
    }
    report_.Finish();
    return {};
  }

  // Writes what was decided into the files with failures. False: something was not written.
  bool Accept() {
    bool all = true;
    for (const TestFile& file : files_) all = AcceptFile(file) && all;
    return all;
  }

  const TestReport& report() const { return report_; }
  const TestCoverage& coverage() const { return coverage_; }

 private:
  void Select(const std::string& path, TestSuite& suite) const {
    if (options_.filters.empty()) return;
    std::erase_if(suite.runs, [&](const TestRun& run) {
      return std::none_of(options_.filters.begin(), options_.filters.end(),
                          [&](const std::string& text) {
                            return run.name.find(text) != std::string::npos ||
                                   suite.name.find(text) != std::string::npos ||
                                   path.find(text) != std::string::npos;
                          });
    });
  }

  // All runs of a file share batches, so what they have in common is compiled once.
  CallFault Decide(Connection& connection, TestFile& file) {
    file.answers.resize(file.suite.runs.size());
    std::vector<size_t> asked_by;  // run of each request, in the order they are sent
    size_t next = 0;
    Decider decider(connection, [&](const DecideItem&, const DecideAnswer& answer) {
      Answered& to = file.answers[asked_by[next++]];
      if (!answer.fault.ok() && to.refused.ok()) to.refused = answer.fault;
      if (options_.coverage) coverage_.Take(answer.item.decision().trace());
      to.decisions.push_back(answer.item.decision());
    });
    for (size_t i = 0; i < file.suite.runs.size(); ++i) {
      const TestRun& run = file.suite.runs[i];
      if (run.skip) continue;
      for (const v1::DecideRequest& request : run.requests) {
        asked_by.push_back(i);
        DecideItem item{request, run.given, run.name};
        item.request.set_trace(options_.coverage);
        if (CallFault fault = decider.Add(std::move(item)); !fault.ok()) return fault;
      }
    }
    return decider.Finish();
  }

  void Tell(const TestRun& run, const Answered& answer) {
    if (run.skip) {
      report_.Skip(run);
    } else if (!answer.refused.ok()) {
      report_.Refuse(run, answer.refused);
      session_.TellOfCase(answer.refused, *run.given, run.name);
    } else {
      report_.Take(run, MatchRun(run, answer.decisions));
    }
  }

  std::vector<Mismatch> Mismatches(const TestSuite& suite, const TestFile& file) const {
    std::vector<Mismatch> all;
    for (size_t i = 0; i < suite.runs.size(); ++i) {
      if (suite.runs[i].skip) continue;
      for (Mismatch& one : MatchRun(suite.runs[i], file.answers[i].decisions)) {
        all.push_back(std::move(one));
      }
    }
    return all;
  }

  bool AcceptFile(const TestFile& file) {
    Console& console = session_.console();
    const auto refused = [](const Answered& answer) { return !answer.refused.ok(); };
    if (std::any_of(file.answers.begin(), file.answers.end(), refused)) {
      console.Complain(file.path + " is left as it is: the server refused a case of it");
      return false;
    }
    SourcePtr source = file.source;
    std::vector<Mismatch> left = Mismatches(file.suite, file);
    for (int round = 0; round < kAcceptRoundsMax && !left.empty(); ++round) {
      std::vector<Rewrite> rewrites;
      for (const Mismatch& one : left) {
        rewrites.insert(rewrites.end(), one.rewrites.begin(), one.rewrites.end());
      }
      AcceptedText accepted = ApplyRewrites(source, rewrites);
      if (accepted.text == source->text()) break;
      auto rewritten = std::make_shared<const Source>(file.path, std::move(accepted.text));
      FileFaults faults;
      TestSuite suite = ReadTestSuite(rewritten, faults);
      Select(file.path, suite);
      // Rows may have changed their names, never their number.
      if (!faults.empty() || suite.runs.size() != file.suite.runs.size()) break;
      source = std::move(rewritten);
      left = Mismatches(suite, file);
    }
    if (source != file.source) {
      if (const absl::Status status = ReplaceFile(file.path, source->text()); !status.ok()) {
        session_.TellUsage(status);
        return false;
      }
      console.out << "\n"
                  << RenderChange(file.path, file.source->text(), source->text(),
                                  console.out_ink());
    }
    for (const Mismatch& one : left) {
      console.Complain(one.place.source->name() + ":" +
                       std::to_string(one.place.source->Locate(one.place.span.begin).line) +
                       ": not rewritten, a person has to say what is meant: " + one.message);
    }
    return std::all_of(left.begin(), left.end(), [](const Mismatch& one) { return one.is_guard; });
  }

  const TestOptions& options_;
  Session& session_;
  TestReport report_;
  TestCoverage coverage_;
  std::vector<TestFile> files_;
  size_t found_ = 0;
};

ExitCode NothingFound(const TestOptions& options, Session& session) {
  // A run of nothing must not look like a run that passed.
  if (options.filters.empty()) {
    return session.TellUsage(NotFoundError(
        "there is no test case in what was given; a case stands under `cases:` of a *.test.yaml "
        "file"));
  }
  return session.TellUsage(NotFoundError("no test case has " + QuotedList(options.filters, "or") +
                                         " in its name, its suite or its file"));
}

// False: too little is covered.
bool TellCoverage(const TestOptions& options, const TestCoverage& coverage, Session& session) {
  Console& console = session.console();
  const TestReport::Form form = FormOf(session.options());
  if (form == TestReport::Form::kJson) {
    console.out << coverage.ToJson();
  } else {
    // JUnit's document is the whole of the output.
    (form == TestReport::Form::kJunit ? console.err : console.out)
        << "\n"
        << coverage.Render(form == TestReport::Form::kJunit ? console.err_ink()
                                                            : console.out_ink());
  }
  if (coverage.percent() >= options.coverage_threshold) return true;
  console.Complain("the tests cover " + std::to_string(coverage.percent()) + "% of the policies; " +
                   std::to_string(options.coverage_threshold) + "% is asked for");
  return false;
}

}  // namespace

ExitCode RunTest(const TestOptions& given, Session& session) {
  TestOptions options = given;
  if (!options.generate_file.empty()) return RunGenerate(options, session);
  options.coverage = options.coverage || options.coverage_threshold > 0;
  if (options.paths.empty()) {
    return session.TellUsage(
        InvalidArgumentError("name test files, or a folder of them: `credence test rules`"));
  }
  const auto paths = FindFiles(options.paths, kTestEndings);
  if (!paths.ok()) return session.TellUsage(paths.status());
  TestSession tests(options, session);
  bool all_valid = true;
  for (const std::string& path : *paths) all_valid = tests.Read(path) && all_valid;
  if (tests.found() == 0) return all_valid ? NothingFound(options, session) : ExitCode::kUsage;
  Connection* connection = session.Connect();
  if (connection == nullptr) return session.exit_code();
  if (const CallFault fault = tests.Run(*connection); !fault.ok()) return session.Tell(fault);
  const bool enough = !options.coverage || TellCoverage(options, tests.coverage(), session);
  const TestReport& report = tests.report();
  const bool written = !options.accept || tests.Accept();
  if (!all_valid || report.refused() > 0) return ExitCode::kUsage;
  const bool failed = options.accept ? !written : report.failed() > report.guards_broken();
  if (failed) return ExitCode::kNo;
  return report.guards_broken() > 0 || !enough ? ExitCode::kGuardBroken : ExitCode::kDone;
}

}  // namespace credence::cli
