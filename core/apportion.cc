#include "core/apportion.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <utility>

#include "core/check.h"
#include "core/limits.h"

namespace credence {
namespace {

absl::Status DoesNotFit() {
  return OutOfRangeError("an amount and its weights need numbers of more than " +
                         std::to_string(limits::kRationalBitsMax) + " bits to be apportioned");
}

absl::StatusOr<Rational> SumOfWeights(std::span<const Rational> weights) {
  if (weights.size() > limits::kApportionPartsMax) {
    return InvalidArgumentError("an amount is apportioned among at most " +
                                std::to_string(limits::kApportionPartsMax) + " parts, here are " +
                                std::to_string(weights.size()));
  }
  Rational sum;
  for (const Rational& weight : weights) {
    if (weight.is_negative()) {
      return InvalidArgumentError("a weight is never negative, here is one of " +
                                  weight.ToDisplay());
    }
    const std::optional<Rational> next = CheckedAdd(sum, weight);
    if (!next) return DoesNotFit();
    sum = *next;
  }
  if (sum.is_zero()) {
    return InvalidArgumentError("an amount is apportioned by weight, and no weight is above zero");
  }
  return sum;
}

// A part, counted in units: the whole ones it has for certain and the claim it has on one more.
struct Share {
  Rational whole;
  Rational remainder;
};

// The parts' exact shares of `units`, each cut into whole units and a remainder.
std::optional<std::vector<Share>> CutShares(const Rational& units,
                                            std::span<const Rational> weights,
                                            const Rational& weight_sum) {
  const std::optional<Rational> per_weight = CheckedDivide(units, weight_sum);
  if (!per_weight) return std::nullopt;
  std::vector<Share> shares;
  shares.reserve(weights.size());
  for (const Rational& weight : weights) {
    const std::optional<Rational> exact = CheckedMultiply(*per_weight, weight);
    if (!exact) return std::nullopt;
    const Rational whole = exact->Floor();
    const std::optional<Rational> remainder = CheckedSubtract(*exact, whole);
    if (!remainder) return std::nullopt;
    shares.push_back({whole, *remainder});
  }
  return shares;
}

// The exact shares of `units` with none above `cap`. Each round caps those who pass it and, when
// the excess is to the rest, divides what they leave; so there are at most as many rounds as
// parts.
std::optional<std::vector<Rational>> SharesWithin(const Rational& units,
                                                  std::span<const Rational> weights,
                                                  const Rational& weight_sum, const Rational& cap,
                                                  Excess excess) {
  std::vector<Rational> shares(weights.size());
  std::vector<bool> capped(weights.size(), false);
  std::optional<Rational> left = units;
  std::optional<Rational> open_weight = weight_sum;
  for (bool again = true; again && !open_weight->is_zero();) {
    again = false;
    const std::optional<Rational> per_weight = CheckedDivide(*left, *open_weight);
    if (!per_weight) return std::nullopt;
    for (std::size_t i = 0; i < weights.size(); ++i) {
      if (capped[i]) continue;
      const std::optional<Rational> share = CheckedMultiply(*per_weight, weights[i]);
      if (!share) return std::nullopt;
      shares[i] = std::min(*share, cap);
      if (*share <= cap || excess == Excess::kUnpaid) continue;
      capped[i] = again = true;
      left = CheckedSubtract(*left, cap);
      open_weight = left ? CheckedSubtract(*open_weight, weights[i]) : std::nullopt;
      if (!open_weight) return std::nullopt;
    }
  }
  return shares;
}

// Positions by claim: the largest remainder, then the larger weight, then the earlier.
std::vector<std::size_t> OrderOfClaims(const std::vector<Share>& shares,
                                       std::span<const Rational> weights) {
  std::vector<std::size_t> order(shares.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const auto by_remainder = shares[a].remainder <=> shares[b].remainder;
    return by_remainder != 0 ? by_remainder > 0 : weights[a] > weights[b];
  });
  return order;
}

// Hands what the whole units leave over to the claims in order: a unit each, and what is left
// of an odd amount to the next in line. Remainders sum to more than the units handed out, so
// whoever is reached has one, and with it a weight.
std::optional<std::vector<Rational>> HandOut(const Rational& units, std::vector<Share> shares,
                                             std::span<const Rational> weights) {
  std::optional<Rational> left = units;
  for (const Share& share : shares) {
    left = CheckedSubtract(*left, share.whole);
    if (!left) return std::nullopt;
  }
  for (const std::size_t position : OrderOfClaims(shares, weights)) {
    if (left->is_zero()) break;
    const Rational handed = std::min(*left, Rational(1));
    const std::optional<Rational> part = CheckedAdd(shares[position].whole, handed);
    left = CheckedSubtract(*left, handed);
    if (!part || !left) return std::nullopt;
    shares[position].whole = *part;
  }
  std::vector<Rational> parts;
  parts.reserve(shares.size());
  for (const Share& share : shares) parts.push_back(share.whole);
  return parts;
}

}  // namespace

absl::StatusOr<std::vector<Rational>> Apportion(const Rational& amount,
                                                std::span<const Rational> weights,
                                                const Rational& unit) {
  CREDENCE_CHECK(unit.sign() > 0);
  const absl::StatusOr<Rational> weight_sum = SumOfWeights(weights);
  if (!weight_sum.ok()) return weight_sum.status();

  const std::optional<Rational> units =
      CheckedDivide(amount.is_negative() ? -amount : amount, unit);
  if (!units) return DoesNotFit();
  std::optional<std::vector<Share>> shares = CutShares(*units, weights, *weight_sum);
  if (!shares) return DoesNotFit();
  std::optional<std::vector<Rational>> parts = HandOut(*units, *std::move(shares), weights);
  if (!parts) return DoesNotFit();
  for (Rational& part : *parts) {
    const std::optional<Rational> money = CheckedMultiply(part, unit);
    if (!money) return DoesNotFit();
    part = amount.is_negative() ? -*money : *money;
  }
  return *std::move(parts);
}

namespace {

// Whole units: each share floored, then a unit each to the claims in order, as many as the shares
// come to together. The cap is whole, so a share with a remainder has room below it for a unit.
std::optional<std::vector<Rational>> RoundTogether(const std::vector<Rational>& exact,
                                                   std::span<const Rational> weights) {
  std::vector<Share> shares;
  std::optional<Rational> left = Rational(0);
  for (const Rational& share : exact) {
    const Rational whole = share.Floor();
    const std::optional<Rational> remainder = CheckedSubtract(share, whole);
    left = remainder ? CheckedAdd(*left, *remainder) : std::nullopt;
    if (!left) return std::nullopt;
    shares.push_back({whole, *remainder});
  }
  left = left->Floor();
  for (const std::size_t position : OrderOfClaims(shares, weights)) {
    if (left->is_zero() || shares[position].remainder.is_zero()) break;
    const std::optional<Rational> more = CheckedAdd(shares[position].whole, Rational(1));
    if (!more) return std::nullopt;
    shares[position].whole = *more;
    left = CheckedSubtract(*left, Rational(1));
    if (!left) return std::nullopt;
  }
  std::vector<Rational> parts;
  parts.reserve(shares.size());
  for (const Share& share : shares) parts.push_back(share.whole);
  return parts;
}

// Parts counted in units as amounts, and what they leave of `amount`.
std::optional<CappedParts> InAmounts(const Rational& amount, const std::vector<Rational>& parts,
                                     const Rational& unit) {
  CappedParts result{{}, amount};
  for (const Rational& part : parts) {
    const std::optional<Rational> money = CheckedMultiply(part, unit);
    if (!money) return std::nullopt;
    result.parts.push_back(amount.is_negative() ? -*money : *money);
    const std::optional<Rational> left = CheckedSubtract(result.unpaid, result.parts.back());
    if (!left) return std::nullopt;
    result.unpaid = *left;
  }
  return result;
}

}  // namespace

absl::StatusOr<CappedParts> ApportionWithin(const Rational& amount,
                                            std::span<const Rational> weights, const Rational& cap,
                                            Excess excess, const Rational& unit) {
  CREDENCE_CHECK(unit.sign() > 0 && !cap.is_negative());
  const absl::StatusOr<Rational> weight_sum = SumOfWeights(weights);
  if (!weight_sum.ok()) return weight_sum.status();
  const std::optional<Rational> units =
      CheckedDivide(amount.is_negative() ? -amount : amount, unit);
  const std::optional<Rational> cap_units = CheckedDivide(cap, unit);
  if (!units || !cap_units) return DoesNotFit();
  CREDENCE_CHECK(units->is_integer());
  const std::optional<std::vector<Rational>> exact =
      SharesWithin(*units, weights, *weight_sum, cap_units->Floor(), excess);
  if (!exact) return DoesNotFit();
  const std::optional<std::vector<Rational>> parts = RoundTogether(*exact, weights);
  if (!parts) return DoesNotFit();
  std::optional<CappedParts> result = InAmounts(amount, *parts, unit);
  if (!result) return DoesNotFit();
  return *std::move(result);
}

}  // namespace credence
