// `credence whatif`: a case before and after changes, what differs, and why.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "clients/cli/asking.h"
#include "clients/cli/changes.h"
#include "clients/cli/commands.h"
#include "clients/cli/decider.h"
#include "clients/cli/difference.h"
#include "clients/cli/rule_files.h"
#include "clients/cli/text_file.h"
#include "core/code_point.h"

namespace credence::cli {
namespace {

class WhatifRun {
 public:
  WhatifRun(const WhatifOptions& options, Session& session)
      : options_(options), session_(session), console_(session.console()) {}

  ExitCode Run() {
    if (!ReadBefore() || !ReadAllChanges() || !ReadFiles()) return exit_code_;
    Connection* connection = session_.Connect();
    if (connection == nullptr) return session_.exit_code();
    const auto periods = PeriodsToDecide(options_.ask, *before_);
    if (!periods.ok()) return session_.TellUsage(periods.status());
    for (const std::string& period : *periods) {
      if (!Compare(*connection, period)) return exit_code_;
    }
    return ExitCode::kDone;
  }

 private:
  bool ReadBefore() {
    const auto source = ReadTextFile(options_.file, console_.in);
    if (!source.ok()) return Stop(session_.TellUsage(source.status()));
    FileFaults faults;
    const YamlDocument document = ReadYaml(*source, faults);
    CaseFile file;
    if (faults.empty()) file = ReadCaseFile(document, faults);
    if (!faults.empty()) return Stop(session_.TellFaults(faults));
    before_ = std::make_shared<const CaseFile>(std::move(file));
    return true;
  }

  // A file of changes is the map of a test's `change:`, alone or under that key.
  bool ReadAllChanges() {
    FileFaults faults;
    const std::vector<std::string> types = TypesOf(before_->value);
    if (!options_.changes_file.empty()) {
      const auto source = ReadTextFile(options_.changes_file, console_.in);
      if (!source.ok()) return Stop(session_.TellUsage(source.status()));
      const YamlDocument document = ReadYaml(*source, faults);
      const YamlNode* under_key = document.root().Find("change");
      const YamlNode& node = under_key == nullptr ? document.root() : *under_key;
      if (faults.empty()) changes_ = ReadChanges({*source, faults}, node, types);
    }
    changes_.Append(ReadChangeFlags(options_.flags, types, faults));
    if (!options_.use_version.empty()) changes_.version = options_.use_version;
    changes_.files.insert(changes_.files.end(), options_.use_files.begin(),
                          options_.use_files.end());
    if (!faults.empty()) return Stop(session_.TellFaults(faults));
    if (!changes_.empty()) return true;
    return Stop(session_.TellUsage(InvalidArgumentError(
        "no change is given; see `credence whatif --help`, for example --remove-evidence e1")));
  }

  bool ReadFiles() {
    const auto files = ReadRuleFiles(changes_.files, console_.in);
    if (!files.ok()) return Stop(session_.TellUsage(files.status()));
    for (const SourcePtr& file : *files) *overlay_.add_files() = ToPolicyText(*file);
    return true;
  }

  bool Compare(Connection& connection, const std::string& period) {
    auto after = std::make_shared<CaseFile>(*before_);
    FileFaults faults;
    v1::Overlay overlay = overlay_;
    ApplyChanges(changes_, {period}, *after, overlay, faults);
    if (!faults.empty()) return Stop(session_.TellFaults(faults));

    DecideItem then{ToRequest(options_.ask, *after, period), after, "after the change"};
    // What the command line says of both sides stays unless the change says otherwise.
    if (overlay.version().empty()) overlay.set_version(options_.ask.version);
    *then.request.mutable_overlay() = std::move(overlay);
    std::vector<DecideAnswer> answers;
    Decider decider(connection, [&](const DecideItem& item, const DecideAnswer& answer) {
      if (!answer.fault.ok())
        exit_code_ = session_.TellOfCase(answer.fault, *item.file, item.label);
      answers.push_back(answer);
    });
    CallFault fault = decider.Add({ToRequest(options_.ask, *before_, period), before_, "before"});
    if (fault.ok()) fault = decider.Add(std::move(then));
    if (fault.ok()) fault = decider.Finish();
    if (!fault.ok()) return Stop(session_.Tell(fault));
    if (exit_code_ != ExitCode::kDone) return false;
    Show(period, answers[0].item, answers[1].item);
    return true;
  }

  void Show(const std::string& period, const v1::BatchDecideResponse::Item& before,
            const v1::BatchDecideResponse::Item& after) {
    if (session_.json()) {
      v1::BatchDecideResponse both;
      *both.add_items() = before;
      *both.add_items() = after;
      session_.PrintJson(both, true);
      return;
    }
    const ViewOptions view = session_.view();
    std::ostream& out = console_.out;
    if (shown_++ > 0) out << "\n";
    out << RenderHeading(before.decision(), before_->source->name(), period, view);
    for (const std::string& line : Describe(changes_)) out << "  " << Printable(line) << "\n";
    const Difference difference = cli::Compare(before.decision(), after.decision());
    if (!difference.empty()) {
      const auto shown = [&](const v1::Result& result) { return difference.Concerns(result); };
      out << "\n" << view.ink.Bold("before") << "\n" << RenderBrief(before.decision(), view, shown);
      out << "\n" << view.ink.Bold("after") << "\n" << RenderBrief(after.decision(), view, shown);
    }
    out << "\n" << RenderDifference(difference, view);
  }

  bool Stop(ExitCode exit_code) {
    exit_code_ = exit_code;
    return false;
  }

  const WhatifOptions& options_;
  Session& session_;
  Console& console_;
  std::shared_ptr<const CaseFile> before_;
  Changes changes_;
  v1::Overlay overlay_;
  ExitCode exit_code_ = ExitCode::kDone;
  size_t shown_ = 0;
};

}  // namespace

ExitCode RunWhatif(const WhatifOptions& options, Session& session) {
  if (const absl::Status valid = Validate(options.ask); !valid.ok()) {
    return session.TellUsage(valid);
  }
  return WhatifRun(options, session).Run();
}

}  // namespace credence::cli
