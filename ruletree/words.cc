#include "ruletree/words.h"

#include "core/check.h"

namespace credence::ruletree {

std::string WindowText(const Window& window) {
  switch (window.kind) {
    case WindowKind::kThePeriod:
      return "the period";
    case WindowKind::kDuration:
      return window.duration.ToString();
    case WindowKind::kDurationBefore:
      return window.duration.ToString() + " before the period";
    case WindowKind::kToDate:
      return std::string(PeriodUnitName(window.unit)) + " to date";
    case WindowKind::kDates:
      return window.dates.begin.ToString() + " through " + window.dates.last().ToString();
  }
  CREDENCE_CHECK(false);
}

std::string RoundingText(const Rounding& rounding) {
  return std::string(RoundingModeText(rounding.mode)) + " " + rounding.unit.ToString();
}

std::string FieldText(const Vocabulary& vocabulary, const Node& node) {
  const EvidenceKind& kind = vocabulary.evidence[node.ref];
  if (node.first == kFromField) return kind.name + ".from";
  if (node.first == kOnField) return kind.name + ".on";
  if (node.first == kThroughField) return kind.name + ".through";
  return kind.name + "." + kind.fields[node.first].name;
}

std::string FoldText(const Vocabulary& vocabulary, const Fold& fold) {
  std::string text;
  if (fold.evidence != kNone) text += " of evidence " + vocabulary.evidence[fold.evidence].name;
  if (fold.rows != kNone) text += " rows " + vocabulary.subjects[fold.rows].name;
  if (fold.all_subjects) text += " all";
  if (fold.all_partners) text += fold.by_account ? " all accounts" : " all partners";
  if (!fold.over_time) return text;
  return text + " each " + std::string(PeriodUnitName(fold.each)) + " over " +
         WindowText(fold.window);
}

std::string_view RuleWord(RuleKind kind) {
  switch (kind) {
    case RuleKind::kAward:
      return "award";
    case RuleKind::kSplit:
      return "split";
    case RuleKind::kExclude:
      return "exclude";
    case RuleKind::kForfeit:
      return "forfeit";
  }
  CREDENCE_CHECK(false);
}

}  // namespace credence::ruletree
