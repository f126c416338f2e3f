#include "bench/generated_programme.h"

#include <algorithm>
#include <array>
#include <memory>
#include <string>

namespace credence::bench {
namespace {

constexpr const char* kVocabulary = R"(vocabulary generated version "1"

subject customer
subject subscription in customer
subject workload in subscription

evidence dpor on subscription lasting with { since: date }
evidence csp on subscription lasting
evidence fasttrack on workload lasting
evidence delegated_admin on workload lasting
evidence suspended on partner lasting

measure active_users : count per workload each month, level
measure licensed_seats : count per workload each month, level
measure revenue : money in USD per subscription each month, flow

attribute workload.family : one of { exchange, sharepoint, skype, yammer, intune }
attribute customer.region : one of { north_america, emea, apac, latam }
)";

constexpr const char* kHeader = R"(policy generated version "1"
  effective from 2016-01-01
  uses generated version "1"

set eligible = { exchange, sharepoint, skype, yammer }

param usage_floor
  40% from 2015-07-01
  50% from 2016-07-01

define active_share =
    (sum of active_users where workload.family in eligible)
  / (sum of licensed_seats where workload.family in eligible) else 0%

)";

std::string CreditText(int credit) {
  const std::string number = std::to_string(credit);
  return "credit rebate_" + number +
         " : money in USD for every partner per subscription each month\n"
         "  combine highest\n"
         "  rounded to nearest 0.01 USD\n\n";
}

std::string AwardText(int rule, int credit) {
  constexpr std::array<const char*, 4> kRegions = {"north_america", "emea", "apac", "latam"};
  constexpr std::array<const char*, 2> kKinds = {"dpor", "csp"};
  const size_t index = static_cast<size_t>(rule);
  return "award rebate_" + std::to_string(credit) + " as rule_" + std::to_string(rule) +
         "\n  to every partner with " + kKinds[index % kKinds.size()] +
         " at any time in the period and no suspended on period.end"
         "\n  when customer.region is " +
         kRegions[index % kRegions.size()] +
         "\n  when active_share >= usage_floor"
         "\n  amount " +
         std::to_string(1 + rule % 9) + "." + std::to_string(rule % 10) +
         "% of sum of revenue, at most " + std::to_string(1'000 + rule) +
         " USD\n  because \"Rule " + std::to_string(rule) +
         " pays a share of the revenue it helped.\"\n\n";
}

std::string ShortAwardText(int rule, int credit) {
  return "award rebate_" + std::to_string(credit) + " to every partner with dpor" + "\n  amount " +
         std::to_string(1 + rule % 9) + "." + std::to_string(rule) +
         "% of sum of revenue\n  because \"Rule " + std::to_string(rule) + ".\"\n";
}

}  // namespace

GeneratedProgramme GenerateProgramme(int rule_count, RuleShape shape) {
  const int credit_count = std::max(1, rule_count / 100);
  std::string policy = kHeader;
  for (int credit = 0; credit < credit_count; ++credit) policy += CreditText(credit);
  for (int rule = 0; rule < rule_count; ++rule) {
    const int credit = rule % credit_count;
    policy += shape == RuleShape::kShort ? ShortAwardText(rule, credit) : AwardText(rule, credit);
  }
  GeneratedProgramme programme;
  programme.sources.push_back(std::make_shared<Source>("generated.vocab", kVocabulary));
  programme.sources.push_back(std::make_shared<Source>("generated.policy", policy));
  for (const SourcePtr& source : programme.sources) programme.bytes += source->text().size();
  return programme;
}

}  // namespace credence::bench
