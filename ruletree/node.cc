#include "ruletree/node.h"

#include <algorithm>

#include "core/check.h"

namespace credence::ruletree {
namespace {

// The calendar period a duration of this unit is made of; days and weeks are not aligned.
std::optional<PeriodUnit> CalendarUnit(DurationUnit unit) {
  switch (unit) {
    case DurationUnit::kDay:
    case DurationUnit::kWeek:
      return std::nullopt;
    case DurationUnit::kMonth:
      return PeriodUnit::kMonth;
    case DurationUnit::kQuarter:
      return PeriodUnit::kQuarter;
    case DurationUnit::kYear:
      return PeriodUnit::kYear;
  }
  return std::nullopt;
}

// "Current month and previous five full calendar months": whole units, the last of them cut
// where the evaluated days end.
DateRange LastOf(const Duration& duration, const DateRange& part) {
  const std::optional<PeriodUnit> unit = CalendarUnit(duration.unit);
  if (!unit) return {Add(part.end, duration, -1), part.end};
  const Date current = Period::Containing(*unit, part.last()).range.begin;
  return {Add(current, {std::max(duration.count - 1, 0), duration.unit}, -1), part.end};
}

// Whole units too, so the part of a month before a split belongs to neither side.
DateRange LastBefore(const Duration& duration, const DateRange& part) {
  const std::optional<PeriodUnit> unit = CalendarUnit(duration.unit);
  const Date end = unit ? Period::Containing(*unit, part.begin).range.begin : part.begin;
  return {Add(end, duration, -1), end};
}

}  // namespace

std::string_view OpName(Op op) {
  switch (op) {
    case Op::kConstant:
      return "constant";
    case Op::kParam:
      return "param";
    case Op::kPeriodStart:
      return "period_start";
    case Op::kPeriodEnd:
      return "period_end";
    case Op::kMeasure:
      return "measure";
    case Op::kAttribute:
      return "attribute";
    case Op::kSubjectId:
      return "subject_id";
    case Op::kEvidenceField:
      return "evidence_field";
    case Op::kSubjectRow:
      return "subject_row";
    case Op::kAward:
      return "award";
    case Op::kAwardTotal:
      return "award_total";
    case Op::kHolds:
      return "holds";
    case Op::kPointsToward:
      return "points_toward";
    case Op::kPointsWhen:
      return "points_when";
    case Op::kAdd:
      return "add";
    case Op::kSubtract:
      return "subtract";
    case Op::kMultiply:
      return "multiply";
    case Op::kDivide:
      return "divide";
    case Op::kNegate:
      return "negate";
    case Op::kRound:
      return "round";
    case Op::kGreaterEqual:
      return "greater_equal";
    case Op::kGreater:
      return "greater";
    case Op::kLessEqual:
      return "less_equal";
    case Op::kLess:
      return "less";
    case Op::kEqual:
      return "equal";
    case Op::kNotEqual:
      return "not_equal";
    case Op::kIn:
      return "in";
    case Op::kNotIn:
      return "not_in";
    case Op::kAnd:
      return "and";
    case Op::kOr:
      return "or";
    case Op::kNot:
      return "not";
    case Op::kIsKnown:
      return "is_known";
    case Op::kElse:
      return "else";
    case Op::kSum:
      return "sum";
    case Op::kCount:
      return "count";
    case Op::kHighest:
      return "highest";
    case Op::kLowest:
      return "lowest";
    case Op::kAverage:
      return "average";
    case Op::kInputs:
      return "inputs";
    case Op::kTable:
      return "table";
    case Op::kTiers:
      return "tiers";
    case Op::kDefine:
      return "define";
    case Op::kPartnerWith:
      return "partner_with";
    case Op::kEvidenceAnd:
      return "evidence_and";
    case Op::kEvidenceOr:
      return "evidence_or";
    case Op::kEvidenceNo:
      return "evidence_no";
    case Op::kEvidenceTest:
      return "evidence_test";
  }
  CREDENCE_CHECK(false);
}

bool IsFold(Op op) {
  return op == Op::kSum || op == Op::kCount || op == Op::kHighest || op == Op::kLowest ||
         op == Op::kAverage;
}

DateRange ResolveWindow(const Window& window, const DateRange& part) {
  switch (window.kind) {
    case WindowKind::kThePeriod:
      return part;
    case WindowKind::kDuration:
      return LastOf(window.duration, part);
    case WindowKind::kDurationBefore:
      return LastBefore(window.duration, part);
    case WindowKind::kToDate:
      return {Period::Containing(window.unit, part.last()).range.begin, part.end};
    case WindowKind::kDates:
      return window.dates;
  }
  CREDENCE_CHECK(false);
}

}  // namespace credence::ruletree
