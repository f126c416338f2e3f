#include "tests/random_case.h"

#include <string>
#include <utility>
#include <vector>

#include "core/check.h"

namespace credence::testing {
namespace {

using ruletree::kNone;
using ruletree::kPartner;

class CaseMaker {
 public:
  CaseMaker(const ruletree::Vocabulary& words, const Period& period, Dice& dice)
      : words_(words), period_(period), dice_(dice), ids_(words.subjects.size()) {}

  facts::Case Make() && {
    NameSubjects();
    for (ruletree::SubjectTypeId type = 0; type < ids_.size(); ++type) AddSubjects(type);
    for (const ruletree::Measure& measure : words_.measures) AddMeasures(measure);
    for (const ruletree::EvidenceKind& kind : words_.evidence) AddRecords(kind);
    std::vector<facts::Fault> faults;
    std::optional<facts::Case> built = std::move(builder_).Build(faults);
    CREDENCE_CHECK(built.has_value());
    return *std::move(built);
  }

 private:
  int Below(int count) { return dice_.Below(count); }
  bool OneIn(int count) { return dice_.OneIn(count); }

  struct Named {
    std::string id;
    std::string parent;
  };

  void NameSubjects() {
    for (ruletree::SubjectTypeId type = 0; type < ids_.size(); ++type) {
      const ruletree::SubjectTypeId parent = words_.subjects[type].parent;
      const std::string& name = words_.subjects[type].name;
      if (type == kPartner) {
        const int first = Below(5);
        const int count = 1 + Below(4);
        for (int i = 0; i < count; ++i) {
          ids_[type].push_back({"p" + std::to_string((first + 3 * i) % 5), ""});
        }
      } else if (parent == kNone) {
        const int count = type == words_.AccountType() ? 2 : 1;
        for (int i = 0; i < count; ++i) ids_[type].push_back({name + std::to_string(i), ""});
      } else {
        for (const Named& above : ids_[parent]) {
          for (int i = Below(4); i > 0; --i) {
            ids_[type].push_back(
                {above.id + "." + name.substr(0, 1) + std::to_string(i), above.id});
          }
        }
      }
    }
  }

  Date Day() { return period_.range.begin.AddDays(Below(90) - 45); }

  // Few of each, so that equals meet; now and then one of a size that nobody expects.
  Rational Number(TypeKind kind) {
    const int64_t huge = OneIn(400) ? (OneIn(2) ? 1'000'000'000'000'000 : 1'000'000'000) : 1;
    switch (kind) {
      case TypeKind::kCount:
      case TypeKind::kDays:
        return Rational(Below(8) * (OneIn(4) ? 100 : 5) * huge);
      case TypeKind::kPercent:
        return Rational(5 * Below(30), 100);
      case TypeKind::kMoney:
        return *CheckedMultiply(Rational(Below(12) * (OneIn(3) ? 12'345 : 10'000), 100), huge);
      case TypeKind::kPoints:
        return Rational(Below(100));
      default:
        return OneIn(20) ? Rational(Below(100), 7) : Rational(Below(400), 4);
    }
  }

  facts::TypedValue ValueOf(const ruletree::DomainType& type) {
    switch (type.type.kind) {
      case TypeKind::kSymbol: {
        const auto at = static_cast<size_t>(Below(static_cast<int>(type.symbols.size())));
        return {type.type, type.symbols[at]};
      }
      case TypeKind::kSubject: {
        const std::vector<Named>& some = ids_[type.subject];
        return {Type::Of(TypeKind::kSymbol),
                some[static_cast<size_t>(Below(static_cast<int>(some.size())))].id};
      }
      case TypeKind::kDate:
        return {type.type, Day()};
      default:
        return {type.type, Number(type.type.kind)};
    }
  }

  bool IsLacking(bool optional) { return OneIn(optional ? 2 : 150); }

  void AddSubjects(ruletree::SubjectTypeId type) {
    for (const Named& named : ids_[type]) {
      facts::SubjectInput input{
          .type = words_.subjects[type].name, .id = named.id, .parent = named.parent};
      for (const ruletree::Attribute& attribute : words_.attributes) {
        const bool has_values =
            attribute.type.type.kind != TypeKind::kSubject || !ids_[attribute.type.subject].empty();
        if (attribute.of != type || !has_values || IsLacking(attribute.optional)) continue;
        input.attributes.push_back({attribute.name, ValueOf(attribute.type)});
      }
      builder_.AddSubject(std::move(input));
    }
  }

  void AddMeasures(const ruletree::Measure& measure) {
    std::vector<std::optional<Period>> periods;
    if (!measure.each) periods.emplace_back();
    if (measure.each) {
      const DateRange days{period_.range.begin.AddDays(-400), period_.range.end};
      for (const Period& period : PeriodsTouching(*measure.each, days))
        periods.emplace_back(period);
    }
    for (const Named& named : ids_[measure.per]) {
      for (const std::optional<Period>& period : periods) {
        // What is lacking of a year of months is lacking nearly always.
        if (OneIn(measure.optional ? 3 : 600)) continue;
        builder_.AddMeasure({.measure = measure.name,
                             .subject = named.id,
                             .period = period,
                             .value = ValueOf(measure.type)});
      }
    }
  }

  void AddRecords(const ruletree::EvidenceKind& kind) {
    for (int i = Below(6); i > 0; --i) {
      const std::vector<Named>& partners = ids_[kPartner];
      const std::vector<Named>& subjects = ids_[kind.on];
      if (subjects.empty()) return;
      facts::EvidenceInput input{
          .id = kind.name + std::to_string(i),
          .kind = kind.name,
          .partner = partners[static_cast<size_t>(Below(static_cast<int>(partners.size())))].id};
      if (kind.on != kPartner) {
        input.subject = subjects[static_cast<size_t>(Below(static_cast<int>(subjects.size())))].id;
      }
      AddDays(kind, input);
      for (const ruletree::EvidenceField& field : kind.fields) {
        if (!OneIn(150)) input.fields.push_back({field.name, ValueOf(field.type)});
      }
      builder_.AddEvidence(std::move(input));
    }
  }

  void AddDays(const ruletree::EvidenceKind& kind, facts::EvidenceInput& input) {
    if (!kind.lasting) {
      input.on = Day();
      return;
    }
    switch (Below(4)) {
      case 0:
        input.from = period_.range.begin.AddDays(-200);
        return;
      case 1:
        input.from = Day();
        return;
      case 2:
        input.from = period_.range.begin.AddDays(-Below(60));
        input.through = Day();
        if (*input.through < *input.from) input.through = input.from;
        return;
      default:
        input.from = Day();
        input.through = input.from->AddDays(Below(40));
    }
  }

  const ruletree::Vocabulary& words_;
  const Period period_;
  Dice& dice_;
  std::vector<std::vector<Named>> ids_;  // by type
  facts::CaseBuilder builder_{"random"};
};

}  // namespace

facts::Case RandomCase(const ruletree::Vocabulary& vocabulary, const Period& period, Dice& dice) {
  return CaseMaker(vocabulary, period, dice).Make();
}

facts::Case RandomCase(const ruletree::Vocabulary& vocabulary, const Period& period,
                       uint64_t seed) {
  Dice dice(seed);
  return RandomCase(vocabulary, period, dice);
}

}  // namespace credence::testing
