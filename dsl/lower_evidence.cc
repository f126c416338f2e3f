// Evidence tests: kinds, sets of kinds, and the days they are asked about.
#include <algorithm>
#include <utility>

#include "dsl/check_grain.h"
#include "dsl/lower_parts.h"

namespace credence::dsl {

using State = Checked::State;

namespace {

ruletree::Quantifier QuantifierOf(Quantifier quantifier) {
  switch (quantifier) {
    case Quantifier::kAny:
      return ruletree::Quantifier::kAny;
    case Quantifier::kAll:
      return ruletree::Quantifier::kAll;
    case Quantifier::kNoneOf:
      return ruletree::Quantifier::kNoneOf;
    case Quantifier::kAtLeast:
      return ruletree::Quantifier::kAtLeast;
  }
  return ruletree::Quantifier::kAny;
}

ruletree::TimingKind TimingKindOf(TimingKind kind) {
  switch (kind) {
    case TimingKind::kDefault:
    case TimingKind::kOn:
      return ruletree::TimingKind::kOn;
    case TimingKind::kThroughout:
      return ruletree::TimingKind::kThroughout;
    case TimingKind::kAtAnyTime:
      return ruletree::TimingKind::kAtAnyTime;
    case TimingKind::kForAtLeast:
      return ruletree::TimingKind::kForAtLeast;
    case TimingKind::kWithinBefore:
      return ruletree::TimingKind::kWithinBefore;
    case TimingKind::kWithinAfter:
      return ruletree::TimingKind::kWithinAfter;
  }
  return ruletree::TimingKind::kOn;
}

}  // namespace

Checked PartLowering::LowerEvidence(const Part& part, const EvidenceNode& node) {
  ruletree::Node made{.op = Op::kEvidenceNo, .type = Type::Of(TypeKind::kTruth), .span = node.span};
  switch (node.kind) {
    case EvidenceNodeKind::kKind:
    case EvidenceNodeKind::kQuantified:
      return LowerTest(part, node);
    case EvidenceNodeKind::kNo:
      break;
    case EvidenceNodeKind::kAnd:
      made.op = Op::kEvidenceAnd;
      break;
    case EvidenceNodeKind::kOr:
      made.op = Op::kEvidenceOr;
      break;
  }
  for (const PartId child : {part.left, part.right}) {
    if (HasChild(child) && !parts_[child].checked.ok()) return {};
  }
  if (!HasChild(part.left)) return {};
  made.a = parts_[part.left].checked.node;
  if (HasChild(part.right)) made.b = parts_[part.right].checked.node;
  Checked checked = Value(made);
  checked.state = State::kEvidence;
  return checked;
}

Checked PartLowering::LowerTest(const Part& part, const EvidenceNode& node) {
  ruletree::EvidenceTest test;
  test.quantifier = QuantifierOf(node.quantifier);
  test.span = node.span;
  std::optional<std::vector<ruletree::EvidenceKindId>> kinds = KindsOf(part, node);
  bool sound = kinds.has_value();
  if (HasChild(part.where)) {
    // The fields of an unknown kind cannot be judged.
    if (!sound && node.kind == EvidenceNodeKind::kKind) return {};
    test.where = TruthOf(part.where, "`where`");
    sound &= test.where != ruletree::kNone;
  }
  const std::optional<ruletree::Timing> timing = TimingOf(part, node);
  if (!sound || !timing) return {};
  if (node.quantifier == Quantifier::kAtLeast) {
    const auto count = static_cast<int64_t>(kinds->size());
    if (node.at_least < 1 || node.at_least > count) {
      ReportAtLeast(node, count);
      return {};
    }
    test.at_least = static_cast<uint32_t>(node.at_least);
  }
  test.kinds = std::move(*kinds);
  if (node.named_set) test.set_name = node.names.front().text;
  test.timing = *timing;
  Checked checked = Value({.op = Op::kEvidenceTest,
                           .ref = pool_.TestOf(std::move(test)),
                           .type = Type::Of(TypeKind::kTruth),
                           .span = node.span});
  checked.state = State::kEvidence;
  return checked;
}

// nullopt, with a message or silent, when a kind is not known or out of reach.
// "at least 2 of { dap }" never holds, "at least 0 of { dap }" always.
void PartLowering::ReportAtLeast(const EvidenceNode& node, int64_t count) {
  const std::string wanted = std::to_string(node.at_least);
  if (node.at_least < 1) {
    return faults_.Add(codes::kUnit, node.span, "at least " + wanted + " always holds",
                       {.why = "A test that every partner passes decides nothing.",
                        .help = "Write 1 or more, or leave out the test."});
  }
  const bool one = count == 1;
  // The help names the kind where it stands in the braces.
  const std::string kind = one && !node.named_set ? "`" + node.names.front().text + "`" : "";
  faults_.Add(codes::kUnit, node.span,
              "this set holds " + std::to_string(count) + (one ? " kind" : " kinds") +
                  " of evidence, so " + wanted + " can never hold",
              {.why = "Nobody would ever qualify.",
               .help = one ? "Write " + (kind.empty() ? "`any of`" : kind) + "."
                           : "Write a number from 1 to " + std::to_string(count) + "."});
}

std::optional<std::vector<ruletree::EvidenceKindId>> PartLowering::KindsOf(
    const Part& part, const EvidenceNode& node) {
  const std::vector<Name>* names = &node.names;
  std::vector<Label> use;
  if (node.named_set) {
    const Name& set = node.names.front();
    if (symbols_.IsBroken(set.text)) return std::nullopt;
    const Symbol* symbol = symbols_.Find(set.text, SymbolKind::kSet);
    if (symbol == nullptr) {
      faults_.AddUnknown(set, "set", symbols_.Names(SymbolKind::kSet), "declared here",
                         "Nothing would ever qualify, so nobody would be paid.");
      return std::nullopt;
    }
    symbols_.Use(*symbol);
    names = &symbols_.sets()[symbol->index]->members;
    use.push_back(faults_.At(set.span, "tested here"));
  }
  std::vector<ruletree::EvidenceKindId> kinds;
  bool sound = true;
  for (const Name& name : *names) {
    const auto kind = vocabulary_.FindEvidence(name.text);
    if (kind == ruletree::kNone) {
      sound = false;
      if (symbols_.IsBroken(name.text)) continue;
      faults_.AddUnknown(name, "evidence", symbols_.EvidenceNames(),
                         symbols_.checked().DeclaredIn(),
                         "Nothing would ever qualify, so nobody would be paid.", use);
      continue;
    }
    const Name& at = node.named_set ? node.names.front() : name;
    sound &= CheckReach(symbols_, kind, {name.text, at.span}, part.scope, faults_);
    if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) kinds.push_back(kind);
  }
  return sound ? std::optional(std::move(kinds)) : std::nullopt;
}

ruletree::NodeId PartLowering::DateOf(PartId id, const std::string& what) {
  const Checked& day = Settle(id);
  if (!day.ok()) return ruletree::kNone;
  if (day.type.kind == TypeKind::kDate) return NodeOf(day, At(id));
  Report(codes::kUnit, id, what + " takes a date, and this is " + Describe(day.type),
         {.help = "Write a date such as `period.end` or `2016-01-31`."});
  return ruletree::kNone;
}

std::optional<ruletree::Timing> PartLowering::TimingOf(const Part& part, const EvidenceNode& node) {
  ruletree::Timing timing;
  timing.kind = TimingKindOf(node.timing.kind);
  timing.duration = node.timing.duration;
  timing.window = WindowOf(node.timing.window);
  bool sound = CheckTiming(node);
  if (node.timing.kind == TimingKind::kDefault) {
    timing.day =
        pool_.Add({.op = Op::kPeriodEnd, .type = Type::Of(TypeKind::kDate), .span = node.span});
  }
  if (HasChild(part.day)) {
    timing.day = DateOf(part.day, "the day of evidence");
    sound &= timing.day != ruletree::kNone;
  }
  if (HasChild(part.recorded)) {
    timing.recorded_by = DateOf(part.recorded, "`recorded by`");
    sound &= timing.recorded_by != ruletree::kNone;
  }
  return sound ? std::optional(timing) : std::nullopt;
}

bool PartLowering::CheckTiming(const EvidenceNode& node) {
  const Timing& timing = node.timing;
  const bool lasts = timing.kind == TimingKind::kForAtLeast ||
                     timing.kind == TimingKind::kWithinBefore ||
                     timing.kind == TimingKind::kWithinAfter;
  if (lasts && timing.duration.count <= 0) {
    faults_.Add(codes::kBadLiteral, timing.span,
                "`" + faults_.TextOf(timing.span) + "` has no days",
                {.why = "It asks for nothing.", .help = "Write at least one day."});
    return false;
  }
  if (timing.kind == TimingKind::kForAtLeast && !timing.duration.ToDays()) {
    faults_.Add(codes::kUnit, timing.span,
                "`" + timing.duration.ToString() + "` has no fixed number of days",
                {.why = "Days of evidence are counted, and months differ in length.",
                 .help = "Write the days, such as `for at least 90 days`."});
    return false;
  }
  return CheckWindow(timing.window);
}

}  // namespace credence::dsl
