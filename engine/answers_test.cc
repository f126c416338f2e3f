#include "engine/answers.h"

#include <gtest/gtest.h>

#include <vector>

namespace credence::engine {
namespace {

AnswerPlace PlaceOf(uint32_t subject, uint32_t partner) {
  return {.subject = subject, .partner = partner, .days = {Date{100}, Date{129}}};
}

TEST(AnswersTest, APlaceIsTheSameForAllThatItDependsOnAndNoOther) {
  Answers answers;
  const PlaceId place = answers.PlaceAt(PlaceOf(1, 2));
  EXPECT_EQ(answers.PlaceAt(PlaceOf(1, 2)), place);
  EXPECT_NE(answers.PlaceAt(PlaceOf(2, 1)), place);
  AnswerPlace other = PlaceOf(1, 2);
  other.days.end = Date{130};
  EXPECT_NE(answers.PlaceAt(other), place);
  other = PlaceOf(1, 2);
  other.record = 0;
  EXPECT_NE(answers.PlaceAt(other), place);
  other = PlaceOf(1, 2);
  other.depth = 1;
  EXPECT_NE(answers.PlaceAt(other), place);
}

TEST(AnswersTest, AnAnswerStaysWhereItIsHoweverManyFollow) {
  constexpr uint32_t kPlaces = 500;
  constexpr uint32_t kNodes = 7;
  Answers answers;
  EXPECT_EQ(answers.Find(answers.PlaceAt(PlaceOf(0, 0)), 0), nullptr);
  std::vector<const Answer*> added;
  for (uint32_t i = 0; i < kPlaces; ++i) {
    for (uint32_t node = 0; node < kNodes; ++node) {
      const PlaceId place = answers.PlaceAt(PlaceOf(i, i / 2));
      added.push_back(&answers.Add(place, node, Answer::Of(Rational(i * 10 + node))));
    }
  }
  EXPECT_EQ(answers.size(), size_t{kPlaces} * kNodes);
  for (uint32_t i = 0; i < kPlaces; ++i) {
    for (uint32_t node = 0; node < kNodes; ++node) {
      const Answer* found = answers.Find(answers.PlaceAt(PlaceOf(i, i / 2)), node);
      ASSERT_EQ(found, added[i * kNodes + node]);
      ASSERT_EQ(found->number(), Rational(i * 10 + node));
    }
    ASSERT_EQ(answers.Find(answers.PlaceAt(PlaceOf(i, i / 2)), kNodes), nullptr);
  }
  answers.Clear();
  EXPECT_EQ(answers.size(), 0u);
  EXPECT_EQ(answers.Find(answers.PlaceAt(PlaceOf(1, 0)), 1), nullptr);
}

}  // namespace
}  // namespace credence::engine
