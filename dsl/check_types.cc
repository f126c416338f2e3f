#include "dsl/check_types.h"

namespace credence::dsl {
namespace {

bool IsPlain(const Type& type) {
  return type.kind == TypeKind::kCount || type.kind == TypeKind::kNumber;
}

bool Is(const Type& type, TypeKind kind) { return type.kind == kind; }

}  // namespace

bool SameUnit(const Type& a, const Type& b) { return a == b || (IsPlain(a) && IsPlain(b)); }

bool HasOrder(const Type& type) { return type.is_numeric() || Is(type, TypeKind::kDate); }

std::optional<Type> SumOf(const Type& a, const Type& b, bool subtract) {
  if (Is(a, TypeKind::kDate)) {
    if (Is(b, TypeKind::kDays)) return a;
    if (subtract && Is(b, TypeKind::kDate)) return Type::Of(TypeKind::kDays);
    return std::nullopt;
  }
  if (Is(a, TypeKind::kDays) && Is(b, TypeKind::kDate) && !subtract) return b;
  if (!a.is_numeric() || !b.is_numeric() || !SameUnit(a, b)) return std::nullopt;
  return a == b ? a : Type::Of(TypeKind::kNumber);
}

std::optional<Type> ProductOf(const Type& a, const Type& b) {
  if (!a.is_numeric() || !b.is_numeric()) return std::nullopt;
  // A share of a count need not be whole, so it is a number.
  if (Is(a, TypeKind::kPercent)) {
    return Is(b, TypeKind::kCount) ? Type::Of(TypeKind::kNumber) : b;
  }
  if (Is(b, TypeKind::kPercent)) return ProductOf(b, a);
  if (IsPlain(a) && IsPlain(b)) return a == b ? a : Type::Of(TypeKind::kNumber);
  if (IsPlain(a)) return b;
  if (IsPlain(b)) return a;
  return std::nullopt;
}

std::optional<Type> QuotientOf(const Type& a, const Type& b) {
  if (!a.is_numeric() || !b.is_numeric()) return std::nullopt;
  if (Is(a, TypeKind::kNumber) && IsPlain(b)) return a;
  if (a == b) return Type::Of(TypeKind::kPercent);
  if (IsPlain(a) && IsPlain(b)) return Type::Of(TypeKind::kNumber);
  if (IsPlain(b)) return a;
  if (Is(b, TypeKind::kPercent)) return Is(a, TypeKind::kCount) ? Type::Of(TypeKind::kNumber) : a;
  return std::nullopt;
}

bool BareFigureFits(const Rational& value, const Type& type) {
  switch (type.kind) {
    case TypeKind::kCount:
      return value.is_integer() && !value.is_negative();
    case TypeKind::kNumber:
    case TypeKind::kPoints:
      return true;
    default:
      return false;
  }
}

std::string WhyUnitsDiffer(const Type& a, const Type& b) {
  const auto one_is = [&](TypeKind kind) { return Is(a, kind) || Is(b, kind); };
  if (Is(a, TypeKind::kMoney) && Is(b, TypeKind::kMoney)) {
    return "Policies never convert one currency into another: the vocabulary supplies measures "
           "in the currency that is paid.";
  }
  if (one_is(TypeKind::kMoney)) return "Money goes only with money of the same currency.";
  if (one_is(TypeKind::kPercent)) return "A percent goes only with a percent, such as `40%`.";
  if (one_is(TypeKind::kDate)) return "A date goes only with a date, or with days to move it.";
  if (one_is(TypeKind::kCount) && one_is(TypeKind::kNumber)) {
    return "A count is whole, and a share or an average of one need not be.";
  }
  return "Both sides must be of one unit.";
}

}  // namespace credence::dsl
