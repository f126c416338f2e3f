#include "clients/connectors/office365_usage.h"

#include <functional>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "clients/connectors/intake.h"
#include "clients/connectors/office365_license_row.h"
#include "clients/connectors/timestamp.h"

namespace credence::connectors {

namespace {

// Odd and without a pattern, so that months of one workload lie far apart.
constexpr size_t kMonthSalt = 0x9E3779B97F4A7C15;

class Usage {
 public:
  void Take(const Row& row, Intake& intake) {
    absl::StatusOr<LicenseUsageRow> read = ReadRow(row.cells, ColumnsOfShape(row));
    if (!read.ok()) return intake.Reject(std::string(read.status().message()));
    const LicenseUsageRow& usage = *read;
    if (NameKey(usage.workload_name).empty()) return intake.Reject("WorkloadName is no name");
    if (NameKey(usage.attribution_name).empty()) {
      return intake.Reject("PartnerAttributionType is no name");
    }
    const std::string office = intake.Subscription(usage.tenant, {});
    const std::string workload = intake.Workload(office, "WorkloadName", usage.workload_name);
    intake.Partner(usage.partner);
    std::string fault = GiveUsage(workload, usage, intake);
    GiveEvidence(office, workload, usage, intake);
    if (!fault.empty()) return intake.Partly(std::move(fault));
    if (usage.attribution) return intake.Used();
    intake.Partly(absl::StrCat("PartnerAttributionType `", usage.attribution_name,
                               "` is no evidence of the vocabulary; it is kept by that name"));
  }

 private:
  struct Told {
    int64_t seats = 0;
    int64_t users = 0;
    int64_t row = 0;
    bool flagged = false;
  };

  // What contradicts an earlier row, or nothing.
  std::string GiveUsage(const std::string& workload, const LicenseUsageRow& usage, Intake& intake) {
    if (told_.size() >= kUsageRememberedMax) told_.clear();
    const size_t key = std::hash<std::string>{}(workload) ^
                       (kMonthSalt * static_cast<size_t>(usage.month.range.begin.days));
    const auto [found, is_new] =
        told_.emplace(key, Told{usage.seats, usage.users, intake.row(), usage.duplicate});
    Told& told = found->second;
    if (!is_new) {
      if (usage.duplicate && !told.flagged) return {};
      const bool settles = told.flagged && !usage.duplicate;
      const bool alike = told.seats == usage.seats && told.users == usage.users;
      if (alike && !settles) return {};
      if (!settles) return Contradiction(workload, usage, told);
      told = {usage.seats, usage.users, intake.row(), false};
    }
    // A row that is not flagged speaks for the month; a flagged one has no time of its own, so
    // that it gives way wherever the two meet.
    if (!usage.duplicate) {
      const Date last = usage.month.range.last();
      intake.Stated(Moment{.read = Moment::Read::kDate, .day = last}.ToIso());
    }
    intake.Measure("licensed_seats", workload, usage.month, CountValue(usage.seats));
    intake.Measure("active_users", workload, usage.month, CountValue(usage.users));
    intake.Stated({});
    return {};
  }

  static std::string Contradiction(const std::string& workload, const LicenseUsageRow& usage,
                                   const Told& told) {
    return absl::StrCat("its ", usage.seats, " seats and ", usage.users, " active users of ",
                        workload, " in ", usage.month.ToString(), " contradict row ", told.row,
                        " with ", told.seats, " and ", told.users, ", which stands");
  }

  static void GiveEvidence(const std::string& office, const std::string& workload,
                           const LicenseUsageRow& usage, Intake& intake) {
    const Attribution attribution = usage.attribution.value_or(Attribution{});
    std::string kind(attribution.kind);
    if (!usage.attribution) {
      kind = NameKey(usage.attribution_name);
      intake.Unknown("PartnerAttributionType", usage.attribution_name);
    }
    const std::string& subject = attribution.on_workload ? workload : office;
    std::string id =
        absl::StrCat(kind, "/", subject, "/", usage.partner, "/", usage.month.ToString());
    if (!attribution.tier.empty()) absl::StrAppend(&id, "/", ToAbsl(attribution.tier));
    facts::EvidenceInput evidence{.id = std::move(id),
                                  .kind = std::move(kind),
                                  .partner = usage.partner,
                                  .subject = subject,
                                  .from = usage.month.range.begin,
                                  .through = usage.month.range.last()};
    if (!attribution.tier.empty()) {
      evidence.fields.push_back({"tier", SymbolValue(attribution.tier)});
    }
    intake.Evidence(std::move(evidence));
  }

  absl::flat_hash_map<size_t, Told> told_;  // by the hash of workload and month
};

}  // namespace

absl::StatusOr<ImportSummary> ImportOffice365Usage(std::istream& input,
                                                   const ConnectorOptions& options,
                                                   const Takers& takers) {
  Usage usage;
  return ReadExport(input, options, takers, LicenseUsageShape(),
                    [&](const Row& row, Intake& intake) { usage.Take(row, intake); });
}

}  // namespace credence::connectors
