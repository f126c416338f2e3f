// `credence compare`: what changed between two versions of a policy, in an author's words.
#include <algorithm>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include "clients/cli/commands.h"
#include "clients/cli/file_fault.h"
#include "clients/cli/rule_files.h"
#include "core/code_point.h"

namespace credence::cli {
namespace {

constexpr int kLineColumns = 5;

bool IsFile(const std::string& argument) {
  std::error_code error;
  return argument == kStandardInput || argument.ends_with(".policy") ||
         std::filesystem::exists(argument, error);
}

// Rule files of the folder `file` is in, not below it: `vocabularies` instead of the folder's own
// where they are given. None when there is no vocabulary at all.
std::vector<std::string> FilesBeside(const std::string& file,
                                     const std::vector<std::string>& vocabularies) {
  std::vector<std::string> policies;
  std::vector<std::string> found = vocabularies;
  std::error_code error;
  const std::filesystem::path folder = std::filesystem::path(file).parent_path();
  std::filesystem::directory_iterator entries(folder.empty() ? "." : folder, error);
  for (; !error && entries != std::filesystem::directory_iterator(); entries.increment(error)) {
    const std::string path = (folder / entries->path().filename()).string();
    if (path.ends_with(".policy") && path != file) policies.push_back(path);
    if (path.ends_with(".vocab") && vocabularies.empty()) found.push_back(path);
  }
  if (found.empty()) return {};
  found.insert(found.end(), policies.begin(), policies.end());
  std::ranges::sort(found);
  return found;
}

absl::Status ReadSide(const std::string& argument, const CompareOptions& options,
                      std::istream& standard_input, v1::ComparedPolicy& side) {
  if (!IsFile(argument)) {
    const size_t at = argument.find('@');
    if (at == std::string::npos || at == 0 || at + 1 == argument.size()) {
      return InvalidArgumentError("`" + argument +
                                  "` is no file and no NAME@VERSION; write a rule file, or such as "
                                  "partner_recognition@2016.1");
    }
    side.set_name("policies/" + argument.substr(0, at) + "/versions/" + argument.substr(at + 1));
    return absl::OkStatus();
  }
  const auto text = ReadTextFile(argument, standard_input);
  if (!text.ok()) return text.status();
  *side.mutable_text() = ToPolicyText(**text);
  for (const std::string& path : FilesBeside(argument, options.vocabularies)) {
    const auto beside = ReadTextFile(path, standard_input);
    if (!beside.ok()) return beside.status();
    *side.add_beside() = ToPolicyText(**beside);
  }
  return absl::OkStatus();
}

std::string_view Word(v1::CreditVerdict::Kind kind) {
  switch (kind) {
    case v1::CreditVerdict::UNCHANGED:
      return "unchanged";
    case v1::CreditVerdict::CHANGED:
      return "changed";
    case v1::CreditVerdict::ADDED:
      return "new";
    case v1::CreditVerdict::REMOVED:
      return "gone";
    default:
      return "";
  }
}

class View {
 public:
  View(const v1::ComparePoliciesResponse& response, Console& console)
      : response_(response), console_(console), ink_(console.out_ink()) {}

  void Print() {
    console_.out << ink_.Bold(Label(response_.before()) + " -> " + Label(response_.after()))
                 << "\n";
    if (response_.same()) {
      console_.out << "Nothing changed but, perhaps, its layout.\n";
      return;
    }
    console_.out << "\n";
    Table verdicts({{""}, {""}});
    for (const v1::CreditVerdict& verdict : response_.verdicts()) {
      verdicts.Add({verdict.credit(), std::string(Word(verdict.kind()))});
    }
    console_.out << verdicts.ToString(2, ink_);
    Section("the policy", [](const v1::PolicyChange& change) {
      return change.credits().empty() && change.concern() == "header";
    });
    for (const v1::CreditVerdict& verdict : response_.verdicts()) {
      Section(verdict.credit(), [&](const v1::PolicyChange& change) {
        return change.credits_size() == 1 && change.credits(0) == verdict.credit();
      });
    }
    Section("several credits",
            [](const v1::PolicyChange& change) { return change.credits_size() > 1; });
    Section("besides", [](const v1::PolicyChange& change) {
      return change.credits().empty() && change.concern() != "header";
    });
    if (response_.more_count() > 0) {
      console_.out << "\n" << response_.more_count() << " more changes are not listed.\n";
    }
  }

 private:
  static std::string Label(const v1::PolicyVersion& version) {
    std::string name = version.name().substr(version.name().find('/') + 1);
    return Printable(name.substr(0, name.find('/')) + " " + version.version());
  }

  template <typename Belongs>
  void Section(const std::string& title, Belongs belongs) {
    bool begun = false;
    for (const v1::PolicyChange& change : response_.changes()) {
      if (!belongs(change)) continue;
      if (!begun) console_.out << "\n" << ink_.Bold(Printable(title)) << "\n";
      begun = true;
      constexpr int kIndent = 2 * kLineColumns + 2;
      console_.out << ink_.Dim(Line(change.line_before()) + Line(change.line_after())) << "  "
                   << WrapWords(Printable(change.text()), kIndent, console_.width) << "\n";
    }
  }

  static std::string Line(int line) {
    return PadLeft(line == 0 ? "-" : std::to_string(line), kLineColumns);
  }

  const v1::ComparePoliciesResponse& response_;
  Console& console_;
  const Ink ink_;
};

}  // namespace

ExitCode RunCompare(const CompareOptions& options, Session& session) {
  Console& console = session.console();
  if (options.before == options.after) {
    return session.TellUsage(InvalidArgumentError("`" + Printable(options.before) +
                                                  "` is given twice; name two to compare"));
  }
  v1::ComparePoliciesRequest request;
  v1::ComparePoliciesResponse response;
  for (const absl::Status& read :
       {ReadSide(options.before, options, console.in, *request.mutable_before()),
        ReadSide(options.after, options, console.in, *request.mutable_after())}) {
    if (!read.ok()) return session.TellUsage(read);
  }
  Connection* connection = session.Connect();
  if (connection == nullptr) return session.exit_code();
  const CallFault fault = connection->ComparePolicies(request, response);
  if (!fault.ok()) return session.Tell(fault);
  if (session.json()) {
    session.PrintJson(response, true);
  } else {
    View(response, console).Print();
  }
  return options.exit_code && !response.same() ? ExitCode::kNo : ExitCode::kDone;
}

}  // namespace credence::cli
