#include "clients/connectors/active_users.h"

#include <array>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/connectors/cell_values.h"
#include "clients/connectors/intake.h"
#include "clients/connectors/row_values.h"
#include "clients/connectors/timestamp.h"

namespace credence::connectors {

namespace {

enum : size_t { kRefreshed, kUser, kDeleted, kFirstActivity };
constexpr Column kColumns[] = {
    {"Report Refresh Date", Column::kRequiredDate},
    {"User Principal Name", Column::kRequired},
    {"Is Deleted"},
    {"Exchange Last Activity Date", Column::kDate},
    {"OneDrive Last Activity Date", Column::kDate},
    {"SharePoint Last Activity Date", Column::kDate},
    {"Skype For Business Last Activity Date", Column::kDate},
    {"Yammer Last Activity Date", Column::kDate},
    {"Teams Last Activity Date", Column::kDate},
};
constexpr ExportShape kShape{.what = "an active user detail report", .columns = kColumns};
constexpr std::array<std::string_view, std::size(kColumns) - kFirstActivity> kWorkloads = {
    "Exchange", "OneDrive", "SharePoint", "Skype For Business", "Yammer", "Teams"};

class ActiveUsers {
 public:
  explicit ActiveUsers(std::string customer) : customer_(std::move(customer)) {}

  void Take(const Row& row, Intake& intake) {
    RowValues values(row, kShape);
    const std::optional<Date> refreshed = values.Day(kRefreshed);
    const bool is_deleted = !values.Text(kDeleted).empty() && values.Truth(kDeleted);
    values.Said(kUser);
    std::array<std::optional<Date>, kWorkloads.size()> last;
    for (size_t i = 0; i < last.size(); ++i) last[i] = values.Day(kFirstActivity + i);
    if (!values.ok()) return intake.Reject(values.reason());
    if (refreshed_ && *refreshed_ != *refreshed) {
      return intake.Reject(absl::StrCat("the row is of ", refreshed->ToString(),
                                        ", and the report of ", refreshed_->ToString()));
    }
    refreshed_ = refreshed;
    for (size_t i = 0; i < last.size(); ++i) {
      measured_[i] = measured_[i] || row.present[kFirstActivity + i];
      const bool active =
          last[i] && *last[i] > refreshed->AddDays(-kActiveDays) && *last[i] <= *refreshed;
      if (active && !is_deleted) ++users_[i];
    }
    intake.Used();
  }

  void Finish(Intake& intake) const {
    if (!refreshed_) return;
    intake.Stated(Moment{.read = Moment::Read::kDate, .day = *refreshed_}.ToIso());
    const std::string office = intake.Subscription(customer_, {});
    const Period month = Period::Containing(PeriodUnit::kMonth, *refreshed_);
    for (size_t i = 0; i < kWorkloads.size(); ++i) {
      if (!measured_[i]) continue;
      intake.Measure("active_users", intake.Workload(office, "workload", kWorkloads[i]), month,
                     CountValue(users_[i]));
    }
  }

 private:
  std::string customer_;
  std::optional<Date> refreshed_;
  std::array<int64_t, kWorkloads.size()> users_ = {};
  std::array<bool, kWorkloads.size()> measured_ = {};
};

}  // namespace

absl::StatusOr<ImportSummary> ImportActiveUsers(std::istream& input,
                                                const ConnectorOptions& options,
                                                const Takers& takers) {
  absl::StatusOr<std::string> customer = ReadId("the customer given", options.customer);
  if (!customer.ok()) return customer.status();
  ActiveUsers users(*std::move(customer));
  return ReadExport(
      input, options, takers, kShape,
      [&](const Row& row, Intake& intake) { users.Take(row, intake); },
      [&](Intake& intake) { users.Finish(intake); });
}

}  // namespace credence::connectors
