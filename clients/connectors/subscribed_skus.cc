#include "clients/connectors/subscribed_skus.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/connectors/cell_values.h"
#include "clients/connectors/intake.h"
#include "clients/connectors/office365_names.h"
#include "clients/connectors/row_values.h"
#include "clients/connectors/timestamp.h"

namespace credence::connectors {

namespace {

enum : size_t { kPartNumber, kSeats, kSubscription, kPlan };
constexpr Column kColumns[] = {
    {"skuPartNumber", Column::kRequired},
    {"prepaidUnits.enabled", Column::kRequired},
    {"subscriptionIds", Column::kMany},
    {"servicePlans.servicePlanName", Column::kMany},
};
constexpr ExportShape kShape{.what = "an export of subscribed SKUs", .columns = kColumns};

// How the names of a workload's service plans begin.
constexpr std::pair<absl::string_view, Family> kPlans[] = {
    {"EXCHANGE_S_", Family::kExchange},  {"EXCHANGE_B_", Family::kExchange},
    {"SHAREPOINT", Family::kSharepoint}, {"MCO", Family::kSkype},
    {"YAMMER_", Family::kYammer},        {"INTUNE_", Family::kIntune},
    {"CRM", Family::kCrmOnline},
};

std::optional<Family> FamilyOfPlan(const std::string& plan) {
  const std::string name = absl::AsciiStrToUpper(plan);
  for (const auto& [prefix, family] : kPlans) {
    if (absl::StartsWith(name, prefix)) return family;
  }
  return std::nullopt;
}

class Skus {
 public:
  Skus(std::string customer, Date as_of)
      : customer_(std::move(customer)),
        month_(Period::Containing(PeriodUnit::kMonth, as_of)),
        stated_(Moment{.read = Moment::Read::kDate, .day = as_of}.ToIso()) {}

  void Take(const Row& row, Intake& intake) {
    RowValues values(row, kShape);
    const std::string part = values.Id(kPartNumber);
    const int64_t seats = values.Count(kSeats);
    std::vector<std::string> subscriptions;
    std::set<Family> families;
    std::vector<std::string> unknown;
    for (const Row::Value& value : row.many) {
      if (value.column == kSubscription) {
        absl::StatusOr<std::string> id = ReadId("subscriptionIds", value.text);
        if (!id.ok()) return intake.Reject(std::string(id.status().message()));
        subscriptions.push_back(*std::move(id));
      } else if (const std::optional<Family> family = FamilyOfPlan(value.text)) {
        families.insert(*family);
      } else {
        unknown.push_back(value.text);
      }
    }
    if (!values.ok()) return intake.Reject(values.reason());
    for (const std::string& plan : unknown) intake.Unknown("servicePlanName", plan);
    for (const Family family : families) licensed_[family] += seats;
    const std::string own =
        subscriptions.size() == 1 ? subscriptions[0] : absl::StrCat(customer_, "/", part);
    const std::string subscription = intake.Subscription(customer_, own);
    intake.Stated(stated_);
    intake.Measure("seats", subscription, month_, CountValue(seats));
    intake.Used();
  }

  void Finish(Intake& intake) const {
    if (licensed_.empty()) return;
    intake.Stated(stated_);
    const std::string office = intake.Subscription(customer_, {});
    for (const auto& [family, seats] : licensed_) {
      intake.Measure("licensed_seats", intake.Workload(office, "workload", FamilyName(family)),
                     month_, CountValue(seats));
    }
  }

 private:
  std::string customer_;
  Period month_;
  std::string stated_;
  std::map<Family, int64_t> licensed_;
};

}  // namespace

absl::StatusOr<ImportSummary> ImportSubscribedSkus(std::istream& input,
                                                   const ConnectorOptions& options,
                                                   const Takers& takers) {
  absl::StatusOr<std::string> customer = ReadId("the customer given", options.customer);
  if (!customer.ok()) return customer.status();
  if (!options.as_of) {
    return InvalidArgumentError(
        absl::StrCat(options.file_name, ":1: the list bears no date; give the day it was taken"));
  }
  Skus skus(*std::move(customer), *options.as_of);
  return ReadExport(
      input, options, takers, kShape,
      [&](const Row& row, Intake& intake) { skus.Take(row, intake); },
      [&](Intake& intake) { skus.Finish(intake); });
}

}  // namespace credence::connectors
