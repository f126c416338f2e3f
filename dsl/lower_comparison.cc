// Comparisons, and the names of sets that only a comparison explains.
#include <algorithm>
#include <utility>

#include "dsl/check_types.h"
#include "dsl/lower_parts.h"

namespace credence::dsl {

using State = Checked::State;

ruletree::Op ComparisonOp(Operator op) {
  switch (op) {
    case Operator::kGreaterEqual:
      return ruletree::Op::kGreaterEqual;
    case Operator::kGreater:
      return ruletree::Op::kGreater;
    case Operator::kLessEqual:
      return ruletree::Op::kLessEqual;
    case Operator::kLess:
      return ruletree::Op::kLess;
    case Operator::kNotEqual:
    case Operator::kIsNot:
      return ruletree::Op::kNotEqual;
    default:
      return ruletree::Op::kEqual;
  }
}

namespace {

bool IsOrdering(ruletree::Op op) {
  return op != ruletree::Op::kEqual && op != ruletree::Op::kNotEqual;
}

}  // namespace

bool PartLowering::CheckSymbol(const Name& name, const Checked& by, const Part& described,
                               std::vector<Label> related) {
  const auto& symbols = *by.symbols;
  if (std::find(symbols.begin(), symbols.end(), name.text) != symbols.end()) return true;
  faults_.AddUnknown(name, "name", symbols, "that `" + faults_.TextOf(At(described)) + "` can be",
                     "The comparison would never hold.", std::move(related));
  return false;
}

// A bare name beside a value of a declared set is one of its names.
bool PartLowering::Explain(PartId bare, const Checked& by, const Part& described) {
  const Name& name = file().names[ExprOf(bare).first];
  Checked& checked = parts_[bare].checked;
  if (!CheckSymbol(name, by, described, {})) {
    checked = {};
    return false;
  }
  checked = {.state = State::kConstant, .type = Type::Of(TypeKind::kSymbol)};
  checked.symbols = by.symbols;
  checked.constant = name.text;
  return true;
}

// Whether the part is a single name of the set, whatever else has that name: in `kind is partner`
// the partner is one of the kinds.
bool PartLowering::IsOneOf(PartId id, const std::vector<std::string>& symbols) const {
  if (parts_[id].kind == PartKind::kEvidence || parts_[id].checked.symbols != nullptr) return false;
  const Expr& expr = ExprOf(id);
  return expr.kind == ExprKind::kPath && expr.count == 1 &&
         std::find(symbols.begin(), symbols.end(), file().names[expr.first].text) != symbols.end();
}

Checked PartLowering::LowerComparison(const Part& part, const Expr& expr) {
  Checked& left = parts_[part.left].checked;
  Checked& right = parts_[part.right].checked;
  if (left.state == State::kEvery) return CompareEvery(part, expr);
  // What stands beside a value that has a fault cannot be judged.
  const bool left_bare = left.state == State::kBareName;
  const bool right_bare = right.state == State::kBareName;
  if ((left_bare && !right.ok()) || (right_bare && !left.ok())) return {};
  if (left_bare && right_bare) {
    Settle(part.left);
    return {};
  }
  if (left.symbols != nullptr && (right_bare || IsOneOf(part.right, *left.symbols))) {
    Explain(part.right, left, parts_[part.left]);
  } else if (right.symbols != nullptr && (left_bare || IsOneOf(part.left, *right.symbols))) {
    Explain(part.left, right, parts_[part.right]);
  }
  Settle(part.left);
  Settle(part.right);
  if (!left.ok() || !right.ok()) return {};
  Adapt(left, right.type);
  Adapt(right, left.type);
  const Op op = ComparisonOp(expr.op);
  const bool same_subjects = left.type.kind != TypeKind::kSubject || left.subject == right.subject;
  const bool comparable =
      SameUnit(left.type, right.type) && same_subjects && (!IsOrdering(op) || HasOrder(left.type));
  if (!comparable) {
    ReportIncomparable(part, left, right);
    return {};
  }
  return Truth({.op = op,
                .a = NodeOf(left, At(part.left)),
                .b = NodeOf(right, At(part.right)),
                .span = expr.span});
}

void PartLowering::ReportIncomparable(const Part& part, const Checked& left, const Checked& right) {
  std::string help = "Compare it with " + Describe(left.type) + ".";
  std::string why = WhyUnitsDiffer(left.type, right.type);
  for (const bool flip : {false, true}) {
    const Checked& figure = flip ? left : right;
    const Checked& other = flip ? right : left;
    if (!figure.bare_figure) continue;
    const std::string text = Text(flip ? part.left : part.right);
    if (other.type.kind == TypeKind::kPercent) help = "Write `" + text + "%`.";
    if (other.type.kind == TypeKind::kDays) help = "Write `" + text + " days`.";
    if (other.type.kind == TypeKind::kMoney) {
      help = "Write `" + text + " " + std::string(other.type.currency.code()) + "`.";
    }
  }
  if (left.type == right.type) {
    const bool names = left.type.kind == TypeKind::kSymbol;
    why = names ? "Names of a set have no order."
                : "Nothing says which of two such values is the larger.";
    help = "Compare with `is`, `is not` or `in`.";
    if (left.type.kind == TypeKind::kSubject && left.subject != right.subject) {
      why = "The one is a " + vocabulary_.subjects[left.subject].name + ", the other a " +
            vocabulary_.subjects[right.subject].name + ": they are never the same.";
      help = "Compare two of one kind.";
    }
  }
  faults_.Add(codes::kUnit, At(part),
              "this compares " + Describe(left.type) + " with " + Describe(right.type),
              {.why = std::move(why),
               .help = std::move(help),
               .related = {faults_.At(At(part.left), Describe(left.type)),
                           faults_.At(At(part.right), Describe(right.type))}});
}

Checked PartLowering::LowerIn(const Part& part, const Expr& expr) {
  const Checked left = Settle(part.left);
  const Part& right = parts_[part.right];
  // What is no set is a value, or a name that nothing explains.
  if (right.checked.state != State::kSet) {
    if (!Settle(part.right).ok()) return {};
    Report(codes::kUnit, part.right,
           "`in` takes a set, and this is " + Describe(right.checked.type),
           {.help = "Write the names it may be, `in { ... }`, or the name of a set."});
    return {};
  }
  if (!left.ok()) return {};
  if (left.symbols == nullptr) {
    Report(codes::kUnit, part.left, "this is " + Describe(left.type) + ", and a set holds names",
           {.help = "Compare it by `>=`, `<=` or `=`."});
    return {};
  }
  ruletree::SymbolSet set;
  bool known = true;
  const auto take = [&](const Name& name, const std::vector<Label>& related) {
    known &= CheckSymbol(name, left, parts_[part.left], related);
    set.symbols.push_back(name.text);
  };
  if (right.path.kind == PathKind::kSet) {
    const SetDeclaration& declared = *symbols_.sets()[right.path.id];
    set.name = declared.name.text;
    const std::vector<Label> use = {faults_.At(At(part), "compared here")};
    for (const Name& name : declared.members) take(name, use);
  } else {
    const Expr& literal = file().exprs[right.id];
    for (uint32_t i = 0; i < literal.count; ++i) take(file().names[literal.first + i], {});
  }
  if (!known) return {};
  return Truth({.op = expr.op == Operator::kIn ? Op::kIn : Op::kNotIn,
                .a = NodeOf(left, At(part.left)),
                .ref = pool_.SymbolSetOf(std::move(set)),
                .span = expr.span});
}

}  // namespace credence::dsl
