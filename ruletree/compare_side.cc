#include "ruletree/compare_side.h"

#include <algorithm>

#include "core/check.h"
#include "core/limits.h"
#include "ruletree/words.h"

namespace credence::ruletree {
namespace {

std::string TypeText(const DomainType& type) {
  std::string text = type.type.ToString();
  for (const std::string& symbol : type.symbols) text += " " + symbol;
  return text;
}

std::string QuantifierText(const EvidenceTest& test) {
  switch (test.quantifier) {
    case Quantifier::kAny:
      return "any";
    case Quantifier::kAll:
      // All of one and any of one are the same.
      return test.kinds.size() == 1 ? "any" : "all";
    case Quantifier::kNoneOf:
      return "none";
    case Quantifier::kAtLeast:
      return test.at_least == 1 ? "any" : "at least " + std::to_string(test.at_least);
  }
  CREDENCE_CHECK(false);
}

}  // namespace

std::string Side::Known(std::string_view kind, const std::string& name) const {
  std::string full = std::string(kind) + " " + name;
  const auto found = alias.find(full);
  return found == alias.end() ? full : found->second;
}

std::string Side::SetText(const std::string& name, std::vector<std::string> members) const {
  if (!name.empty() && opaque.contains("set " + name)) return " set " + name;
  std::sort(members.begin(), members.end());
  std::string text = " {";
  for (const std::string& member : members) text += " " + member;
  return text + " }";
}

std::vector<std::string> Side::KindsOf(const EvidenceTest& test) const {
  std::vector<std::string> names;
  for (const EvidenceKindId kind : test.kinds) {
    names.push_back(policy_.vocabulary->evidence[kind].name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string Side::TimingWords(const EvidenceTest& test) const {
  const Timing& timing = test.timing;
  std::string day;
  if (timing.day != kNone) {
    const Op op = node(timing.day).op;
    day = op == Op::kPeriodEnd     ? "period.end"
          : op == Op::kPeriodStart ? "period.start"
                                   : policy_.TextOf(node(timing.day).span);
  }
  switch (timing.kind) {
    case TimingKind::kOn:
      return "on " + day;
    case TimingKind::kThroughout:
      return "throughout " + WindowText(timing.window);
    case TimingKind::kAtAnyTime:
      return "at any time in " + WindowText(timing.window);
    case TimingKind::kForAtLeast:
      return "for at least " + timing.duration.ToString() + " in " + WindowText(timing.window);
    case TimingKind::kWithinBefore:
      return "within " + timing.duration.ToString() + " before " + day;
    case TimingKind::kWithinAfter:
      return "within " + timing.duration.ToString() + " after " + day;
  }
  CREDENCE_CHECK(false);
}

std::string Side::TestText(const EvidenceTest& test) const {
  const Timing& timing = test.timing;
  std::string text = QuantifierText(test) + SetText(test.set_name, KindsOf(test));
  text += " where " + std::to_string(meaning(test.where));
  // A day written out is compared by its meaning, the rest of the timing by its words.
  text += " " + std::to_string(static_cast<int>(timing.kind)) + " " + timing.duration.ToString() +
          " " + WindowText(timing.window) + " " + std::to_string(meaning(timing.day));
  return text + " by " + std::to_string(meaning(timing.recorded_by));
}

std::string Side::VocabularyText(const Node& node) const {
  const Vocabulary& vocabulary = *policy_.vocabulary;
  switch (node.op) {
    case Op::kMeasure: {
      const Measure& measure = vocabulary.measures[node.ref];
      return " " + measure.name + ": " + TypeText(measure.type) + " per " +
             vocabulary.subjects[measure.per].name + (measure.flow ? " flow" : " level") +
             (measure.each ? " each " + std::string(PeriodUnitName(*measure.each)) : "") +
             (measure.optional ? " optional" : "");
    }
    case Op::kAttribute: {
      const Attribute& attribute = vocabulary.attributes[node.ref];
      return " " + vocabulary.subjects[attribute.of].name + "." + attribute.name +
             (attribute.optional ? " optional" : "");
    }
    case Op::kEvidenceField:
      return " " + FieldText(vocabulary, node);
    default:
      return " " + vocabulary.subjects[node.ref].name;
  }
}

std::string Side::Reference(const Node& node) const {
  switch (node.op) {
    case Op::kConstant:
    case Op::kPointsToward:
    case Op::kPointsWhen:
      return " " + ToLiteral(policy_.constants[node.ref], node.type);
    case Op::kParam:
      return " " + Known("param", policy_.params[node.ref].name);
    case Op::kMeasure:
    case Op::kAttribute:
    case Op::kSubjectId:
    case Op::kSubjectRow:
    case Op::kEvidenceField:
      return VocabularyText(node);
    case Op::kRound:
      return " " + RoundingText(policy_.roundings[node.ref]);
    case Op::kIn:
    case Op::kNotIn:
      return SetText(policy_.symbol_sets[node.ref].name, policy_.symbol_sets[node.ref].symbols);
    case Op::kSum:
    case Op::kCount:
    case Op::kHighest:
    case Op::kLowest:
    case Op::kAverage:
      return FoldText(*policy_.vocabulary, policy_.folds[node.ref]);
    case Op::kTable:
      return " " + Known("table", policy_.tables[node.ref].name) + "." +
             policy_.tables[node.ref].columns[node.first];
    case Op::kTiers:
      return " " + Known("tiers", policy_.tiers[node.ref].name);
    case Op::kAward:
    case Op::kAwardTotal:
      return " " + Known("credit", policy_.credits[node.ref].name) +
             (node.first == kCounted ? " counted" : "");
    case Op::kHolds:
      return " " + Known("standing", policy_.standings[node.ref].name);
    case Op::kEvidenceTest:
      return TestText(policy_.tests[node.ref]);
    default:
      return "";
  }
}

void Side::Read() {
  meaning_.assign(policy_.nodes.size(), 0);
  for (NodeId id = 0; id < policy_.nodes.size(); ++id) {
    const Node& at = policy_.nodes[id];
    if (at.op == Op::kDefine) {
      const std::string name = "define " + policy_.defines[at.ref].name;
      meaning_[id] = opaque.contains(name) ? meanings_.Of(name) : meaning_[at.a];
      continue;
    }
    meaning_[id] = meanings_.Of(std::string(OpName(at.op)) + " " + std::to_string(meaning(at.a)) +
                                " " + std::to_string(meaning(at.b)) + Reference(at));
  }
}

NodeId Side::Unwrap(NodeId id) const {
  while (id != kNone && node(id).op == Op::kDefine) id = node(id).a;
  return id;
}

std::string Side::Quote(Span span) const {
  std::string text = policy_.TextOf(span);
  if (text.size() > limits::kComparedTextBytesMax) {
    size_t end = limits::kComparedTextBytesMax;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
    text = text.substr(0, end) + "...";
  }
  return "`" + text + "`";
}

std::map<std::string, std::vector<std::string>> Side::Sets() const {
  std::map<std::string, std::vector<std::string>> sets;
  for (const SymbolSet& set : policy_.symbol_sets) {
    if (!set.name.empty()) sets[set.name] = set.symbols;
  }
  for (const EvidenceTest& test : policy_.tests) {
    if (!test.set_name.empty()) sets[test.set_name] = KindsOf(test);
  }
  for (auto& [name, members] : sets) std::sort(members.begin(), members.end());
  return sets;
}

}  // namespace credence::ruletree
