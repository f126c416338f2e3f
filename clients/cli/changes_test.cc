// Tests clients/cli/changes.h: each verb, from a file and from a flag, and what is said when a
// change has nothing to change.
#include "clients/cli/changes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "clients/cli/wire_value.h"

namespace credence::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kCase = R"(
subscriptions: [ea1]
workloads: { w1: { subscription: ea1 }, w2: { subscription: ea1 } }
partners: [adatum, bellows]
measures:
  - { measure: active_users, workload: w1, month: 2016-02, value: 41 }
  - { measure: active_users, workload: w2, month: 2016-02, value: 7 }
  - { measure: active_users, workload: w1, month: 2016-03, value: 50 }
evidence:
  - { id: e1, kind: dpor, partner: adatum, subject: ea1, from: 2015-07-01 }
  - { id: e2, kind: csp, partner: bellows, subject: ea1, from: 2016-01-20 }
)";

struct Changed {
  CaseFile file;
  v1::Overlay overlay;
  std::string faults;

  // "w1 2016-02 41", a line a measure.
  std::vector<std::string> measures() const {
    std::vector<std::string> lines;
    for (const v1::Measure& row : file.value.measures()) {
      const auto value = FromWire(row.value());
      lines.push_back(row.subject() + " " + row.period() + " " +
                      ToLiteral(value->value, value->type));
    }
    return lines;
  }
  std::vector<std::string> evidence() const {
    std::vector<std::string> ids;
    for (const v1::Evidence& row : file.value.evidence()) ids.push_back(row.id());
    return ids;
  }
};

CaseFile TheCase(FileFaults& faults) {
  const auto source = std::make_shared<const Source>("case.yaml", kCase);
  const YamlDocument document = ReadYaml(source, faults);
  return ReadCaseFile(document, faults);
}

Changed Apply(const Changes& changes, FileFaults& faults) {
  Changed changed;
  changed.file = TheCase(faults);
  ApplyChanges(changes, {"2016-02"}, changed.file, changed.overlay, faults);
  changed.faults = faults.Render({});
  return changed;
}

Changed ApplyYaml(std::string text) {
  FileFaults faults;
  const auto source = std::make_shared<const Source>("changes.yaml", std::move(text));
  const YamlDocument document = ReadYaml(source, faults);
  const Changes changes =
      ReadChanges({source, faults}, document.root(), {"subscription", "workload", "partner"});
  return Apply(changes, faults);
}

Changed ApplyFlags(const ChangeFlags& flags) {
  FileFaults faults;
  const Changes changes = ReadChangeFlags(flags, {"subscription", "workload"}, faults);
  return Apply(changes, faults);
}

TEST(Changes, EvidenceIsAddedAndRemoved) {
  const Changed changed = ApplyYaml(
      "remove evidence: [e1]\n"
      "add evidence: [{ kind: dpor, partner: bellows, subscription: ea1, from: 2016-02-01 }]\n");
  EXPECT_THAT(changed.faults, IsEmpty());
  EXPECT_THAT(changed.evidence(), ElementsAre("e2", "added-1"));
}

TEST(Changes, APlaceFollowsItsRowWhenAnotherIsRemoved) {
  const Changed changed = ApplyYaml("remove evidence: [e1]\n");
  const auto place = changed.file.places.Find("evidence[0].kind");
  ASSERT_TRUE(place.has_value());
  EXPECT_EQ(place->source->text(place->span), "csp");
  EXPECT_EQ(changed.file.places.FindExactly("evidence[1].kind"), std::nullopt);
}

TEST(Changes, AnAddedRowIsPlacedInTheFileOfItsChange) {
  const Changed changed = ApplyYaml(
      "add evidence: [{ kind: dopr, partner: bellows, subject: ea1, from: 2016-02-01 }]\n");
  const auto place = changed.file.places.Find("evidence[2].kind");
  ASSERT_TRUE(place.has_value());
  EXPECT_EQ(place->source->name(), "changes.yaml");
  EXPECT_EQ(place->source->text(place->span), "dopr");
}

TEST(Changes, ASetMeasureTakesThePlaceOfItsRow) {
  const Changed changed = ApplyYaml(
      "set measures: [{ measure: active_users, workload: w1, month: 2016-02, value: 39 }]\n");
  EXPECT_THAT(changed.measures(), ElementsAre("w1 2016-02 39", "w2 2016-02 7", "w1 2016-03 50"));
}

TEST(Changes, ARestatedMeasureLeavesTheOldOneKnownUntilThen) {
  const Changed changed = ApplyYaml(
      "set measures: [{ measure: active_users, workload: w1, month: 2016-02, value: 39, "
      "recorded: 2016-05-03 }]\n");
  EXPECT_THAT(changed.measures(),
              ElementsAre("w1 2016-02 41", "w2 2016-02 7", "w1 2016-03 50", "w1 2016-02 39"));
  EXPECT_EQ(changed.file.value.measures(0).superseded().month(), 5);
  EXPECT_EQ(changed.file.value.measures(3).recorded().day(), 3);
}

TEST(Changes, AScaledMeasureStaysWholeRoundedDown) {
  const Changed changed = ApplyYaml("scale measure: { measure: active_users, by: 95% }\n");
  EXPECT_THAT(changed.measures(), ElementsAre("w1 2016-02 38", "w2 2016-02 6", "w1 2016-03 47"));
}

TEST(Changes, ParamsAndVersionsGoIntoTheOverlay) {
  const Changed changed = ApplyYaml("set params: { floor: 50% }\nuse policy: \"2015.10\"\n");
  EXPECT_EQ(changed.overlay.params().at("floor").percent(), "50");
  EXPECT_EQ(changed.overlay.version(), "2015.10");
}

TEST(ChangeFlags, AMeasureWithoutSubjectIsSetWhereverItWasMeasuredInThePeriod) {
  EXPECT_THAT(ApplyFlags({.set = {"active_users=1"}}).measures(),
              ElementsAre("w1 2016-02 1", "w2 2016-02 1", "w1 2016-03 50"));
  EXPECT_THAT(ApplyFlags({.set = {"active_users@w1@2016-03=1"}}).measures(),
              ElementsAre("w1 2016-02 41", "w2 2016-02 7", "w1 2016-03 1"));
  EXPECT_THAT(
      ApplyFlags({.set = {"revenue@ea1=1_000 USD"}}).measures(),
      ElementsAre("w1 2016-02 41", "w2 2016-02 7", "w1 2016-03 50", "ea1 2016-02 1000 USD"));
}

TEST(ChangeFlags, EvidenceIsWrittenAsNamesAndValues) {
  const Changed changed = ApplyFlags(
      {.add_evidence = {"kind=dpor,partner=bellows,subject=ea1,from=2016-02-01,since=2016-02-01"},
       .remove_evidence = {"e2"}});
  EXPECT_THAT(changed.faults, IsEmpty());
  EXPECT_THAT(changed.evidence(), ElementsAre("e1", "added-1"));
  EXPECT_EQ(changed.file.value.evidence(1).fields().at("since").date().year(), 2016);
}

TEST(ChangeFlags, AFaultUnderlinesWhatWasTyped) {
  EXPECT_THAT(ApplyFlags({.add_evidence = {"kind=dpor,partner=bellows,from=2016-02-30"}}).faults,
              HasSubstr("--add-evidence:1:32: error: `from`: there is no 2016-02-30"));
  EXPECT_THAT(ApplyFlags({.set = {"active_users"}}).faults,
              HasSubstr("Write it as `active_users@ea1.exchange=39`"));
  EXPECT_THAT(ApplyFlags({.params = {"floor=12,4"}}).faults, HasSubstr("--param:1:7: error"));
}

TEST(Changes, WhatChangesNothingIsAFault) {
  EXPECT_THAT(ApplyYaml("remove evidence: [e3]\n").faults,
              HasSubstr("no evidence of this case is named `e3`"));
  EXPECT_THAT(ApplyFlags({.set = {"active_user=1"}}).faults, HasSubstr("Write `active_users`."));
  EXPECT_THAT(ApplyYaml("scale measure: { measure: seats, by: 95% }\n").faults,
              HasSubstr("`seats` was not measured in this case"));
  EXPECT_THAT(ApplyYaml("scale measure: { measure: active_users, by: 2 }\n").faults,
              HasSubstr("Write `by: 95%`."));
  EXPECT_THAT(ApplyYaml("remove evidense: [e1]\n").faults, HasSubstr("Write `remove evidence`."));
}

TEST(Changes, AreDescribedInWords) {
  FileFaults faults;
  const Changes changes = ReadChangeFlags(
      {.add_evidence = {"id=e9,kind=dpor,partner=bellows,subject=ea1,from=2016-02-01"},
       .remove_evidence = {"e1"},
       .set = {"revenue@ea1@2016-02=1_240.5 USD"},
       .params = {"floor=50%"}},
      {}, faults);
  EXPECT_THAT(
      Describe(changes),
      ElementsAre("remove evidence e1", "add evidence e9: dpor of bellows on ea1 from 2016-02-01",
                  "set revenue of ea1 for 2016-02 to 1,240.50 USD", "set param floor to 50%"));
}

}  // namespace
}  // namespace credence::cli
