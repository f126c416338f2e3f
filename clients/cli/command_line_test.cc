// Tests clients/cli/command_line.h: flags to options, and the help people read
// (tests/golden/cli/help).
#include "clients/cli/command_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "tests/support/golden.h"

namespace credence::cli {
namespace {

using ::credence::testing::MatchesGolden;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct Parsed {
  CommandLine line;
  std::string out;
  std::string err;
};

Parsed Parse(const std::vector<std::string>& arguments) {
  std::istringstream in;
  std::ostringstream out;
  std::ostringstream err;
  const Console console{in, out, err};
  Parsed parsed{ParseCommandLine(arguments, console), "", ""};
  parsed.out = out.str();
  parsed.err = err.str();
  return parsed;
}

TEST(CommandLine, GlobalOptionsStandBeforeOrAfterTheCommand) {
  for (const auto& arguments : {std::vector<std::string>{"--server", "h:1", "decide", "a.yaml"},
                                std::vector<std::string>{"decide", "a.yaml", "--server", "h:1"}}) {
    const Parsed parsed = Parse(arguments);
    EXPECT_FALSE(parsed.line.ended) << parsed.err;
    EXPECT_EQ(parsed.line.global.server, "h:1");
    EXPECT_THAT(std::get<DecideOptions>(parsed.line.command).files, ElementsAre("a.yaml"));
  }
}

TEST(CommandLine, ARepeatedOptionTakesOneValueEachTime) {
  const Parsed parsed = Parse({"decide", "--period", "2016-01", "a.yaml", "--period", "2016-02"});
  const auto& options = std::get<DecideOptions>(parsed.line.command);
  EXPECT_THAT(options.ask.periods, ElementsAre("2016-01", "2016-02"));
  EXPECT_THAT(options.files, ElementsAre("a.yaml"));
}

TEST(CommandLine, ChangesAreKeptAsTyped) {
  const Parsed parsed = Parse({"whatif", "a.yaml", "--set", "users@ea1=39", "--remove-evidence",
                               "e1", "--add-evidence", "kind=dpor,partner=p", "--param", "f=5%"});
  const auto& options = std::get<WhatifOptions>(parsed.line.command);
  EXPECT_THAT(options.flags.set, ElementsAre("users@ea1=39"));
  EXPECT_THAT(options.flags.add_evidence, ElementsAre("kind=dpor,partner=p"));
  EXPECT_THAT(options.flags.params, ElementsAre("f=5%"));
}

TEST(CommandLine, PoliciesAreListedUnlessSaidOtherwise) {
  EXPECT_EQ(std::get<PoliciesOptions>(Parse({"policies"}).line.command).verb,
            PoliciesOptions::Verb::kList);
  const Parsed show = Parse({"policies", "show", "recognition@2016.1"});
  EXPECT_EQ(std::get<PoliciesOptions>(show.line.command).verb, PoliciesOptions::Verb::kShow);
  EXPECT_EQ(std::get<PoliciesOptions>(show.line.command).name, "recognition@2016.1");
  EXPECT_EQ(std::get<PoliciesOptions>(Parse({"policies", "reload"}).line.command).verb,
            PoliciesOptions::Verb::kReload);
}

TEST(CommandLine, AnImportSaysWhereItsCasesGo) {
  const Parsed parsed =
      Parse({"import", "office365-license-usage", "u.csv", "--output", "c.jsonl"});
  const auto& options = std::get<ImportOptions>(parsed.line.command);
  EXPECT_EQ(options.cases_file, "c.jsonl");
  EXPECT_EQ(options.format, "office365-license-usage");
  EXPECT_EQ(parsed.line.global.output, "text");
}

TEST(CommandLine, WrongUsageIsToldWithWhereToLook) {
  const auto complaint = [](const std::vector<std::string>& arguments) {
    const Parsed parsed = Parse(arguments);
    EXPECT_TRUE(parsed.line.ended);
    EXPECT_EQ(parsed.line.exit_code, ExitCode::kUsage);
    EXPECT_EQ(parsed.out, "");
    return parsed.err;
  };
  EXPECT_THAT(complaint({"chekc", "x"}), HasSubstr("no command `chekc`. Write `check`."));
  EXPECT_THAT(complaint({"decide"}), HasSubstr("CASEFILE is required\nSee `credence decide"));
  EXPECT_THAT(complaint({"--server", "h:1", "--rules", "r", "policies"}), HasSubstr("excludes"));
  EXPECT_THAT(complaint({"import", "designation", "d.csv"}),
              HasSubstr("there is no command `import designation`. Write `designations`."));
  EXPECT_THAT(complaint({"decide", "a", "--brief", "--explain"}), HasSubstr("excludes"));
  EXPECT_THAT(complaint({"policies", "--output", "xml"}), HasSubstr("xml"));
  EXPECT_THAT(complaint({}), HasSubstr("See `credence --help`."));
}

TEST(CommandLine, VersionIsOneLine) {
  EXPECT_EQ(Parse({"--version"}).out, "credence " + std::string(kVersion) + "\n");
  EXPECT_EQ(Parse({"version"}).out, Parse({"--version"}).out);
}

TEST(CommandLine, HelpIsWhatPeopleRead) {
  for (const char* command : {"", "check", "format", "compare", "test", "decide", "whatif", "log",
                              "import", "facts", "designate", "policies", "lsp", "serve"}) {
    std::vector<std::string> arguments = {"--help"};
    if (*command != '\0') arguments = {command, "--help"};
    const Parsed parsed = Parse(arguments);
    EXPECT_EQ(parsed.line.exit_code, ExitCode::kDone);
    const std::string name = *command == '\0' ? "credence" : command;
    EXPECT_TRUE(MatchesGolden("tests/golden/cli/help/" + name + ".txt", parsed.out));
  }
}

}  // namespace
}  // namespace credence::cli
