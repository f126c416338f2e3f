#include "clients/cli/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <utility>

#include "clients/cli/file_fault.h"
#include "clients/cli/help_text.h"
#include "clients/cli/log_options.h"
#include "clients/cli/policies_options.h"
#include "clients/cli/serve_options.h"
#include "clients/connectors/connector.h"
#include "core/code_point.h"

namespace credence::cli {
namespace {

constexpr int kFlagColumns = 30;
constexpr int kHelpColumns = 96;

// CLI11's help without its notes on types and exclusions, and wrapped.
class PlainFormatter : public CLI::Formatter {
 public:
  PlainFormatter() { column_width(kFlagColumns); }

  std::string make_option_opts(const CLI::Option* option) const override {
    const std::string type = option->get_type_name();
    return option->get_positional() || type.empty() ? "" : " " + type;
  }

  std::string make_option_desc(const CLI::Option* option) const override {
    return WrapWords(option->get_description(), 0, kHelpColumns - kFlagColumns);
  }

  std::string make_footer(const CLI::App* app) const override {
    const std::string footer = app->get_footer();
    return footer.empty() ? "" : footer.substr(footer.find_first_not_of('\n')) + "\n";
  }
};

// Declares every flag, each bound to a field of the options it fills. One parse each.
class Grammar {
 public:
  Grammar() : app_("Decides from dated evidence which partner gets which credit, and says why.") {
    app_.name("credence");
    app_.footer(std::string(kProgramFooter));
    app_.require_subcommand(1);
    app_.formatter(std::make_shared<PlainFormatter>());
    app_.set_version_flag("--version", "credence " + std::string(kVersion));
    // Global options may stand before or after the subcommand.
    app_.fallthrough();
    AddGlobals();
    AddCheck();
    AddExplain();
    AddFormat();
    AddCompare();
    AddTest();
    AddDecide();
    AddWhatif();
    AddStore();
    AddImport();
    AddFacts();
    AddDesignate();
    AddRetract();
    AddClose();
    AddEntries();
    AddWhy();
    AddStatement();
    AddStandings();
    AddHeld();
    AddResolve();
    AddPolicies();
    AddLsp();
    AddServe();
    AddLog();
    AddVersion();
  }

  CLI::App& app() { return app_; }
  CommandLine& line() { return line_; }
  bool version_wanted() const { return version_wanted_; }

 private:
  CLI::App& Add(const char* group, const char* name, const char* summary, std::string_view footer) {
    CLI::App& command = *app_.add_subcommand(name, summary);
    command.group(group);
    command.footer(std::string(footer));
    return command;
  }

  // Options live on the heap while CLI11 holds pointers into them.
  template <typename Options>
  std::shared_ptr<Options> Bind(CLI::App& command) {
    auto options = std::make_shared<Options>();
    command.callback([this, options] { line_.command = *options; });
    return options;
  }

  void AddGlobals() {
    GlobalOptions& global = line_.global;
    auto* server =
        app_.add_option("--server", global.server, "Ask the server at HOST:PORT [CREDENCE_SERVER]");
    auto* rules = app_.add_option("--rules", global.rules,
                                  "Run in this process on the rule files below DIR "
                                  "[CREDENCE_RULES, or ./rules]");
    server->type_name("HOST:PORT")->excludes(rules);
    auto* ca = app_.add_option("--ca", global.ca,
                               "Speak TLS to a server whose certificate this CA signed "
                               "[CREDENCE_CA]");
    ca->type_name("FILE");
    auto* cert =
        app_.add_option("--cert", global.cert, "Certificate to show to the server [CREDENCE_CERT]");
    auto* cert_key =
        app_.add_option("--cert-key", global.cert_key, "Its private key [CREDENCE_CERT_KEY]");
    cert->type_name("FILE")->needs(cert_key);
    cert_key->type_name("FILE")->needs(cert);
    app_.add_option("--token-file", global.token_file,
                    "Bearer token to show to the server [CREDENCE_TOKEN_FILE]")
        ->type_name("FILE");
    rules->type_name("DIR");
    app_.add_option("--store", global.store,
                    "Where facts and the ledger are kept, in this process [CREDENCE_STORE]")
        ->type_name("FILE")
        ->excludes(server);
    app_.add_option("--output", global.output, "text, or json for programs; tests: or junit")
        ->check(CLI::IsMember({"text", "json", "junit"}).description(""))
        ->type_name("FORM");
    app_.add_option("--color", global.color, "auto, always or never; NO_COLOR is respected")
        ->check(CLI::IsMember({"auto", "always", "never"}).description(""))
        ->type_name("WHEN");
    app_.add_option("--timeout", global.timeout_seconds, "Longest wait for a server's answer")
        ->check(CLI::Range(1, kTimeoutSecondsMax).description(""))
        ->type_name("SECONDS");
  }

  void AddCheck() {
    CLI::App& command =
        Add(kAuthors, "check", "Tell everything that is wrong in rule files", kCheckFooter);
    auto options = Bind<CheckOptions>(command);
    command.add_option("PATH", options->paths, "Files, folders, or - for standard input")
        ->required();
    command.add_flag("--with-published", options->with_published,
                     "Check them beside the published files they belong to");
  }

  void AddExplain() {
    CLI::App& command =
        Add(kAuthors, "explain", "What a message's code means, and what to write", kExplainFooter);
    auto options = Bind<ExplainOptions>(command);
    command.add_option("CODE", options->code, "The code, such as C301; without it all are listed");
  }

  void AddFormat() {
    CLI::App& command = Add(kAuthors, "format", "Lay rule files out, in place", kFormatFooter);
    auto options = Bind<FormatOptions>(command);
    command.add_option("PATH", options->paths, "Files, folders, or - for standard input")
        ->required();
    command.add_flag("--check", options->check, "Change nothing; name the files that would change");
  }

  void AddCompare() {
    CLI::App& command = Add(kAuthors, "compare",
                            "Tell what changed between two versions of a policy", kCompareFooter);
    auto options = Bind<CompareOptions>(command);
    command.add_option("BEFORE", options->before, "A rule file, or NAME@VERSION")->required();
    command.add_option("AFTER", options->after, "Likewise")->required();
    command
        .add_option("--vocabulary", options->vocabularies,
                    "The vocabulary of the rule files; otherwise those in their folder, or else "
                    "the published one")
        ->type_name("FILE")
        ->allow_extra_args(false);
    command.add_flag("--exit-code", options->exit_code, "Exit code 1 when something changed");
  }

  void AddTest() {
    CLI::App& command =
        Add(kAuthors, "test", "Run the tests that stand beside policies", kTestFooter);
    auto options = Bind<TestOptions>(command);
    command.add_option("PATH", options->paths, "*.test.yaml files, or folders of them");
    command
        .add_option("--filter", options->filters,
                    "Only cases with TEXT in their name, suite or file; repeated: with any of them")
        ->type_name("TEXT")
        ->allow_extra_args(false);
    command.add_flag("--accept", options->accept,
                     "Write what is decided into the cases that fail, and show the difference");
    command.add_flag("--coverage", options->coverage,
                     "Tell which rules, guards, table rows and tie-breaks no test asks");
    command
        .add_option("--coverage-threshold", options->coverage_threshold,
                    "Exit code 3 when less than PERCENT is covered")
        ->check(CLI::Range(0, 100).description(""))
        ->type_name("PERCENT");
    auto* from = command.add_option("--from", options->from_case,
                                    "The case file that --generate changes, one thing at a time");
    from->type_name("CASEFILE");
    command
        .add_option("--generate", options->generate_file,
                    "Write cases at the boundaries of the policy into a new test file")
        ->type_name("FILE")
        ->needs(from);
  }

  void AddAsking(CLI::App& command, AskOptions& ask) {
    command.add_option("--policy", ask.policy, "The policy; needed when several are published")
        ->type_name("NAME");
    command
        .add_option("--period", ask.periods,
                    "2016-02, 2016-Q1, 2016 or 2016-02-14; may be repeated. Otherwise the "
                    "case file's own, or every month it has measures for")
        ->type_name("PERIOD")
        ->allow_extra_args(false);
    command.add_option("--known-at", ask.known_at, "Decide as it was known at the end of this day")
        ->type_name("DAY");
    command
        .add_option("--version", ask.version,
                    "Decide by this version of the policy, whatever the dates say")
        ->type_name("VERSION");
  }

  void AddDecide() {
    CLI::App& command =
        Add(kOperations, "decide", "Decide who gets which credit, and say why", kDecideFooter);
    auto options = Bind<DecideOptions>(command);
    command.add_option("CASEFILE", options->files, "Cases: .yaml, .json, or .jsonl (one a line)")
        ->required();
    AddAsking(command, options->ask);
    auto* explain =
        command.add_flag("--explain", options->explain, "Every reason, also for many cases");
    command.add_flag("--brief", options->brief, "One line an award, no reasons")->excludes(explain);
  }

  void AddWhatif() {
    CLI::App& command =
        Add(kOperations, "whatif", "Change a case or its policy and compare", kWhatifFooter);
    auto options = Bind<WhatifOptions>(command);
    command.add_option("CASEFILE", options->file, "The case, .yaml or .json")->required();
    AddAsking(command, options->ask);
    const auto many = [&](const char* name, std::vector<std::string>& to, const char* summary,
                          const char* type) {
      command.add_option(name, to, summary)
          ->type_name(type)
          ->allow_extra_args(false)
          ->group("Changes");
    };
    many("--add-evidence", options->flags.add_evidence,
         "As in a case file, NAME=VALUE,NAME=VALUE,...", "FIELDS");
    many("--remove-evidence", options->flags.remove_evidence, "The id of a record", "ID");
    many("--set", options->flags.set,
         "MEASURE[@SUBJECT[@PERIOD]]=VALUE; otherwise wherever it was measured", "MEASURE=VALUE");
    many("--param", options->flags.params, "A parameter of the policy", "NAME=VALUE");
    many("--use-file", options->use_files, "A rule file used instead of the published one", "FILE");
    command.add_option("--use-version", options->use_version, "Another version of the policy")
        ->type_name("VERSION")
        ->group("Changes");
    command.add_option("--changes", options->changes_file, "A YAML file of changes")
        ->type_name("FILE")
        ->group("Changes");
  }

  void AddImport() {
    CLI::App& command = Add(kOperations, "import", "Read a back-end's export", kImportFooter);
    command.require_subcommand(1);
    for (const connectors::Connector& connector : connectors::Connectors()) {
      AddConnector(command, connector);
    }
    CLI::App& usage = *command.add_subcommand(
        "office365-license-usage", "The license usage export: seats and active users by partner");
    usage.group("Exports into cases");
    auto options = Bind<ImportOptions>(usage);
    options->format = usage.get_name();
    usage.add_option("FILE", options->file, "The export, .csv or .tsv")->required();
    usage
        .add_option("-o,--output,--cases", options->cases_file,
                    "Where the cases go, one a line; - is standard output")
        ->type_name("CASES.jsonl");
    usage.add_flag("--assume-eligible", options->assume_eligible,
                   "Take every partner in the export as eligible: the export does not say");
  }

  void AddConnector(CLI::App& import, const connectors::Connector& connector) {
    CLI::App& command =
        *import.add_subcommand(std::string(connector.name), std::string(connector.title));
    command.group("Exports into the store");
    auto options = Bind<RecordOptions>(command);
    options->connector = connector.name;
    command.add_option("FILE", options->file, "The export")->required();
    AddKnown(command, options->known, "The day from which what it says is known");
    command
        .add_option("--rejected", options->rejected_file,
                    "Where rows that cannot be read go, to be mended and fed again")
        ->type_name("FILE");
    command
        .add_option("--complete-through", options->complete_through,
                    "Nothing more is expected of the days until this one: what is decided of them "
                    "is final, and of later days provisional")
        ->type_name("DAY");
    const auto wanted = [&](std::string_view name) {
      return std::ranges::find(connector.wants, name) != connector.wants.end();
    };
    if (wanted("partner")) {
      command.add_option("--partner", options->partner, "Whose export it is: a tenant or an id")
          ->type_name("ID");
    }
    if (wanted("customer")) {
      command.add_option("--customer", options->customer, "Whose tenant it is about")
          ->type_name("ID");
    }
    if (wanted("as_of")) {
      command.add_option("--as-of", options->as_of, "The day it was taken")->type_name("DAY");
    }
    if (wanted("relationship")) {
      command
          .add_option("--relationship", options->relationship,
                      "The relationship the assignments belong to")
          ->type_name("ID");
    }
    if (wanted("relationships")) {
      command
          .add_option("--relationships", options->relationships_file,
                      "The export that the relationship stands in")
          ->type_name("FILE");
    }
  }

  static void AddKnown(CLI::App& command, std::string& known, const std::string& what) {
    command.add_option("--known", known, what)->type_name("DAY")->required();
  }

  void AddFacts() {
    CLI::App& command =
        Add(kOperations, "facts", "What is known of a customer, and since when", kFactsFooter);
    auto options = Bind<FactsOptions>(command);
    auto* customer = command.add_option("CUSTOMER", options->customer, "The customer");
    command.add_option("--known", options->known, "As known on this day; otherwise as known now")
        ->type_name("DAY");
    command.add_option("--valid", options->valid, "Only measures and evidence of this day")
        ->type_name("DAY");
    command
        .add_option("--sort", options->sort, "Only subject, attribute, measure, evidence or feed")
        ->check(
            CLI::IsMember({"subject", "attribute", "measure", "evidence", "feed"}).description(""))
        ->type_name("SORT");
    command.add_option("--partner", options->partner, "Only evidence that names this partner")
        ->type_name("ID");
    command
        .add_option("--history", options->history_of,
                    "Instead: every version of this one fact, also what was retracted")
        ->type_name("KEY")
        ->excludes(customer);
  }

  void AddDesignate() {
    CLI::App& command = Add(kOperations, "designate", "Set, change or remove the partner of record",
                            kDesignateFooter);
    auto options = Bind<DesignateOptions>(command);
    command.add_option("SUBSCRIPTION", options->subscription, "The subscription")->required();
    auto* partner = command.add_option("PARTNER", options->partner, "The partner of record");
    command.add_flag("--remove", options->remove, "Nobody is from that day on")->excludes(partner);
    command.add_option("--by", options->by, "The administrator of the customer who says so")
        ->type_name("NAME")
        ->required();
    command.add_option("--from", options->from, "The first day of it")
        ->type_name("DAY")
        ->required();
    AddKnown(command, options->known, "The day from which it is known");
  }

  void AddRetract() {
    CLI::App& command =
        Add(kOperations, "retract", "Say that a fact is not held to be true any more", "");
    auto options = Bind<RetractOptions>(command);
    command.add_option("KEY", options->key, "The fact's key, such as dpor/ea1/adatum/2016-01-14")
        ->required();
    command.add_option("--reason", options->reason, "Why; adjustments that come of it say it")
        ->type_name("TEXT")
        ->required();
    AddKnown(command, options->known, "The day from which it is not known any more");
  }

  void AddStore() {
    CLI::App& command =
        Add(kOperations, "store", "Make, look after and back up the store", kStoreFooter);
    auto options = Bind<StoreOptions>(command);
    command.require_subcommand(1);
    CLI::App& migrate =
        *command.add_subcommand("migrate", "Make it, or bring its schema up to this version");
    CLI::App& status = *command.add_subcommand("status", "Which schema it has");
    CLI::App& backup = *command.add_subcommand("backup", "Copy it, while it is in use");
    CLI::App& restore = *command.add_subcommand("restore", "Bring a copy back, where none is");
    for (CLI::App* verb : {&migrate, &status, &backup, &restore}) verb->group(kVerbs);
    backup.add_option("COPY", options->copy, "The file to make")->required();
    restore.add_option("COPY", options->copy, "The file that `backup` made")->required();
    migrate.parse_complete_callback([options] { options->verb = StoreOptions::Verb::kMigrate; });
    backup.parse_complete_callback([options] { options->verb = StoreOptions::Verb::kBackup; });
    restore.parse_complete_callback([options] { options->verb = StoreOptions::Verb::kRestore; });
  }

  void AddClose() {
    CLI::App& command =
        Add(kOperations, "close", "Post what is owed for a period, and what changed before it",
            kCloseFooter);
    auto options = Bind<CloseOptions>(command);
    command.add_option("PERIOD", options->period, "Such as 2016-01")->required();
    AddPolicy(command, options->policy);
    AddKnown(command, options->known, "As known at the end of this day");
  }

  void AddEntries() {
    CLI::App& command =
        Add(kOperations, "entries", "What was posted, in the order of posting", kEntriesFooter);
    auto options = Bind<EntriesOptions>(command);
    AddPolicy(command, options->policy);
    command.add_option("--partner", options->partner, "Of this partner")->type_name("ID");
    command.add_option("--customer", options->customer, "Of this customer")->type_name("ID");
    command.add_option("--rule", options->rule, "That this rule gave")->type_name("NAME");
    command.add_option("--from", options->from, "Decided from this day or time on")
        ->type_name("TIME");
    command
        .add_option("--until", options->until,
                    "Decided until this day or time; a day is meant to its end")
        ->type_name("TIME");
  }

  void AddWhy() {
    CLI::App& command =
        Add(kOperations, "why", "An entry, worked out anew from rule to source row", kWhyFooter);
    auto options = Bind<WhyOptions>(command);
    command.add_option("ENTRY", options->entry, "Its number")->required();
  }

  void AddStatement() {
    CLI::App& command = Add(kOperations, "statement", "What a close posted to a partner, as issued",
                            kStatementFooter);
    auto options = Bind<StatementOptions>(command);
    command.add_option("PARTNER", options->partner, "Or an account")->required();
    command.add_option("--period", options->period, "That was closed; else the last")
        ->type_name("PERIOD");
    AddPolicy(command, options->policy);
    command
        .add_option("--known", options->known, "Of the close of the period as known on this day")
        ->type_name("DAY");
  }

  void AddStandings() {
    CLI::App& command =
        Add(kOperations, "standings",
            "Who has which standing by what was posted, and what is missing", kStandingsFooter);
    auto options = Bind<StandingsOptions>(command);
    command.add_option("--partner", options->partner, "Of this partner")->type_name("ID");
    command
        .add_option("--period", options->period, "At the end of this month; else the last closed")
        ->type_name("MONTH");
    AddPolicy(command, options->policy);
    command.add_option("--known", options->known, "As it was told on this day")->type_name("DAY");
  }

  void AddHeld() {
    CLI::App& command =
        Add(kOperations, "held", "What the last close could not decide, and why", "");
    auto options = Bind<HeldOptions>(command);
    AddPolicy(command, options->policy);
  }

  void AddResolve() {
    CLI::App& command = Add(kOperations, "resolve",
                            "Choose among those tied; the next close posts by it", kResolveFooter);
    auto options = Bind<ResolveOptions>(command);
    command.add_option("CREDIT", options->credit, "As `held` lists it")->required();
    command.add_option("SUBJECT", options->subject, "Its id")->required();
    command.add_option("PERIOD", options->period, "Such as 2016-01")->required();
    command.add_option("PARTNER", options->partner, "One of those it waits for")->required();
    command.add_option("--reason", options->reason, "Why, for those who ask later")
        ->type_name("TEXT")
        ->required();
    command.add_option("--by", options->by, "Who resolves it")->type_name("NAME")->required();
    AddPolicy(command, options->policy);
    AddKnown(command, options->known, "Known from this day on");
  }

  static void AddPolicy(CLI::App& command, std::string& policy) {
    command.add_option("--policy", policy, "The policy, where there are several")
        ->type_name("NAME");
  }

  void AddPolicies() {
    CLI::App& command =
        Add(kOperations, "policies", "List, read, publish and roll back policies", kPoliciesFooter);
    auto options = Bind<PoliciesOptions>(command);
    AddPoliciesOptions(command, *options);
  }

  void AddLsp() {
    CLI::App& command =
        Add(kAuthors, "lsp", "Check and complete policies in an editor", kLspFooter);
    Bind<LspOptions>(command);
  }

  void AddServe() {
    CLI::App& command =
        Add(kOperations, "serve", "Serve decisions and policies over gRPC", kServeFooter);
    auto options = Bind<ServeOptions>(command);
    AddServeOptions(command, *options);
  }

  void AddLog() {
    CLI::App& command =
        Add(kOperations, "log", "What a server decided, from its decision log", kLogFooter);
    AddLogVerbs(command, Bind<LogOptions>(command));
  }

  void AddVersion() {
    CLI::App& command = Add(kOperations, "version", "The version of this program", "");
    command.callback([this] { version_wanted_ = true; });
  }

  CLI::App app_;
  CommandLine line_;
  bool version_wanted_ = false;
};

// A command that was being read, and how it is typed.
struct Reading {
  const CLI::App& command;
  std::string typed;
};

Reading ReadingOf(const CLI::App& app) {
  const CLI::App* at = &app;
  std::string typed = app.get_name();
  while (!at->get_subcommands().empty()) {
    at = at->get_subcommands().front();
    typed += " " + at->get_name();
  }
  return {*at, typed};
}

void TellWrongUsage(const CLI::App& app, const CLI::ParseError& error, const Console& console) {
  const Reading reading = ReadingOf(app);
  // What no command knows falls through to the first.
  const std::vector<std::string> unread = app.remaining();
  std::vector<std::string> names;
  const auto any = [](const CLI::App*) { return true; };
  for (const CLI::App* command : reading.command.get_subcommands(any)) {
    if (!command->get_name().empty()) names.push_back(command->get_name());
  }
  std::string message = error.what();
  if (!names.empty() && !unread.empty() && !unread[0].starts_with('-')) {
    const std::string help = SuggestNear(unread[0], names);
    const bool is_top = &reading.command == &app;
    message = "there is no command `" + (is_top ? "" : reading.command.get_name() + " ") +
              Printable(unread[0]) + "`." + (help.empty() ? "" : " " + help);
  }
  console.Complain(message);
  console.err << "See `" << reading.typed << " --help`.\n";
}

}  // namespace

CommandLine ParseCommandLine(const std::vector<std::string>& arguments, const Console& console) {
  Grammar grammar;
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
  CommandLine& line = grammar.line();
  try {
    grammar.app().parse(std::move(reversed));
    if (grammar.version_wanted()) {
      console.out << "credence " << kVersion << "\n";
      line.ended = true;
    }
  } catch (const CLI::Success& asked) {
    // Help and version are thrown, too; they print themselves.
    grammar.app().exit(asked, console.out, console.err);
    line.ended = true;
  } catch (const CLI::ParseError& error) {
    TellWrongUsage(grammar.app(), error, console);
    line.ended = true;
    line.exit_code = ExitCode::kUsage;
  }
  return std::move(line);
}

}  // namespace credence::cli
