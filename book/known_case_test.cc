// Tests book/known_case.h where a case is less than all that is known.
#include "book/known_case.h"

#include <gtest/gtest.h>

#include "engine/bind.h"
#include "engine/policy_sketch.h"

namespace credence::book {
namespace {

store::KnownFact Known(std::string key, store::Fact fact) {
  return {.key = std::move(key), .fact = std::move(fact)};
}

// What a customer's case says of a partner whose own customer is another.
std::optional<facts::Case> CaseOfPartnerAtHomeIn(const std::string& home) {
  const std::vector<store::KnownFact> known = {
      Known("subject/adatum",
            facts::SubjectInput{
                .type = "partner",
                .id = "adatum",
                .attributes = {{"home", {Type::Of(TypeKind::kSymbol), std::string(home)}}}}),
      Known("subject/northwind", facts::SubjectInput{.type = "customer", .id = "northwind"})};
  Spoken spoken;
  spoken.subjects = {"customer", "partner"};
  spoken.attributes = {"home"};
  absl::StatusOr<facts::Case> the_case = CaseOf("northwind", known, spoken);
  if (!the_case.ok()) return std::nullopt;
  return *std::move(the_case);
}

TEST(KnownCaseTest, AnAttributeMayNameASubjectOfAnotherCase) {
  const auto words = engine::PolicySketch::Vocabulary();
  for (const char* home : {"northwind", "contoso"}) {
    const std::optional<facts::Case> the_case = CaseOfPartnerAtHomeIn(home);
    ASSERT_TRUE(the_case.has_value());
    facts::FaultList faults;
    const auto bound = engine::Bind(*the_case, *words, std::nullopt, faults);
    ASSERT_TRUE(bound.has_value()) << home;
    const Value* value =
        bound->Attribute(bound->Find("adatum"), words->FindAttribute(ruletree::kPartner, "home"));
    ASSERT_NE(value, nullptr);
    EXPECT_EQ(std::get<std::string>(*value), home);
  }
}

// One of the case that is of another type is a fault all the same.
TEST(KnownCaseTest, AnAttributeNamesASubjectOfItsType) {
  const std::optional<facts::Case> the_case = CaseOfPartnerAtHomeIn("adatum");
  ASSERT_TRUE(the_case.has_value());
  facts::FaultList faults;
  EXPECT_FALSE(engine::Bind(*the_case, *engine::PolicySketch::Vocabulary(), std::nullopt, faults));
  EXPECT_FALSE(faults.empty());
}

}  // namespace
}  // namespace credence::book
