#include "dsl/lower_parts.h"

#include <utility>

#include "dsl/check_types.h"

namespace credence::dsl {

using State = Checked::State;

std::string Describe(const Type& type) {
  switch (type.kind) {
    case TypeKind::kMoney:
    case TypeKind::kPoints:
    case TypeKind::kDays:
      return type.ToString();
    case TypeKind::kTruth:
      return "a condition";
    default:
      return WithArticle(type.ToString());
  }
}

ruletree::Window WindowOf(const Window& window) {
  ruletree::Window resolved;
  switch (window.kind) {
    case WindowKind::kUnwritten:
    case WindowKind::kThePeriod:
      break;
    case WindowKind::kDuration:
      resolved.kind = ruletree::WindowKind::kDuration;
      resolved.duration = window.duration;
      break;
    case WindowKind::kDurationBefore:
      resolved.kind = ruletree::WindowKind::kDurationBefore;
      resolved.duration = window.duration;
      break;
    case WindowKind::kToDate:
      resolved.kind = ruletree::WindowKind::kToDate;
      resolved.unit = window.unit;
      break;
    case WindowKind::kDates:
      resolved.kind = ruletree::WindowKind::kDates;
      resolved.dates = DateRange::Through(window.from, window.through);
      break;
  }
  return resolved;
}

void PartLowering::Run() {
  for (size_t i = parts_.size(); i-- > 0;) {
    const auto id = static_cast<PartId>(i);
    if (!parts_[id].faulty) parts_[id].checked = Lower(id);
  }
}

Checked PartLowering::Lower(PartId id) {
  const Part& part = parts_[id];
  if (part.kind == PartKind::kEvidence) return LowerEvidence(part, file().evidence[part.id]);
  if (part.kind == PartKind::kDefine) return LowerDefine(part);
  if (part.kind == PartKind::kInput) return LowerInput(part);
  const Expr& expr = file().exprs[part.id];
  switch (expr.kind) {
    case ExprKind::kLiteral:
      return LowerLiteral(expr);
    case ExprKind::kText:
      Report(codes::kUnit, id, "a text is no value",
             {.why = "Names that can be compared are declared in the vocabulary, so that a slip "
                     "of the pen is found.",
              .help = "Write the name without quotes, if it is one."});
      return {};
    case ExprKind::kPath:
      return LowerPath(part, expr);
    case ExprKind::kSet:
      return {.state = State::kSet};
    case ExprKind::kNegate:
    case ExprKind::kNot:
    case ExprKind::kIsKnown:
      return LowerUnary(part, expr);
    case ExprKind::kBinary:
      return LowerBinary(part, expr);
    case ExprKind::kAggregate:
      return LowerAggregate(part, file().aggregates[expr.ref]);
    case ExprKind::kPartnerWith: {
      const Checked& evidence = parts_[part.left].checked;
      if (!evidence.ok()) return {};
      return Truth({.op = Op::kPartnerWith, .a = evidence.node, .span = expr.span});
    }
    case ExprKind::kCall:
      return LowerCall(part, expr);
    case ExprKind::kPartnerHolds:
      return LowerHolds(part, expr);
    case ExprKind::kEveryMetric:
      return LowerEvery(part, expr);
  }
  return {};
}

const Checked& PartLowering::Settle(PartId id) {
  Checked& checked = parts_[id].checked;
  if (checked.state == State::kBareName) {
    ReportUnknownPath(parts_[id]);
    checked = {};
  } else if (checked.state == State::kEvery) {
    Report(codes::kUnit, id, "`" + Text(id) + "` stands for several values",
           {.why = "Each of them is asked the same, so they are compared and nothing else.",
            .help = "Write `" + Text(id) + " > 0 points`."});
    checked = {};
  } else if (checked.state == State::kSet) {
    Report(codes::kUnit, id, "a set is no value",
           {.why = "A set is a list of names to compare with.",
            .help = "Write what should be one of them: `... in " + Text(id) + "`."});
    checked = {};
  }
  return checked;
}

ruletree::NodeId PartLowering::NodeOf(const Checked& value, Span span) {
  if (value.state == State::kConstant) return pool_.Constant(value.constant, value.type, span);
  return value.node;
}

ruletree::NodeId PartLowering::TruthOf(PartId id, const std::string& what) {
  const Checked& checked = Settle(id);
  if (!checked.ok()) return ruletree::kNone;
  if (checked.type.kind == TypeKind::kTruth) return NodeOf(checked, At(id));
  Report(codes::kUnit, id, what + " takes a condition, and this is " + Describe(checked.type),
         {.why = "It must be true or false of each partner and subject.",
          .help = "Compare it with something, as in `" + Text(id) + " >= ...`."});
  return ruletree::kNone;
}

void PartLowering::Adapt(Checked& figure, const Type& wanted) {
  if (!figure.bare_figure || figure.state != State::kConstant) return;
  if (BareFigureFits(std::get<Rational>(figure.constant), wanted)) figure.type = wanted;
}

void PartLowering::Report(Code code, PartId id, std::string headline, Notes notes) {
  faults_.Add(code, At(id), std::move(headline), std::move(notes));
}

Checked PartLowering::Value(ruletree::Node node) {
  Checked checked{.state = State::kNode, .type = node.type};
  checked.node = pool_.Add(node);
  return checked;
}

Checked PartLowering::Truth(ruletree::Node node) {
  node.type = Type::Of(TypeKind::kTruth);
  return Value(node);
}

Checked PartLowering::RootAs(const Type& wanted, const std::string& what) {
  if (parts_.empty()) return {};
  Checked root = Settle(0);
  if (!root.ok()) return {};
  Adapt(root, wanted);
  const bool count_as_number =
      wanted.kind == TypeKind::kNumber && root.type.kind == TypeKind::kCount;
  if (root.type == wanted || count_as_number) return root;
  std::string help;
  if (root.type.kind == TypeKind::kPercent) {
    help = "Say of what: `" + Text(0) + " of ...`.";
  } else if (root.bare_figure && wanted.kind == TypeKind::kMoney) {
    help = "Write `" + Text(0) + " " + std::string(wanted.currency.code()) + "`.";
  } else if (wanted.kind == TypeKind::kCount && root.type.kind == TypeKind::kNumber) {
    help = "Say how it becomes whole: `round(" + Text(0) + ", 1)`.";
  } else if (wanted.kind == TypeKind::kMoney) {
    help = "Write an amount in " + std::string(wanted.currency.code()) + ".";
  } else {
    help = "Write " + Describe(wanted) + ".";
  }
  Report(codes::kUnit, 0, what + " is " + Describe(wanted) + ", and this is " + Describe(root.type),
         {.why = WhyUnitsDiffer(root.type, wanted), .help = std::move(help)});
  return {};
}

Checked PartLowering::RootAsAny() { return parts_.empty() ? Checked{} : Settle(0); }

Checked PartLowering::RootAsTruth(const std::string& what) {
  if (parts_.empty()) return {};
  const ruletree::NodeId node = TruthOf(0, what);
  return node == ruletree::kNone ? Checked{} : parts_.front().checked;
}

Checked PartLowering::RootWithOrder(const std::string& what) {
  if (parts_.empty()) return {};
  const Checked& root = Settle(0);
  if (!root.ok() || HasOrder(root.type)) return root;
  Report(codes::kUnit, 0, what + " takes a number or a date, and this is " + Describe(root.type),
         {.why = "Nothing says which of two such values comes first.",
          .help = "Name a measure, a date or a field of evidence."});
  return {};
}

}  // namespace credence::dsl
