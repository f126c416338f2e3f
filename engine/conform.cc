#include "engine/conform.h"

#include <algorithm>

namespace credence::engine {
namespace {

std::string Expected(const Type& wanted, const facts::TypedValue& given) {
  return "expected " + wanted.ToString() + ", found " + ToDisplay(given.value, given.type);
}

bool IsPlainNumber(const Type& type) {
  return type.kind == TypeKind::kNumber || type.kind == TypeKind::kCount;
}

std::optional<std::string> CountMisfit(const facts::TypedValue& given) {
  if (!IsPlainNumber(given.type)) return Expected(Type::Of(TypeKind::kCount), given);
  const auto& number = std::get<Rational>(given.value);
  if (number.is_negative()) return "a count is never negative: " + number.ToDisplay();
  if (!number.is_integer()) return "a count is a whole number: " + number.ToDisplay();
  return std::nullopt;
}

std::optional<std::string> SymbolMisfit(const facts::TypedValue& given,
                                        const ruletree::DomainType& wanted) {
  if (given.type.kind != TypeKind::kSymbol) {
    return "expected a name, found " + ToDisplay(given.value, given.type);
  }
  const auto& symbol = std::get<std::string>(given.value);
  const auto& symbols = wanted.symbols;
  if (std::find(symbols.begin(), symbols.end(), symbol) != symbols.end()) return std::nullopt;
  return facts::UnknownName("value", symbol, symbols);
}

}  // namespace

std::optional<std::string> MisfitOf(const facts::TypedValue& given,
                                    const ruletree::DomainType& wanted) {
  switch (wanted.type.kind) {
    case TypeKind::kCount:
      return CountMisfit(given);
    case TypeKind::kNumber:
      if (IsPlainNumber(given.type)) return std::nullopt;
      break;
    case TypeKind::kSymbol:
      return SymbolMisfit(given, wanted);
    case TypeKind::kSubject:
      if (given.type.kind == TypeKind::kSymbol || given.type.kind == TypeKind::kSubject) {
        return std::nullopt;
      }
      return "expected the id of a subject, found " + ToDisplay(given.value, given.type);
    default:
      if (given.type == wanted.type) return std::nullopt;
  }
  return Expected(wanted.type, given);
}

}  // namespace credence::engine
