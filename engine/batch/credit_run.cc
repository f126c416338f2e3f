#include "engine/batch/credit_run.h"

#include <algorithm>
#include <bit>
#include <numeric>

namespace credence::engine::batch {

using ruletree::Combine;
using ruletree::Sharing;
using ruletree::TieRule;

namespace {

constexpr uint64_t kAll[] = {~uint64_t{0}};

// Calls `take` for each partner of the mask; false: one said that it is enough.
template <typename Take>
bool ForEach(uint64_t mask, Take take) {
  for (; mask != 0; mask &= mask - 1) {
    if (!take(static_cast<uint32_t>(std::countr_zero(mask)))) return false;
  }
  return true;
}

// The credit's rounding, of amounts in parts of `scale`, in lowest terms.
std::optional<RoundStep> RoundingOf(const ruletree::Credit& credit, int64_t scale) {
  if (!credit.rounding) return std::nullopt;
  const Rational::Small unit = credit.rounding->unit.ToSmall().value_or(Rational::Small());
  const int64_t common = std::gcd(scale, unit.denominator);
  return RoundStep{credit.rounding->mode, unit.numerator, unit.denominator / common,
                   scale / common};
}

}  // namespace

CreditRun::CreditRun(Machine& machine, const CreditSteps& steps)
    : machine_(machine), steps_(steps), credit_(machine.program().policy->credits[steps.credit]) {
  if (!steps.awards.empty()) scale_ = steps.awards.front().amount.scale;
  rounding_ = RoundingOf(credit_, scale_);
  const bool has_divisor = std::ranges::any_of(
      steps.awards, [](const AwardSteps& award) { return award.amount.divisor != kNone; });
  takes_best_ = !rounding_ && !has_divisor &&
                (steps.awards.size() == 1 || credit_.combine == Combine::kHighest);
  best_.resize(steps.awards.size());
  if (rounding_) unit_in_ = credit_.rounding->unit.ToSmall()->denominator;
}

CreditRun::Truths CreditRun::TruthsOf(ColumnId column) const {
  if (column == kNone) return {kAll, true};
  return {machine_.truths(column), machine_.is_one(column)};
}

CreditRun::Numbers CreditRun::NumbersOf(ColumnId column) {
  const Grain& grain = machine_.step(column).grain;
  Numbers numbers{.data = machine_.numbers(column)};
  if (grain.rows != steps_.grain.rows) {
    numbers.up = machine_.frame().Up(steps_.grain.rows, grain.rows);
  }
  if (grain.by_partner) numbers.pairs = machine_.frame().PairBegin(grain.rows);
  return numbers;
}

void CreditRun::Begin() {
  awards_.clear();
  for (const AwardSteps& steps : steps_.awards) {
    AwardColumns award{.claims = TruthsOf(steps.claims),
                       .amount = NumbersOf(steps.amount.value),
                       .divisor = {},
                       .cap = {}};
    if (steps.amount.divisor != kNone) award.divisor = NumbersOf(steps.amount.divisor);
    if (steps.cap != kNone) award.cap = NumbersOf(steps.cap);
    awards_.push_back(award);
  }
  live_ = TruthsOf(steps_.live);
  forfeited_ = TruthsOf(steps_.forfeited.value);
  forfeit_known_ = TruthsOf(steps_.forfeited.has);
  keys_.clear();
  for (const Key& key : steps_.keys) {
    KeyColumns columns{.records = {}, .otherwise = NumbersOf(key.otherwise)};
    for (const std::vector<Key::OfAward>& of_award : key.records) {
      columns.records.emplace_back();
      for (const Key::OfAward& one : of_award) {
        columns.records.back().push_back({TruthsOf(one.when), NumbersOf(one.value)});
      }
    }
    keys_.push_back(std::move(columns));
  }
  all_ = machine_.frame().AllPartners(steps_.grain.rows);
  first_row_ = machine_.frame().FirstRow(steps_.grain.rows);
  case_of_ = machine_.frame().Up(steps_.grain.rows, Grain::kCase);
  if (steps_.doubt == kNone) return;
  const Truths doubt = TruthsOf(steps_.doubt);
  const uint32_t rows = machine_.frame().RowCount(steps_.grain.rows);
  for (uint32_t row = 0; row < rows; ++row) {
    if ((doubt.at(row) & all_[row]) != 0) machine_.Fault(case_of_[row]);
  }
}

void CreditRun::Decide(CreditOutcome& outcome) {
  outcome.unit_in = rounding_ ? unit_in_ : 0;
  FindLive();
  for (const uint32_t row : live_rows_) {
    const uint32_t at = case_of_[row];
    if (!machine_.is_faulted(at)) DecideRow({at, row}, outcome);
  }
}

// Rows that somebody claims, found without a branch: which they are is anybody's guess.
void CreditRun::FindLive() {
  const uint32_t rows = machine_.frame().RowCount(steps_.grain.rows);
  live_rows_.resize(rows);
  size_t found = 0;
  for (uint32_t row = 0; row < rows; ++row) {
    live_rows_[found] = row;
    found += (live_.at(row) & all_[row]) != 0 ? 1 : 0;
  }
  live_rows_.resize(found);
}

void CreditRun::DecideRow(const Place& place, CreditOutcome& outcome) {
  const uint64_t live = live_.at(place.row) & all_[place.row];
  uint64_t chosen = live;
  if (credit_.sharing != Sharing::kEvery) Choose(place, live, chosen, outcome);
  if ((chosen & ~forfeit_known_.at(place.row)) != 0) return machine_.Fault(place.at);
  chosen &= ~forfeited_.at(place.row);
  if (takes_best_) return GiveBest(place, chosen, outcome);
  if (!GiveAll(place, chosen, outcome)) machine_.Fault(place.at);
}

void CreditRun::GiveBest(const Place& place, uint64_t chosen, CreditOutcome& outcome) {
  Award award{.the_case = machine_.frame().first_case() + place.at,
              .subject = first_row_ + place.row,
              .exact_in = scale_};
  const Row first_partner = machine_.frame().PartnerBegin(place.at);
  const size_t count = awards_.size();
  for (size_t i = 0; i < count; ++i) {
    best_[i] = {awards_[i].claims.at(place.row), awards_[i].amount.of(place.row)};
  }
  const bool per_partner = steps_.grain.rows == Grain::kCase;
  for (uint64_t left = chosen; left != 0; left &= left - 1) {
    const auto partner = static_cast<uint32_t>(std::countr_zero(left));
    award.amount = INT64_MIN;
    for (size_t i = 0; i < count; ++i) {  // Without a branch: who claims what is anybody's guess.
      const int64_t amount = best_[i].amount.at(partner);
      const bool is_better = ((best_[i].by >> partner & 1) != 0) & (amount > award.amount);
      award.amount = is_better ? amount : award.amount;
      award.rules = is_better ? uint64_t{1} << i : award.rules;
    }
    award.partner = first_partner + partner;
    award.exact = award.amount;
    if (per_partner) award.subject = award.partner;
    outcome.awards.push_back(award);
  }
}

bool CreditRun::GiveAll(const Place& place, uint64_t chosen, CreditOutcome& outcome) {
  Gather(place.row, chosen);
  return ForEach(chosen, [&](uint32_t partner) {
    const std::optional<Stand> stand = Combined(partner);
    return stand && Give(place, partner, *stand, outcome);
  });
}

void CreditRun::Gather(uint32_t row, uint64_t chosen) {
  static constexpr int64_t kOne = 1;
  claimed_.clear();
  for (size_t award = 0; award < awards_.size(); ++award) {
    const AwardColumns& columns = awards_[award];
    const uint64_t by = columns.claims.at(row) & chosen;
    if (by == 0) continue;
    Claimed claimed{.by = by, .rule = uint64_t{1} << award, .amount = columns.amount.of(row)};
    claimed.divisor = columns.divisor.data == nullptr ? OfRow{&kOne, 0} : columns.divisor.of(row);
    if (columns.cap.data != nullptr) claimed.cap = columns.cap.of(row);
    claimed_.push_back(claimed);
  }
}

int64_t CreditRun::KeyOf(const KeyColumns& key, uint32_t row, uint32_t partner) const {
  int64_t best = kNoNumber;
  bool has_records = false;
  for (size_t award = 0; award < key.records.size(); ++award) {
    if ((awards_[award].claims.at(row) >> partner & 1) == 0) continue;
    for (const KeyColumns::OfAward& one : key.records[award]) {
      if ((one.when.at(row) >> partner & 1) == 0) continue;
      has_records = true;
      best = std::max(best, one.value.of(row).at(partner));
    }
  }
  return has_records ? best : key.otherwise.of(row).at(partner);
}

// Those of the first places; a tie for the last of them is told instead.
void CreditRun::Choose(const Place& place, uint64_t live, uint64_t& chosen,
                       CreditOutcome& outcome) {
  const size_t places = credit_.up_to;
  if (std::has_single_bit(live) || static_cast<size_t>(std::popcount(live)) <= places) return;
  order_.clear();
  ranks_.assign(keys_.size() * kPartnersOfMask, 0);
  ForEach(live, [&](uint32_t partner) {
    order_.push_back(partner);
    for (size_t key = 0; key < keys_.size(); ++key) {
      ranks_[partner * keys_.size() + key] = KeyOf(keys_[key], place.row, partner);
    }
    return true;
  });
  const auto ranks = [&](uint32_t partner) { return ranks_.begin() + partner * keys_.size(); };
  const auto before = [&](uint32_t a, uint32_t b) {
    return std::lexicographical_compare(ranks(b), ranks(b) + keys_.size(), ranks(a),
                                        ranks(a) + keys_.size());
  };
  std::stable_sort(order_.begin(), order_.end(), before);
  const uint32_t last = order_[places - 1];
  size_t tied_begin = places;
  size_t tied_end = places;
  while (tied_begin > 0 && !before(order_[tied_begin - 1], last)) --tied_begin;
  while (tied_end < order_.size() && !before(last, order_[tied_end])) ++tied_end;
  const bool is_held = tied_end > places && credit_.if_tied != TieRule::kLowestPartnerId;
  chosen = 0;
  for (size_t i = 0; i < (is_held ? tied_begin : places); ++i) chosen |= uint64_t{1} << order_[i];
  if (!is_held) return;
  Tie tie{.the_case = machine_.frame().first_case() + place.at, .subject = first_row_ + place.row};
  for (size_t i = tied_begin; i < tied_end; ++i) tie.between |= uint64_t{1} << order_[i];
  outcome.ties.push_back(tie);
}

CreditRun::Stand CreditRun::One(const Claimed& claimed, uint32_t partner) {
  Stand stand{.amount = claimed.amount.at(partner),
              .divisor = claimed.divisor.at(partner),
              .rules = claimed.rule};
  if (claimed.cap.data != nullptr) stand.cap = claimed.cap.at(partner);
  return stand;
}

// Capped where both are.
std::optional<CreditRun::Stand> CreditRun::Sum(const Stand& a, const Stand& b) {
  Stand sum{.rules = a.rules | b.rules};
  if (__builtin_add_overflow(a.amount, b.amount, &sum.amount)) return std::nullopt;
  int64_t cap = 0;
  if (!a.cap || !b.cap) return sum;
  if (__builtin_add_overflow(*a.cap, *b.cap, &cap)) return std::nullopt;
  sum.cap = cap;
  return sum;
}

// Claims are by rule name, so level ones are settled by it.
std::optional<CreditRun::Stand> CreditRun::Combined(uint32_t partner) const {
  std::optional<Stand> stand;
  for (const Claimed& claimed : claimed_) {
    if ((claimed.by >> partner & 1) == 0) continue;
    const Stand one = One(claimed, partner);
    if (!stand) {
      stand = one;
      continue;
    }
    if (one.divisor != 1 || stand->divisor != 1) return std::nullopt;
    if (credit_.combine == Combine::kSum) {
      stand = Sum(*stand, one);
      if (!stand) return std::nullopt;
    } else if (credit_.combine == Combine::kHighest ? one.amount > stand->amount
                                                    : one.amount < stand->amount) {
      stand = one;
    }
  }
  return stand;
}

// In units of the rounding; where that would pass the cap, down instead.
std::optional<int64_t> CreditRun::Rounded(const Stand& stand) const {
  const std::optional<int64_t> units =
      UnitsOf(stand.amount, stand.divisor, *rounding_, rounding_->mode);
  if (!units || !stand.cap) return units;
  Wide rounded = 0;
  if (__builtin_mul_overflow(Wide{*units} * rounding_->unit, Wide{rounding_->scale}, &rounded)) {
    return std::nullopt;
  }
  if (rounded <= Wide{*stand.cap} * rounding_->unit_in) return units;
  const RoundingMode lower = stand.amount < 0 ? RoundingMode::kUp : RoundingMode::kDown;
  return UnitsOf(stand.amount, stand.divisor, *rounding_, lower);
}

// False: past 64 bits.
bool CreditRun::Give(const Place& place, uint32_t partner, const Stand& stand,
                     CreditOutcome& outcome) const {
  Award award{.the_case = machine_.frame().first_case() + place.at,
              .subject = first_row_ + place.row,
              .partner = machine_.frame().PartnerBegin(place.at) + partner,
              .amount = stand.amount,
              .exact = stand.amount,
              .rules = stand.rules};
  if (steps_.grain.rows == Grain::kCase) award.subject = award.partner;
  if (__builtin_mul_overflow(scale_, stand.divisor, &award.exact_in)) return false;
  if (rounding_) {
    const std::optional<int64_t> units = Rounded(stand);
    if (!units || __builtin_mul_overflow(*units, rounding_->unit, &award.amount)) return false;
  }
  outcome.awards.push_back(award);
  return true;
}

}  // namespace credence::engine::batch
