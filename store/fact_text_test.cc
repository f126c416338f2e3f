// A fact's line: what it is, that it is JSON in its one form, and that it is read back.
#include "store/fact_text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

namespace credence::store {
namespace {

using nlohmann::json;

facts::TypedValue Symbol(std::string text) { return {Type::Of(TypeKind::kSymbol), text}; }

// As a library writes it: names ascend, nothing stands between, and what has to be is escaped.
std::string Canonical(const std::string& line) {
  return json::parse(line).dump(-1, ' ', false, json::error_handler_t::replace);
}

TEST(FactText, IsALineOfJsonWhoseNamesAscend) {
  EXPECT_EQ(ToText(facts::EvidenceInput{.id = "dpor/ea1",
                                        .kind = "dpor",
                                        .partner = "adatum",
                                        .subject = "ea1",
                                        .from = Date::Parse("2015-07-01"),
                                        .fields = {{"tier", Symbol("gold")}}}),
            R"({"fields":{"tier":["symbol","gold"]},"from":"2015-07-01","id":"dpor/ea1",)"
            R"("kind":"dpor","partner":"adatum","sort":"evidence","subject":"ea1"})");
  EXPECT_EQ(ToText(facts::SubjectInput{.type = "customer", .id = "a\"b\\c\n\x01\xC3\xA9"}),
            R"({"id":"a\"b\\c\n\u0001é","sort":"subject","type":"customer"})");
  EXPECT_EQ(ToText(facts::FeedInput{"dpor", *Date::Parse("2016-01-31")}),
            R"({"kind":"dpor","loaded_through":"2016-01-31","sort":"feed"})");
}

TEST(FactText, OfTwoFieldsOfOneNameTheLaterHolds) {
  EXPECT_EQ(ToText(facts::SubjectInput{
                .type = "customer",
                .id = "c",
                .attributes = {{"b", Symbol("x")}, {"a", Symbol("y")}, {"b", Symbol("z")}}}),
            R"({"attributes":{"a":["symbol","y"],"b":["symbol","z"]},"id":"c","sort":"subject",)"
            R"("type":"customer"})");
}

// A name may be the id of a subject, and a caller may write anything there: it is kept, and told
// where it does not fit the vocabulary. Refused here, it would hide all that is known beside it.
TEST(FactText, ANameOfAnyLettersComesBack) {
  for (const char* name : {"emea", "0.005", "", "EA-1.exchange", "9f1c-4b", "a b", "\u00e9\"\\"}) {
    const std::string text = ToText(facts::AttributeRecord{"ea1", "home", Symbol(name)});
    const absl::StatusOr<Fact> read = FromText(text);
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(std::get<facts::AttributeRecord>(*read).value, Symbol(name));
    EXPECT_EQ(ToText(*read), text);
  }
}

TEST(FactText, WhatIsNoFactIsRefused) {
  for (const char* text :
       {"", "[]", "{}", R"({"sort":"attribute","subject":"ea1","name":"region"})",
        R"({"name":"region","sort":"attribute","subject":"ea1","value":["count","many"]})"}) {
    EXPECT_EQ(FromText(text).status().code(), absl::StatusCode::kDataLoss) << text;
  }
}

RC_GTEST_PROP(FactText, IsCanonicalAndReadBackWhateverItsNamesHold,
              (std::string id, std::string parent, std::string name, uint16_t count)) {
  const Fact subject = facts::SubjectInput{.type = "customer", .id = id, .parent = parent};
  const Fact attribute = facts::AttributeRecord{id, name, Symbol("s")};
  const Fact measure = facts::MeasureInput{.measure = name,
                                           .subject = id,
                                           .period = ParsePeriod("2016-02"),
                                           .value = {Type::Of(TypeKind::kCount), Rational(count)}};
  const Fact evidence =
      facts::EvidenceInput{.id = id, .kind = name, .partner = parent, .on = Date{count % 10'000}};
  for (const Fact& fact : {subject, attribute, measure, evidence}) {
    const std::string line = ToText(fact);
    RC_ASSERT(Canonical(line) == line);
    const absl::StatusOr<Fact> again = FromText(line);
    RC_ASSERT(again.ok());
    RC_ASSERT(ToText(*again) == line);
  }
}

}  // namespace
}  // namespace credence::store
