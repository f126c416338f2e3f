#include "clients/connectors/office365_license_usage.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/connectors/delimited_text.h"
#include "clients/connectors/office365_license_row.h"

namespace credence::connectors {

namespace {

constexpr std::string_view kSubscription = "office365";
constexpr std::string_view kActiveUsers = "active_users";
constexpr std::string_view kLicensedSeats = "licensed_seats";

// Rows a record cites before it only counts the others.
constexpr int64_t kCitedRowsMax = 8;

// Different unknown names told apart in the summary; the rest are counted together.
constexpr size_t kUnknownNamesMax = 100;

constexpr char kUtf16Marks[2][3] = {"\xFF\xFE", "\xFE\xFF"};

// The usage of one workload in one month, as the first row told it.
struct Usage {
  int64_t seats = 0;
  int64_t users = 0;
  int64_t row = 0;
  bool conflict = false;
  bool counted_partly = false;  // the first row is among rows_partly_used already
};

struct WorkloadMonth {
  Family family;
  Date month;  // its first day
  friend auto operator<=>(const WorkloadMonth&, const WorkloadMonth&) = default;
};

// What makes one record of evidence differ from another; equal ones of following months merge.
struct Tie {
  Attribution attribution;
  uint32_t partner;
  std::optional<Family> family;  // of evidence on a workload
  auto Key() const { return std::tie(attribution.kind, partner, attribution.tier, family); }
  friend bool operator<(const Tie& a, const Tie& b) { return a.Key() < b.Key(); }
};

// The rows that told of a tie in one month; the first is cited.
struct Told {
  int64_t first_row = 0;
  int64_t rows = 0;
};

struct Customer {
  std::set<Family> families;
  std::set<uint32_t> partners;
  std::map<WorkloadMonth, Usage> usage;
  std::map<WorkloadMonth, Usage> flagged_usage;  // told by rows flagged as duplicates
  std::map<Tie, std::map<Date, Told>> evidence;  // by the first day of the month
  Date first = kDateMax;
  Date last = kDateMin;
};

facts::TypedValue CountOf(int64_t count) { return {Type::Of(TypeKind::kCount), Rational(count)}; }

// "usage.csv:17,29 and 4 more"
std::string CitedRows(const std::string& file, const std::vector<Told>& told) {
  std::string text = absl::StrCat(file, ":");
  int64_t cited = 0;
  int64_t rows = 0;
  for (const Told& month : told) {
    rows += month.rows;
    if (cited == kCitedRowsMax) continue;
    absl::StrAppend(&text, cited == 0 ? "" : ",", month.first_row);
    ++cited;
  }
  if (rows > cited) absl::StrAppend(&text, " and ", rows - cited, " more");
  return text;
}

std::string WorkloadId(Family family) {
  return absl::StrCat(ToAbsl(kSubscription), ".", ToAbsl(FamilyName(family)));
}

class Import {
 public:
  Import(const Office365LicenseUsageOptions& options, const TakeReport& take_report)
      : options_(options), take_report_(take_report) {}

  absl::Status ReadAll(std::istream& input);
  absl::Status GiveCases(const TakeCase& take_case);
  ImportSummary TakeSummary();

 private:
  void TakeRow(const LicenseUsageRow& row, int64_t number);
  bool TakeUsage(Customer& customer, const LicenseUsageRow& row, int64_t number);
  void ReportConflict(Usage& usage, const LicenseUsageRow& row, int64_t number);
  void SettleFlagged(Customer& customer);
  void Report(int64_t number, RowUse use, std::string reason);
  void CountUnknown(std::string_view column, const std::string& value);
  uint32_t PartnerIndex(const std::string& id);

  void AddSubjects(const std::string& tenant, const Customer& customer, ImportedCase& out) const;
  void AddMeasures(const Customer& customer, ImportedCase& out) const;
  void AddEvidence(const Customer& customer, ImportedCase& out) const;
  void AddEligible(const Customer& customer, ImportedCase& out) const;
  void AddFeeds(ImportedCase& out) const;

  const Office365LicenseUsageOptions& options_;
  const TakeReport& take_report_;
  ImportSummary summary_;
  std::map<std::string, Customer> customers_;  // by tenant
  std::map<std::string, uint32_t> partner_index_;
  std::vector<std::string> partners_;
  std::map<std::pair<std::string, std::string>, int64_t> unknown_;
  Date last_ = kDateMin;  // of the latest month in the file
};

uint32_t Import::PartnerIndex(const std::string& id) {
  const auto [found, is_new] = partner_index_.emplace(id, static_cast<uint32_t>(partners_.size()));
  if (is_new) partners_.push_back(id);
  return found->second;
}

void Import::Report(int64_t number, RowUse use, std::string reason) {
  take_report_({options_.file_name, number, use, std::move(reason)});
}

void Import::CountUnknown(std::string_view column, const std::string& value) {
  std::pair<std::string, std::string> name(column, value);
  if (unknown_.size() >= kUnknownNamesMax && !unknown_.contains(name)) name.second = "(others)";
  ++unknown_[std::move(name)];
}

absl::Status Import::ReadAll(std::istream& input) {
  DelimitedText text(input);
  std::vector<std::string> cells;
  const DelimitedText::Got header = text.Next(cells);
  if (header == DelimitedText::Got::kEnd) return InvalidArgumentError("the file is empty");
  if (header == DelimitedText::Got::kFault) return InvalidArgumentError(text.fault());
  for (const char* mark : kUtf16Marks) {
    if (cells.front().starts_with(mark)) {
      return InvalidArgumentError("the file is UTF-16 text; save it as UTF-8");
    }
  }
  const absl::StatusOr<LicenseUsageColumns> columns = FindColumns(cells);
  if (!columns.ok()) return columns.status();

  for (;;) {
    const DelimitedText::Got got = text.Next(cells);
    if (got == DelimitedText::Got::kEnd) break;
    ++summary_.rows_read;
    if (got == DelimitedText::Got::kFault) {
      ++summary_.rows_unused;
      Report(text.row(), RowUse::kUnused, text.fault());
      continue;
    }
    const absl::StatusOr<LicenseUsageRow> row = ReadRow(cells, *columns);
    if (!row.ok()) {
      ++summary_.rows_unused;
      Report(text.row(), RowUse::kUnused, std::string(row.status().message()));
      continue;
    }
    TakeRow(*row, text.row());
  }
  if (text.failed()) return absl::DataLossError("reading stopped before the end of the file");
  for (auto& [tenant, customer] : customers_) SettleFlagged(customer);
  return absl::OkStatus();
}

void Import::TakeRow(const LicenseUsageRow& row, int64_t number) {
  if (!row.family) {
    ++summary_.rows_unused;
    CountUnknown("WorkloadName", row.workload_name);
    Report(number, RowUse::kUnused,
           absl::StrCat("WorkloadName `", row.workload_name,
                        "` is no workload of the vocabulary; it counts exchange, sharepoint, ",
                        "skype, yammer, intune and crm_online"));
    return;
  }
  Customer& customer = customers_[row.tenant];
  const uint32_t partner = PartnerIndex(row.partner);
  customer.families.insert(*row.family);
  customer.partners.insert(partner);
  customer.first = std::min(customer.first, row.month.range.begin);
  customer.last = std::max(customer.last, row.month.range.last());
  last_ = std::max(last_, row.month.range.last());
  if (row.duplicate) ++summary_.rows_flagged_duplicate;

  bool whole = TakeUsage(customer, row, number);
  if (row.attribution) {
    Tie tie{*row.attribution, partner, std::nullopt};
    if (tie.attribution.on_workload) tie.family = row.family;
    Told& told = customer.evidence[tie][row.month.range.begin];
    if (told.rows++ == 0) told.first_row = number;
  } else {
    CountUnknown("PartnerAttributionType", row.attribution_name);
    Report(number, RowUse::kPartly,
           absl::StrCat("PartnerAttributionType `", row.attribution_name,
                        "` is no evidence of the vocabulary; the row's usage is taken"));
    whole = false;
  }
  ++(whole ? summary_.rows_used : summary_.rows_partly_used);
}

// False when the row's usage contradicts another's, which is then reported.
bool Import::TakeUsage(Customer& customer, const LicenseUsageRow& row, int64_t number) {
  const WorkloadMonth key{*row.family, row.month.range.begin};
  if (row.duplicate && customer.usage.contains(key)) return true;
  std::map<WorkloadMonth, Usage>& told = row.duplicate ? customer.flagged_usage : customer.usage;
  const auto [found, is_new] =
      told.emplace(key, Usage{row.seats, row.users, number, false, !row.attribution.has_value()});
  Usage& usage = found->second;
  if (is_new || (usage.seats == row.seats && usage.users == row.users)) return true;
  if (row.duplicate) {  // Whether it matters is known at the end of the file.
    usage.conflict = true;
    return true;
  }
  ReportConflict(usage, row, number);
  return false;
}

void Import::ReportConflict(Usage& usage, const LicenseUsageRow& row, int64_t number) {
  const auto report = [&](int64_t of, int64_t seats, int64_t users, int64_t against) {
    Report(of, RowUse::kPartly,
           absl::StrCat("its ", seats, " seats and ", users, " active users of ",
                        WorkloadId(*row.family), " in ", row.month.ToString(), " contradict row ",
                        against, "; neither is taken, and what depends on ", "them is held"));
  };
  if (!usage.conflict) {
    report(usage.row, usage.seats, usage.users, number);
    if (!usage.counted_partly) {
      --summary_.rows_used;
      ++summary_.rows_partly_used;
    }
    usage.conflict = true;
  }
  report(number, row.seats, row.users, usage.row);
}

// A workload and month that only rows flagged as duplicates tell is believed when they agree.
void Import::SettleFlagged(Customer& customer) {
  for (const auto& [key, flagged] : customer.flagged_usage) {
    if (customer.usage.contains(key)) continue;
    customer.usage.emplace(key, flagged);
    if (!flagged.conflict) continue;
    Report(flagged.row, RowUse::kPartly,
           absl::StrCat("the usage of ", WorkloadId(key.family), " in ",
                        Period::Containing(PeriodUnit::kMonth, key.month).ToString(),
                        " is told only by rows flagged as duplicates, and they differ; none is ",
                        "taken, and what depends on it is held"));
    if (flagged.counted_partly) continue;
    --summary_.rows_used;
    ++summary_.rows_partly_used;
  }
  customer.flagged_usage.clear();
}

void Import::AddSubjects(const std::string& tenant, const Customer& customer,
                         ImportedCase& out) const {
  out.subjects.push_back({.type = "customer", .id = tenant});
  out.subjects.push_back(
      {.type = "subscription", .id = std::string(kSubscription), .parent = tenant});
  for (const Family family : customer.families) {
    out.subjects.push_back(
        {.type = "workload",
         .id = WorkloadId(family),
         .parent = std::string(kSubscription),
         .attributes = {
             {"family", {Type::Of(TypeKind::kSymbol), std::string(FamilyName(family))}}}});
  }
  std::vector<std::string> partners;
  for (const uint32_t partner : customer.partners) partners.push_back(partners_[partner]);
  std::sort(partners.begin(), partners.end());
  for (std::string& partner : partners) {
    out.subjects.push_back({.type = std::string(facts::kPartnerType), .id = std::move(partner)});
  }
}

void Import::AddMeasures(const Customer& customer, ImportedCase& out) const {
  for (const auto& [key, usage] : customer.usage) {
    if (usage.conflict) continue;
    const Period month = Period::Containing(PeriodUnit::kMonth, key.month);
    const std::string workload = WorkloadId(key.family);
    const auto add = [&](std::string_view measure, int64_t count) {
      out.measures.push_back({.measure = std::string(measure),
                              .subject = workload,
                              .period = month,
                              .value = CountOf(count)});
    };
    add(kLicensedSeats, usage.seats);
    add(kActiveUsers, usage.users);
  }
}

// One record for each run of consecutive months.
void Import::AddEvidence(const Customer& customer, ImportedCase& out) const {
  for (const auto& [tie, months] : customer.evidence) {
    for (auto month = months.begin(); month != months.end();) {
      Period period = Period::Containing(PeriodUnit::kMonth, month->first);
      const Date from = period.range.begin;
      Date through = period.range.last();
      std::vector<Told> told;
      const std::string first_month = period.ToString();
      while (month != months.end() && month->first == period.range.begin) {
        told.push_back(month->second);
        through = period.range.last();
        period = period.Next();
        ++month;
      }
      std::string id(tie.attribution.kind);
      if (!tie.attribution.tier.empty()) absl::StrAppend(&id, "-", ToAbsl(tie.attribution.tier));
      absl::StrAppend(&id, "-", partners_[tie.partner]);
      if (tie.family) absl::StrAppend(&id, "-", ToAbsl(FamilyName(*tie.family)));
      absl::StrAppend(&id, "-", first_month);

      facts::EvidenceInput evidence{
          .id = std::move(id),
          .kind = std::string(tie.attribution.kind),
          .partner = partners_[tie.partner],
          .subject = tie.family ? WorkloadId(*tie.family) : std::string(kSubscription),
          .from = from,
          .through = through,
          .provenance = CitedRows(options_.file_name, told)};
      if (tie.attribution.kind == "dpor") {
        evidence.fields.push_back({"since", {Type::Of(TypeKind::kDate), from}});
      }
      if (!tie.attribution.tier.empty()) {
        evidence.fields.push_back(
            {"tier", {Type::Of(TypeKind::kSymbol), std::string(tie.attribution.tier)}});
      }
      out.evidence.push_back(std::move(evidence));
    }
  }
}

void Import::AddEligible(const Customer& customer, ImportedCase& out) const {
  for (const uint32_t partner : customer.partners) {
    out.evidence.push_back(
        {.id = absl::StrCat("eligible-", partners_[partner]),
         .kind = "eligible",
         .partner = partners_[partner],
         .from = customer.first,
         .through = customer.last,
         .provenance = absl::StrCat("assumed: ", options_.file_name, " does not say")});
  }
}

// The file tells all it has to tell up to its latest month, for every customer in it.
void Import::AddFeeds(ImportedCase& out) const {
  for (const std::string_view kind : AttributedKinds()) {
    out.feeds.push_back({std::string(kind), last_});
  }
  out.feeds.push_back({std::string(kLicensedSeats), last_});
  out.feeds.push_back({std::string(kActiveUsers), last_});
}

absl::Status Import::GiveCases(const TakeCase& take_case) {
  for (const auto& [tenant, customer] : customers_) {
    ImportedCase out{.id = tenant};
    AddSubjects(tenant, customer, out);
    AddMeasures(customer, out);
    AddEvidence(customer, out);
    if (options_.assume_eligible) AddEligible(customer, out);
    AddFeeds(out);
    if (absl::Status taken = take_case(std::move(out)); !taken.ok()) return taken;
    ++summary_.cases;
  }
  return absl::OkStatus();
}

ImportSummary Import::TakeSummary() {
  summary_.partners = static_cast<int64_t>(partners_.size());
  for (const auto& [name, rows] : unknown_) {
    summary_.unknown.push_back({name.first, name.second, rows});
  }
  return std::move(summary_);
}

}  // namespace

absl::StatusOr<ImportSummary> ImportOffice365LicenseUsage(
    std::istream& input, const Office365LicenseUsageOptions& options, const TakeReport& take_report,
    const TakeCase& take_case) {
  Import import(options, take_report);
  if (absl::Status read = import.ReadAll(input); !read.ok()) return read;
  if (absl::Status given = import.GiveCases(take_case); !given.ok()) return given;
  return import.TakeSummary();
}

}  // namespace credence::connectors
