// Facts as the store keeps them: what is read is what would be written, to the byte.
#include "core/check.h"
#include "fuzz/target.h"
#include "store/fact_text.h"

namespace credence::fuzz {
namespace {

facts::TypedValue Count(int64_t value) { return {Type::Of(TypeKind::kCount), Rational(value)}; }

std::vector<std::string> Seeds() {
  const Date day = *Date::Parse("2016-02-29");
  const store::Fact facts[] = {
      facts::SubjectInput{.type = "subscription",
                          .id = "ea1",
                          .parent = "northwind",
                          .attributes = {{"seats", Count(80)}}},
      facts::AttributeRecord{.subject = "ea1", .name = "seats", .value = Count(-1)},
      facts::MeasureInput{.measure = "seats",
                          .subject = "ea1",
                          .period = ParsePeriod("2016-02"),
                          .value = Count(7)},
      facts::EvidenceInput{.id = "e1",
                           .kind = "dpor",
                           .partner = "adatum",
                           .subject = "ea1",
                           .from = day,
                           .fields = {{"since", {Type::Of(TypeKind::kDate), day}}}},
      facts::FeedInput{.kind = "dpor", .loaded_through = day},
  };
  std::vector<std::string> seeds;
  for (const store::Fact& fact : facts) seeds.push_back(store::ToText(fact));
  seeds.push_back(std::string(100'000, '[') + std::string(100'000, ']'));
  return seeds;
}

void Run(std::string_view bytes) {
  const absl::StatusOr<store::Fact> fact = store::FromText(bytes);
  if (!fact.ok()) {
    CREDENCE_CHECK(fact.status().code() == absl::StatusCode::kDataLoss);
    return;
  }
  const std::string text = store::ToText(*fact);
  const absl::StatusOr<store::Fact> again = store::FromText(text);
  CREDENCE_CHECK(again.ok() && store::ToText(*again) == text);
  store::PlacesOf(*fact);
}

}  // namespace

Target StoredFact() { return {"stored_fact", "facts as the store keeps them", Seeds, Run}; }

}  // namespace credence::fuzz
