// Tests server/overlay.h: which published file a given one takes the place of.
#include "server/overlay.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/small_programme.h"

namespace credence::server {
namespace {

using ::testing::ElementsAre;
using ::testing::Field;

SourcePtr SourceOf(std::string name, std::string text) {
  return std::make_shared<const Source>(std::move(name), std::move(text));
}

Published SmallProgramme() {
  Published published;
  published.files = {ReadRuleFile(SourceOf("2015.7.policy", testing::kSmallPolicy2015)),
                     ReadRuleFile(SourceOf("2016.1.policy", testing::kSmallPolicy2016)),
                     ReadRuleFile(SourceOf("small.vocab", testing::kSmallVocabulary))};
  return published;
}

// The names of what is compiled when `given` is laid over the small programme.
std::vector<std::string> NamesWith(const std::vector<SourcePtr>& given) {
  const Published published = SmallProgramme();
  std::vector<std::string> names;
  for (const SourcePtr& source : LayOver(&published, given)) names.push_back(source->name());
  return names;
}

TEST(RuleFile, SaysWhatItDeclares) {
  const RuleFile policy = ReadRuleFile(SourceOf("a", testing::kSmallPolicy2016));
  EXPECT_EQ(policy.kind, dsl::FileKind::kPolicy);
  EXPECT_EQ(policy.name, "recognition");
  EXPECT_EQ(policy.version, "2016.1");
  EXPECT_EQ(ReadRuleFile(SourceOf("a", testing::kSmallVocabulary)).name, "small");
  EXPECT_EQ(ReadRuleFile(SourceOf("a", "no header")).kind, dsl::FileKind::kUnknown);
}

TEST(LayOver, APolicyTakesThePlaceOfItsVersionAlone) {
  EXPECT_THAT(NamesWith({SourceOf("trial.policy", testing::kSmallPolicy2016)}),
              ElementsAre("2015.7.policy", "small.vocab", "trial.policy"));
}

TEST(LayOver, ANewVersionIsAdded) {
  std::string text = testing::kSmallPolicy2016;
  text.replace(text.find("2016.1"), 6, "2016.2");
  EXPECT_THAT(NamesWith({SourceOf("trial.policy", text)}),
              ElementsAre("2015.7.policy", "2016.1.policy", "small.vocab", "trial.policy"));
}

TEST(LayOver, AVocabularyTakesThePlaceOfTheOneOfItsName) {
  std::string text = testing::kSmallVocabulary;
  text.replace(text.find("\"1\""), 3, "\"2\"");
  EXPECT_THAT(NamesWith({SourceOf("trial.vocab", text)}),
              ElementsAre("2015.7.policy", "2016.1.policy", "trial.vocab"));
}

TEST(LayOver, AFileWithoutAReadableHeaderTakesThePlaceOfItsNamesake) {
  EXPECT_THAT(NamesWith({SourceOf("2016.1.policy", "policy")}),
              ElementsAre("2015.7.policy", "small.vocab", "2016.1.policy"));
}

TEST(LayOver, WhereNothingIsPublishedTheGivenStandAlone) {
  EXPECT_EQ(LayOver(nullptr, {SourceOf("a", "b")}).size(), 1u);
}

TEST(ReadPolicyTexts, ATextNeedsANameAndIsGivenOnce) {
  PolicyTexts texts;
  texts.Add()->set_text("policy");
  v1::PolicyText* twice = texts.Add();
  twice->set_name("twice");
  twice->set_text("a");
  twice->set_raw_text("b");
  facts::FaultList faults;
  EXPECT_EQ(ReadPolicyTexts(texts, FieldPath("overlay"), "files", faults).size(), 2u);
  EXPECT_THAT(std::move(faults).Take(),
              ElementsAre(Field(&facts::Fault::field, "overlay.files[0].name"),
                          Field(&facts::Fault::field, "overlay.files[1].raw_text")));
}

}  // namespace
}  // namespace credence::server
