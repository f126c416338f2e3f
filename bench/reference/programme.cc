#include "bench/reference/programme.h"

#include <algorithm>
#include <memory>
#include <string>

#include "core/check.h"
#include "dsl/compile.h"
#include "tests/support/golden.h"

namespace credence::bench::reference {
namespace {

// "w11" is 11.
uint8_t PlaceOf(const std::string& id) {
  const std::optional<Rational> place = Rational::FromDecimal(id.substr(1));
  CREDENCE_CHECK(place.has_value());
  return static_cast<uint8_t>(place->ToInt64().value_or(0));
}

Credit CreditNamed(const std::string& name) {
  if (name == "incentive") return Credit::kIncentive;
  return name == "capacity" ? Credit::kCapacity : Credit::kRecognisedSeats;
}

int64_t AmountOf(Credit credit, const Rational& amount) {
  const std::optional<Rational> whole =
      credit == Credit::kIncentive ? CheckedMultiply(amount, Rational(100)) : amount;
  CREDENCE_CHECK(whole && whole->ToInt64());
  return *whole->ToInt64();
}

}  // namespace

ruletree::PolicySetPtr CompileReference() {
  std::vector<SourcePtr> sources;
  for (const char* file : {"bench/reference/reference.vocab", "bench/reference/reference.policy"}) {
    sources.push_back(std::make_shared<Source>(file, testing::ReadGolden(file)));
  }
  return dsl::Compile(sources).policies;
}

engine::Request ByEngine() {
  engine::Request request;
  request.days = DecidedDays();
  request.explain = false;
  request.refusals = false;
  return request;
}

Decided AwardsOf(const engine::Decision& decision) {
  Decided decided;
  for (const engine::Result& result : decision.results) {
    const Credit credit = CreditNamed(result.credit);
    const uint8_t subject = PlaceOf(result.subject);
    for (const engine::Award& award : result.awards) {
      decided.awards.push_back(
          {credit, subject, PlaceOf(award.partner), AmountOf(credit, award.amount)});
    }
    if (!result.held) continue;
    CREDENCE_CHECK(credit == Credit::kIncentive);
    decided.held_incentives |= static_cast<uint8_t>(1 << subject);
  }
  std::sort(decided.awards.begin(), decided.awards.end());
  return decided;
}

}  // namespace credence::bench::reference
