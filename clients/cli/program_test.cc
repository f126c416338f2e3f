// Tests clients/cli/program.h: every command run whole, embedded, on the programme this
// repository ships; results on one stream, complaints on the other, exit codes by meaning.
#include "clients/cli/program.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "clients/cli/ran.h"
#include "credence/v1/decision_service.pb.h"
#include "tests/support/golden.h"

namespace credence::cli {
namespace {

using ::credence::testing::MatchesGolden;
using ::credence::testing::ReadGolden;
using ::credence::testing::SourcePath;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

Ran RunCli(std::vector<std::string> arguments, const std::string& input = "") {
  arguments.insert(arguments.begin(), {"--rules", SourcePath("rules")});
  return Run(arguments, input);
}

std::string TheCase() { return SourcePath("rules/cloud_recognition/announcement.case.yaml"); }

// A policy that `format` changes.
std::string LaidOutOtherwise() {
  return "\n\n" + ReadGolden("rules/cloud_recognition/2016_01_multi_partner.policy");
}

// A file of its own for each test, gone afterwards.
class ProgramTest : public ::testing::Test {
 protected:
  ProgramTest()
      : folder_(std::filesystem::temp_directory_path() /
                (std::string("credence_cli_") +
                 ::testing::UnitTest::GetInstance()->current_test_info()->name())) {
    std::filesystem::create_directories(folder_);
  }
  ~ProgramTest() override { std::filesystem::remove_all(folder_); }

  std::string Write(const std::string& name, std::string_view text) const {
    const std::string path = (folder_ / name).string();
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }
  static std::string Read(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return text.str();
  }

  std::filesystem::path folder_;
};

TEST_F(ProgramTest, CheckSaysNoOnlyWhenThereAreErrors) {
  const Ran good = RunCli({"check", SourcePath("rules")});
  EXPECT_EQ(good.exit_code, ExitCode::kDone);
  EXPECT_THAT(good.out, HasSubstr("no errors"));
  EXPECT_THAT(good.err, IsEmpty());

  const Ran bad = RunCli({"check", "-"}, "policy p version 1,5\n");
  EXPECT_EQ(bad.exit_code, ExitCode::kNo);
  EXPECT_THAT(bad.err, HasSubstr("<stdin>:1:"));
  EXPECT_EQ(RunCli({"check", "no/such.policy"}).exit_code, ExitCode::kUsage);
}

TEST_F(ProgramTest, CompareTellsWhatAVersionChanged) {
  const std::string before = "partner_recognition@2015.7";
  const std::string after = "partner_recognition@2016.1";
  const Ran text = RunCli({"compare", before, after});
  EXPECT_EQ(text.exit_code, ExitCode::kDone) << text.err;
  EXPECT_TRUE(MatchesGolden("tests/golden/cli/compare/cloud_recognition.txt", text.out));
  const Ran json = RunCli({"compare", before, after, "--output", "json", "--exit-code"});
  EXPECT_EQ(json.exit_code, ExitCode::kNo);
  EXPECT_TRUE(MatchesGolden("tests/golden/cli/compare/cloud_recognition.json", json.out));

  const std::string file = SourcePath("rules/cloud_recognition/2016_01_multi_partner.policy");
  const Ran same = RunCli({"compare", after, file, "--exit-code"});
  EXPECT_EQ(same.exit_code, ExitCode::kDone) << same.out << same.err;
  EXPECT_THAT(same.out, HasSubstr("Nothing changed"));
}

TEST_F(ProgramTest, CompareSaysWhichSideIsWrong) {
  const std::string known = "partner_recognition@2016.1";
  const auto told = [&](const std::string& other) {
    const Ran ran = RunCli({"compare", known, other});
    EXPECT_EQ(ran.exit_code, ExitCode::kUsage) << ran.out;
    return ran.err;
  };
  EXPECT_THAT(told(known), HasSubstr("is given twice"));
  EXPECT_THAT(told("partner_recognition@1999"), HasSubstr("1999"));
  EXPECT_THAT(told("partner_recognition"), HasSubstr("is no file and no NAME@VERSION"));
  EXPECT_THAT(told("no_such.policy"), HasSubstr("no_such.policy"));
  EXPECT_THAT(told(Write("bad.policy", "policy p version 1,5\n")), HasSubstr("does not compile"));
  EXPECT_EQ(RunCli({"compare", known}).exit_code, ExitCode::kUsage);
}

TEST_F(ProgramTest, EveryProgrammeThatIsShippedIsLaidOutAndPassesItsTests) {
  const Ran laid_out = RunCli({"format", "--check", SourcePath("rules")});
  EXPECT_EQ(laid_out.exit_code, ExitCode::kDone) << laid_out.out << laid_out.err;

  const Ran tested = RunCli({"test", SourcePath("rules")});
  EXPECT_EQ(tested.exit_code, ExitCode::kDone) << tested.out << tested.err;
  for (const auto& folder : std::filesystem::directory_iterator(SourcePath("rules"))) {
    const std::string name = folder.path().filename().string();
    EXPECT_THAT(tested.out, HasSubstr(name + "/")) << "no tests";
  }
}

TEST_F(ProgramTest, FormatChangesAFileOnceAndThenNoMore) {
  const std::string path = Write("a.policy", LaidOutOtherwise());
  const Ran would = RunCli({"format", "--check", path});
  EXPECT_EQ(would.exit_code, ExitCode::kNo);
  EXPECT_THAT(would.out, HasSubstr("a.policy"));
  EXPECT_EQ(RunCli({"format", path}).exit_code, ExitCode::kDone);
  EXPECT_EQ(RunCli({"format", "--check", path}).exit_code, ExitCode::kDone);
  EXPECT_EQ(RunCli({"format", "-"}, Read(path)).out, Read(path));
}

TEST_F(ProgramTest, FormatLeavesWhatDoesNotParseUntouched) {
  const std::string path = Write("a.policy", "policy policy policy\n");
  const Ran ran = RunCli({"format", path});
  EXPECT_EQ(ran.exit_code, ExitCode::kUsage);
  EXPECT_THAT(ran.err, HasSubstr("a.policy:1:"));
  EXPECT_EQ(Read(path), "policy policy policy\n");
}

TEST_F(ProgramTest, FormatKeepsTheModeOfAFileAndWhatALinkPointsTo) {
  const std::string path = Write("a.policy", LaidOutOtherwise());
  std::filesystem::permissions(path, std::filesystem::perms(0640));
  const std::string link = (folder_ / "link.policy").string();
  std::filesystem::create_symlink(path, link);
  EXPECT_EQ(RunCli({"format", link}).exit_code, ExitCode::kDone);
  EXPECT_TRUE(std::filesystem::is_symlink(link));
  EXPECT_NE(Read(path), LaidOutOtherwise());
  EXPECT_EQ(std::filesystem::status(path).permissions(), std::filesystem::perms(0640));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_), {}), 2);
}

// One file cannot be replaced, being in no folder any more, whoever runs this.
TEST_F(ProgramTest, FormatGoesOnAfterAFileThatCannotBeWritten) {
  const std::string text = LaidOutOtherwise();
  const std::string held = Write("a.policy", text);
  const int file = open(held.c_str(), O_RDONLY);
  std::filesystem::remove(held);
  const std::string unwritable = "/proc/self/fd/" + std::to_string(file);
  const std::string other = Write("b.policy", text);
  const Ran ran = RunCli({"format", unwritable, other});
  close(file);
  EXPECT_EQ(ran.exit_code, ExitCode::kUsage);
  EXPECT_THAT(ran.err, HasSubstr("1 file changed\n1 file not written\n"));
  EXPECT_EQ(ran.out, other + "\n");
  EXPECT_NE(Read(other), text);
}

TEST_F(ProgramTest, OneDecisionIsExplainedAndManyAreTables) {
  const Ran one = RunCli({"decide", TheCase(), "--period", "2016-02"});
  EXPECT_EQ(one.exit_code, ExitCode::kDone) << one.err;
  EXPECT_THAT(one.out, HasSubstr("5% of 12,345.67 USD = 617.2835 USD"));
  EXPECT_THAT(one.out, Not(HasSubstr("totals")));
  const Ran many = RunCli({"decide", TheCase(), "--period", "2015-12", "--period", "2016-02"});
  EXPECT_THAT(many.out, HasSubstr("totals  2 decisions"));
  EXPECT_THAT(many.out, Not(HasSubstr("617.2835")));
}

TEST_F(ProgramTest, JsonIsOneAnswerALine) {
  const Ran ran = RunCli(
      {"--output", "json", "decide", TheCase(), "--period", "2015-12", "--period", "2016-02"});
  std::istringstream lines(ran.out);
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    v1::BatchDecideResponse::Item item;
    EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(line, &item).ok()) << line;
    EXPECT_GT(item.decision().results_size(), 0);
  }
  EXPECT_EQ(count, 2);
}

TEST_F(ProgramTest, ARefusedCaseIsToldAtItsPlaceAndStopsNoOther) {
  std::string text = ReadGolden("rules/cloud_recognition/announcement.case.yaml");
  text.replace(text.find("family: yammer"), 14, "family: yamer ");
  const std::string path = Write("bad.yaml", text);
  const Ran alone = RunCli({"decide", path, "--period", "2016-02"});
  EXPECT_EQ(alone.exit_code, ExitCode::kUsage);
  EXPECT_THAT(alone.err, HasSubstr("near: `yammer`"));
  EXPECT_THAT(alone.err, HasSubstr("^^^^^^"));
  const Ran among = RunCli({"decide", path, TheCase(), "--period", "2016-02", "--brief"});
  EXPECT_EQ(among.exit_code, ExitCode::kNo);
  EXPECT_THAT(among.out, HasSubstr("617.28 USD"));
  EXPECT_THAT(among.out, HasSubstr("1 decision, 1 refused"));
}

TEST_F(ProgramTest, AnExportIsImportedAndDecided) {
  const std::string usage =
      Write("usage.csv",
            "CustomerTenantId,WorkloadName,Month,PaidAvailableUnits,MonthlyActiveUsers,PartnerID,"
            "PartnerAttributionType,IsDuplicateRowForPGA\n"
            "6F0C0000-0000-4000-8000-000000000001,Exchange,2016-02-01,1000,800,4847383,DPOR,0\n"
            "6F0C0000-0000-4000-8000-000000000001,Exchange,2016-02-01,-5,800,4847383,DPOR,0\n");
  const std::string cases = (folder_ / "cases.jsonl").string();
  const Ran imported =
      RunCli({"import", "office365-license-usage", usage, "--output", cases, "--assume-eligible"});
  EXPECT_EQ(imported.exit_code, ExitCode::kDone) << imported.err;
  EXPECT_THAT(imported.err, HasSubstr("usage.csv:3:"));
  EXPECT_THAT(imported.err, HasSubstr("2 rows read"));
  const Ran decided = RunCli({"decide", cases, "--policy", "partner_recognition", "--brief"});
  EXPECT_EQ(decided.exit_code, ExitCode::kDone) << decided.err;
  EXPECT_THAT(decided.out, HasSubstr("4847383"));
  const std::string broken = Write("broken.jsonl", "{\"id\": 5\n\n" + Read(cases));
  const Ran partly = RunCli({"decide", broken, "--policy", "partner_recognition", "--brief"});
  EXPECT_EQ(partly.exit_code, ExitCode::kNo);
  EXPECT_THAT(partly.err, HasSubstr("broken.jsonl:1: this line is no case"));
}

TEST_F(ProgramTest, AWhatifSaysWhatChangesAndWhy) {
  const Ran ran =
      RunCli({"whatif", TheCase(), "--period", "2016-02", "--remove-evidence", "dpor-a"});
  EXPECT_EQ(ran.exit_code, ExitCode::kDone) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("-617.28 USD"));
  EXPECT_THAT(ran.out, HasSubstr("+ no dpor on 2016-02-29"));
  const Ran same =
      RunCli({"whatif", TheCase(), "--period", "2016-02", "--param", "usage_floor=45%"});
  EXPECT_THAT(same.out, HasSubstr("both decide the same"));
  const Ran misspelt = RunCli({"whatif", TheCase(), "--period", "2016-02", "--param", "floor=45%"});
  EXPECT_EQ(misspelt.exit_code, ExitCode::kUsage);
  EXPECT_THAT(misspelt.err, HasSubstr("--param:1:1: error"));
  EXPECT_EQ(RunCli({"whatif", TheCase(), "--period", "2016-02"}).exit_code, ExitCode::kUsage);
}

constexpr const char* kTests = R"(suite: small
policy: partner_recognition
fixtures:
  small: &small
    customers: { c: {} }
    subscriptions: { s: { customer: c } }
    workloads: { s.x: { subscription: s, family: exchange } }
    partners: [adatum]
    measures:
      - { measure: revenue, subscription: s, month: 2016-02, value: 1_000 USD }
      - { measure: licensed_seats, workload: s.x, month: 2016-02, value: 100 }
      - { measure: active_users, workload: s.x, month: 2016-02, value: 40 }
    evidence:
      - { id: e1, kind: dpor, partner: adatum, subject: s, from: 2015-07-01, since: 2015-07-01 }
      - { id: e2, kind: eligible, partner: adatum, from: 2015-07-01 }
cases:
  - name: the floor is inclusive
    given: *small
    period: 2016-02
    each:
      - { set: { active_users: 40 }, awarded: [incentive] }
      - { set: { active_users: 39 }, not awarded: [incentive] }
      - { set: { active_users: 39 }, params: { usage_floor: 39% }, awarded: [incentive] }
  - name: later
    given: small
    period: 2016-02
    skip: true
    reason: not agreed yet
)";

TEST_F(ProgramTest, TestsPassFailAndAreSkipped) {
  const std::string path = Write("a.test.yaml", kTests);
  const Ran passed = RunCli({"test", path});
  EXPECT_EQ(passed.exit_code, ExitCode::kDone) << passed.out << passed.err;
  EXPECT_THAT(passed.out, HasSubstr("ok    the floor is inclusive [active_users 39]"));
  EXPECT_THAT(passed.out, HasSubstr("skip  later: not agreed yet"));
  EXPECT_THAT(passed.out, HasSubstr("3 passed, 1 skipped"));

  std::string text = kTests;
  text.replace(text.find("{ active_users: 40 }"), 20, "{ active_users: 38 }");
  const Ran failed = RunCli({"test", Write("a.test.yaml", text)});
  EXPECT_EQ(failed.exit_code, ExitCode::kNo);
  EXPECT_THAT(failed.out, HasSubstr("`incentive` is awarded to nobody"));
  EXPECT_THAT(failed.out, HasSubstr("38% >= 40%"));
  EXPECT_EQ(RunCli({"test", path, "--filter", "39"}).exit_code, ExitCode::kDone);
}

// kTests with the first row expecting the wrong thing, and an amount that is wrong.
std::string WrongTests() {
  std::string text = kTests;
  text.replace(text.find("{ active_users: 40 }, awarded"), 29, "{ active_users: 38 }, awarded");
  return text + R"(  - name: the amount
    given: small
    period: 2016-02
    expect:
      # five per cent
      awards:
        - { credit: incentive, subscription: s, partner: adatum, amount: 60 USD }  # of 1,000
      not:
        - { credit: recognised_seats, partner: adatum, why_not: "no such reason" }
      ignore: [services_capacity]
)";
}

TEST_F(ProgramTest, TheValuesOfAGuardThatFailedStandUnderIt) {
  const Ran failed = RunCli({"test", Write("a.test.yaml", WrongTests())});
  EXPECT_EQ(failed.exit_code, ExitCode::kNo);
  EXPECT_THAT(failed.out, HasSubstr("38% >= 40%\n"
                                    "    (deployment_incentive)\n"
                                    "      active_share           38%\n"
                                    "      usage_floor            40%\n"));
}

TEST_F(ProgramTest, AcceptedTestsPassAndKeepWhatTheyHad) {
  const std::string path = Write("a.test.yaml", WrongTests());
  const Ran accepted = RunCli({"test", path, "--accept"});
  EXPECT_EQ(accepted.exit_code, ExitCode::kDone) << accepted.out << accepted.err;
  EXPECT_THAT(accepted.out, HasSubstr("+       - { set: { active_users: 38 }, not awarded: "));
  EXPECT_THAT(Read(path), HasSubstr("      # five per cent\n"));
  EXPECT_THAT(Read(path), HasSubstr("amount: 50.00 USD }  # of 1,000\n"));
  EXPECT_EQ(RunCli({"test", path}).exit_code, ExitCode::kDone) << Read(path);
  const std::string once = Read(path);
  EXPECT_EQ(RunCli({"test", path, "--accept"}).exit_code, ExitCode::kDone);
  EXPECT_EQ(Read(path), once);
}

TEST_F(ProgramTest, NothingIsAcceptedWhereAPolicyDoesNotCompile) {
  std::string text = WrongTests();
  text.replace(text.find("policy: partner_recognition"), 27,
               "policy: { name: partner_recognition, file: broken.policy }");
  Write("broken.policy", "policy partner_recognition version\n");
  const std::string path = Write("a.test.yaml", text);
  EXPECT_EQ(RunCli({"test", path, "--accept"}).exit_code, ExitCode::kUsage);
  EXPECT_EQ(Read(path), text);
}

// What the test wrote is met; what the policy promises is not.
TEST_F(ProgramTest, ABrokenCheckOfThePolicyIsAnExitCodeOfItsOwn) {
  Write("checked.policy", Read(SourcePath("rules/cloud_recognition/2016_01_multi_partner.policy")) +
                              "\ncheck nobody_is_paid : never incentive > 0 USD\n");
  std::string text = kTests;
  text.replace(text.find("policy: partner_recognition"), 27,
               "policy: { name: partner_recognition, file: checked.policy }");
  const std::string path = Write("a.test.yaml", text);
  const Ran ran = RunCli({"test", path});
  EXPECT_EQ(ran.exit_code, ExitCode::kGuardBroken) << ran.out << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("check `nobody_is_paid` is broken for adatum"));
  // An expectation that is not met as well is a test that failed.
  text.replace(text.find("not awarded"), 11, "awarded");
  EXPECT_EQ(RunCli({"test", Write("b.test.yaml", text)}).exit_code, ExitCode::kNo);
}

// Passed, failed for each kind of reason, skipped, refused and broken, as people and programs
// read it.
TEST_F(ProgramTest, ATestRunIsToldInEveryForm) {
  const std::string path = Write("a.test.yaml", WrongTests() + R"(  - name: a case that is refused
    given:
      partners: [adatum]
      evidence:
        - { id: e1, kind: dopr, partner: adatum, subject: s, from: 2015-07-01 }
    period: 2016-02
    expect: { awards: [] }
)");
  const auto told = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"test", path});
    const Ran ran = RunCli(std::move(more));
    std::string text = ran.out + "---\n" + ran.err;
    for (const std::string& place : {folder_.string() + "/", SourcePath("") + "/"}) {
      for (size_t at = 0; (at = text.find(place, at)) != std::string::npos;) {
        text.erase(at, place.size());
      }
    }
    return text;
  };
  const auto golden = [](const std::string& name) { return "tests/golden/cli/test_run/" + name; };
  EXPECT_TRUE(MatchesGolden(golden("text.txt"), told({})));
  EXPECT_TRUE(MatchesGolden(golden("json.txt"), told({"--output", "json"})));
  EXPECT_TRUE(MatchesGolden(golden("junit.txt"), told({"--output", "junit"})));
  EXPECT_TRUE(MatchesGolden(golden("coverage.txt"), told({"--filter", "inclusive", "--coverage",
                                                          "--coverage-threshold", "99"})));
}

TEST_F(ProgramTest, JunitIsOneDocument) {
  const std::string path = Write("a.test.yaml", WrongTests());
  const Ran ran = RunCli({"test", path, "--output", "junit"});
  EXPECT_EQ(ran.exit_code, ExitCode::kNo);
  EXPECT_THAT(ran.out, HasSubstr("<testsuite name=\"credence\" tests=\"5\" failures=\"2\" "
                                 "errors=\"0\" skipped=\"1\">"));
  EXPECT_THAT(ran.out, HasSubstr("<skipped message=\"not agreed yet\"/>"));
  EXPECT_EQ(RunCli({"policies", "--output", "junit"}).exit_code, ExitCode::kUsage);
}

TEST_F(ProgramTest, CoverageSaysWhatNoTestAsks) {
  const std::string path = Write("a.test.yaml", kTests);
  const Ran ran = RunCli({"test", path, "--coverage"});
  EXPECT_EQ(ran.exit_code, ExitCode::kDone);
  EXPECT_THAT(ran.out, HasSubstr("cloud_recognition/2016_01_multi_partner.policy"));
  EXPECT_THAT(ran.out, HasSubstr("if tied hold (incentive): never decided"));
  // The floor is tested from both sides.
  EXPECT_THAT(ran.out, Not(HasSubstr("2016_01_multi_partner.policy:52: when active_share")));
  const Ran too_little = RunCli({"test", path, "--coverage-threshold", "90"});
  EXPECT_EQ(too_little.exit_code, ExitCode::kGuardBroken);
  EXPECT_THAT(too_little.err, HasSubstr("90% is asked for"));
}

TEST_F(ProgramTest, CoverageCountsRowsOfTablesAndTiers) {
  Write("tables.policy", ReadGolden("tests/golden/evaluate/tables_and_tiers.policy"));
  Write("tables.vocab", ReadGolden("tests/golden/evaluate/online_services.vocab"));
  const std::string path =
      Write("a.test.yaml", R"(policy: { name: recognition, file: tables.policy }
vocabulary: tables.vocab
cases:
  - name: the fourth row
    given:
      customers: { c: { segment: education } }
      subscriptions: { s: { customer: c } }
      workloads: { s.x: { subscription: s, family: exchange } }
      partners: [adatum]
      measures:
        - { measure: revenue, subscription: s, month: 2016-02, value: 12_000 USD }
        - { measure: licensed_seats, workload: s.x, month: 2016-02, value: 100 }
        - { measure: active_users, workload: s.x, month: 2016-02, value: 60 }
      evidence:
        - { id: e1, kind: csp, partner: adatum, subject: s, from: 2015-07-01, tier: direct }
    period: 2016-02
    each:
      - { name: paid, awarded: [bonus] }
)");
  const Ran ran = RunCli({"test", path, "--coverage"});
  EXPECT_EQ(ran.exit_code, ExitCode::kDone) << ran.out << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("table rows  6 of 14\n"));
  EXPECT_THAT(ran.out, HasSubstr(": card row 3: never hit\n"));
  EXPECT_THAT(ran.out, Not(HasSubstr(": card row 4: never hit\n")));
  EXPECT_THAT(ran.out, HasSubstr(": seats tier 2: never hit\n"));
}

TEST_F(ProgramTest, GeneratedCasesStandAtTheBoundariesAndPass) {
  const std::string path = folder_.string() + "/boundaries.test.yaml";
  const Ran made = RunCli({"test", "--generate", path, "--from", TheCase()});
  EXPECT_EQ(made.exit_code, ExitCode::kDone) << made.err;
  const std::string text = Read(path);
  EXPECT_THAT(text, HasSubstr("deployment_incentive at most 25,000.00 USD: one below"));
  EXPECT_THAT(text, HasSubstr("active_share >= usage_floor at 40%: one below"));
  EXPECT_THAT(text, HasSubstr("usage_floor 50% from 2016-07-01: the period before"));
  EXPECT_THAT(text, HasSubstr("dpor-a from the day after the period, 2016-03-01"));
  const Ran passed = RunCli({"test", path});
  EXPECT_EQ(passed.exit_code, ExitCode::kDone) << passed.out;
  // What stands there is not written over.
  EXPECT_EQ(RunCli({"test", "--generate", path, "--from", TheCase()}).exit_code, ExitCode::kUsage);
  EXPECT_EQ(Read(path), text);
}

TEST_F(ProgramTest, GeneratedCasesStandAtADay) {
  Write("online_services.vocab", ReadGolden("tests/golden/evaluate/online_services.vocab"));
  Write("late.policy", R"(policy late version "1"
  effective from 2015-01-01
  uses online_services version "3"

credit seats : count for every partner per subscription each month

award seats to every partner with dpor on period.end
  when (latest of dpor.since else 2015-01-01) >= 2015-09-01
  amount 1
  because "Who came since September."
)");
  const std::string given = Write("late.case.yaml", R"(policy: late
period: 2016-02
customers: { c: {} }
subscriptions: { s: { customer: c } }
partners: [adatum]
evidence:
  - { id: e1, kind: dpor, partner: adatum, subject: s, from: 2015-07-01, since: 2015-07-20 }
)");
  const std::string path = folder_.string() + "/days.test.yaml";
  const auto run = [&](const std::vector<std::string>& arguments) {
    std::istringstream in;
    std::ostringstream out;
    std::ostringstream err;
    Console console{in, out, err};
    const ExitCode code = RunProgram(arguments, console, {});
    return Ran{code, out.str(), err.str()};
  };
  const Ran made = run({"--rules", folder_.string(), "test", "--generate", path, "--from", given});
  EXPECT_EQ(made.exit_code, ExitCode::kDone) << made.err;
  EXPECT_TRUE(MatchesGolden("tests/golden/cli/test_run/generated_days.txt", Read(path)));
  const Ran passed = run({"--rules", folder_.string(), "test", path});
  EXPECT_EQ(passed.exit_code, ExitCode::kDone) << passed.out;
}

TEST_F(ProgramTest, SettlementsAreDifferencesBetweenKnownDays) {
  std::string text = kTests;
  text += R"(  - name: a late cancellation is taken back
    given: small
    period: 2016-02
    change:
      set measures:
        - { measure: revenue, subscription: s, month: 2016-02, value: 0 USD, recorded: 2016-05-03 }
    known_at: [2016-03-05, 2016-05-05]
    expect:
      settlements:
        - { known_at: 2016-03-05, credit: incentive, partner: adatum, delta: 50 USD }
        - { known_at: 2016-05-05, credit: incentive, partner: adatum, delta: -50 USD,
            cause: "revenue 2016-02 restated 2016-05-03" }
)";
  const Ran passed = RunCli({"test", Write("a.test.yaml", text)});
  EXPECT_EQ(passed.exit_code, ExitCode::kDone) << passed.out << passed.err;
  text.replace(text.find("delta: -50 USD"), 14, "delta: -40 USD");
  const Ran failed = RunCli({"test", Write("a.test.yaml", text)});
  EXPECT_EQ(failed.exit_code, ExitCode::kNo);
  EXPECT_THAT(failed.out, HasSubstr("on 2016-05-05 `adatum` is settled by -50.00 USD, expected "
                                    "-40.00 USD"));
  EXPECT_THAT(failed.out, HasSubstr("revenue 2016-02 restated 2016-05-03, of s"));
}

TEST_F(ProgramTest, FiltersNameCasesSuitesOrFiles) {
  const std::string path = Write("a.test.yaml", kTests);
  EXPECT_THAT(RunCli({"test", path, "--filter", "39", "--filter", "later"}).out,
              HasSubstr("2 passed, 1 skipped"));
  EXPECT_THAT(RunCli({"test", path, "--filter", "small"}).out, HasSubstr("3 passed, 1 skipped"));
  EXPECT_THAT(RunCli({"test", path, "--filter", "a.test"}).out, HasSubstr("3 passed, 1 skipped"));
}

TEST_F(ProgramTest, ARunOfNoTestsIsNoPass) {
  EXPECT_EQ(RunCli({"test", Write("a.test.yaml", "cases: []\n")}).exit_code, ExitCode::kUsage);
  EXPECT_EQ(RunCli({"test", Write("a.test.yaml", kTests), "--filter", "no such"}).exit_code,
            ExitCode::kUsage);
  EXPECT_EQ(RunCli({"test", folder_.string() + "/none"}).exit_code, ExitCode::kUsage);
}

TEST_F(ProgramTest, AServerThatIsNotThereIsNoWrongUsage) {
  std::istringstream in;
  std::ostringstream out;
  std::ostringstream err;
  Console console{in, out, err};
  EXPECT_EQ(RunProgram({"--server", "127.0.0.1:1", "policies"}, console, {}), ExitCode::kServer);
  EXPECT_THAT(err.str(), HasSubstr("cannot reach the server at 127.0.0.1:1"));
  EXPECT_THAT(err.str(), HasSubstr("a server that speaks TLS takes --ca"));
}

}  // namespace
}  // namespace credence::cli
