// What a connector does with rows: the records it gives, and how each row is counted.
//
//   absl::StatusOr<ImportSummary> ImportDesignations(std::istream& input,
//                                                    const ConnectorOptions& options,
//                                                    const Takers& takers) {
//     return ReadExport(input, options, takers, kShape, [](const Row& row, Intake& intake) {
//       RowValues values(row, kShape);
//       const std::string customer = values.Id(kCustomer);
//       if (!values.ok()) return intake.Reject(values.reason());
//       intake.Subject("customer", customer);
//       ...
//       intake.Used();
//     });
//   }
//
// The function is called once a row and ends it by one of Used, Partly, Unused and Reject; before
// that it reads everything and only then gives records, so that a rejected row has given none.
//
// A subject is given once, as far as memory goes (remembered_hashes.h); then again.
//
// Thread-safety: one thread.
#ifndef CREDENCE_CLIENTS_CONNECTORS_INTAKE_H_
#define CREDENCE_CLIENTS_CONNECTORS_INTAKE_H_

#include <cstdint>
#include <functional>
#include <istream>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "clients/connectors/connector.h"
#include "clients/connectors/remembered_hashes.h"
#include "clients/connectors/rows.h"

namespace credence::connectors {

// Sums that a connector which adds rows up may keep; a file of more is refused.
inline constexpr size_t kTotalsMax = 500'000;

class Intake : public RowEvents {
 public:
  using TakeRow = std::function<void(const Row&, Intake&)>;

  // REQUIRES: all outlive this.
  Intake(const ConnectorOptions& options, const Takers& takers, const TakeRow& take_row);

  const ConnectorOptions& options() const { return options_; }
  int64_t row() const { return row_->number; }

  // Which row what is given from here on is of; for sums, once the rows are read.
  void At(int64_t row) { given_row_ = row; }
  // The source's own time of what is given from here on in this row.
  void Stated(std::string stated) { stated_ = std::move(stated); }

  void Subject(std::string_view type, const std::string& id, const std::string& parent = {});
  void Partner(const std::string& id) { Subject(facts::kPartnerType, id); }
  // The customer and the subscription in it; its id. Empty: what stands for the tenant's Office
  // 365.
  std::string Subscription(const std::string& customer, const std::string& subscription);
  // The workload that the file calls `name`; its id. A name that is no family is counted unknown.
  std::string Workload(const std::string& subscription, std::string_view column,
                       std::string_view name);
  // The same without counting.
  std::string WorkloadNamed(const std::string& subscription, std::string_view name);
  void Attribute(const std::string& subject, std::string_view name, facts::TypedValue value);
  void Measure(std::string_view measure, const std::string& subject, const Period& period,
               facts::TypedValue value);
  // Its key is its id.
  void Evidence(facts::EvidenceInput evidence);

  // Counts a name that is not known here; one name of a column once a row.
  void Unknown(std::string_view column, std::string_view value);

  // False when an earlier row's amount is in another currency; `reason` then says so.
  bool SameCurrency(const Currency& currency, std::string& reason);

  void Used() { ++summary_.rows_used; }
  void Partly(std::string reason);
  void Unused(std::string reason);
  void Reject(std::string reason);

  // Fails the file as a whole where there are more than kTotalsMax sums.
  void LimitTotals(size_t totals);

  // The first failure: of whoever takes the records, or of a limit. No record is given after it.
  const absl::Status& status() const { return status_; }
  ImportSummary TakeSummary();

  void Header(const std::string& raw) override { header_ = raw; }
  void Taken(const Row& row) override;
  void Rejected(const Row& row, std::string reason) override;
  void Remarked(int64_t row, std::string remark) override;
  absl::Status Going(int64_t bytes) override;

 private:
  void Give(facts::Record record);
  void Report(int64_t row, RowUse use, std::string reason);

  const ConnectorOptions& options_;
  const Takers& takers_;
  const TakeRow& take_row_;
  const Row* row_ = nullptr;
  int64_t given_row_ = 0;
  std::string header_;
  std::string stated_;
  absl::Status status_;
  ImportSummary summary_;
  std::map<std::pair<std::string, std::string>, int64_t> unknown_;
  RememberedHashes given_;  // of subjects and attributes
  RememberedHashes partners_;
  // Neighbouring rows are mostly of one subscription and a few workloads: what names come to.
  std::string named_in_;
  std::map<std::string, std::string, std::less<>> workloads_;
  std::optional<Currency> currency_;
  int64_t currency_row_ = 0;
};

// Reads all of `input`. `finish`, when given, is called once after the last row, for connectors
// that add rows up.
absl::StatusOr<ImportSummary> ReadExport(std::istream& input, const ConnectorOptions& options,
                                         const Takers& takers, const ExportShape& shape,
                                         const Intake::TakeRow& take_row,
                                         const std::function<void(Intake&)>& finish = {});

// The subscription that stands for a customer's Office 365.
std::string OfficeOf(std::string_view customer);

facts::TypedValue CountValue(int64_t count);
facts::TypedValue SymbolValue(std::string_view symbol);
facts::TypedValue DateValue(Date date);
facts::TypedValue MoneyValue(const Rational& amount, const Currency& currency);

}  // namespace credence::connectors

#endif  // CREDENCE_CLIENTS_CONNECTORS_INTAKE_H_
