// Exports of several systems into one store: whatever order they come in, however often, and
// whatever was killed on the way, the facts that are known and the entries that are posted are the
// same, to the byte of a dump.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <sstream>
#include <thread>

#include "clients/cli/ran.h"
#include "store/backends/open_store.h"
#include "tests/support/postgres_server.h"
#include "tests/support/temporary_directory.h"

namespace credence {
namespace {

using ::credence::testing::PostgresServer;
using ::credence::testing::TemporaryDirectory;

constexpr const char* kKnown = "2016-02-01";
constexpr int kLines = 2'400;

constexpr const char* kVocabulary = R"(vocabulary services version "1"

subject customer
subject subscription in customer
subject workload in subscription

evidence dpor on subscription lasting with { since: date }
evidence delegated_admin on workload lasting
evidence fasttrack on workload lasting
evidence enterprise_agreement on subscription lasting
evidence open_license on subscription lasting

measure licensed_seats : count per workload each month, level, optional
measure active_users : count per workload each month, level, optional
measure revenue : money in USD per subscription each month, flow, optional
)";

constexpr const char* kPolicy = R"(policy recognition version "1"
  effective from 2015-07-01
  uses services version "1"

credit seats : count for every partner per workload each month
  combine highest

award seats
  to every partner with
    any of { dpor, delegated_admin, fasttrack, enterprise_agreement, open_license }
      at any time in the period
  amount active_users else 0
  because "Every partner who helped is recognised."
)";

struct Export {
  std::string format;
  std::string file;
};

class ImportsTest : public ::testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    if (GetParam() && PostgresServer::Instance() == nullptr) {
      GTEST_SKIP() << "PostgreSQL is not installed";
    }
    folder_.Write("rules/services.vocab", kVocabulary);
    folder_.Write("rules/1.policy", kPolicy);
    WriteUsage();
    folder_.Write("designations.csv",
                  "subscription,customer,partner,from,through,designated_by,role\n"
                  "ea1,northwind,adatum,2016-01-14,,a.admin,Owner\n"
                  "ea2,fabrikam,contoso,2015-09-01,2016-01-20,b.admin,Owner\n");
    folder_.Write("sales.csv",
                  "agreement,type,customer,partner,from,through,subscription,amount,currency,"
                  "period\n"
                  "EA-1001,enterprise_agreement,northwind,4847383,2015-07-01,2018-06-30,ea1,,,\n"
                  "OL-77,open_license,fabrikam,4999001,2016-01-15,,ea2,240.50,USD,2016-01\n");
    folder_.Write("conversations.csv",
                  "conversation,customer,workload,partner,on,said_by,said,confirmed,through\n"
                  "FT-1,northwind,Exchange,4847383,2016-01-20,customer,They move us,yes,\n"
                  "FT-2,fabrikam,Yammer,4999001,2016-01-21,customer,They asked,no,\n");
  }

  // Long enough to be killed in its midst.
  void WriteUsage() {
    std::string text =
        "CustomerTenantId,WorkloadName,Month,PaidAvailableUnits,MonthlyActiveUsers,PartnerID,"
        "PartnerAttributionType,IsDuplicateRowForPGA\n";
    for (int i = 0; i < kLines; ++i) {
      const std::string tenant = std::to_string(100'000'000'000 + i / 4);
      text += "6f0c0000-0000-0000-0000-" + tenant + (i % 2 == 0 ? ",Exchange" : ",Yammer") +
              ",2016-01-01,100," + std::to_string(i / 4 % 90) + "," +
              std::to_string(4'000'000 + i % 7) + (i % 4 < 2 ? ",DPOR,0\n" : ",DAP,0\n");
    }
    folder_.Write("usage.csv", text);
  }

  std::string MakeStore() {
    std::string place = GetParam() ? PostgresServer::Instance()->MakeDatabase()
                                   : folder_.PathOf("book" + std::to_string(++made_) + ".db");
    EXPECT_TRUE(store::MigrateStore(place).ok());
    return place;
  }

  std::vector<std::string> Arguments(const std::string& place, const Export& one) const {
    return {"import", one.format, folder_.PathOf(one.file), "--known",
            kKnown,   "--rules",  folder_.PathOf("rules"),  "--store",
            place};
  }

  void Run(const std::vector<std::string>& arguments) const {
    const cli::Ran ran = cli::Run(arguments);
    EXPECT_EQ(ran.exit_code, cli::ExitCode::kDone) << ran.err;
  }

  void ImportAll(const std::string& place, const std::vector<Export>& exports) const {
    for (const Export& one : exports) Run(Arguments(place, one));
  }

  // Facts, then what a close posts by them.
  std::string BookOf(const std::string& place) const {
    Run({"close", "2016-01", "--known", "2016-02-05", "--rules", folder_.PathOf("rules"), "--store",
         place});
    const auto store = *store::OpenStore(place);
    std::ostringstream book;
    EXPECT_TRUE(store->Dump(book).ok());
    const std::vector<store::Entry> entries = *store->Entries({}, 0, 10'000);
    for (const store::Entry& one : entries) {
      book << one.customer << ' ' << one.key.subject << ' ' << one.key.partner << ' '
           << ToDisplay(one.amount, one.type) << '\n';
    }
    return std::move(book).str();
  }

  // An import in a process of its own, killed soon after it began. False: it was done before.
  static bool KillInTheMidst(std::vector<std::string> arguments, std::chrono::milliseconds after) {
    const std::string program =
        std::filesystem::read_symlink("/proc/self/exe").parent_path() / "credence";
    arguments.insert(arguments.begin(), program);
    std::vector<char*> words;
    for (std::string& word : arguments) words.push_back(word.data());
    words.push_back(nullptr);
    pid_t child = 0;
    const int error = posix_spawn(&child, program.c_str(), nullptr, nullptr, words.data(), environ);
    EXPECT_EQ(error, 0) << program;
    if (error != 0) return false;
    std::this_thread::sleep_for(after);
    kill(child, SIGKILL);
    int status = 0;
    EXPECT_EQ(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status);
  }

  const std::vector<Export> exports_ = {{"insights.office365_usage", "usage.csv"},
                                        {"designations", "designations.csv"},
                                        {"sales", "sales.csv"},
                                        {"fasttrack", "conversations.csv"}};
  TemporaryDirectory folder_;
  int made_ = 0;
};

TEST_P(ImportsTest, OrderRepetitionAndAKillLeaveTheSameBook) {
  const std::string once = MakeStore();
  ImportAll(once, exports_);
  const std::string expected = BookOf(once);
  EXPECT_GT(std::count(expected.begin(), expected.end(), '\n'), kLines);

  const std::string twice = MakeStore();
  ImportAll(twice, exports_);
  ImportAll(twice, exports_);
  EXPECT_EQ(BookOf(twice), expected) << "imported twice";

  const std::string backwards = MakeStore();
  ImportAll(backwards, {exports_.rbegin(), exports_.rend()});
  EXPECT_EQ(BookOf(backwards), expected) << "in another order";

  const std::string killed = MakeStore();
  ImportAll(killed, {exports_[1], exports_[2]});
  int kills = 0;
  for (const int after : {5, 30, 90}) {
    if (KillInTheMidst(Arguments(killed, exports_[0]), std::chrono::milliseconds(after))) ++kills;
  }
  EXPECT_GT(kills, 0);
  ImportAll(killed, exports_);
  EXPECT_EQ(BookOf(killed), expected) << "half before and half after a kill";
}

INSTANTIATE_TEST_SUITE_P(On, ImportsTest, ::testing::Bool(), [](const auto& one) {
  return std::string(one.param ? "Postgres" : "Sqlite");
});

}  // namespace
}  // namespace credence
