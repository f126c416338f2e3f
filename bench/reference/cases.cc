#include "bench/reference/cases.h"

#include <algorithm>
#include <span>
#include <string>
#include <utility>

#include "core/check.h"

namespace credence::bench::reference {
namespace {

__extension__ typedef unsigned __int128 uint128;

Date Day(int year, int month, int day) { return *Date::FromCivil(year, month, day); }

// SplitMix64: small, and defined by its few lines alone.
class Dice {
 public:
  Dice(uint64_t seed, uint64_t row) : state_(Mix(seed) ^ (row * kStep)) {}

  // 0 .. count - 1, each as likely but for a part in 2^64 / count.
  uint32_t Below(uint32_t count) {
    return static_cast<uint32_t>((static_cast<uint128>(Next()) * count) >> 64);
  }
  uint32_t Between(uint32_t least, uint32_t most) { return least + Below(most - least + 1); }
  bool OneIn(uint32_t count) { return Below(count) == 0; }
  template <typename Item>
  Item OneOf(std::span<const Item> items) {
    return items[Below(static_cast<uint32_t>(items.size()))];
  }

 private:
  static constexpr uint64_t kStep = 0x9e3779b97f4a7c15;
  static uint64_t Mix(uint64_t value) {
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
    value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
    return value ^ (value >> 31);
  }
  uint64_t Next() { return Mix(state_ += kStep); }

  uint64_t state_;
};

// At and beside the least bill, where the slices begin, and where 7% of a bill meets its cap.
constexpr int64_t kRevenueBounds[] = {0,         9'999,      10'000,     10'001,     999'999,
                                      1'000'000, 5'000'000,  5'000'001,  20'000'000, 20'000'001,
                                      7'500'050, 28'571'428, 28'571'429, 16'666'666, 16'666'667};
constexpr int32_t kSeatBounds[] = {0, 5, 10, 500, 505, 2'500, 3'125, 2'505};

int64_t RevenueOf(Dice& dice) {
  if (dice.OneIn(8)) return dice.OneOf(std::span<const int64_t>(kRevenueBounds));
  return dice.Below(30'000'000);
}

// The lines of one subscription: of one share of use throughout where it shall meet a bound.
void AddLines(Dice& dice, Subscription& subscription, Case& the_case) {
  const uint32_t count = dice.Between(2, 6);
  const bool at_bound = dice.OneIn(8);
  const uint32_t fifths = dice.OneIn(2) ? 2 : 4;
  const bool one_under = dice.OneIn(2);
  subscription.first_line = the_case.line_count;
  subscription.line_count = static_cast<uint8_t>(count);
  for (uint32_t i = 0; i < count; ++i) {
    Line& line = the_case.lines[the_case.line_count++];
    line.family = static_cast<Family>(dice.Below(6));
    line.seats = static_cast<int32_t>(5 * dice.Below(300));
    if (dice.OneIn(8)) line.seats = dice.OneOf(std::span<const int32_t>(kSeatBounds));
    line.active = static_cast<int32_t>(static_cast<int64_t>(line.seats) * dice.Below(101) / 100);
    if (!at_bound) continue;
    line.active = line.seats / 5 * static_cast<int32_t>(fifths);
    if (i == 0 && one_under && line.active > 0) --line.active;
  }
}

// Most began before the month and have not ended; the others meet it in every way there is.
DateRange DaysOf(Dice& dice) {
  const DateRange month = DecidedDays();
  const auto day_of_month = [&] {
    return month.begin.AddDays(static_cast<int32_t>(dice.Below(29)));
  };
  const Date before = month.begin.AddDays(-static_cast<int32_t>(dice.Between(1, 400)));
  switch (dice.Below(16)) {
    case 0:
      return DateRange::Through(before, month.begin.AddDays(-1));
    case 1:
      return DateRange::Through(before, month.begin);
    case 2:
      return {month.last(), DateRange().end};
    case 3:
      return {month.end, DateRange().end};
    case 4:
      return month;
    case 5:
      return DateRange::Through(month.begin, month.begin.AddDays(14));
    case 6:
      return {month.begin.AddDays(15), month.end};
    case 7:
      return {day_of_month(), DateRange().end};
    case 8:
      return DateRange::Through(before, day_of_month());
    case 9:
    case 10:
    case 11:
      return DateRange::Through(before, month.begin.AddDays(-1));
    default:
      return {before, DateRange().end};
  }
}

Kind KindOf(Dice& dice) {
  const uint32_t in_hundred = dice.Below(100);
  if (in_hundred < 30) return Kind::kDesignated;
  if (in_hundred < 38) return Kind::kResale;
  if (in_hundred < 67) return Kind::kOnboarding;
  if (in_hundred < 95) return Kind::kAdministration;
  return Kind::kSuspended;
}

Record RecordOf(Dice& dice, const Case& the_case) {
  Record record;
  record.kind = KindOf(dice);
  record.partner = static_cast<uint8_t>(dice.Below(the_case.partner_count));
  record.days = DaysOf(dice);
  if (record.kind == Kind::kDesignated) {
    record.since = Day(2015, 7, 1).AddDays(static_cast<int32_t>(10 * dice.Below(6)));
  }
  const bool on_line = record.kind == Kind::kOnboarding || record.kind == Kind::kAdministration;
  const uint32_t places = on_line ? the_case.line_count : the_case.subscription_count;
  record.place = static_cast<uint8_t>(dice.Below(places));
  return record;
}

Partner PartnerOf(Dice& dice) {
  const DateRange month = DecidedDays();
  Partner partner;
  partner.level = static_cast<Level>(dice.Below(3));
  partner.customer_owned = dice.OneIn(32);
  partner.enrolled_on = Day(2014, 1, 1).AddDays(static_cast<int32_t>(dice.Below(700)));
  if (dice.OneIn(8)) {
    partner.enrolled_on = dice.OneIn(4) ? month.last() : month.end;
  }
  return partner;
}

// In the words of the vocabulary ---------------------------------------------------

constexpr const char* kRegions[] = {"north_america", "emea", "apac", "latam"};
constexpr const char* kFamilies[] = {"exchange", "sharepoint", "skype",
                                     "yammer",   "intune",     "crm_online"};
constexpr const char* kLevels[] = {"registered", "silver", "gold"};
constexpr const char* kKinds[] = {"designated", "resale", "onboarding", "administration",
                                  "suspended"};

std::string Id(char letter, uint32_t place) { return letter + std::to_string(place); }

facts::AttributeInput Word(const char* name, const char* value) {
  return {name, {Type::Of(TypeKind::kSymbol), std::string(value)}};
}

facts::AttributeInput DayNamed(const char* name, Date value) {
  return {name, {Type::Of(TypeKind::kDate), value}};
}

facts::MeasureInput Measured(const char* measure, std::string subject, Type type, Rational value) {
  return {.measure = measure,
          .subject = std::move(subject),
          .period = Period::Containing(PeriodUnit::kMonth, DecidedDays().begin),
          .value = {type, value}};
}

void AddSubscription(const Case& the_case, uint32_t place, facts::CaseBuilder& builder) {
  const Subscription& subscription = the_case.subscriptions[place];
  const std::string id = Id('s', place);
  builder.AddSubject({.type = "subscription", .id = id, .parent = "c"});
  builder.AddMeasure(Measured("revenue", id, Type::Money(*FindCurrency("USD")),
                              Rational(subscription.revenue_cents, 100)));
  for (uint32_t i = 0; i < subscription.line_count; ++i) {
    const uint32_t at = subscription.first_line + i;
    const Line& line = the_case.lines[at];
    const char* family = kFamilies[static_cast<size_t>(line.family)];
    builder.AddSubject({.type = "workload",
                        .id = Id('w', at),
                        .parent = id,
                        .attributes = {Word("family", family)}});
    const Type count = Type::Of(TypeKind::kCount);
    builder.AddMeasure(Measured("seats", Id('w', at), count, line.seats));
    builder.AddMeasure(Measured("active_users", Id('w', at), count, line.active));
  }
}

void AddRecord(const Record& record, uint32_t row, facts::CaseBuilder& builder) {
  facts::EvidenceInput input;
  input.id = Id('e', row);
  input.kind = kKinds[static_cast<size_t>(record.kind)];
  input.partner = Id('p', record.partner);
  const bool on_line = record.kind == Kind::kOnboarding || record.kind == Kind::kAdministration;
  if (record.kind != Kind::kSuspended) input.subject = Id(on_line ? 'w' : 's', record.place);
  input.from = record.days.begin;
  if (record.days.end != DateRange().end) input.through = record.days.last();
  if (record.kind == Kind::kDesignated) input.fields = {DayNamed("since", record.since)};
  builder.AddEvidence(std::move(input));
}

}  // namespace

DateRange DecidedDays() { return {Date{16'832}, Date{16'861}}; }

Case CaseAt(uint64_t seed, uint64_t row) {
  Dice dice(seed, row);
  Case the_case;
  the_case.region = static_cast<Region>(dice.Below(4));
  the_case.education = dice.OneIn(4);
  the_case.open = !dice.OneIn(16);
  the_case.partner_count = static_cast<uint8_t>(dice.Between(2, 5));
  for (uint32_t i = 0; i < the_case.partner_count; ++i) the_case.partners[i] = PartnerOf(dice);
  the_case.subscription_count = static_cast<uint8_t>(dice.Between(1, 5));
  for (uint32_t i = 0; i < the_case.subscription_count; ++i) {
    the_case.subscriptions[i].revenue_cents = RevenueOf(dice);
    AddLines(dice, the_case.subscriptions[i], the_case);
  }
  the_case.record_count = static_cast<uint8_t>(dice.Between(1, 10));
  for (uint32_t i = 0; i < the_case.record_count; ++i)
    the_case.records[i] = RecordOf(dice, the_case);
  return the_case;
}

facts::Case ToFacts(const Case& the_case) {
  facts::CaseBuilder builder("reference");
  builder.AddSubject(
      {.type = "customer",
       .id = "c",
       .attributes = {Word("region", kRegions[static_cast<size_t>(the_case.region)]),
                      Word("segment", the_case.education ? "education" : "commercial"),
                      Word("contract", the_case.open ? "open" : "closed")}});
  for (uint32_t i = 0; i < the_case.partner_count; ++i) {
    const Partner& partner = the_case.partners[i];
    builder.AddSubject(
        {.type = "partner",
         .id = Id('p', i),
         .attributes = {Word("level", kLevels[static_cast<size_t>(partner.level)]),
                        DayNamed("enrolled_on", partner.enrolled_on),
                        Word("owner", partner.customer_owned ? "customer_owned" : "independent")}});
  }
  for (uint32_t i = 0; i < the_case.subscription_count; ++i) AddSubscription(the_case, i, builder);
  for (uint32_t i = 0; i < the_case.record_count; ++i) AddRecord(the_case.records[i], i, builder);
  std::vector<facts::Fault> faults;
  std::optional<facts::Case> built = std::move(builder).Build(faults);
  CREDENCE_CHECK(built.has_value());
  return *std::move(built);
}

}  // namespace credence::bench::reference
