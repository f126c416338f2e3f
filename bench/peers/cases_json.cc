#include "bench/peers/cases_json.h"

#include <algorithm>
#include <bitset>
#include <nlohmann/json.hpp>
#include <optional>

namespace credence::bench::reference {
namespace {

using Json = nlohmann::ordered_json;
using Days = std::bitset<29>;  // of February 2016

constexpr const char* kRegions[] = {"north_america", "emea", "apac", "latam"};
constexpr const char* kFamilies[] = {"exchange", "sharepoint", "skype",
                                     "yammer",   "intune",     "crm_online"};
constexpr const char* kLevels[] = {"registered", "silver", "gold"};
constexpr const char* kKinds[] = {"designated", "resale", "onboarding", "administration",
                                  "suspended"};

template <typename Enum, size_t kCount>
const char* NameOf(Enum value, const char* const (&names)[kCount]) {
  return names[static_cast<size_t>(value)];
}

bool Counted(const Line& line) { return line.family <= Family::kYammer; }

Json CustomerOf(const Case& the_case) {
  return {{"region", NameOf(the_case.region, kRegions)},
          {"education", the_case.education},
          {"open", the_case.open}};
}

Json PartnerOf(const Partner& partner) {
  return {{"level", NameOf(partner.level, kLevels)},
          {"owned", partner.customer_owned},
          {"enrolled_on", partner.enrolled_on.days}};
}

Json LineOf(const Case& the_case, int at) {
  const Line& line = the_case.lines[static_cast<size_t>(at)];
  return {{"line", at},
          {"family", NameOf(line.family, kFamilies)},
          {"seats", line.seats},
          {"active", line.active}};
}

// What the evidence says of a partner, on a subscription or a line of one.
class Worked {
 public:
  explicit Worked(const Case& the_case) : case_(the_case) {}

  // Days on which there is evidence of the kind; of kSuspended anywhere.
  Days On(Kind kind, int partner, int place) const {
    Days days;
    for (int i = 0; i < case_.record_count; ++i) {
      const Record& record = case_.records[static_cast<size_t>(i)];
      const bool here = kind == Kind::kSuspended || record.place == place;
      if (record.kind == kind && record.partner == partner && here) days |= InMonth(record.days);
    }
    return days;
  }

  // Of the designations on the last day.
  std::optional<int32_t> DesignatedSince(int partner, int subscription) const {
    std::optional<int32_t> since;
    for (int i = 0; i < case_.record_count; ++i) {
      const Record& record = case_.records[static_cast<size_t>(i)];
      const bool here = record.kind == Kind::kDesignated && record.partner == partner &&
                        record.place == subscription && InMonth(record.days).test(28);
      if (here) since = std::max(since.value_or(record.since.days), record.since.days);
    }
    return since;
  }

  bool Recognised(int partner, int subscription, int line) const {
    return On(Kind::kDesignated, partner, subscription).any() ||
           On(Kind::kResale, partner, subscription).any() ||
           On(Kind::kOnboarding, partner, line).any() ||
           On(Kind::kAdministration, partner, line).any();
  }

 private:
  static Days InMonth(const DateRange& days) {
    Days in;
    const int32_t first = DecidedDays().begin.days;
    for (int32_t day = first; day < DecidedDays().end.days; ++day) {
      in[static_cast<size_t>(day - first)] = days.begin.days <= day && day < days.end.days;
    }
    return in;
  }

  const Case& case_;
};

Json WorkedLineOf(const Case& the_case, const Worked& worked, int subscription, int at) {
  Json line = LineOf(the_case, at);
  for (int partner = 0; partner < the_case.partner_count; ++partner) {
    line["partners"].push_back(
        {{"recognised", worked.Recognised(partner, subscription, at)},
         {"onboarded_throughout", worked.On(Kind::kOnboarding, partner, at).all()}});
  }
  return line;
}

Json WorkedSubscriptionOf(const Case& the_case, const Worked& worked, int at) {
  const Subscription& subscription = the_case.subscriptions[static_cast<size_t>(at)];
  Json lines = Json::array();
  int64_t seats = 0;
  int64_t active = 0;
  int64_t served[kPartnersMax] = {};
  for (int i = 0; i < subscription.line_count; ++i) {
    const int place = subscription.first_line + i;
    lines.push_back(WorkedLineOf(the_case, worked, at, place));
    const Line& line = the_case.lines[static_cast<size_t>(place)];
    if (!Counted(line)) continue;
    seats += line.seats;
    active += line.active;
    for (int partner = 0; partner < the_case.partner_count; ++partner) {
      if (worked.Recognised(partner, at, place)) served[partner] += line.seats;
    }
  }
  Json partners = Json::array();
  for (int partner = 0; partner < the_case.partner_count; ++partner) {
    const std::optional<int32_t> since = worked.DesignatedSince(partner, at);
    partners.push_back(
        {{"served", served[partner]},
         {"designated", since.has_value()},
         {"since", since.value_or(0)},
         {"designated_throughout", worked.On(Kind::kDesignated, partner, at).all()}});
  }
  return {{"revenue", subscription.revenue_cents},
          {"seats", seats},
          {"active", active},
          {"partners", partners},
          {"lines", lines}};
}

}  // namespace

std::string CaseAsJson(const Case& the_case) {
  Json json = CustomerOf(the_case);
  for (int i = 0; i < the_case.partner_count; ++i) {
    json["partners"].push_back(PartnerOf(the_case.partners[static_cast<size_t>(i)]));
  }
  for (int i = 0; i < the_case.subscription_count; ++i) {
    const Subscription& subscription = the_case.subscriptions[static_cast<size_t>(i)];
    Json lines = Json::array();
    for (int line = 0; line < subscription.line_count; ++line) {
      lines.push_back(LineOf(the_case, subscription.first_line + line));
    }
    json["subscriptions"].push_back({{"revenue", subscription.revenue_cents}, {"lines", lines}});
  }
  for (int i = 0; i < the_case.record_count; ++i) {
    const Record& record = the_case.records[static_cast<size_t>(i)];
    json["records"].push_back({{"kind", NameOf(record.kind, kKinds)},
                               {"partner", record.partner},
                               {"place", record.place},
                               {"first", record.days.begin.days},
                               {"past", record.days.end.days},
                               {"since", record.since.days}});
  }
  return json.dump();
}

std::string WorkedAsJson(const Case& the_case) {
  const Worked worked(the_case);
  Json json = CustomerOf(the_case);
  for (int i = 0; i < the_case.partner_count; ++i) {
    Json partner = PartnerOf(the_case.partners[static_cast<size_t>(i)]);
    partner["suspended"] = worked.On(Kind::kSuspended, i, 0).any();
    json["partners"].push_back(partner);
  }
  for (int i = 0; i < the_case.subscription_count; ++i) {
    json["subscriptions"].push_back(WorkedSubscriptionOf(the_case, worked, i));
  }
  return json.dump();
}

}  // namespace credence::bench::reference
