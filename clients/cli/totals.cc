#include "clients/cli/totals.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "clients/cli/file_fault.h"
#include "clients/cli/wire_value.h"

namespace credence::cli {
namespace {

void AddTo(std::optional<Rational>& sum, const Rational& amount) {
  if (sum) sum = CheckedAdd(*sum, amount);
}

std::string SumText(const std::optional<Rational>& sum, const Type& type) {
  return sum ? ToDisplay(*sum, type) : "too large";
}

}  // namespace

void Totals::Add(const v1::Decision& decision) {
  ++decided_;
  for (const v1::Result& result : decision.results()) {
    if (result.has_held()) ++held_;
    if (result.provisional()) ++provisional_;
    for (const v1::Award& award : result.awards()) {
      const auto value = FromWire(award.amount());
      if (!value) continue;
      const Rational& amount = std::get<Rational>(value->value);
      // What is no money may be a level, which over two periods counts everything twice.
      const bool money = value->type.kind == TypeKind::kMoney;
      Credit& credit = credits_[{.credit = result.credit(),
                                 .unit = award.amount().unit(),
                                 .days = money ? std::string() : DaysOf(result)}];
      credit.type = value->type;
      ++credit.awards;
      AddTo(credit.sum, amount);
      AddTo(credit.partners.try_emplace(award.partner(), Rational(0)).first->second, amount);
    }
  }
}

std::string Totals::RenderCounts() const {
  std::string line = Counted(decided_, "decision");
  if (held_ > 0) line += ", " + std::to_string(held_) + " held";
  if (provisional_ > 0) line += ", " + std::to_string(provisional_) + " provisional";
  if (refused_ > 0) line += ", " + std::to_string(refused_) + " refused";
  return line;
}

std::string Totals::Render(const ViewOptions& options) const {
  Table table({{"credit"},
               {"days"},
               {"partner"},
               {"amount", Table::Align::kRight},
               {"awards", Table::Align::kRight}});
  for (const auto& [key, credit] : credits_) {
    table.Add({key.credit, key.days, Counted(credit.partners.size(), "partner"),
               SumText(credit.sum, credit.type), std::to_string(credit.awards)});
    std::vector<std::pair<std::string, std::optional<Rational>>> ranked(credit.partners.begin(),
                                                                        credit.partners.end());
    std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) {
      return a.second && b.second ? *b.second < *a.second : !a.second && b.second;
    });
    for (size_t i = 0; i < ranked.size() && i < kPartnersShownMax; ++i) {
      table.Add({"", "", ranked[i].first, SumText(ranked[i].second, credit.type), ""});
    }
    if (ranked.size() > kPartnersShownMax) {
      table.Add({"", "", std::to_string(ranked.size() - kPartnersShownMax) + " more", "", ""});
    }
  }
  std::string out = options.ink.Bold("totals") + "  " + RenderCounts() + "\n";
  return table.empty() ? out : out + table.ToString(2, options.ink);
}

}  // namespace credence::cli
