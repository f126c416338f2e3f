#include "clients/cli/log_options.h"

#include <CLI/CLI.hpp>

namespace credence::cli {
namespace {

void AddQuery(CLI::App& verb, LogOptions& options) {
  verb.add_option("--partner", options.partner, "Only decisions about this partner")
      ->type_name("ID");
  verb.add_option("--customer", options.customer, "Only of this customer")->type_name("ID");
  verb.add_option("--rule", options.rule, "Only where this rule had its say")->type_name("NAME");
  verb.add_option("--caller", options.caller, "Only what this caller asked")->type_name("NAME");
  verb.add_option("--from", options.from, "From this day or time on, such as 2016-04-01T12:00:00Z")
      ->type_name("TIME");
  verb.add_option("--until", options.until, "Until this day or time; a day is meant to its end")
      ->type_name("TIME");
  verb.add_option("--id", options.id, "Only the record of this id")->type_name("ID");
  verb.add_option("--after", options.after, "Only those that stand after the record of this id")
      ->type_name("ID");
  verb.add_option("--limit", options.limit, "At most so many")
      ->type_name("COUNT")
      ->check(CLI::PositiveNumber);
}

}  // namespace

void AddLogVerbs(CLI::App& command, const std::shared_ptr<LogOptions>& options) {
  command.require_subcommand(1);
  CLI::App& show = *command.add_subcommand("show", "Print what was decided");
  CLI::App& replay = *command.add_subcommand("replay", "Decide it again, and compare");
  show.add_option("FILE", options->files, "The log, or several; without one that of --server");
  replay.add_option("FILE", options->files, "The log, or several")->required();
  for (CLI::App* verb : {&show, &replay}) {
    verb->group("Verbs");
    AddQuery(*verb, *options);
  }
  show.add_flag("--explain", options->explain, "With every reason that was given");
  replay.parse_complete_callback([options] { options->verb = LogOptions::Verb::kReplay; });
}

}  // namespace credence::cli
