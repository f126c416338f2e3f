// Leaves of expressions: names and literals.
#include <utility>

#include "dsl/lower_parts.h"

namespace credence::dsl {

using State = Checked::State;

namespace {

constexpr std::string_view kNothingWouldHold =
    "A rule that asks for it could not be decided, so nobody would be paid by it.";

}  // namespace

Checked PartLowering::ReadDomain(const ruletree::DomainType& domain, ruletree::Node node) {
  node.type = domain.type;
  Checked checked = Value(node);
  checked.symbols = domain.type.kind == TypeKind::kSymbol ? &domain.symbols : nullptr;
  checked.subject = domain.subject;
  return checked;
}

Checked PartLowering::LowerPath(const Part& part, const Expr& expr) {
  const PathRef& path = part.path;
  const ruletree::Node node{.op = Op::kConstant, .ref = path.id, .span = expr.span};
  const auto with = [&node](Op op, Type type = {}) {
    ruletree::Node made = node;
    made.op = op;
    made.type = type;
    return made;
  };
  switch (path.kind) {
    case PathKind::kUnknown:
      if (expr.count == 1) return {.state = State::kBareName};
      ReportUnknownPath(part);
      return {};
    case PathKind::kBroken:
    case PathKind::kDefine:
      return {};
    case PathKind::kParam:
      symbols_.Use({SymbolKind::kParam, path.id});
      if (params_[path.id].faulty) return {};
      return Value(with(Op::kParam, params_[path.id].type));
    case PathKind::kSet:
      symbols_.Use({SymbolKind::kSet, path.id});
      return {.state = State::kSet};
    case PathKind::kTable:
      return LowerTable(part, expr);
    case PathKind::kTiers:
      return LowerTiers(part, expr);
    case PathKind::kCredit:
      return LowerCredit(part, expr);
    case PathKind::kScore:
      return LowerScore(part, expr);
    case PathKind::kStanding:
      Report(codes::kUnit, static_cast<PartId>(&part - parts_.data()),
             "`" + faults_.TextOf(expr.span) + "` is a standing, not a value",
             {.why = "A partner holds it or does not.",
              .help = "Write `partner holds " + faults_.TextOf(expr.span) + "`."});
      return {};
    case PathKind::kMeasure:
      return ReadDomain(vocabulary_.measures[path.id].type, with(Op::kMeasure));
    case PathKind::kAttribute:
      return ReadDomain(vocabulary_.attributes[path.id].type, with(Op::kAttribute));
    case PathKind::kSubject: {
      Checked subject = Value(with(Op::kSubjectId, Type::Of(TypeKind::kSubject)));
      subject.subject = path.id;
      return subject;
    }
    case PathKind::kField: {
      ruletree::Node field = with(Op::kEvidenceField, Type::Of(TypeKind::kDate));
      field.first = path.field;
      const auto& fields = vocabulary_.evidence[path.id].fields;
      return path.field < fields.size() ? ReadDomain(fields[path.field].type, field) : Value(field);
    }
    case PathKind::kPeriodStart:
    case PathKind::kPeriodEnd: {
      const bool start = path.kind == PathKind::kPeriodStart;
      ruletree::Node day{.op = start ? Op::kPeriodStart : Op::kPeriodEnd, .span = expr.span};
      day.type = Type::Of(TypeKind::kDate);
      return Value(day);
    }
  }
  return {};
}

Checked PartLowering::LowerLiteral(const Expr& expr) {
  const Literal& literal = file().literals[expr.ref];
  if (literal.duration && !literal.duration->ToDays()) {
    faults_.Add(
        codes::kUnit, expr.span, "`" + faults_.TextOf(expr.span) + "` has no fixed number of days",
        {.why = "Months and years differ in length, so they cannot be added or compared.",
         .help = "Write days, or ask for a window: `over " + faults_.TextOf(expr.span) + "`."});
    return {};
  }
  Checked checked{.state = State::kConstant, .type = literal.type};
  checked.constant = literal.value;
  checked.bare_figure = literal.type.kind == TypeKind::kNumber;
  return checked;
}

Checked PartLowering::LowerDefine(const Part& part) {
  symbols_.Use({SymbolKind::kDefine, part.define});
  if (!HasChild(part.left)) return {};
  Checked value = Settle(part.left);
  if (!value.ok()) return {};
  const Span span = At(part);
  ruletree::Node named{.op = Op::kDefine, .ref = part.define, .span = span};
  named.a = NodeOf(value, At(part.left));
  named.type = value.type;
  value.node = pool_.Add(named);
  value.state = State::kNode;
  value.bare_figure = false;
  return value;
}

Checked PartLowering::LowerInput(const Part& part) {
  if (!HasChild(part.left)) return {};
  const Checked value = Settle(part.left);
  const bool more = HasChild(part.right);
  if (!value.ok() || (more && !parts_[part.right].checked.ok())) return {};
  ruletree::Node inputs{.op = Op::kInputs, .span = At(part)};
  inputs.a = NodeOf(value, At(part.left));
  if (more) inputs.b = parts_[part.right].checked.node;
  return Truth(inputs);
}

Checked PartLowering::LowerTable(const Part& part, const Expr& expr) {
  const Table& table = *symbols_.tables()[part.path.id];
  const uint32_t column = part.path.field;
  if (column == kNone) {
    // Any of them may be meant.
    std::vector<std::string> names;
    for (uint32_t i = 0; i < table.columns.size(); ++i) {
      symbols_.UseColumn(part.path.id, i);
      names.push_back(table.name.text + "." + table.columns[i].text);
    }
    if (expr.count == 1) {
      faults_.Add(codes::kUnknownName, expr.span,
                  "`" + table.name.text + "` is a table, and this does not say which column",
                  {.why = "A row of it can hold several results.",
                   .help = "Write " + QuotedList(names) + "."});
      return {};
    }
    faults_.AddUnknown({faults_.TextOf(expr.span), expr.span}, "column", names, "of that table",
                       kNothingWouldHold);
    return {};
  }
  symbols_.UseColumn(part.path.id, column);
  const bool known = look_ups_.tables != nullptr && part.path.id < look_ups_.tables->size() &&
                     !(*look_ups_.tables)[part.path.id].faulty;
  if (!HasChild(part.left) || !parts_[part.left].checked.ok()) return {};
  if (!known) return ReportUntyped(part, expr, look_ups_.tables);
  ruletree::Node node{.op = Op::kTable, .ref = part.path.id, .first = column, .span = expr.span};
  node.a = parts_[part.left].checked.node;
  node.type = look_ups_.policy->tables[part.path.id].types[column];
  return Value(node);
}

// What a table is asked of makes sense here and not by itself; any other fault of it is told.
Checked PartLowering::ReportUntyped(const Part& part, const Expr& expr,
                                    const std::vector<CheckedTable>* tables) {
  if (tables == nullptr || part.path.id >= tables->size() || !(*tables)[part.path.id].untyped) {
    return {};
  }
  faults_.Add(codes::kUnit, expr.span,
              "what `" + faults_.TextOf(expr.span) + "` is asked of makes sense in this rule only",
              {.why = "A table is read and checked by itself, before any rule asks it.",
               .help = "Let it ask of a measure, an attribute or a fold."});
  return {};
}

Checked PartLowering::LowerTiers(const Part& part, const Expr& expr) {
  symbols_.Use({SymbolKind::kTiers, part.path.id});
  const bool known = look_ups_.tiers != nullptr && part.path.id < look_ups_.tiers->size() &&
                     !(*look_ups_.tiers)[part.path.id].faulty;
  if (!HasChild(part.left)) return {};
  const Checked base = Settle(part.left);
  if (!base.ok()) return {};
  if (!known) return ReportUntyped(part, expr, look_ups_.tiers);
  ruletree::Node node{.op = Op::kTiers, .ref = part.path.id, .span = expr.span};
  node.a = NodeOf(base, At(part.left));
  node.type = (*look_ups_.tiers)[part.path.id].type;
  return Value(node);
}

std::vector<std::string> PartLowering::ValueNames() const {
  if (!faults_.Suggests()) return {};
  std::vector<std::string> names = symbols_.Names(SymbolKind::kMeasure);
  for (const SymbolKind kind : {SymbolKind::kParam, SymbolKind::kDefine, SymbolKind::kTiers}) {
    for (std::string& name : symbols_.Names(kind)) names.push_back(std::move(name));
  }
  for (const ruletree::Attribute& attribute : vocabulary_.attributes) {
    names.push_back(vocabulary_.subjects[attribute.of].name + "." + attribute.name);
  }
  return names;
}

// A path whose first name nothing explains.
void PartLowering::ReportUnknownFirst(const Expr& expr) {
  std::vector<std::string> names;
  for (const auto& subject : vocabulary_.subjects) names.push_back(subject.name);
  for (std::string& kind : symbols_.EvidenceNames()) names.push_back(std::move(kind));
  faults_.AddUnknown(file().names[expr.first], "subject or evidence", names,
                     symbols_.checked().DeclaredIn(), kNothingWouldHold);
}

void PartLowering::ReportUnknownPath(const Part& part) {
  const Expr& expr = file().exprs[part.id];
  const Name& first = file().names[expr.first];
  const std::string& in = symbols_.checked().DeclaredIn();
  if (part.path.kind == PathKind::kCredit) {
    return faults_.Add(codes::kUnknownName, first.span,
                       "`" + first.text + "` is a credit, and rules read no results",
                       {.why = "A rule never sees what another one gave, so that their order "
                               "means nothing.",
                        .help = "Use the measures the credit is made of, or a define."});
  }
  const auto kind = vocabulary_.FindEvidence(first.text);
  if (expr.count == 1) {
    if (kind != ruletree::kNone) {
      const bool lasting = vocabulary_.evidence[kind].lasting;
      const std::string day = lasting ? ".from` for its first day." : ".on` for its day.";
      return faults_.Add(
          codes::kUnit, first.span, "`" + first.text + "` is evidence, not a value",
          {.why = "A partner has it or has it not, on a day.",
           .help = "Write `partner with " + first.text + "` to ask for it, `" + first.text + day});
    }
    for (const ruletree::Attribute& attribute : vocabulary_.attributes) {
      if (attribute.name != first.text) continue;
      const std::string path = vocabulary_.subjects[attribute.of].name + "." + attribute.name;
      return faults_.Add(
          codes::kUnknownName, first.span, "`" + first.text + "` does not say of what",
          {.why = "Attributes are read from a subject.", .help = "Write `" + path + "`."});
    }
    return faults_.AddUnknown(first, "value", ValueNames(), "declared here or in the vocabulary",
                              kNothingWouldHold);
  }
  const auto subject = vocabulary_.FindSubject(first.text);
  std::vector<std::string> names;
  if (subject != ruletree::kNone) {
    for (const ruletree::Attribute& attribute : vocabulary_.attributes) {
      if (attribute.of == subject) names.push_back(first.text + "." + attribute.name);
    }
    return faults_.AddUnknown({faults_.TextOf(expr.span), expr.span}, "attribute", names, in,
                              kNothingWouldHold);
  }
  if (first.text == "period") {
    return faults_.AddUnknown({faults_.TextOf(expr.span), expr.span}, "day",
                              std::vector<std::string>{"period.start", "period.end"},
                              "that a period has");
  }
  if (kind == ruletree::kNone) return ReportUnknownFirst(expr);
  for (const auto& field : vocabulary_.evidence[kind].fields) {
    names.push_back(first.text + "." + field.name);
  }
  const bool lasting = vocabulary_.evidence[kind].lasting;
  for (const char* field : {"from", "through"}) {
    if (lasting) names.push_back(first.text + "." + field);
  }
  if (!lasting) names.push_back(first.text + ".on");
  faults_.AddUnknown({faults_.TextOf(expr.span), expr.span}, "field", names, in, kNothingWouldHold);
}

}  // namespace credence::dsl
