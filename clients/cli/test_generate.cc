#include "clients/cli/test_generate.h"

#include <filesystem>
#include <fstream>
#include <set>
#include <utility>

#include "clients/cli/decider.h"
#include "clients/cli/test_accept.h"
#include "clients/cli/test_boundaries.h"
#include "clients/cli/test_suite.h"
#include "clients/cli/text_file.h"
#include "clients/cli/wire_value.h"
#include "clients/cli/written_expectation.h"

namespace credence::cli {
namespace {

// The file without what it expects: a map that the accepting of answers fills.
std::string Draft(const TestOptions& options, const std::string& policy,
                  const std::vector<BoundaryCase>& cases) {
  namespace fs = std::filesystem;
  const fs::path folder = fs::path(options.generate_file).parent_path();
  const std::string given = fs::absolute(options.from_case)
                                .lexically_normal()
                                .lexically_relative(fs::absolute(folder).lexically_normal())
                                .generic_string();
  std::string text =
      "# Cases at the boundaries of the policy, written by `credence test --generate`. What is\n"
      "# expected is what was decided then: keep the cases that say what the contract says.\n"
      "suite: boundaries\npolicy: { name: " +
      policy + " }\n\ncases:\n";
  // Two boundaries that come to the same case are one, and names are told apart by it.
  std::set<std::string> known;
  for (const BoundaryCase& one : cases) {
    std::string changed = one.period;
    for (const std::string& line : one.change) changed += "\n" + line;
    if (!known.insert(changed).second || !known.insert(one.name).second) continue;
    text += "  - name: " + YamlText(one.name) + "\n    given: " + YamlText(given) + "\n";
    if (!one.change.empty()) text += "    change:\n";
    for (const std::string& line : one.change) text += "      " + line + "\n";
    text += "    period: " + one.period + "\n    expect:\n      awards:\n\n";
  }
  return text;
}

// Decides every run of `source` and adds the rewrites that make it pass.
CallFault Answer(Connection& connection, const TestSuite& suite, std::vector<Rewrite>& rewrites) {
  std::vector<v1::Decision> decisions;
  CallFault refused;
  Decider decider(connection, [&](const DecideItem&, const DecideAnswer& answer) {
    if (!answer.fault.ok() && refused.ok()) refused = answer.fault;
    decisions.push_back(answer.item.decision());
  });
  for (const TestRun& run : suite.runs) {
    if (CallFault fault = decider.Add({run.requests.front(), run.given, run.name}); !fault.ok()) {
      return fault;
    }
  }
  if (CallFault fault = decider.Finish(); !fault.ok()) return fault;
  if (!refused.ok()) return refused;
  for (size_t i = 0; i < suite.runs.size(); ++i) {
    const TestRun& run = suite.runs[i];
    for (const Mismatch& one : Match(run.expected, run.given->value, {decisions[i]})) {
      rewrites.insert(rewrites.end(), one.rewrites.begin(), one.rewrites.end());
    }
  }
  return {};
}

// An empty list says that nobody is awarded; no value would look forgotten.
std::string WithNobodySaid(std::string text) {
  constexpr std::string_view kEmpty = "      awards:\n\n";
  for (size_t at = text.find(kEmpty); at != std::string::npos; at = text.find(kEmpty, at)) {
    text.replace(at, kEmpty.size(), "      awards: []  # nobody\n\n");
  }
  if (text.ends_with("\n\n")) text.pop_back();
  return text;
}

absl::Status CheckOutput(const std::string& path) {
  if (!path.ends_with(".test.yaml")) {
    return InvalidArgumentError(
        "the new test file is named *.test.yaml, so that `credence test` "
        "finds it: " +
        path);
  }
  std::error_code error;
  if (std::filesystem::exists(path, error)) {
    return InvalidArgumentError(path +
                                " exists already; a generated file never takes the place "
                                "of one, so name another");
  }
  return absl::OkStatus();
}

// The case to change, with a period; a fault is told already where there is none.
std::optional<CaseFile> ReadFrom(const TestOptions& options, Session& session) {
  const auto source = ReadTextFile(options.from_case, session.console().in);
  if (!source.ok()) {
    session.TellUsage(source.status());
    return std::nullopt;
  }
  FileFaults faults;
  CaseFile file = ReadCaseFile(ReadYaml(*source, faults), faults);
  if (!faults.empty()) {
    session.TellFaults(faults);
    return std::nullopt;
  }
  if (file.periods.empty()) file.periods = PeriodsOf(file.value);
  if (file.periods.empty() || !ParsePeriod(file.periods.back())) {
    session.TellUsage(InvalidArgumentError(options.from_case +
                                           " names no period and has no measures; add "
                                           "`period: 2016-02`"));
    return std::nullopt;
  }
  return file;
}

}  // namespace

ExitCode RunGenerate(const TestOptions& options, Session& session) {
  if (const absl::Status status = CheckOutput(options.generate_file); !status.ok()) {
    return session.TellUsage(status);
  }
  const std::optional<CaseFile> file = ReadFrom(options, session);
  if (!file) return ExitCode::kUsage;
  Connection* connection = session.Connect();
  if (connection == nullptr) return session.exit_code();

  v1::DecideRequest request;
  request.set_policy(file->policy);
  request.set_period(file->periods.back());
  *request.mutable_case_() = file->value;
  if (file->known_at) *request.mutable_known_at() = ToWire(*file->known_at);
  std::vector<BoundaryCase> cases;
  std::vector<std::string> notes;
  BoundaryFinder finder(*connection, request, *ParsePeriod(file->periods.back()));
  if (const CallFault fault = finder.Find(cases, notes); !fault.ok()) {
    return session.TellOfCase(fault, *file, options.from_case);
  }
  FileFaults faults;
  const auto draft =
      std::make_shared<const Source>(options.generate_file, Draft(options, file->policy, cases));
  const TestSuite suite = ReadTestSuite(draft, faults);
  if (!faults.empty()) return session.TellFaults(faults);
  std::vector<Rewrite> rewrites;
  if (const CallFault fault = Answer(*connection, suite, rewrites); !fault.ok()) {
    return session.Tell(fault);
  }
  const std::string text = WithNobodySaid(ApplyRewrites(draft, rewrites).text);
  std::ofstream stream(options.generate_file, std::ios::binary);
  stream << text;
  stream.close();
  if (!stream) {
    return session.TellUsage(InvalidArgumentError(options.generate_file + ": cannot be written"));
  }
  session.console().out << options.generate_file << ": " << Counted(suite.runs.size(), "case")
                        << "\n";
  for (const std::string& note : notes) session.console().err << "not driven: " << note << "\n";
  return suite.runs.empty() ? ExitCode::kNo : ExitCode::kDone;
}

}  // namespace credence::cli
