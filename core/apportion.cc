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

}  // namespace credence
