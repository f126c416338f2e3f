#include "tests/support/case_rows.h"

#include <gtest/gtest.h>

#include <optional>
#include <utility>

namespace credence::testing {

Date Day(const std::string& text) { return *Date::Parse(text); }
facts::TypedValue Number(int64_t value) { return {Type::Of(TypeKind::kNumber), Rational(value)}; }
facts::TypedValue Dollars(const std::string& value) {
  return {Type::Money(*FindCurrency("USD")), *Rational::FromDecimal(value)};
}
facts::TypedValue Symbol(const std::string& name) { return {Type::Of(TypeKind::kSymbol), name}; }
facts::TypedValue Day(Date day) { return {Type::Of(TypeKind::kDate), day}; }

CaseRows& CaseRows::Subject(const std::string& type, const std::string& id,
                            const std::string& parent,
                            std::vector<facts::AttributeInput> attributes) {
  builder_.AddSubject(
      {.type = type, .id = id, .parent = parent, .attributes = std::move(attributes)});
  return *this;
}

CaseRows& CaseRows::Measure(const std::string& measure, const std::string& subject,
                            const std::string& period, facts::TypedValue value) {
  facts::MeasureInput input{.measure = measure, .subject = subject, .value = std::move(value)};
  if (!period.empty()) input.period = ParsePeriod(period);
  builder_.AddMeasure(std::move(input));
  return *this;
}

CaseRows& CaseRows::Evidence(const std::string& id, const std::string& kind,
                             const std::string& partner, const std::string& subject,
                             const std::string& days, std::vector<facts::AttributeInput> fields,
                             const char* recorded) {
  facts::EvidenceInput input{
      .id = id, .kind = kind, .partner = partner, .subject = subject, .fields = std::move(fields)};
  if (days.size() == 10) {
    input.on = Day(days);
  } else {
    input.from = Day(days.substr(0, 10));
    if (days.size() > 12) input.through = Day(days.substr(12));
  }
  if (recorded != nullptr) input.recorded = Day(recorded);
  builder_.AddEvidence(std::move(input));
  return *this;
}

CaseRows& CaseRows::Feed(const std::string& kind, const std::string& loaded_through) {
  builder_.AddFeed({.kind = kind, .loaded_through = Day(loaded_through)});
  return *this;
}

facts::Case CaseRows::Build() {
  std::vector<facts::Fault> faults;
  std::optional<facts::Case> built = std::move(builder_).Build(faults);
  for (const facts::Fault& fault : faults) ADD_FAILURE() << fault.field << ": " << fault.message;
  return std::move(built).value_or(facts::Case());
}

}  // namespace credence::testing
