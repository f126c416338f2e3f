#include "clients/connectors/intake.h"

#include <functional>

#include "absl/strings/str_cat.h"
#include "clients/connectors/cell_values.h"
#include "clients/connectors/office365_names.h"

namespace credence::connectors {

namespace {

// Different unknown names told apart in the summary; the rest are counted together.
constexpr size_t kUnknownNamesMax = 100;
constexpr int64_t kProgressRows = 8'192;

// Names of workloads that are remembered of one subscription.
constexpr size_t kWorkloadsMax = 64;

uint64_t HashOf(std::string_view text) { return std::hash<std::string_view>{}(text); }

}  // namespace

Intake::Intake(const ConnectorOptions& options, const Takers& takers, const TakeRow& take_row)
    : options_(options), takers_(takers), take_row_(take_row) {}

void Intake::Give(facts::Record record) {
  if (!status_.ok()) return;
  record.row = static_cast<uint64_t>(given_row_);
  record.stated = stated_;
  ++summary_.records;
  status_ = takers_.record(std::move(record));
}

void Intake::Subject(std::string_view type, const std::string& id, const std::string& parent) {
  if (!given_.Add(HashOf(id))) return;
  if (type == facts::kPartnerType && partners_.Add(HashOf(id))) ++summary_.partners;
  // Which subjects there are is no statement of one moment, and must not win over another's.
  std::string stated = std::exchange(stated_, {});
  Give({.key = absl::StrCat("subject/", id),
        .fact = facts::SubjectInput{.type = std::string(type), .id = id, .parent = parent}});
  stated_ = std::move(stated);
}

std::string Intake::Subscription(const std::string& customer, const std::string& subscription) {
  Subject("customer", customer);
  std::string id = subscription.empty() ? OfficeOf(customer) : subscription;
  Subject("subscription", id, customer);
  return id;
}

std::string Intake::Workload(const std::string& subscription, std::string_view column,
                             std::string_view name) {
  if (named_in_ != subscription || workloads_.size() >= kWorkloadsMax) {
    workloads_.clear();
    named_in_ = subscription;
  }
  const auto found = workloads_.find(name);
  if (found != workloads_.end()) return found->second;
  std::string id = WorkloadNamed(subscription, name);
  // One that is not known is looked up, and counted, each time.
  if (FindFamily(name)) {
    workloads_.emplace(name, id);
  } else {
    Unknown(column, name);
  }
  return id;
}

std::string Intake::WorkloadNamed(const std::string& subscription, std::string_view name) {
  const std::optional<Family> family = FindFamily(name);
  std::string id =
      absl::StrCat(subscription, "/", family ? std::string(FamilyName(*family)) : NameKey(name));
  Subject("workload", id, subscription);
  if (!family) return id;
  // As with subjects: a name says it, whenever the row was stated.
  std::string stated = std::exchange(stated_, {});
  Attribute(id, "family", SymbolValue(FamilyName(*family)));
  stated_ = std::move(stated);
  return id;
}

void Intake::Attribute(const std::string& subject, std::string_view name, facts::TypedValue value) {
  std::string key = absl::StrCat("attribute/", subject, "/", ToAbsl(name));
  const std::string content = absl::StrCat(key, "=", ToLiteral(value.value, value.type));
  if (!given_.Add(HashOf(content))) return;
  Give({.key = std::move(key),
        .fact = facts::AttributeRecord{subject, std::string(name), std::move(value)}});
}

void Intake::Measure(std::string_view measure, const std::string& subject, const Period& period,
                     facts::TypedValue value) {
  Give({.key = absl::StrCat("measure/", ToAbsl(measure), "/", subject, "/", period.ToString()),
        .fact = facts::MeasureInput{.measure = std::string(measure),
                                    .subject = subject,
                                    .period = period,
                                    .value = std::move(value)}});
}

void Intake::Evidence(facts::EvidenceInput evidence) {
  std::string key = evidence.id;
  Give({.key = std::move(key), .fact = std::move(evidence)});
}

void Intake::Unknown(std::string_view column, std::string_view value) {
  std::pair<std::string, std::string> name(column, ShownCell(value));
  if (unknown_.size() >= kUnknownNamesMax && !unknown_.contains(name)) {
    name = {std::string(column), "and other names"};
  }
  ++unknown_[std::move(name)];
}

bool Intake::SameCurrency(const Currency& currency, std::string& reason) {
  if (!currency_) {
    currency_ = currency;
    currency_row_ = row_->number;
  }
  if (*currency_ == currency) return true;
  reason =
      absl::StrCat("the amount is in ", ToAbsl(currency.code()), ", and row ", currency_row_,
                   " began the file in ", ToAbsl(currency_->code()), "; a file has one currency");
  return false;
}

void Intake::Report(int64_t row, RowUse use, std::string reason) {
  if (takers_.report) takers_.report({options_.file_name, row, use, std::move(reason)});
}

void Intake::Partly(std::string reason) {
  ++summary_.rows_partly_used;
  Report(row_->number, RowUse::kPartly, std::move(reason));
}

void Intake::Unused(std::string reason) {
  ++summary_.rows_unused;
  Report(row_->number, RowUse::kUnused, std::move(reason));
}

void Intake::Reject(std::string reason) {
  ++summary_.rows_rejected;
  if (takers_.rejected) takers_.rejected({row_->number, row_->raw, reason, header_});
  Unused(std::move(reason));
}

void Intake::Taken(const Row& row) {
  row_ = &row;
  ++summary_.rows_read;
  given_row_ = row.number;
  stated_.clear();
  take_row_(row, *this);
  row_ = nullptr;
}

void Intake::Rejected(const Row& row, std::string reason) {
  row_ = &row;
  ++summary_.rows_read;
  Reject(std::move(reason));
  row_ = nullptr;
}

void Intake::Remarked(int64_t row, std::string remark) {
  Report(row, RowUse::kWhole, std::move(remark));
}

absl::Status Intake::Going(int64_t bytes) {
  if (takers_.progress && summary_.rows_read % kProgressRows == 0) {
    takers_.progress({summary_.rows_read, bytes});
  }
  return status_;
}

void Intake::LimitTotals(size_t totals) {
  if (totals <= kTotalsMax || !status_.ok()) return;
  status_ = ResourceExhaustedError(
      absl::StrCat(options_.file_name, ":", given_row_, ": more than ", kTotalsMax,
                   " sums of customers, subscriptions and workloads; split the file by customer"));
}

ImportSummary Intake::TakeSummary() {
  for (const auto& [name, rows] : unknown_) {
    summary_.unknown.push_back({name.first, name.second, rows});
  }
  return std::move(summary_);
}

absl::StatusOr<ImportSummary> ReadExport(std::istream& input, const ConnectorOptions& options,
                                         const Takers& takers, const ExportShape& shape,
                                         const Intake::TakeRow& take_row,
                                         const std::function<void(Intake&)>& finish) {
  Intake intake(options, takers, take_row);
  if (absl::Status read = ReadRows(input, options.file_name, shape, intake); !read.ok()) {
    return read;
  }
  if (finish) finish(intake);
  if (!intake.status().ok()) return intake.status();
  return intake.TakeSummary();
}

std::string OfficeOf(std::string_view customer) {
  return absl::StrCat(ToAbsl(customer), "/office365");
}

facts::TypedValue CountValue(int64_t count) {
  return {Type::Of(TypeKind::kCount), Rational(count)};
}
facts::TypedValue SymbolValue(std::string_view symbol) {
  return {Type::Of(TypeKind::kSymbol), std::string(symbol)};
}
facts::TypedValue DateValue(Date date) { return {Type::Of(TypeKind::kDate), date}; }
facts::TypedValue MoneyValue(const Rational& amount, const Currency& currency) {
  return {Type::Money(currency), amount};
}

}  // namespace credence::connectors
