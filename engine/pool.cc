#include "engine/pool.h"

#include <algorithm>
#include <optional>

#include "core/apportion.h"

namespace credence::engine {
namespace {

// Amounts of one sign are weights; a loss and a gain cannot be one pool.
bool AreOfOneSign(const std::vector<Candidate*>& sharers) {
  const auto is = [](int sign) {
    return [sign](const Candidate* sharer) { return sharer->stand->amount.sign() == sign; };
  };
  return std::none_of(sharers.begin(), sharers.end(), is(-1)) ||
         std::none_of(sharers.begin(), sharers.end(), is(1));
}

}  // namespace

std::optional<Rounding> PoolRounding(const ruletree::Credit& credit) {
  if (credit.rounding || credit.type.kind != TypeKind::kCount) return credit.rounding;
  return Rounding{RoundingMode::kNearest, Rational(1)};
}

bool ShareEvenly(const ruletree::Credit& credit, size_t places,
                 const std::vector<Candidate*>& sharers) {
  const Rational part(static_cast<int64_t>(places), static_cast<int64_t>(sharers.size()));
  Rational pool;
  std::vector<Rational> weights;
  for (Candidate* sharer : sharers) {
    const Rational whole = sharer->stand->amount;
    weights.push_back(whole.is_negative() ? -whole : whole);
    const std::optional<Rational> share = CheckedMultiply(whole, part);
    const std::optional<Rational> sum = share ? CheckedAdd(pool, *share) : std::nullopt;
    if (!sum) return false;
    sharer->stand->amount = *share;
    pool = *sum;
  }
  const bool all_zero = std::all_of(weights.begin(), weights.end(),
                                    [](const Rational& weight) { return weight.is_zero(); });
  const std::optional<Rounding> rounding = PoolRounding(credit);
  if (!rounding || all_zero || !AreOfOneSign(sharers)) return true;
  const std::optional<Rational> rounded = Round(pool, *rounding);
  if (!rounded) return false;
  const auto shares = Apportion(*rounded, weights, rounding->unit);
  if (!shares.ok()) return false;
  const bool level = std::all_of(shares->begin(), shares->end(),
                                 [&](const Rational& share) { return share == shares->front(); });
  for (size_t i = 0; i < sharers.size(); ++i) {
    sharers[i]->stand->share = PoolShare{*rounded, (*shares)[i], level};
  }
  return true;
}

}  // namespace credence::engine
