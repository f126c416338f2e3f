#include "core/nearest_name.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/limits.h"

namespace credence {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> Near(std::string_view name, const std::vector<std::string>& candidates) {
  return NearestNames(name, candidates);
}

TEST(NearestName, OneSlipOfTheKeyboardIsNear) {
  EXPECT_THAT(Near("dopr", {"csp", "dpor", "pal"}), ElementsAre("dpor"));             // swapped
  EXPECT_THAT(Near("activ_users", {"active_users"}), ElementsAre("active_users"));    // missing
  EXPECT_THAT(Near("active_userss", {"active_users"}), ElementsAre("active_users"));  // too many
  EXPECT_THAT(Near("active_usees", {"active_users"}), ElementsAre("active_users"));   // wrong
}

TEST(NearestName, AnotherWordIsNotNear) {
  EXPECT_THAT(Near("csp", {"dpor", "pal"}), IsEmpty());
  EXPECT_THAT(Near("ab", {"cd"}), IsEmpty());
  EXPECT_THAT(Near("dpor", {}), IsEmpty());
  EXPECT_THAT(Near("", {"a"}), IsEmpty());
}

TEST(NearestName, AboutOneSlipInThreeLettersIsAllowed) {
  EXPECT_THAT(Near("abc", {"abx"}), ElementsAre("abx"));
  EXPECT_THAT(Near("abcde", {"abxxe"}), IsEmpty());
  EXPECT_THAT(Near("abcdef", {"abxxef"}), ElementsAre("abxxef"));
  EXPECT_THAT(Near("a", {"b"}), ElementsAre("b"));
}

TEST(NearestName, TheNearestComeFirstThenTheAlphabetAndThreeAreEnough) {
  EXPECT_THAT(Near("incentive", {"incentxxe", "incentivd", "incentiva", "incentivx"}),
              ElementsAre("incentiva", "incentivd", "incentivx"));
  EXPECT_THAT(Near("incentive", {"ancentivx", "incentivx"}), ElementsAre("incentivx", "ancentivx"));
}

TEST(NearestName, CapitalsMakeNoDifference) {
  EXPECT_THAT(Near("DPOR", {"dpor"}), ElementsAre("dpor"));
}

TEST(NearestName, TheNameItselfAndRepetitionsAreNotOffered) {
  EXPECT_THAT(Near("dpor", {"dpor"}), IsEmpty());
  EXPECT_THAT(Near("dopr", {"dpor", "dpor"}), ElementsAre("dpor"));
}

TEST(NearestName, NamesOverTheLimitAreNearNothing) {
  const std::string longest(limits::kNameBytesMax, 'a');
  EXPECT_THAT(Near(longest, {longest.substr(1)}), ElementsAre(longest.substr(1)));
  EXPECT_THAT(Near(longest + "a", {longest}), IsEmpty());
  EXPECT_THAT(Near(longest, {longest + "a"}), IsEmpty());
}

RC_GTEST_PROP(NearestName, DroppingAnyOneLetterIsForgiven, ()) {
  const std::string name = *rc::gen::container<std::string>(12, rc::gen::inRange('a', 'z'));
  const size_t at = *rc::gen::inRange<size_t>(0, name.size());
  std::string slipped = name;
  slipped.erase(at, 1);
  RC_ASSERT(Near(slipped, {name}) == std::vector<std::string>{name});
}

}  // namespace
}  // namespace credence
