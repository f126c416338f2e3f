#include "clients/cli/publishing.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "clients/cli/commands.h"
#include "clients/cli/diagnostics_view.h"
#include "clients/cli/rule_files.h"
#include "clients/cli/text_file.h"
#include "core/code_point.h"
#include "core/file_beside.h"
#include "core/rule_file_name.h"

namespace credence::cli {
namespace {

namespace fs = std::filesystem;

constexpr int kPageSize = 200;
constexpr size_t kRevisionDigitsMin = 8;
// Of a revision in a list: enough to name it by.
constexpr size_t kRevisionDigitsShown = 12;

std::string Short(const std::string& revision) { return revision.substr(0, kRevisionDigitsShown); }

// No policy is called by eight hexadecimal digits with a number among them, unless by chance: then
// `policies/NAME` names it.
bool LooksLikeRevision(const std::string& name) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return name.size() >= kRevisionDigitsMin && std::ranges::any_of(name, is_digit) &&
         std::ranges::all_of(name, [&](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
}

// Somebody else was first: the answer is no, and nothing is wrong with what was asked.
ExitCode TellRefusal(const CallFault& fault, Session& session) {
  const ExitCode exit_code = session.Tell(fault);
  return fault.reason == "REVISION_CHANGED" ? ExitCode::kNo : exit_code;
}

template <typename Request>
void SetExpected(const std::string& expected, Request& request) {
  if (!expected.empty()) request.set_expected_revision(expected == "none" ? "" : expected);
}

// Each by its path below the folder.
absl::StatusOr<std::vector<v1::PolicyText>> FilesOf(const std::string& folder,
                                                    std::istream& standard_input) {
  std::error_code error;
  if (!fs::is_directory(folder, error)) {
    return InvalidArgumentError(folder +
                                ": this is no folder; name the one whose rule files "
                                "shall decide, all of them");
  }
  const auto sources = ReadRuleFiles({folder}, standard_input);
  if (!sources.ok()) return sources.status();
  std::vector<v1::PolicyText> files;
  for (const SourcePtr& source : *sources) {
    files.push_back(ToPolicyText(*source));
    files.back().set_name(fs::path(source->name()).lexically_relative(folder).generic_string());
  }
  return files;
}

// Whether anything stands beside the rules to be run.
bool HasTests(const std::string& folder) {
  constexpr std::array<std::string_view, 2> kEndings = {".test.yaml", ".test.yml"};
  return FindFiles({folder}, kEndings).ok();
}

// What `credence check` and `credence test` say of the folder, told on `err`.
ExitCode Prove(const PoliciesOptions& options, Session& session) {
  Console& console = session.console();
  Console told{console.in,        console.err,       console.err,
               console.color_err, console.color_err, console.width};
  GlobalOptions here;
  here.rules = options.folder;
  Session proving(told, here);
  CheckOptions check;
  check.paths = {options.folder};
  if (const ExitCode checked = RunCheck(check, proving); checked != ExitCode::kDone) {
    return checked;
  }
  if (options.untested) return ExitCode::kDone;
  if (!HasTests(options.folder)) {
    console.err << "no tests stand beside them\n";
    return ExitCode::kDone;
  }
  TestOptions test;
  test.paths = {options.folder};
  const ExitCode tested = RunTest(test, proving);
  if (tested != ExitCode::kDone) {
    console.Complain("not published: mend what the tests tell, or say --untested");
  }
  return tested;
}

ExitCode Publish(const PoliciesOptions& options, Session& session) {
  Console& console = session.console();
  auto files = FilesOf(options.folder, console.in);
  if (!files.ok()) return session.TellUsage(files.status());
  if (const ExitCode proven = Prove(options, session); proven != ExitCode::kDone) return proven;
  Connection* connection = session.Connect();
  if (connection == nullptr) return session.exit_code();
  v1::PublishPoliciesRequest request;
  for (v1::PolicyText& file : *files) *request.add_files() = std::move(file);
  request.set_message(options.message);
  request.set_validate_only(options.validate_only);
  SetExpected(options.expected, request);
  v1::PublishPoliciesResponse response;
  const CallFault fault = connection->PublishPolicies(request, response);
  if (!fault.ok()) return TellRefusal(fault, session);
  if (session.json()) {
    session.PrintJson(response, true);
  } else if (options.validate_only) {
    console.out << (response.revision() == response.previous_revision()
                        ? "published already, revision "
                        : "may be published, revision ")
                << response.revision() << "\n";
  } else {
    console.out << (response.published() ? "published" : "published already") << ", revision "
                << response.revision() << "\n";
  }
  return ExitCode::kDone;
}

ExitCode RollBack(const PoliciesOptions& options, Session& session, Connection& connection) {
  v1::RollBackPoliciesRequest request;
  request.set_revision(options.name);
  request.set_message(options.message);
  SetExpected(options.expected, request);
  v1::RollBackPoliciesResponse response;
  const CallFault fault = connection.RollBackPolicies(request, response);
  if (!fault.ok()) return TellRefusal(fault, session);
  if (session.json()) {
    session.PrintJson(response, true);
  } else {
    session.console().out << (response.published() ? "rolled back to" : "published already:")
                          << " revision " << response.publication().revision() << "\n";
  }
  return ExitCode::kDone;
}

ExitCode Revisions(Session& session, Connection& connection) {
  Table table({{"", Table::Align::kRight}, {"published"}, {"revision"}, {"by"}, {"message"}});
  v1::ListPublicationsRequest request;
  request.set_page_size(kPageSize);
  do {
    v1::ListPublicationsResponse response;
    const CallFault fault = connection.ListPublications(request, response);
    if (!fault.ok()) return session.Tell(fault);
    if (session.json()) session.PrintJson(response, true);
    for (const v1::Publication& one : response.publications()) {
      table.Add({std::to_string(one.number()), one.published(), Short(one.revision()), one.by(),
                 (one.rolled_back() ? "rolled back: " : "") + one.message()});
    }
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  if (session.json()) return ExitCode::kDone;
  Console& console = session.console();
  if (table.empty()) {
    console.err << "nothing was published yet\n";
  } else {
    console.out << table.ToString(0, console.out_ink());
  }
  return ExitCode::kDone;
}

// Below a folder that is made for them: what is there already may be somebody's work.
absl::Status WriteFiles(const v1::GetRevisionResponse& revision, const std::string& folder) {
  std::error_code error;
  if (fs::exists(folder, error)) {
    return InvalidArgumentError(folder + ": this is there already; name a folder to be made");
  }
  for (const v1::PolicyText& file : revision.files()) {
    // A name of a server's that leads out of the folder is no name of a rule file.
    if (!IsRuleFileName(file.name())) {
      return InvalidArgumentError("the server names a file `" + Printable(file.name()) +
                                  "`, which is none that was published");
    }
    const fs::path path = fs::path(folder) / file.name();
    fs::create_directories(path.parent_path(), error);
    if (error) return InvalidArgumentError(path.parent_path().string() + ": " + error.message());
    FileBeside beside(path.string());
    absl::Status status = beside.Write(file.text());
    if (status.ok()) status = beside.Replace();
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

ExitCode ShowRevision(const PoliciesOptions& options, Session& session, Connection& connection) {
  v1::GetRevisionRequest request;
  request.set_revision(options.name);
  v1::GetRevisionResponse response;
  const CallFault fault = connection.GetRevision(request, response);
  if (!fault.ok()) return session.Tell(fault);
  Console& console = session.console();
  if (!options.folder.empty()) {
    const absl::Status written = WriteFiles(response, options.folder);
    if (!written.ok()) return session.TellUsage(written);
    console.out << Counted(static_cast<size_t>(response.files_size()), "file") << " of revision "
                << response.revision() << " written below " << options.folder << "\n";
  } else if (session.json()) {
    session.PrintJson(response, true);
  } else {
    Table table({{"file"}, {"bytes", Table::Align::kRight}});
    for (const v1::PolicyText& file : response.files()) {
      table.Add({file.name(), std::to_string(file.text().size())});
    }
    console.out << "revision " << response.revision() << "\n"
                << table.ToString(2, console.out_ink());
  }
  return ExitCode::kDone;
}

}  // namespace

bool IsOfPublications(const PoliciesOptions& options) {
  switch (options.verb) {
    case PoliciesOptions::Verb::kPublish:
    case PoliciesOptions::Verb::kRevisions:
    case PoliciesOptions::Verb::kRollBack:
      return true;
    case PoliciesOptions::Verb::kShow:
      return LooksLikeRevision(options.name);
    case PoliciesOptions::Verb::kList:
    case PoliciesOptions::Verb::kStatus:
    case PoliciesOptions::Verb::kReload:
    case PoliciesOptions::Verb::kWatch:
      return false;
  }
  return false;
}

ExitCode RunPublishing(const PoliciesOptions& options, Session& session) {
  session.AskThePublished();
  if (options.verb == PoliciesOptions::Verb::kPublish) return Publish(options, session);
  Connection* connection = session.Connect();
  if (connection == nullptr) return session.exit_code();
  if (options.verb == PoliciesOptions::Verb::kRollBack) {
    return RollBack(options, session, *connection);
  }
  if (options.verb == PoliciesOptions::Verb::kRevisions) return Revisions(session, *connection);
  return ShowRevision(options, session, *connection);
}

}  // namespace credence::cli
