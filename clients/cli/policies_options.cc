#include "clients/cli/policies_options.h"

#include <CLI/CLI.hpp>
#include <string>

#include "clients/cli/help_text.h"

namespace credence::cli {
namespace {

constexpr const char* kPublishingVerbs = "Verbs where policies come from a store";

using Verb = PoliciesOptions::Verb;

CLI::App& AddVerb(CLI::App& command, PoliciesOptions& options, Verb verb, const char* name,
                  const std::string& summary) {
  CLI::App& added = *command.add_subcommand(name, summary);
  added.group(kVerbs);
  // Before the callback of the command itself.
  added.parse_complete_callback([&options, verb] { options.verb = verb; });
  return added;
}

void AddWhyAndExpected(CLI::App& verb, PoliciesOptions& options, bool needs_message) {
  verb.add_option("--message", options.message, "Why, in a line, for those who ask later")
      ->type_name("TEXT")
      ->required(needs_message);
  verb.add_option("--expect", options.expected,
                  "Only if this revision is published now; `none`: if nothing is")
      ->type_name("REVISION");
}

void AddPublishingVerbs(CLI::App& command, PoliciesOptions& options) {
  CLI::App& publish = AddVerb(command, options, Verb::kPublish, "publish",
                              "Have every server of a store decide by the rule files of a folder");
  publish.add_option("DIR", options.folder, "The folder, with all that shall decide")->required();
  publish.add_flag("--validate-only", options.validate_only,
                   "Check and test them, and publish nothing");
  publish.add_flag("--untested", options.untested,
                   "Do not run the tests that stand beside the rule files");
  CLI::App& revisions = AddVerb(command, options, Verb::kRevisions, "revisions",
                                "What was published, when, by whom and why");
  CLI::App& rollback =
      AddVerb(command, options, Verb::kRollBack, "rollback", "Publish an earlier revision again");
  rollback.add_option("REVISION", options.name, "It, or its first digits, eight at least")
      ->required();
  AddWhyAndExpected(publish, options, /*needs_message=*/false);
  AddWhyAndExpected(rollback, options, /*needs_message=*/true);
  for (CLI::App* verb : {&publish, &revisions, &rollback}) verb->group(kPublishingVerbs);
}

}  // namespace

void AddPoliciesOptions(CLI::App& command, PoliciesOptions& options) {
  command.require_subcommand(0, 1);
  AddVerb(command, options, Verb::kList, "list", "Every policy and its versions (the default)");
  CLI::App& show = AddVerb(command, options, Verb::kShow, "show",
                           "One policy, the text of one version, or the files of a revision");
  show.add_option("NAME", options.name, "NAME, NAME@VERSION, or a revision that was published")
      ->required();
  show.add_option("--to", options.folder, "Write the files of a revision below this new folder")
      ->type_name("DIR");
  AddVerb(command, options, Verb::kStatus, "status", "Whether what decides is what should");
  AddVerb(command, options, Verb::kWatch, "watch", "The status now, and at each change");
  AddVerb(command, options, Verb::kReload, "reload", "Have the server read its rules again");
  AddPublishingVerbs(command, options);
}

}  // namespace credence::cli
