// Tests the commands of the book, from an export to an entry: the announcement of January 2016,
// whose records came in April.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <sstream>

#include "clients/cli/ran.h"
#include "tests/support/golden.h"
#include "tests/support/temporary_directory.h"

namespace credence::cli {
namespace {

using ::credence::testing::MatchesGolden;
using ::credence::testing::TemporaryDirectory;
using ::testing::HasSubstr;

constexpr const char* kVocabulary = R"(vocabulary services version "1"

subject customer
subject subscription in customer
subject workload in subscription

evidence dpor on subscription lasting with { since: date }
evidence delegated_admin on workload lasting

measure licensed_seats : count per workload each month, level, optional
measure active_users : count per workload each month, level, optional

attribute workload.family : one of { exchange, sharepoint, skype, yammer, intune }, optional
)";

constexpr const char* kPolicy = R"(policy recognition version "2016.1"
  effective from 2016-01-14 splitting periods
  uses services version "1"
  supersedes "2015.7"

credit seats : count for every partner per workload each month
  combine highest

award seats to every partner with any of { dpor, delegated_admin } on period.end
  amount active_users else 0
  because "Every partner who helped is recognised."

standing silver in small_cloud
  when sum of seats over 12 months >= 240
  because "Silver needs 240 seats in twelve months."
)";

constexpr const char* kBefore = R"(policy recognition version "2015.7"
  effective from 2015-07-01
  uses services version "1"

credit partner_of_record : count for every partner per workload each month

award partner_of_record to every partner with dpor on period.end
  amount active_users else 0
  because "The partner of record is recognised."
)";

constexpr const char* kHeader =
    "CustomerTenantId,WorkloadName,Month,PaidAvailableUnits,MonthlyActiveUsers,PartnerID,"
    "PartnerAttributionType,IsDuplicateRowForPGA\n";

std::string ReadText(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

class LedgerCommandTest : public ::testing::Test {
 protected:
  LedgerCommandTest() {
    folder_.Write("rules/services.vocab", kVocabulary);
    folder_.Write("rules/2016.policy", kPolicy);
    folder_.Write("rules/2015.policy", kBefore);
    folder_.Write("usage.csv", Usage("adatum", "DPOR", {"01", "02", "03", "04"}));
    folder_.Write("april.csv", Usage("contoso", "DAP", {"01", "02", "03"}));
  }

  static std::string Usage(const std::string& partner, const std::string& attribution,
                           const std::vector<std::string>& months) {
    std::string text = kHeader;
    for (const std::string& month : months) {
      text += "6f0c0000-0000-0000-0000-000000000001,Exchange,2016-" + month + "-01,100,80," +
              partner + "," + attribution + ",0\n";
    }
    return text;
  }

  Ran Run(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--rules", folder_.PathOf("rules"), "--store", store_});
    return cli::Run(arguments);
  }

  Ran Import(const std::string& file, const std::string& known,
             const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments = {"import", "insights.office365_usage",
                                          folder_.PathOf(file), "--known", known};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Run(arguments);
  }

  TemporaryDirectory folder_;
  std::string store_ = folder_.PathOf("book.db");
};

TEST_F(LedgerCommandTest, WhatComesInAprilIsPostedToTheMonthsItBelongsTo) {
  ASSERT_EQ(Run({"store", "migrate"}).exit_code, ExitCode::kDone);
  const Ran imported = Import("usage.csv", "2016-01-31");
  EXPECT_EQ(imported.exit_code, ExitCode::kDone) << imported.err;
  EXPECT_THAT(imported.err, HasSubstr("4 rows read: 4 used"));
  EXPECT_THAT(Import("usage.csv", "2016-02-01").err, HasSubstr("0 facts new, 0 corrected"));
  for (const auto& [month, known] :
       {std::pair("2016-01", "2016-02-04"), std::pair("2016-02", "2016-03-04"),
        std::pair("2016-03", "2016-04-04")}) {
    const Ran closed = Run({"close", month, "--known", known});
    EXPECT_EQ(closed.exit_code, ExitCode::kDone) << closed.err;
  }
  const std::string issued = Run({"entries"}).out;
  const std::string february = Run({"statement", "adatum", "--period", "2016-02"}).out;
  EXPECT_EQ(Import("april.csv", "2016-04-05").exit_code, ExitCode::kDone);
  const Ran april = Run({"close", "2016-04", "--known", "2016-05-05"});
  EXPECT_TRUE(MatchesGolden("tests/golden/cli/ledger/close.txt", april.out));
  const std::string all = Run({"entries"}).out;
  EXPECT_TRUE(MatchesGolden("tests/golden/cli/ledger/entries.txt", all));
  EXPECT_THAT(Run({"entries", "--partner", "contoso", "--output", "json"}).out,
              HasSubstr("\"adjustment\":true"));
  const Ran why = Run({"why", "5"});
  EXPECT_EQ(why.exit_code, ExitCode::kDone) << why.err;
  EXPECT_TRUE(MatchesGolden("tests/golden/cli/ledger/why.txt", why.out));
  const Ran standings = Run({"standings"});
  EXPECT_EQ(standings.exit_code, ExitCode::kDone) << standings.err;
  EXPECT_TRUE(MatchesGolden("tests/golden/cli/ledger/standings.txt", standings.out));
  EXPECT_THAT(Run({"standings", "--known", "2016-04-04", "--partner", "contoso"}).out,
              HasSubstr("0 of 240 seats: 240 more"));
  EXPECT_THAT(Run({"standings", "--period", "2016-05"}).err, HasSubstr("2016-05 is not closed"));
  EXPECT_THAT(Run({"standings", "--period", "2016"}).err, HasSubstr("at the end of a month"));
  const Ran statement = Run({"statement", "contoso"});
  EXPECT_EQ(statement.exit_code, ExitCode::kDone) << statement.err;
  EXPECT_TRUE(MatchesGolden("tests/golden/cli/ledger/statement.txt", statement.out));
  // To the byte what it was before April.
  EXPECT_EQ(Run({"statement", "adatum", "--period", "2016-02"}).out, february);
  EXPECT_THAT(Run({"statement", "contoso", "--period", "2016-02"}).out,
              HasSubstr("nothing was posted"));
  EXPECT_THAT(Run({"statement", "adatum", "--period", "2016-05"}).err,
              HasSubstr("the last close is that of 2016-04"));
  EXPECT_THAT(Run({"resolve", "seats", "ea1", "2016-04", "adatum", "--reason", "r", "--by", "b",
                   "--known", "2016-05-06"})
                  .err,
              HasSubstr("is not held; `credence held` lists what is"));
  EXPECT_THAT(Run({"why", "99"}).err, HasSubstr("there is no entry 99"));
  EXPECT_THAT(Run({"entries", "--partner", "nobody"}).err, HasSubstr("no entries"));
  EXPECT_THAT(Run({"entries", "--until", "2016-02-05"}).err, HasSubstr("no entries"));
  EXPECT_EQ(Run({"entries", "--from", "2016-02-05T12:00:00.5Z"}).out, Run({"entries"}).out);
  EXPECT_THAT(Run({"entries", "--from", "yesterday"}).err,
              HasSubstr("from: `yesterday` is no day and no time; write it as 2016-04-01"));
  // What was issued before is as it was: the rows of these closes, columns as wide as they are.
  const auto words = [](const std::string& text) {
    std::istringstream in(text);
    std::vector<std::string> rows;
    for (std::string line; std::getline(in, line);) {
      std::istringstream cells(line);
      std::string row;
      for (std::string word; cells >> word;) row += word + " ";
      rows.push_back(row);
    }
    return rows;
  };
  const std::vector<std::string> before = words(issued);
  std::vector<std::string> after = words(all);
  ASSERT_GT(before.size(), 3u);
  after.resize(before.size());
  EXPECT_EQ(after, before);
}

TEST_F(LedgerCommandTest, FactsAreListedAsKnownOnADayWithWhereTheyCameFrom) {
  ASSERT_EQ(Run({"store", "migrate"}).exit_code, ExitCode::kDone);
  ASSERT_EQ(Import("usage.csv", "2016-01-31").exit_code, ExitCode::kDone);
  ASSERT_EQ(Import("april.csv", "2016-04-05").exit_code, ExitCode::kDone);
  const std::string customer = "6f0c0000-0000-0000-0000-000000000001";
  EXPECT_TRUE(MatchesGolden("tests/golden/cli/ledger/facts.txt",
                            Run({"facts", customer, "--valid", "2016-02-29"}).out));
  EXPECT_THAT(Run({"facts", customer, "--known", "2016-04-04", "--partner", "contoso"}).err,
              HasSubstr("no facts"));
  const std::string key = "delegated_admin/" + customer + "/office365/exchange/contoso/2016-01";
  ASSERT_EQ(Run({"retract", key, "--reason", "never accepted", "--known", "2016-04-06"}).exit_code,
            ExitCode::kDone);
  EXPECT_TRUE(
      MatchesGolden("tests/golden/cli/ledger/history.txt", Run({"facts", "--history", key}).out));
  EXPECT_THAT(Run({"facts", customer, "--sort", "evidence", "--output", "json"}).out,
              HasSubstr("\"kind\":\"dpor\""));
  EXPECT_THAT(Run({"facts", "northwind"}).err, HasSubstr("nothing is known of a customer"));
  EXPECT_EQ(Run({"facts"}).exit_code, ExitCode::kUsage);
}

TEST_F(LedgerCommandTest, WhatIsNotLoadedToTheEndIsProvisional) {
  ASSERT_EQ(Run({"store", "migrate"}).exit_code, ExitCode::kDone);
  ASSERT_EQ(Import("usage.csv", "2016-01-31").exit_code, ExitCode::kDone);
  // That this was all of it may be said later.
  EXPECT_THAT(Import("usage.csv", "2016-01-31", {"--complete-through", "2016-01-31"}).err,
              HasSubstr(" facts new, 0 corrected"));
  const auto close = [this](const std::string& month, const std::string& known) {
    EXPECT_EQ(Run({"close", month, "--known", known}).exit_code, ExitCode::kDone);
    const std::string entries = Run({"entries"}).out;
    return entries.substr(entries.rfind('\n', entries.size() - 2) + 1);
  };
  EXPECT_THAT(close("2016-01", "2016-02-04"), ::testing::Not(HasSubstr("provisional")));
  EXPECT_THAT(close("2016-02", "2016-03-04"), HasSubstr(" provisional"));
  // The rest of the first quarter is here.
  ASSERT_EQ(Import("april.csv", "2016-04-01", {"--complete-through", "2016-03-31"}).exit_code,
            ExitCode::kDone);
  EXPECT_THAT(close("2016-03", "2016-04-04"), ::testing::Not(HasSubstr("provisional")));
  // Of two sources of designations the less complete says how far these are.
  folder_.Write("designations.csv",
                "subscription,customer,partner,from,through,designated_by,role\n"
                "ea1,northwind,adatum,2016-01-14,,a.admin,Owner\n");
  folder_.Write("may.csv", Usage("contoso", "DAP", {"04"}));
  ASSERT_EQ(Import("may.csv", "2016-05-01", {"--complete-through", "2016-04-30"}).exit_code,
            ExitCode::kDone);
  ASSERT_EQ(Run({"import", "designations", folder_.PathOf("designations.csv"), "--known",
                 "2016-05-01", "--complete-through", "2016-03-31"})
                .exit_code,
            ExitCode::kDone);
  EXPECT_THAT(close("2016-04", "2016-05-05"), HasSubstr(" provisional"));
  EXPECT_EQ(Import("usage.csv", "2016-06-01", {"--complete-through", "soon"}).exit_code,
            ExitCode::kUsage);
}

TEST_F(LedgerCommandTest, WhatIsNoFileIsNotImported) {
  ASSERT_EQ(Run({"store", "migrate"}).exit_code, ExitCode::kDone);
  EXPECT_THAT(Import("rules", "2016-01-31").err, HasSubstr("rules: this is a folder"));
  const std::string pipe = folder_.PathOf("pipe");
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  const Ran refused = Import("pipe", "2016-01-31");
  EXPECT_EQ(refused.exit_code, ExitCode::kUsage);
  EXPECT_THAT(refused.err, HasSubstr("write it to a file first"));
}

TEST_F(LedgerCommandTest, WhatCannotBeDoneIsSaidWithWhatToDo) {
  EXPECT_THAT(Run({"entries"}).err, HasSubstr("`credence store migrate` makes one"));
  EXPECT_EQ(Run({"store", "status"}).exit_code, ExitCode::kUsage);
  ASSERT_EQ(Run({"store", "migrate"}).exit_code, ExitCode::kDone);
  EXPECT_THAT(Run({"store", "status"}).out, HasSubstr("schema 4 of 4"));
  EXPECT_THAT(Run({"held"}).err, HasSubstr("no period was closed yet"));
  EXPECT_THAT(Run({"close", "2016-01", "--known", "2016-01-30"}).err,
              HasSubstr("what happens until 2016-01-31 is not known on 2016-01-30"));
  EXPECT_THAT(Run({"close", "2016-1", "--known", "2016-01-31"}).err, HasSubstr("2016-1"));
  EXPECT_THAT(Run({"close", "2016-01", "--known", "tomorrow"}).err, HasSubstr("is no day"));
  EXPECT_THAT(Run({"retract", "dpor/x", "--reason", "r", "--known", "2016-01-31"}).err,
              HasSubstr("nothing is known under `dpor/x`"));
  EXPECT_THAT(Import("none.csv", "2016-01-31").err, HasSubstr("no such file"));
  folder_.Write("other.csv", "a,b\n1,2\n");
  const Ran other = Import("other.csv", "2016-01-31");
  EXPECT_EQ(other.exit_code, ExitCode::kUsage);
  EXPECT_THAT(other.err, HasSubstr("other.csv"));
  ASSERT_EQ(Import("usage.csv", "2016-03-01").exit_code, ExitCode::kDone);
  EXPECT_THAT(Import("april.csv", "2016-02-01").err, HasSubstr("2016-03-01 or later"));
  EXPECT_EQ(Run({"store", "backup", folder_.PathOf("copy.db")}).exit_code, ExitCode::kDone);
  EXPECT_THAT(Run({"store", "backup", folder_.PathOf("copy.db")}).err, HasSubstr("there already"));
  EXPECT_THAT(Run({"store", "restore", folder_.PathOf("copy.db")}).err,
              HasSubstr("there already; move it away"));
  store_ = folder_.PathOf("restored.db");
  EXPECT_THAT(Run({"store", "restore", folder_.PathOf("none.db")}).err, HasSubstr("no such file"));
  EXPECT_EQ(Run({"store", "restore", folder_.PathOf("copy.db")}).exit_code, ExitCode::kDone);
  EXPECT_THAT(Run({"store", "status"}).out, HasSubstr("schema 4 of 4"));
}

TEST_F(LedgerCommandTest, ARowThatCannotBeReadIsMendedAndFedAgain) {
  ASSERT_EQ(Run({"store", "migrate"}).exit_code, ExitCode::kDone);
  folder_.Write("designations.csv",
                "subscription,customer,partner,from,through,designated_by,role\n"
                "ea1,northwind,adatum,2016-01-14,,a.admin,Global Administrator\n"
                "ea2,northwind,contoso,2016-01-14,,a.user,User\n");
  const std::string mend = folder_.PathOf("mend.csv");
  const Ran first = Run({"import", "designations", folder_.PathOf("designations.csv"), "--known",
                         "2016-02-01", "--rejected", mend});
  EXPECT_EQ(first.exit_code, ExitCode::kNo) << first.err;
  EXPECT_THAT(first.err,
              HasSubstr("1 row cannot be read; " + mend + " has what to mend and import"));
  std::string text = ReadText(mend);
  EXPECT_THAT(text, HasSubstr("ea2,northwind,contoso"));
  text.replace(text.find(",User"), 5, ",Owner");
  folder_.Write("mended.csv", text);
  const Ran second =
      Run({"import", "designations", folder_.PathOf("mended.csv"), "--known", "2016-02-01"});
  EXPECT_EQ(second.exit_code, ExitCode::kDone) << second.err;
}

TEST_F(LedgerCommandTest, AnEntryIsWorkedOutByTheRulesOfItsCloseWhateverIsInForceNow) {
  ASSERT_EQ(Run({"store", "migrate"}).exit_code, ExitCode::kDone);
  ASSERT_EQ(Import("usage.csv", "2016-01-31").exit_code, ExitCode::kDone);
  ASSERT_EQ(Run({"close", "2016-01", "--known", "2016-02-05"}).exit_code, ExitCode::kDone);
  const Ran then = Run({"why", "1"});
  EXPECT_EQ(then.exit_code, ExitCode::kDone) << then.err;
  TemporaryDirectory kept;
  for (const char* file : {"services.vocab", "2016.policy", "2015.policy"}) {
    kept.Write(file, ReadText(folder_.PathOf(std::string("rules/") + file)));
  }
  folder_.Write("rules/2016.policy", std::string(kPolicy) + "# another text\n");
  const Ran gone = Run({"why", "1"});
  EXPECT_EQ(gone.exit_code, ExitCode::kUsage);
  EXPECT_THAT(gone.err, HasSubstr("were never published to the store; ask again with them"));
  const Ran published = cli::Run({"policies", "publish", kept.path(), "--store", store_});
  EXPECT_EQ(published.exit_code, ExitCode::kDone) << published.err;
  EXPECT_EQ(Run({"why", "1"}).out, then.out);
}

}  // namespace
}  // namespace credence::cli
