#include "clients/connectors/csp_usage.h"

#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include "clients/connectors/cell_values.h"
#include "clients/connectors/intake.h"
#include "clients/connectors/office365_names.h"
#include "clients/connectors/row_values.h"

namespace credence::connectors {

namespace {

enum : size_t { kCustomer, kWorkloadCode, kWorkloadName, kActive, kQualified, kProcessed };
constexpr Column kColumns[] = {
    {"customerTenantId"},
    {"workloadCode"},
    {"workloadName", Column::kRequired},
    {"licensesActive|licenseActive", Column::kRequired},
    {"licensesQualified|licenseQualified", Column::kRequired},
    {"processedDateTime", Column::kRequiredDate},
};
constexpr ExportShape kShape{.what = "an export of licences usage", .columns = kColumns};

class UsageSums {
 public:
  void Take(const Row& row, Intake& intake) {
    RowValues values(row, kShape);
    std::string customer = values.OptionalId(kCustomer);
    if (customer.empty()) {
      absl::StatusOr<std::string> given = ReadId("the customer given", intake.options().customer);
      if (given.ok()) {
        customer = *std::move(given);
      } else {
        values.Fault(std::string(given.status().message()));
      }
    }
    const int64_t active = values.Count(kActive);
    const int64_t qualified = values.Count(kQualified);
    const std::optional<Date> day = values.Day(kProcessed);
    std::string stated = values.Stated(kProcessed);
    const std::string_view workload = WorkloadOf(values);
    if (!values.ok()) return intake.Reject(values.reason());
    const std::optional<Family> family = FindFamily(workload);
    if (!family) intake.Unknown("workloadName", workload);
    Sum& sum = sums_[{std::move(customer), std::move(stated),
                      family ? std::string(FamilyName(*family)) : NameKey(workload)}];
    intake.LimitTotals(sums_.size());
    if (sum.row == 0) sum.row = intake.row();
    sum.day = *day;
    sum.active += active;
    sum.qualified += qualified;
    intake.Used();
  }

  void Finish(Intake& intake) const {
    for (const auto& [key, sum] : sums_) {
      const auto& [customer, stated, workload] = key;
      intake.At(sum.row);
      const std::string office = intake.Subscription(customer, {});
      const std::string id = intake.WorkloadNamed(office, workload);
      const Period month = Period::Containing(PeriodUnit::kMonth, sum.day);
      intake.Stated(stated);
      intake.Measure("licensed_seats", id, month, CountValue(sum.qualified));
      intake.Measure("active_users", id, month, CountValue(sum.active));
    }
  }

 private:
  struct Sum {
    int64_t row = 0;  // the first of it
    Date day;
    int64_t active = 0;
    int64_t qualified = 0;
  };

  // The code where it is one we know, else the name.
  static std::string_view WorkloadOf(RowValues& values) {
    const std::string_view code = values.Text(kWorkloadCode);
    return FindFamily(code) ? code : values.Name(kWorkloadName);
  }

  std::map<std::tuple<std::string, std::string, std::string>, Sum> sums_;
};

}  // namespace

absl::StatusOr<ImportSummary> ImportCspUsage(std::istream& input, const ConnectorOptions& options,
                                             const Takers& takers) {
  UsageSums sums;
  return ReadExport(
      input, options, takers, kShape,
      [&](const Row& row, Intake& intake) { sums.Take(row, intake); },
      [&](Intake& intake) { sums.Finish(intake); });
}

}  // namespace credence::connectors
