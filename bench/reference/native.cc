#include "bench/reference/native.h"

#include <algorithm>
#include <bit>

namespace credence::bench::reference {
namespace {

using Partners = uint8_t;  // a bit for each

constexpr Date kFirst{16'832};
constexpr Date kLast{16'860};
constexpr uint32_t kAllDays = (uint32_t{1} << 29) - 1;
constexpr int64_t kDollar = 100;
constexpr int64_t kWhole = 10'000;  // rates are in hundredths of a percent

// What the evidence says, once for all subjects.
struct Evidence {
  Partners suspended = 0;
  Partners on_subscription[kSubscriptionsMax] = {};  // any kind, at any time in the month
  Partners designated_throughout[kSubscriptionsMax] = {};
  Partners on_line[kLinesMax] = {};
  Partners onboarding_throughout[kLinesMax] = {};
  // The latest designation on the last day among those who may be awarded.
  Date latest[kSubscriptionsMax] = {};
  Partners winners[kSubscriptionsMax] = {};
};

uint32_t DaysOfMonth(const DateRange& days) {
  const int32_t begin = std::max(days.begin.days - kFirst.days, 0);
  const int32_t end = std::min(days.end.days - kFirst.days, 29);
  if (begin >= end) return 0;
  return (kAllDays >> (29 - (end - begin))) << begin;
}

// Whether the records of this one's kind, partner and place cover the month together.
bool CoversMonth(const Case& the_case, const Record& record, uint32_t days) {
  for (uint32_t i = 0; i < the_case.record_count && days != kAllDays; ++i) {
    const Record& other = the_case.records[i];
    const bool same =
        other.kind == record.kind && other.partner == record.partner && other.place == record.place;
    if (same) days |= DaysOfMonth(other.days);
  }
  return days == kAllDays;
}

void TakeDesignation(const Case& the_case, const Record& record, uint32_t days, Partners may,
                     Evidence& evidence) {
  const auto bit = static_cast<Partners>(1 << record.partner);
  evidence.on_subscription[record.place] |= bit;
  if (CoversMonth(the_case, record, days)) evidence.designated_throughout[record.place] |= bit;
  const bool on_last_day = (days >> 28) != 0;
  if (!on_last_day || (may & bit) == 0) return;
  Date& latest = evidence.latest[record.place];
  if (record.since < latest) return;
  Partners& winners = evidence.winners[record.place];
  winners = static_cast<Partners>(record.since == latest ? winners | bit : bit);
  latest = record.since;
}

void TakeEvidence(const Case& the_case, Partners may, Evidence& evidence) {
  for (uint32_t i = 0; i < the_case.record_count; ++i) {
    const Record& record = the_case.records[i];
    const uint32_t days = DaysOfMonth(record.days);
    if (days == 0) continue;
    const auto bit = static_cast<Partners>(1 << record.partner);
    switch (record.kind) {
      case Kind::kDesignated:
        TakeDesignation(the_case, record, days, may, evidence);
        break;
      case Kind::kResale:
        evidence.on_subscription[record.place] |= bit;
        break;
      case Kind::kOnboarding:
        evidence.on_line[record.place] |= bit;
        if (CoversMonth(the_case, record, days))
          evidence.onboarding_throughout[record.place] |= bit;
        break;
      case Kind::kAdministration:
        evidence.on_line[record.place] |= bit;
        break;
      case Kind::kSuspended:
        evidence.suspended |= bit;
        break;
    }
  }
}

// Enrolled by the end of the month, and not owned by the customer.
Partners WhoMay(const Case& the_case) {
  unsigned may = 0;
  for (uint32_t i = 0; i < the_case.partner_count; ++i) {
    const Partner& partner = the_case.partners[i];
    const bool in = partner.enrolled_on <= kLast && !partner.customer_owned;
    may |= static_cast<unsigned>(in) << i;
  }
  return static_cast<Partners>(may);
}

int64_t BaseOf(Level level, Region region, int64_t billed) {
  const bool far = region == Region::kApac || region == Region::kLatam;
  switch (level) {
    case Level::kGold:
      return far ? std::min(billed * 850, 15'000 * kDollar * kWhole)
                 : std::min(billed * 700, 20'000 * kDollar * kWhole);
    case Level::kSilver:
      return far ? std::min(billed * 650, 7'500 * kDollar * kWhole)
                 : std::min(billed * 500, 10'000 * kDollar * kWhole);
    case Level::kRegistered:
      return std::min(billed * 300, 5'000 * kDollar * kWhole);
  }
  return 0;
}

int64_t AcceleratorOf(int64_t billed) {
  const auto slice = [&](int64_t from, int64_t to) { return std::clamp(billed, from, to) - from; };
  return slice(10'000 * kDollar, 50'000 * kDollar) * 100 +
         slice(50'000 * kDollar, 200'000 * kDollar) * 200 +
         std::max(billed - 200'000 * kDollar, int64_t{0}) * 225;
}

int64_t IncentiveOf(const Case& the_case, Level level, int64_t billed, bool accelerated) {
  int64_t exact = BaseOf(level, the_case.region, billed);
  if (the_case.education) exact += std::min(billed * 200, 5'000 * kDollar * kWhole);
  if (accelerated) exact += AcceleratorOf(billed);
  return (exact + kWhole / 2) / kWhole;
}

// Calls `take` for each partner of the mask.
template <typename Take>
void ForEach(Partners partners, Take take) {
  for (; partners != 0; partners &= static_cast<Partners>(partners - 1)) {
    take(static_cast<uint8_t>(std::countr_zero(partners)));
  }
}

struct Use {
  int64_t seats = 0;
  int64_t active = 0;
  int64_t served[kPartnersMax] = {};  // seats of the lines a partner has evidence for
};

void DecideLines(const Case& the_case, const Evidence& evidence, uint8_t at, Partners seats_to,
                 Use& use, std::vector<Award>& awards) {
  const Subscription& subscription = the_case.subscriptions[at];
  const int end = subscription.first_line + subscription.line_count;
  for (int i = subscription.first_line; i < end; ++i) {
    const Line& line = the_case.lines[static_cast<size_t>(i)];
    if (line.family > Family::kYammer) continue;
    use.seats += line.seats;
    use.active += line.active;
    const int64_t active = std::min<int64_t>(line.active, 2'500);
    const int64_t onboarded = std::max<int64_t>(active, std::min(line.seats, 500));
    const Partners throughout = evidence.onboarding_throughout[i];
    ForEach(evidence.on_line[i] | evidence.on_subscription[at], [&](uint8_t partner) {
      use.served[partner] += line.seats;
      if ((seats_to >> partner & 1) == 0) return;
      awards.push_back({Credit::kRecognisedSeats, static_cast<uint8_t>(i), partner,
                        (throughout >> partner & 1) != 0 ? onboarded : active});
    });
  }
}

void DecideCapacity(const Case& the_case, const Evidence& evidence, uint8_t at, Partners to,
                    const Use& use, std::vector<Award>& awards) {
  for (uint8_t partner = 0; partner < the_case.partner_count; ++partner) {
    if ((to >> partner & 1) == 0) continue;
    int64_t capacity = use.served[partner] > 0 ? std::max<int64_t>(use.served[partner], 10) : 0;
    const bool throughout = (evidence.designated_throughout[at] >> partner & 1) != 0;
    if (throughout) capacity = std::max<int64_t>(capacity, 25);
    if (capacity > 0) awards.push_back({Credit::kCapacity, at, partner, capacity});
  }
}

void DecideIncentive(const Case& the_case, const Evidence& evidence, uint8_t at, const Use& use,
                     Decided& decided) {
  const Partners winners = evidence.winners[at];
  const bool in_use = use.seats > 0 && use.active * 100 >= use.seats * 40;
  if (winners == 0 || !in_use) return;
  if (!std::has_single_bit(winners)) {
    decided.held_incentives |= static_cast<uint8_t>(1 << at);
    return;
  }
  if ((winners & evidence.suspended) != 0) return;
  const auto winner = static_cast<uint8_t>(std::countr_zero(winners));
  const bool accelerated = use.active * 100 >= use.seats * 80;
  const int64_t billed = the_case.subscriptions[at].revenue_cents;
  decided.awards.push_back(
      {Credit::kIncentive, at, winner,
       IncentiveOf(the_case, the_case.partners[winner].level, billed, accelerated)});
}

}  // namespace

void DecideNative(const Case& the_case, Decided& decided) {
  decided.awards.clear();
  decided.held_incentives = 0;
  const Partners may = WhoMay(the_case);
  Evidence evidence;
  TakeEvidence(the_case, may, evidence);
  const auto unsuspended = static_cast<Partners>(may & ~evidence.suspended);
  for (uint8_t at = 0; at < the_case.subscription_count; ++at) {
    Use use;
    DecideLines(the_case, evidence, at, unsuspended, use, decided.awards);
    const bool pays = the_case.open && the_case.subscriptions[at].revenue_cents >= 100 * kDollar;
    if (!pays) continue;
    DecideCapacity(the_case, evidence, at, unsuspended, use, decided.awards);
    DecideIncentive(the_case, evidence, at, use, decided);
  }
}

}  // namespace credence::bench::reference
