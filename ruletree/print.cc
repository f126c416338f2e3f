#include "ruletree/print.h"

#include <utility>

#include "core/check.h"
#include "ruletree/words.h"

namespace credence::ruletree {
namespace {

std::string Id(uint32_t id) { return id == kNone ? "-" : "#" + std::to_string(id); }

std::string_view StraddleName(Straddle straddle) {
  switch (straddle) {
    case Straddle::kOnBoundary:
      return "";
    case Straddle::kSplitting:
      return " splitting";
    case Straddle::kGoverning:
      return " governing";
  }
  CREDENCE_CHECK(false);
}

std::string SharingName(const Credit& credit) {
  switch (credit.sharing) {
    case Sharing::kOne:
      return "for one";
    case Sharing::kUpTo:
      return "for up to " + std::to_string(credit.up_to);
    case Sharing::kEvery:
      return "for every";
    case Sharing::kShared:
      return "shared by partners";
  }
  CREDENCE_CHECK(false);
}

std::string_view TieName(TieRule rule) {
  switch (rule) {
    case TieRule::kUnwritten:
      return "";
    case TieRule::kHold:
      return "  if tied hold";
    case TieRule::kShareEvenly:
      return "  if tied share evenly";
    case TieRule::kLowestPartnerId:
      return "  if tied lowest partner id";
  }
  CREDENCE_CHECK(false);
}

std::string_view CombineName(Combine combine) {
  switch (combine) {
    case Combine::kUnwritten:
      return "";
    case Combine::kSum:
      return "  combine sum";
    case Combine::kHighest:
      return "  combine highest";
    case Combine::kLowest:
      return "  combine lowest";
  }
  CREDENCE_CHECK(false);
}

std::string TimingText(const Timing& timing) {
  switch (timing.kind) {
    case TimingKind::kOn:
      return "on " + Id(timing.day);
    case TimingKind::kThroughout:
      return "throughout " + WindowText(timing.window);
    case TimingKind::kAtAnyTime:
      return "at any time in " + WindowText(timing.window);
    case TimingKind::kForAtLeast:
      return "for at least " + timing.duration.ToString() + " in " + WindowText(timing.window);
    case TimingKind::kWithinBefore:
      return "within " + timing.duration.ToString() + " before " + Id(timing.day);
    case TimingKind::kWithinAfter:
      return "within " + timing.duration.ToString() + " after " + Id(timing.day);
  }
  CREDENCE_CHECK(false);
}

std::string QuantifierText(const EvidenceTest& test) {
  switch (test.quantifier) {
    case Quantifier::kAny:
      return "any of";
    case Quantifier::kAll:
      return "all of";
    case Quantifier::kNoneOf:
      return "none of";
    case Quantifier::kAtLeast:
      return "at least " + std::to_string(test.at_least) + " of";
  }
  CREDENCE_CHECK(false);
}

class Printer {
 public:
  explicit Printer(const Policy& policy) : policy_(policy), vocabulary_(*policy.vocabulary) {}

  std::string Print() && {
    Header();
    for (size_t i = 0; i < policy_.params.size(); ++i) PrintParam(i);
    for (size_t i = 0; i < policy_.tables.size(); ++i) PrintTable(i);
    for (size_t i = 0; i < policy_.tiers.size(); ++i) PrintTiers(i);
    for (size_t i = 0; i < policy_.credits.size(); ++i) PrintCredit(i);
    for (size_t i = 0; i < policy_.rules.size(); ++i) PrintRule(i);
    for (size_t i = 0; i < policy_.limits.size(); ++i) PrintLimit(i);
    for (size_t i = 0; i < policy_.scores.size(); ++i) PrintScore(i);
    for (size_t i = 0; i < policy_.standings.size(); ++i) PrintStanding(i);
    for (size_t i = 0; i < policy_.checks.size(); ++i) PrintCheck(i);
    for (size_t i = 0; i < policy_.nodes.size(); ++i) PrintNode(i);
    return std::move(out_);
  }

 private:
  void Line(const std::string& text) { out_ += text + "\n"; }

  void Header() {
    std::string line =
        "policy " + policy_.name + " \"" + policy_.version + "\" from " + policy_.from.ToString();
    if (policy_.through) line += " through " + policy_.through->ToString();
    line += StraddleName(policy_.straddle);
    if (!policy_.supersedes.empty()) line += " supersedes \"" + policy_.supersedes + "\"";
    Line(line + " uses " + vocabulary_.name + " \"" + vocabulary_.version + "\"");
  }

  void PrintParam(size_t id) {
    const Param& param = policy_.params[id];
    std::string line =
        "param " + std::to_string(id) + " " + param.name + ": " + param.type.ToString();
    for (const ParamValue& value : param.values) {
      line += "  " + ToLiteral(value.value, param.type);
      if (value.from != kDateMin) line += " from " + value.from.ToString();
    }
    Line(line);
  }

  static std::string CellText(const Cell& cell) {
    switch (cell.kind) {
      case CellKind::kAny:
        return "any";
      case CellKind::kOtherwise:
        return "otherwise";
      case CellKind::kRange:
        return "[" + Id(cell.from) + ", " + Id(cell.to) + (cell.to_included ? "]" : ")");
      case CellKind::kValues: {
        std::string text = "{";
        for (const std::string& symbol : cell.symbols) text += " " + symbol;
        for (const NodeId value : cell.values) text += " " + Id(value);
        return text + " }";
      }
    }
    CREDENCE_CHECK(false);
  }

  void PrintTable(size_t id) {
    const Table& table = policy_.tables[id];
    std::string line = "table " + std::to_string(id) + " " + table.name;
    for (const std::string& input : table.inputs) line += " | " + input;
    line += " |";
    for (size_t i = 0; i < table.columns.size(); ++i) {
      line += "| " + table.columns[i] + ": " + table.types[i].ToString() + " ";
    }
    Line(line + "|");
    for (const TableRow& row : table.rows) {
      line = " ";
      for (const Cell& cell : row.cells) line += " | " + CellText(cell);
      line += " |";
      for (const NodeId result : row.results) line += "| " + Id(result) + " ";
      Line(line + "|");
    }
  }

  void PrintTiers(size_t id) {
    const Tiers& tiers = policy_.tiers[id];
    Line("tiers " + std::to_string(id) + " " + tiers.name +
         (tiers.by_slices ? " by slices" : " by highest tier"));
    for (const Tier& tier : tiers.tiers) Line("  from " + Id(tier.from) + " pays " + Id(tier.pays));
  }

  std::string RankText(const Rank& rank) const {
    if (rank.kinds.empty()) return (rank.highest ? "highest " : "lowest ") + Id(rank.key);
    std::string text;
    for (const EvidenceKindId kind : rank.kinds) {
      text += (text.empty() ? "" : " over ") + vocabulary_.evidence[kind].name;
    }
    return text;
  }

  static std::string SettlementText(const Settlement& settlement) {
    std::string text;
    if (settlement.each) text += "  settled each " + std::string(PeriodUnitName(*settlement.each));
    if (settlement.recover_never) text += "  recover never";
    if (settlement.recover_up_to) text += "  recover up to " + settlement.recover_up_to->ToString();
    if (settlement.waive_under) text += "  waive under " + settlement.waive_under->ToString();
    return text;
  }

  void PrintCredit(size_t id) {
    const Credit& credit = policy_.credits[id];
    std::string line = "credit " + std::to_string(id) + " " + credit.name + ": " +
                       credit.type.ToString() + " " + SharingName(credit);
    line += credit.by_account ? " account" : "";
    line += " per " + vocabulary_.subjects[credit.per].name;
    line += " each " + std::string(PeriodUnitName(credit.each));
    for (size_t i = 0; i < credit.prefer.size(); ++i) {
      line += (i == 0 ? "  prefer " : " then ") + RankText(credit.prefer[i]);
    }
    line += TieName(credit.if_tied);
    line += CombineName(credit.combine);
    if (credit.rounding) line += "  rounded " + RoundingText(*credit.rounding);
    Line(line + SettlementText(credit.settlement));
  }

  void PrintRule(size_t id) {
    const Rule& rule = policy_.rules[id];
    std::string line = "rule " + std::to_string(id) + " " + std::string(RuleWord(rule.kind)) + " " +
                       rule.name + " ->";
    for (const CreditId credit : rule.credits) line += " " + policy_.credits[credit].name;
    for (const RuleId replaced : rule.replaces) {
      line += "  replacing " + policy_.rules[replaced].name;
    }
    line += "  evidence " + Id(rule.evidence);
    for (const Guard& guard : rule.guards) {
      line += (guard.unless ? "  unless " : "  when ") + Id(guard.condition);
    }
    if (rule.amount != kNone) line += "  amount " + Id(rule.amount);
    for (const Bound& bound : rule.bounds) {
      line += (bound.at_most ? "  at most " : "  at least ") + Id(bound.value);
    }
    if (rule.split) line += SplitText(*rule.split);
    Line(line + "  because \"" + rule.because + "\"");
  }

  static std::string_view PlaceWord(Place place) {
    switch (place) {
      case Place::kFirst:
        return "first";
      case Place::kLast:
        return "last";
      case Place::kMiddle:
        return "middle";
      case Place::kRest:
        return "rest";
    }
    CREDENCE_CHECK(false);
  }

  static std::string SplitText(const Split& split) {
    std::string text;
    if (split.order != kNone) text += "  in order of " + Id(split.order);
    switch (split.method) {
      case SplitMethod::kEvenly:
        text += "  evenly";
        break;
      case SplitMethod::kWeighted:
        text += "  weighted by " + Id(split.weight);
        break;
      case SplitMethod::kHalving:
        text += "  halving every " + std::to_string(split.half_life) + " days ";
        text += (split.after ? "after " : "before ") + Id(split.day);
        break;
      case SplitMethod::kPositions:
        break;
    }
    for (const SplitPosition& position : split.positions) {
      text += "  " + ToLiteral(position.share, Type::Of(TypeKind::kPercent)) + " to " +
              std::string(PlaceWord(position.place));
      if (position.where != kNone) text += " where " + Id(position.where);
    }
    if (split.cap != kNone) {
      text += "  at most " + Id(split.cap) + " each, excess ";
      text += split.excess == Excess::kUnpaid ? "unpaid" : "to the rest";
    }
    return text;
  }

  void PrintLimit(size_t id) {
    const Limit& limit = policy_.limits[id];
    std::string line = "limit " + std::to_string(id) + " " + limit.name + " to " + Id(limit.to);
    line += limit.cut_first.empty() ? "  cutting proportionally" : "  cutting";
    for (const CreditId credit : limit.cut_first) line += " " + policy_.credits[credit].name;
    Line(line + "  because \"" + limit.because + "\"");
  }

  void PrintScore(size_t id) {
    const Score& score = policy_.scores[id];
    std::string line = "score " + std::to_string(id) + " " + score.name + " out of " +
                       score.out_of.ToString() + " " + Id(score.points);
    for (const ScorePart& part : score.categories) {
      line += "  category " + part.name + " " + Id(part.points);
    }
    for (const ScorePart& part : score.metrics) {
      line += "  metric " + part.name + " " + Id(part.points);
    }
    Line(line);
  }

  void PrintStanding(size_t id) {
    const Standing& standing = policy_.standings[id];
    std::string line = "standing " + std::to_string(id) + " " + standing.name;
    if (!standing.family.empty()) line += " in " + standing.family;
    line += "  when " + Id(standing.condition);
    if (standing.held_months > 1) {
      line += "  held for " + std::to_string(standing.held_months) + " months";
    }
    Line(line + "  because \"" + standing.because + "\"");
  }

  static std::string_view CheckWord(CheckKind kind) {
    switch (kind) {
      case CheckKind::kAlways:
        return "always";
      case CheckKind::kNever:
        return "never";
      case CheckKind::kRaising:
        return "raising";
      case CheckKind::kLoses:
        return "nobody loses";
      case CheckKind::kSame:
        return "same";
    }
    CREDENCE_CHECK(false);
  }

  void PrintCheck(size_t id) {
    const Check& check = policy_.checks[id];
    std::string line =
        "check " + std::to_string(id) + " " + check.name + " " + std::string(CheckWord(check.kind));
    if (check.condition != kNone) line += " " + Id(check.condition);
    if (check.measure != kNone) {
      line += " " + vocabulary_.measures[check.measure].name;
      line += check.lowers ? " never lowers" : " never raises";
    }
    for (const CreditId credit : check.credits) line += " " + policy_.credits[credit].name;
    if (!check.version.empty()) line += " \"" + check.version + "\"";
    if (check.except != kNone) line += " except when " + Id(check.except);
    line += "  per " + vocabulary_.subjects[check.per].name;
    Line(line + " each " + std::string(PeriodUnitName(check.each)));
  }

  std::string TestText(const EvidenceTest& test) const {
    std::string text = QuantifierText(test);
    if (!test.set_name.empty()) text += " " + test.set_name;
    text += " {";
    for (const EvidenceKindId kind : test.kinds) text += " " + vocabulary_.evidence[kind].name;
    text += " }";
    if (test.where != kNone) text += " where " + Id(test.where);
    text += " " + TimingText(test.timing);
    if (test.timing.recorded_by != kNone) {
      text += " recorded by " + Id(test.timing.recorded_by);
    }
    return text;
  }

  std::string SymbolsText(const SymbolSet& set) const {
    std::string text = set.name + "{";
    for (const std::string& symbol : set.symbols) text += " " + symbol;
    return text + " }";
  }

  // What the node refers to beside its children.
  std::string Reference(const Node& node) const {
    switch (node.op) {
      case Op::kConstant:
        return " " + ToLiteral(policy_.constants[node.ref], node.type);
      case Op::kParam:
        return " " + policy_.params[node.ref].name;
      case Op::kMeasure:
        return " " + vocabulary_.measures[node.ref].name;
      case Op::kAttribute: {
        const Attribute& attribute = vocabulary_.attributes[node.ref];
        return " " + vocabulary_.subjects[attribute.of].name + "." + attribute.name;
      }
      case Op::kSubjectId:
      case Op::kSubjectRow:
        return " " + vocabulary_.subjects[node.ref].name;
      case Op::kEvidenceField:
        return " " + FieldText(vocabulary_, node);
      case Op::kRound:
        return " " + RoundingText(policy_.roundings[node.ref]);
      case Op::kIn:
      case Op::kNotIn:
        return " " + SymbolsText(policy_.symbol_sets[node.ref]);
      case Op::kSum:
      case Op::kCount:
      case Op::kHighest:
      case Op::kLowest:
      case Op::kAverage:
        return FoldText(vocabulary_, policy_.folds[node.ref]);
      case Op::kTable:
        return " " + policy_.tables[node.ref].name + "." +
               policy_.tables[node.ref].columns[node.first];
      case Op::kTiers:
        return " " + policy_.tiers[node.ref].name;
      case Op::kAward:
        return " " + policy_.credits[node.ref].name;
      case Op::kAwardTotal:
        return " " + policy_.credits[node.ref].name + (node.first == kCounted ? " counted" : "");
      case Op::kHolds:
        return " " + policy_.standings[node.ref].name;
      case Op::kPointsToward:
      case Op::kPointsWhen:
        return " " + ToLiteral(policy_.constants[node.ref], node.type);
      case Op::kDefine:
        return " " + policy_.defines[node.ref].name;
      case Op::kEvidenceTest:
        return " " + TestText(policy_.tests[node.ref]);
      default:
        return "";
    }
  }

  void PrintNode(size_t id) {
    const Node& node = policy_.nodes[id];
    std::string line = "node " + std::to_string(id) + " " + std::string(OpName(node.op));
    if (node.a != kNone) line += " " + Id(node.a);
    if (node.b != kNone) line += " " + Id(node.b);
    Line(line + Reference(node) + " : " + node.type.ToString());
  }

  const Policy& policy_;
  const Vocabulary& vocabulary_;
  std::string out_;
};

}  // namespace

std::string Print(const Policy& policy) { return Printer(policy).Print(); }

}  // namespace credence::ruletree
