// The command line as a value: which subcommand, with which options.
//
//   credence --server localhost:50051 decide case.yaml --period 2016-02
//     -> global.server "localhost:50051", command DecideOptions{.files = {"case.yaml"}, ...}
//
// Parsing knows the flags and their shapes, and nothing of what they do: periods, dates and ids
// are text here, read by the command. `--help` and `--version` end the parse with their text.
//
// Thread-safe: values.
#ifndef CREDENCE_CLIENTS_CLI_COMMAND_LINE_H_
#define CREDENCE_CLIENTS_CLI_COMMAND_LINE_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "clients/cli/changes.h"
#include "clients/cli/console.h"
#include "clients/cli/exit_code.h"

namespace credence::cli {

inline constexpr std::string_view kVersion = "0.1.0";
// The longest that a flag lets anybody wait.
inline constexpr int kTimeoutSecondsMax = 3'600;

struct GlobalOptions {
  std::string server;
  // PEM files: whom to trust as the server, and what to show it. Empty: plain text.
  std::string ca;
  std::string cert;
  std::string cert_key;
  std::string token_file;  // whose text is shown as bearer token
  std::string rules;
  std::string store;
  std::string output = "text";  // or "json"; "junit" of tests
  std::string color;            // "auto", "always", "never"; empty: not said
  int timeout_seconds = 60;
};

struct CheckOptions {
  std::vector<std::string> paths;
  bool with_published = false;
};

struct ExplainOptions {
  std::string code;  // empty: all of them
};

struct FormatOptions {
  std::vector<std::string> paths;
  bool check = false;
};

struct CompareOptions {
  std::string before;  // a rule file, or "recognition@2016.1"
  std::string after;
  std::vector<std::string> vocabularies;
  bool exit_code = false;
};

// What decides: shared by decide and whatif.
struct AskOptions {
  std::string policy;
  std::vector<std::string> periods;
  std::string known_at;
  std::string version;
};

struct DecideOptions {
  std::vector<std::string> files;
  AskOptions ask;
  bool explain = false;
  bool brief = false;
};

struct WhatifOptions {
  std::string file;
  AskOptions ask;
  ChangeFlags flags;
  std::string use_version;
  std::vector<std::string> use_files;
  std::string changes_file;
};

struct TestOptions {
  std::vector<std::string> paths;
  std::vector<std::string> filters;  // any of them
  bool accept = false;
  bool coverage = false;
  int coverage_threshold = 0;  // percent
  std::string generate_file;
  std::string from_case;
};

struct PoliciesOptions {
  enum class Verb { kList, kShow, kStatus, kReload, kPublish, kRevisions, kRollBack, kWatch };
  Verb verb = Verb::kList;
  // "recognition", "recognition@2016.1", or a revision; of kRollBack a revision.
  std::string name;
  std::string folder;  // of kPublish: whose rule files; of kShow: where those of a revision go
  std::string message;
  std::string expected;  // a revision, or "none"; empty: not said
  bool validate_only = false;
  bool untested = false;
};

struct ServeOptions {
  std::string config;
  bool check_config = false;
  bool print_config = false;
  // What the flags of ServeSettings() said, by key; empty: nothing.
  std::map<std::string, std::string> given_texts;
};

struct ImportOptions {
  std::string format;
  std::string file;
  std::string cases_file = "-";
  bool assume_eligible = false;
};

// An export into the store, by the connector of that name.
struct RecordOptions {
  std::string connector;
  std::string file;
  std::string known;
  std::string partner;
  std::string customer;
  std::string as_of;
  std::string relationship;
  std::string relationships_file;
  std::string rejected_file;
  std::string complete_through;
};

// What is known of a customer, or was ever said under a key.
struct FactsOptions {
  std::string customer;
  std::string history_of;
  std::string known;
  std::string valid;
  std::string sort;
  std::string partner;
};

struct DesignateOptions {
  std::string subscription;
  std::string partner;
  bool remove = false;
  std::string by;
  std::string from;
  std::string known;
};

struct RetractOptions {
  std::string key;
  std::string reason;
  std::string known;
};

struct StoreOptions {
  enum class Verb { kMigrate, kStatus, kBackup, kRestore };
  Verb verb = Verb::kStatus;
  std::string copy;  // to make of kBackup, to bring back of kRestore
};

struct CloseOptions {
  std::string period;
  std::string policy;
  std::string known;
};

struct EntriesOptions {
  std::string policy;
  std::string partner;
  std::string customer;
  std::string rule;
  std::string from;
  std::string until;
};

struct WhyOptions {
  int64_t entry = 0;
};

struct StatementOptions {
  std::string partner;
  std::string policy;
  std::string period;
  std::string known;
};

struct StandingsOptions {
  std::string policy;
  std::string partner;
  std::string period;
  std::string known;
};

struct HeldOptions {
  std::string policy;
};

struct ResolveOptions {
  std::string policy;
  std::string credit;
  std::string subject;
  std::string period;
  std::string partner;
  std::string reason;
  std::string by;
  std::string known;
};

// Which records of a decision log; empty fields ask for all.
struct LogOptions {
  enum class Verb { kShow, kReplay };
  Verb verb = Verb::kShow;
  std::vector<std::string> files;  // of kShow none: the server's own
  std::string partner;
  std::string customer;
  std::string rule;
  std::string caller;
  std::string from;
  std::string until;
  std::string id;
  std::string after;
  uint64_t limit = 0;  // 0: all
  bool explain = false;
};

struct LspOptions {};

using Command =
    std::variant<std::monostate, CheckOptions, ExplainOptions, FormatOptions, CompareOptions,
                 DecideOptions, WhatifOptions, TestOptions, PoliciesOptions, ServeOptions,
                 ImportOptions, RecordOptions, FactsOptions, DesignateOptions, RetractOptions,
                 StoreOptions, CloseOptions, EntriesOptions, StatementOptions, StandingsOptions,
                 WhyOptions, HeldOptions, ResolveOptions, LspOptions, LogOptions>;

struct CommandLine {
  GlobalOptions global;
  Command command;
  // Of a parse that ended by itself: help, version, or wrong usage.
  bool ended = false;
  ExitCode exit_code = ExitCode::kDone;
};

// Help goes to `console.out`; what is wrong with the usage to `console.err`.
CommandLine ParseCommandLine(const std::vector<std::string>& arguments, const Console& console);

}  // namespace credence::cli

#endif  // CREDENCE_CLIENTS_CLI_COMMAND_LINE_H_
