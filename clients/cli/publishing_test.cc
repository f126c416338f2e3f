// Tests clients/cli/publishing.h: a folder is published whole or not at all, what its tests or its
// checker tell stops it, and what was published can be listed, fetched and gone back to.
#include "clients/cli/publishing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "clients/cli/ran.h"
#include "tests/support/small_programme.h"
#include "tests/support/temporary_directory.h"

namespace credence::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// What the small programme pays in February, so much of 12,345.67 USD.
constexpr const char* kTest = R"(suite: the small programme
policy: { name: recognition }

fixtures:
  base: &base
    customers: { northwind: {} }
    subscriptions: { ea1: { customer: northwind } }
    partners: [adatum]
    measures:
      - { measure: seats, subscription: ea1, month: 2016-02, value: 100 }
      - { measure: revenue, subscription: ea1, month: 2016-02, value: 12_345.67 USD }
    evidence:
      - { id: e1, kind: dpor, partner: adatum, subject: ea1, from: 2015-07-01, since: 2015-07-01 }

cases:
  - name: the partner of record is paid a tenth
    given: *base
    period: 2016-02
    expect:
      awards:
        - { credit: incentive, subscription: ea1, partner: adatum, amount: 1_234.57 USD }
)";

class PublishingTest : public ::testing::Test {
 protected:
  PublishingTest() {
    folder_.Write("rules/small/small.vocab", testing::kSmallVocabulary);
    folder_.Write("rules/small/2016.1.policy", testing::kSmallPolicy2016);
    EXPECT_EQ(Run({"store", "migrate"}).exit_code, ExitCode::kDone);
  }

  Ran Run(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"--store", folder_.PathOf("book.db")});
    return cli::Run(arguments);
  }
  Ran Publish(std::vector<std::string> more = {}) const {
    std::vector<std::string> arguments = {"policies", "publish", folder_.PathOf("rules")};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Run(arguments);
  }
  void Pay(const std::string& percent) const {
    std::string text = testing::kSmallPolicy2016;
    text.replace(text.find("10%"), 3, percent);
    folder_.Write("rules/small/2016.1.policy", text);
  }
  // That a line of `publish` ends with.
  static std::string RevisionOf(const Ran& ran) {
    const size_t at = ran.out.find("revision ");
    return at == std::string::npos ? "" : ran.out.substr(at + 9, 64);
  }
  std::string Read(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream(folder_.PathOf(name), std::ios::binary).rdbuf();
    return text.str();
  }

  testing::TemporaryDirectory folder_;
};

TEST_F(PublishingTest, AFolderIsPublishedOnceAndIsListed) {
  EXPECT_THAT(Run({"policies", "revisions"}).err, HasSubstr("nothing was published yet"));
  const Ran validated = Publish({"--validate-only", "--expect", "none"});
  EXPECT_EQ(validated.exit_code, ExitCode::kDone) << validated.err;
  EXPECT_THAT(validated.out, HasSubstr("may be published, revision "));
  const Ran first = Publish({"--message", "the first", "--expect", "none"});
  EXPECT_EQ(first.exit_code, ExitCode::kDone) << first.err;
  EXPECT_THAT(first.out, ::testing::StartsWith("published, revision "));
  EXPECT_THAT(first.err, HasSubstr("no tests stand beside them"));
  EXPECT_EQ(RevisionOf(first), RevisionOf(validated));
  EXPECT_THAT(Publish().out, HasSubstr("published already, revision " + RevisionOf(first)));
  const Ran listed = Run({"policies", "revisions"});
  EXPECT_THAT(listed.out, HasSubstr("the first"));
  EXPECT_THAT(listed.out, HasSubstr(RevisionOf(first).substr(0, 12)));
  EXPECT_THAT(Run({"policies", "revisions", "--output", "json"}).out,
              HasSubstr("\"revision\": \"" + RevisionOf(first)));
}

TEST_F(PublishingTest, WhatDoesNotCompileIsToldInFullAndIsNotPublished) {
  folder_.Write("rules/small/2016.1.policy", "policy recognition version 1,5\n");
  folder_.Write("rules/other.policy", "policy other version \"1\" effective from soon\n");
  const Ran ran = Publish();
  EXPECT_EQ(ran.exit_code, ExitCode::kNo);
  EXPECT_THAT(ran.err, HasSubstr("2016.1.policy:1:"));
  EXPECT_THAT(ran.err, HasSubstr("other.policy:1:"));
  EXPECT_THAT(ran.out, IsEmpty());
  EXPECT_THAT(Run({"policies", "revisions"}).err, HasSubstr("nothing was published yet"));
}

TEST_F(PublishingTest, WhatFailsATestBesideItIsNotPublishedUnlessAskedFor) {
  folder_.Write("rules/small/small.test.yaml", kTest);
  const Ran good = Publish();
  EXPECT_EQ(good.exit_code, ExitCode::kDone) << good.err;
  EXPECT_THAT(good.out, Not(HasSubstr("the partner of record")));
  Pay("20%");
  const Ran bad = Publish();
  EXPECT_EQ(bad.exit_code, ExitCode::kNo) << bad.err;
  EXPECT_THAT(bad.err, HasSubstr("the partner of record is paid a tenth"));
  EXPECT_THAT(bad.err, HasSubstr("--untested"));
  const Ran untested = Publish({"--untested"});
  EXPECT_EQ(untested.exit_code, ExitCode::kDone) << untested.err;
  EXPECT_NE(RevisionOf(untested), RevisionOf(good));
}

TEST_F(PublishingTest, ARollBackGoesBackAndIsListed) {
  const std::string first = RevisionOf(Publish());
  Pay("20%");
  const std::string second = RevisionOf(Publish());
  EXPECT_EQ(Run({"policies", "rollback", first}).exit_code, ExitCode::kUsage);
  const Ran back = Run({"policies", "rollback", first.substr(0, 10), "--message", "paid twice"});
  EXPECT_EQ(back.exit_code, ExitCode::kDone) << back.err;
  EXPECT_EQ(back.out, "rolled back to revision " + first + "\n");
  EXPECT_THAT(Run({"policies", "revisions"}).out, HasSubstr("rolled back: paid twice"));
  const Ran unexpected =
      Run({"policies", "rollback", second, "--message", "no", "--expect", second});
  EXPECT_EQ(unexpected.exit_code, ExitCode::kNo);
  EXPECT_THAT(unexpected.err, HasSubstr("`" + first + "` is published now"));
  EXPECT_EQ(Run({"policies", "rollback", std::string(64, '0'), "--message", "no"}).exit_code,
            ExitCode::kUsage);
}

TEST_F(PublishingTest, ARevisionIsFetchedAsItWasPublished) {
  const std::string revision = RevisionOf(Publish());
  Pay("20%");
  Publish();
  const Ran shown = Run({"policies", "show", revision.substr(0, 16)});
  EXPECT_EQ(shown.exit_code, ExitCode::kDone) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr("revision " + revision));
  EXPECT_THAT(shown.out, HasSubstr("small/2016.1.policy"));
  const Ran written = Run({"policies", "show", revision, "--to", folder_.PathOf("old")});
  EXPECT_EQ(written.exit_code, ExitCode::kDone) << written.err;
  EXPECT_EQ(Read("old/small/2016.1.policy"), testing::kSmallPolicy2016);
  EXPECT_EQ(Read("old/small/small.vocab"), testing::kSmallVocabulary);
  EXPECT_THAT(Run({"policies", "show", revision, "--to", folder_.PathOf("old")}).err,
              HasSubstr("is there already"));
}

TEST_F(PublishingTest, WhatIsNoFolderOfRulesIsTold) {
  EXPECT_THAT(Run({"policies", "publish", folder_.PathOf("none")}).err,
              HasSubstr("this is no folder"));
  folder_.Write("empty/notes.txt", "");
  EXPECT_THAT(Run({"policies", "publish", folder_.PathOf("empty")}).err,
              HasSubstr("no file here ends in .policy or .vocab"));
  EXPECT_THAT(Run({"--rules", folder_.PathOf("rules"), "policies", "show", "recognition", "--to",
                   folder_.PathOf("old")})
                  .err,
              HasSubstr("names none"));
}

TEST_F(PublishingTest, WithoutAStoreItSaysWhatToName) {
  const Ran ran = cli::Run({"policies", "publish", folder_.PathOf("rules")});
  EXPECT_EQ(ran.exit_code, ExitCode::kUsage);
  EXPECT_THAT(ran.err, HasSubstr("--store"));
}

}  // namespace
}  // namespace credence::cli
