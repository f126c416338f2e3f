// Tests clients/cli/yaml_document.h: texts and places, aliases and merges, then hostile files.
#include "clients/cli/yaml_document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/limits.h"

namespace credence::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

SourcePtr SourceOf(std::string text) {
  return std::make_shared<const Source>("case.yaml", std::move(text));
}

// The only fault of a text that has exactly one.
FileFault OnlyFault(std::string text) {
  FileFaults faults;
  ReadYaml(SourceOf(std::move(text)), faults);
  EXPECT_THAT(faults.items(), SizeIs(1));
  return faults.empty() ? FileFault{} : faults.items()[0];
}

TEST(YamlDocument, EveryScalarIsTheTextThatWasWritten) {
  FileFaults faults;
  const YamlDocument document =
      ReadYaml(SourceOf("on: yes\nversion: 2016.10\nhex: 0x10\nname: 'a: b'\n"), faults);
  EXPECT_TRUE(faults.empty());
  EXPECT_EQ(document.root().Find("on")->text, "yes");
  EXPECT_EQ(document.root().Find("version")->text, "2016.10");
  EXPECT_EQ(document.root().Find("hex")->text, "0x10");
  EXPECT_EQ(document.root().Find("name")->text, "a: b");
}

TEST(YamlDocument, APlaceIsTheBytesOfTheValue) {
  FileFaults faults;
  const SourcePtr source = SourceOf("a: é\r\nb: { c: 2016-02-30, d: \"x y\" }\n");
  const YamlDocument document = ReadYaml(source, faults);
  const YamlNode* map = document.root().Find("b");
  EXPECT_EQ(source->text(map->Find("c")->span), "2016-02-30");
  EXPECT_EQ(source->text(map->Find("d")->span), "\"x y\"");
  EXPECT_EQ(source->Locate(map->Find("c")->span.begin), (Position{2, 9}));
}

TEST(YamlDocument, AnAliasIsTheNodeItNames) {
  FileFaults faults;
  const YamlDocument document = ReadYaml(SourceOf("a: &t { x: 1 }\nb: *t\n"), faults);
  EXPECT_EQ(document.root().Find("a"), document.root().Find("b"));
}

TEST(YamlDocument, WhatIsWrittenOutWinsOverWhatIsMerged) {
  FileFaults faults;
  const YamlDocument document =
      ReadYaml(SourceOf("a: &t { x: 1, y: 2 }\nb: { <<: *t, y: 3 }\n"), faults);
  EXPECT_TRUE(faults.empty());
  EXPECT_EQ(document.root().Find("b")->Find("x")->text, "1");
  EXPECT_EQ(document.root().Find("b")->Find("y")->text, "3");
}

TEST(YamlDocument, JsonIsReadToo) {
  FileFaults faults;
  const YamlDocument document =
      ReadYaml(SourceOf("{\"a\": [1,\t\"two\"],\n \"b\": {\"c\": null}}"), faults);
  EXPECT_TRUE(faults.empty());
  EXPECT_EQ(document.root().Find("a")->items[1]->text, "two");
  EXPECT_TRUE(document.root().Find("b")->Find("c")->is_null());
}

TEST(YamlDocument, AKeyGivenTwiceIsToldWithBothPlaces) {
  const FileFault fault = OnlyFault("a: 1\nb: 2\na: 3\n");
  EXPECT_THAT(fault.message, HasSubstr("`a` stands here twice"));
  EXPECT_EQ(fault.span.begin, 10u);
  EXPECT_EQ(fault.related.begin, 0u);
}

TEST(YamlDocument, WhatIsNoYamlIsToldAtItsPlace) {
  EXPECT_THAT(OnlyFault("a: [1, 2\n").message, HasSubstr("never closed"));
  EXPECT_THAT(OnlyFault("a: b: c\n").message, HasSubstr("put the value in quotes"));
  EXPECT_THAT(OnlyFault("a: 1\n---\nb: 2\n").message, HasSubstr("second document"));
  EXPECT_THAT(OnlyFault("a: &x [ *x ]\n").message, HasSubstr("inside the very thing"));
  EXPECT_THAT(OnlyFault("? [1]\n: 2\n").message, HasSubstr("a key is a word"));
}

TEST(YamlDocument, AFaultAtTheEndLiesInTheText) {
  for (const char* text : {"a: { b: 1\n", "a: [", "\"a", "a: *b"}) {
    EXPECT_LE(OnlyFault(text).span.end, std::string_view(text).size()) << text;
  }
}

TEST(YamlDocument, NestingIsBoundedWellBelowTheStack) {
  const auto nested = [](int levels) {
    const auto count = static_cast<size_t>(levels);
    return std::string(count, '[') + std::string(count, ']');
  };
  FileFaults faults;
  ReadYaml(SourceOf(nested(limits::kNestingMax)), faults);
  EXPECT_TRUE(faults.empty());
  EXPECT_THAT(OnlyFault(nested(limits::kNestingMax + 1)).message, HasSubstr("nested more than"));
  EXPECT_THAT(OnlyFault(std::string(1'000'000, '[')).message, HasSubstr("nested"));
}

TEST(YamlDocument, AFileOfAliasesOfAliasesIsRefusedBeforeItIsWrittenOut) {
  std::string text = "a: &a [x,x,x,x,x,x,x,x,x]\n";
  for (char name = 'b'; name < 'z'; ++name) {
    const std::string before(1, static_cast<char>(name - 1));
    text += std::string(1, name) + ": &" + name + " [*" + before;
    for (int i = 0; i < 8; ++i) text += ",*" + before;
    text += "]\n";
  }
  EXPECT_THAT(OnlyFault(text).message, HasSubstr("with its aliases written out"));
}

TEST(YamlDocument, AFileOverTheLimitIsNotRead) {
  const auto size = static_cast<size_t>(limits::kRequestBytesMax);
  EXPECT_THAT(OnlyFault(std::string(size + 1, '#')).message, HasSubstr("at most"));
}

TEST(YamlDocument, BytesThatAreNoTextAreOneFaultAndNoCrash) {
  std::string bytes;
  unsigned state = 1;
  for (int i = 0; i < 10'000; ++i) {
    state = state * 1'103'515'245u + 12'345u;
    bytes += static_cast<char>(state >> 24);
  }
  OnlyFault(bytes);
}

}  // namespace
}  // namespace credence::cli
