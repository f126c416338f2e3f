#include "dsl/print_syntax.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "dsl/parse.h"

namespace credence::dsl {
namespace {

std::string_view OperatorText(Operator op) {
  switch (op) {
    case Operator::kOr:
      return "or";
    case Operator::kAnd:
      return "and";
    case Operator::kGreaterEqual:
      return ">=";
    case Operator::kGreater:
      return ">";
    case Operator::kLessEqual:
      return "<=";
    case Operator::kLess:
      return "<";
    case Operator::kEqual:
      return "=";
    case Operator::kNotEqual:
      return "!=";
    case Operator::kIs:
      return "is";
    case Operator::kIsNot:
      return "is not";
    case Operator::kIn:
      return "in";
    case Operator::kNotIn:
      return "not in";
    case Operator::kElse:
      return "else";
    case Operator::kAdd:
      return "+";
    case Operator::kSubtract:
      return "-";
    case Operator::kMultiply:
      return "*";
    case Operator::kDivide:
      return "/";
    case Operator::kOf:
      return "of";
  }
  return "";
}

constexpr std::string_view kFoldTexts[] = {"sum",     "count",  "highest", "lowest",
                                           "average", "latest", "earliest"};
constexpr std::string_view kTimingTexts[] = {"default",        "on",           "throughout",
                                             "at any time in", "for at least", "within before",
                                             "within after"};
constexpr std::string_view kTieTexts[] = {"", "hold", "share evenly", "lowest partner id"};
constexpr std::string_view kCombineTexts[] = {"", "sum", "highest", "lowest"};
constexpr std::string_view kSettledTexts[] = {"", "monthly", "quarterly", "yearly"};
constexpr std::string_view kQuantifierTexts[] = {"any", "all", "none", "at least"};

template <std::size_t kCount, typename Enum>
std::string TextOf(const std::string_view (&texts)[kCount], Enum value) {
  return std::string(texts[static_cast<std::size_t>(value)]);
}

class Printer {
 public:
  Printer(const File& file, const PrintSyntaxOptions& options) : file_(file), options_(options) {}

  std::string Run() {
    if (file_.policy) PrintHeader(*file_.policy);
    if (file_.vocabulary) {
      Line(0,
           absl::StrCat("vocabulary ", file_.vocabulary->name.text, " version ",
                        Quoted(file_.vocabulary->version.text)),
           file_.vocabulary->span);
    }
    for (const Statement& statement : file_.statements) {
      std::visit([this](const auto& declared) { Print(declared); }, statement);
    }
    for (const BrokenStatement& broken : file_.broken) {
      Line(0,
           absl::StrCat("broken ", broken.word,
                        broken.name ? absl::StrCat(" ", broken.name->text) : ""),
           broken.span);
    }
    return std::move(text_);
  }

 private:
  // What is still to be printed below a line, last first: recursion would follow chains.
  struct Pending {
    int indent;
    std::string label;  // "where"; printed on a line of its own above the piece
    bool is_evidence;
    uint32_t id;
    bool label_stands = false;  // even when there is no piece below it
    Span place = {};            // of the label
  };

  void Line(int indent, std::string_view line, std::optional<Span> span = std::nullopt) {
    text_.append(static_cast<std::size_t>(indent) * 2, ' ');
    text_ += line;
    if (options_.places && span && !span->empty()) {
      const Position begin = file_.source->Locate(span->begin);
      const Position end = file_.source->Locate(span->end);
      absl::StrAppend(&text_, "  @", begin.line, ":", begin.column, "-", end.line, ":", end.column);
    }
    text_ += '\n';
  }

  static std::string Quoted(std::string_view text) {
    std::string quoted = "\"";
    for (const char c : text) {
      if (c == '"' || c == '\\') quoted += '\\';
      quoted += c;
    }
    return quoted + '"';
  }

  static std::string Listed(const std::vector<Name>& names, std::string_view separator = ", ") {
    std::string listed;
    for (const Name& name : names) {
      if (!listed.empty()) listed += separator;
      listed += name.text;
    }
    return listed;
  }

  std::string PoolNames(const Expr& expr, std::string_view separator) const {
    const auto first = file_.names.begin() + expr.first;
    return Listed(std::vector<Name>(first, first + expr.count), separator);
  }

  static std::string TypeText(const TypeName& type) {
    if (type.subject) return absl::StrCat("subject ", type.subject->text);
    if (type.any_currency) return "money";
    if (!type.symbols.empty()) return absl::StrCat("one of { ", Listed(type.symbols), " }");
    return type.type.ToString();
  }

  static std::string WindowText(const Window& window) {
    switch (window.kind) {
      case WindowKind::kUnwritten:
        return "";
      case WindowKind::kThePeriod:
        return "the period";
      case WindowKind::kDuration:
        return window.duration.ToString();
      case WindowKind::kDurationBefore:
        return window.duration.ToString() + " before the period";
      case WindowKind::kToDate:
        return absl::StrCat(std::string(PeriodUnitName(window.unit)), " to date");
      case WindowKind::kDates:
        return absl::StrCat(window.from.ToString(), " through ", window.through.ToString());
    }
    return "";
  }

  // Expressions and evidence ----------------------------------------------------

  void Tree(int indent, std::string label, uint32_t id, bool is_evidence = false) {
    std::vector<Pending> pending;
    pending.push_back({indent, std::move(label), is_evidence, id});
    while (!pending.empty()) {
      Pending next = std::move(pending.back());
      pending.pop_back();
      if (next.id == kNone && !next.label_stands) continue;
      if (!next.label.empty()) Line(next.indent++, next.label, next.place);
      if (next.id == kNone) continue;
      const std::size_t before = pending.size();
      if (next.is_evidence) {
        PrintEvidence(next.indent, file_.evidence[next.id], pending);
      } else {
        PrintExpr(next.indent, file_.exprs[next.id], pending);
      }
      std::reverse(pending.begin() + static_cast<std::ptrdiff_t>(before), pending.end());
    }
  }

  void PrintExpr(int indent, const Expr& expr, std::vector<Pending>& pending) {
    Line(indent, ExprText(expr), expr.span);
    const int below = indent + 1;
    pending.push_back({below, "", false, expr.left});
    pending.push_back({below, "", false, expr.right});
    if (expr.kind == ExprKind::kPartnerWith) pending.push_back({below, "", true, expr.ref});
    if (expr.kind == ExprKind::kAggregate) {
      const Aggregate& aggregate = file_.aggregates[expr.ref];
      pending.push_back({below, "", false, aggregate.operand});
      pending.push_back({below, "where", false, aggregate.where});
    }
  }

  std::string ExprText(const Expr& expr) const {
    switch (expr.kind) {
      case ExprKind::kLiteral: {
        const Literal& literal = file_.literals[expr.ref];
        if (literal.duration) return "literal " + literal.duration->ToString();
        return absl::StrCat("literal ", literal.type.ToString(), " ",
                            ToLiteral(literal.value, literal.type));
      }
      case ExprKind::kText:
        return absl::StrCat("text ", Quoted(file_.texts[expr.ref]));
      case ExprKind::kPath:
        return absl::StrCat("path ", PoolNames(expr, "."));
      case ExprKind::kSet:
        return absl::StrCat("set { ", PoolNames(expr, ", "), " }");
      case ExprKind::kNegate:
        return "negate";
      case ExprKind::kNot:
        return "not";
      case ExprKind::kBinary:
        return std::string(OperatorText(expr.op));
      case ExprKind::kIsKnown:
        return expr.negated ? "is not known" : "is known";
      case ExprKind::kAggregate: {
        const Aggregate& aggregate = file_.aggregates[expr.ref];
        const std::string window = WindowText(aggregate.over);
        return absl::StrCat(TextOf(kFoldTexts, aggregate.fold), " of",
                            window.empty() ? "" : " over ", window);
      }
      case ExprKind::kPartnerWith:
        return "partner with";
      case ExprKind::kPartnerHolds:
        return absl::StrCat("partner holds ", PoolNames(expr, " in "));
      case ExprKind::kCall:
        return absl::StrCat("call ", PoolNames(expr, ""));
      case ExprKind::kEveryMetric:
        return absl::StrCat("every ", PoolNames(expr, " "));
    }
    return "";
  }

  void PrintEvidence(int indent, const EvidenceNode& node, std::vector<Pending>& pending) {
    std::string line;
    switch (node.kind) {
      case EvidenceNodeKind::kAnd:
        line = "and";
        break;
      case EvidenceNodeKind::kOr:
        line = "or";
        break;
      case EvidenceNodeKind::kNo:
        line = "no";
        break;
      case EvidenceNodeKind::kKind:
        line = absl::StrCat("evidence ", Listed(node.names));
        break;
      case EvidenceNodeKind::kQuantified:
        line = TextOf(kQuantifierTexts, node.quantifier);
        if (node.quantifier == Quantifier::kAtLeast) absl::StrAppend(&line, " ", node.at_least);
        absl::StrAppend(&line, node.named_set ? " of set " : " of { ", Listed(node.names),
                        node.named_set ? "" : " }");
        break;
    }
    Line(indent, line, node.span);
    const int below = indent + 1;
    pending.push_back({below, "", true, node.left});
    pending.push_back({below, "", true, node.right});
    pending.push_back({below, "where", false, node.where});
    if (node.timing.kind == TimingKind::kDefault) return;
    const std::string window = WindowText(node.timing.window);
    std::string timing = TextOf(kTimingTexts, node.timing.kind);
    if (node.timing.duration.count > 0) {
      absl::StrAppend(&timing, " ", node.timing.duration.ToString());
    }
    if (!window.empty()) absl::StrAppend(&timing, " ", window);
    pending.push_back({below, std::move(timing), false, node.timing.day, true, node.timing.span});
    pending.push_back({below + 1, "recorded by", false, node.timing.recorded_by});
  }

  // Statements --------------------------------------------------------------------

  void PrintHeader(const PolicyHeader& header) {
    Line(0, absl::StrCat("policy ", header.name.text, " version ", Quoted(header.version.text)),
         header.span);
    Line(1,
         absl::StrCat("effective from ", header.from.ToString(),
                      header.through ? " through " + header.through->ToString() : ""),
         header.from_span);
    if (header.straddle != Straddle::kUnwritten) {
      Line(1, header.straddle == Straddle::kSplitting ? "splitting periods"
                                                      : "governing whole periods");
    }
    if (header.supersedes) {
      Line(1, absl::StrCat("supersedes ", Quoted(header.supersedes->text)),
           header.supersedes->span);
    }
    if (header.vocabulary) {
      Line(1,
           absl::StrCat("uses ", header.vocabulary->text, " version ",
                        Quoted(header.vocabulary_version->text)),
           header.vocabulary->span);
    }
  }

  void Print(const Credit& credit) {
    Line(0, absl::StrCat("credit ", credit.name.text, " : ", TypeText(credit.type)), credit.span);
    const std::string party = credit.party == Party::kAccount ? "account" : "partner";
    std::string sharing = "for every " + party;
    if (credit.sharing == SharingKind::kOne) sharing = "for one " + party;
    if (credit.sharing == SharingKind::kShared) sharing = "shared by partners";
    if (credit.sharing == SharingKind::kUpTo) {
      sharing = absl::StrCat("for up to ", credit.up_to, " ", party);
    }
    Line(1, sharing, credit.sharing_span);
    Line(1,
         absl::StrCat("per ", credit.per.text, " each ", std::string(PeriodUnitName(credit.each))),
         credit.per.span);
    if (!credit.prefer.empty()) Line(1, "prefer", credit.prefer_span);
    for (const Rank& rank : credit.prefer) {
      if (rank.by_kind) {
        Line(2, Listed(rank.kinds, " over "), rank.span);
      } else {
        Tree(2, rank.highest ? "highest" : "lowest", rank.key);
      }
    }
    if (credit.if_tied != TieRule::kUnwritten) {
      Line(1, "if tied " + TextOf(kTieTexts, credit.if_tied), credit.if_tied_span);
    }
    if (credit.combine != Combine::kUnwritten) {
      Line(1, "combine " + TextOf(kCombineTexts, credit.combine), credit.combine_span);
    }
    if (credit.rounding) {
      Tree(1, absl::StrCat("rounded ", std::string(RoundingModeText(*credit.rounding))),
           credit.rounding_unit);
    }
    if (credit.settled != SettledEach::kUnwritten) {
      Line(1, "settled " + TextOf(kSettledTexts, credit.settled));
    }
    if (credit.recover == RecoverKind::kFully) Line(1, "recover fully");
    if (credit.recover == RecoverKind::kNever) Line(1, "recover never");
    if (credit.recover == RecoverKind::kUpTo) {
      Line(1, "recover up to " + credit.recover_up_to.ToString());
    }
    Tree(1, "waive under", credit.waive_under);
  }

  void Print(const Param& param) {
    Line(0,
         absl::StrCat("param ", param.name.text, param.type ? " : " + TypeText(*param.type) : ""),
         param.span);
    for (const DatedExpr& dated : param.values) {
      Tree(1, dated.from ? "from " + dated.from->ToString() : "always", dated.value);
    }
  }

  void Print(const SetDeclaration& set) {
    Line(0, absl::StrCat("set ", set.name.text, " { ", Listed(set.members), " }"), set.span);
  }

  void Print(const Define& define) {
    Line(0, absl::StrCat("define ", define.name.text, define.per ? " per " + define.per->text : ""),
         define.span);
    Tree(1, "", define.value);
  }

  void Print(const Award& award) {
    Line(0, absl::StrCat("award ", award.credit.text, award.name ? " as " + award.name->text : ""),
         award.span);
    if (!award.replacing.empty()) Line(1, "replacing " + Listed(award.replacing));
    Line(1, award.to_every ? "to every partner" : "to the partner", award.to_span);
    Tree(1, "with", award.evidence, true);
    Print(award.guards);
    Tree(1, "amount", award.amount);
    for (const Bound& bound : award.bounds) {
      Tree(1, bound.at_most ? "at most" : "at least", bound.value);
    }
    Print(award.because);
  }

  void Print(const Removal& removal) {
    Line(0,
         absl::StrCat(removal.forfeit ? "forfeit " : "exclude from ",
                      removal.all_credits ? "all credits" : Listed(removal.credits),
                      removal.name ? " as " + removal.name->text : ""),
         removal.span);
    Tree(1, "any partner with", removal.evidence, true);
    Print(removal.guards);
    Print(removal.because);
  }

  void Print(const Split& split) {
    static constexpr std::string_view kMethods[] = {"", "evenly", "weighted by", "halving",
                                                    "shares"};
    static constexpr std::string_view kPlaces[] = {"first", "last", "middle", "rest"};
    Line(0, absl::StrCat("split ", split.credit.text, split.name ? " as " + split.name->text : ""),
         split.span);
    Tree(1, "of", split.pool);
    Tree(1, "over", split.over, true);
    Tree(1, "in order of", split.order);
    Line(1, TextOf(kMethods, split.method), split.method_span);
    Tree(2, "", split.weight);
    if (split.day != kNone) {
      Tree(2, "every " + split.half_life.ToString() + (split.after ? " after" : " before"),
           split.day);
    }
    for (const SplitPosition& position : split.positions) {
      Line(2, TextOf(kPlaces, position.place) + (position.evenly ? " evenly" : ""), position.span);
      Tree(3, "share", position.share);
      Tree(3, "where", position.where);
    }
    Tree(1, "at most", split.cap);
    if (split.excess == ExcessTo::kUnpaid) Line(1, "excess unpaid", split.excess_span);
    if (split.excess == ExcessTo::kTheRest) Line(1, "excess to the rest", split.excess_span);
    Print(split.guards);
    Print(split.because);
  }

  void Print(const Limit& limit) {
    Line(0, "limit " + Listed(limit.credits, " + "), limit.span);
    Line(1, absl::StrCat("per ", Listed(limit.per), " each ",
                         std::string(PeriodUnitName(limit.each))));
    Tree(1, "to", limit.to);
    Line(1, limit.cut_first.empty() ? "cutting proportionally"
                                    : "cutting " + Listed(limit.cut_first) + " first");
    Print(limit.because);
  }

  void Print(const TableCell& cell) {
    static constexpr std::string_view kCells[] = {"any",      "otherwise", "under", "and up",
                                                  "to under", "to",        "one of"};
    Line(2, "cell " + TextOf(kCells, cell.kind), cell.span);
    Tree(3, "from", cell.from);
    Tree(3, "to", cell.to);
    for (const ExprId value : cell.values) Tree(3, "", value);
  }

  void Print(const Table& table) {
    Line(0, absl::StrCat("table ", table.name.text), table.span);
    for (const TableInput& input : table.inputs) {
      Tree(1, input.name ? "input " + input.name->text : "input", input.value);
    }
    Line(1, "columns " + Listed(table.columns));
    for (const TableRow& row : table.rows) {
      Line(1, "row", row.span);
      for (const TableCell& cell : row.cells) Print(cell);
      for (const ExprId result : row.results) Tree(2, "result", result);
    }
  }

  void Print(const Tiers& tiers) {
    Line(
        0,
        absl::StrCat("tiers ", tiers.name.text, tiers.by_slices ? " by slices" : " by highest tier",
                     " pays ", tiers.column.text),
        tiers.span);
    Tree(1, "on", tiers.base);
    for (const TierLine& line : tiers.lines) {
      Tree(1, "from", line.from);
      Tree(2, "pays", line.pays);
    }
  }

  void Print(const Score& score) {
    Line(0,
         absl::StrCat("score ", score.name.text, " per ", score.per.text, " out of ", score.out_of),
         score.span);
    for (const ScoreCategory& category : score.categories) {
      Line(1, "category " + category.name.text, category.span);
      for (const ScoreComponent& component : category.components) {
        Tree(2, "points", component.points);
        Tree(3, "for", component.value);
        Tree(3, "toward", component.target);
        Tree(3, "when", component.when);
      }
    }
  }

  void Print(const Standing& standing) {
    Line(0,
         absl::StrCat("standing ", standing.name.text,
                      standing.family ? " in " + standing.family->text : ""),
         standing.span);
    Tree(1, "when", standing.condition);
    if (standing.held_for) Line(1, "held for " + standing.held_for->ToString());
    Print(standing.because);
  }

  void Print(const Check& check) {
    Line(0, "check " + check.name.text, check.span);
    switch (check.kind) {
      case CheckKind::kAlways:
        return Tree(1, "always", check.condition);
      case CheckKind::kNever:
        return Tree(1, "never", check.condition);
      case CheckKind::kRaising:
        Tree(1, "raising", check.raised);
        return Line(1, (check.lowers ? "never lowers " : "never raises ") + check.credit.text);
      case CheckKind::kLoses:
        Line(1, absl::StrCat("nobody loses ", check.credit.text, " since ",
                             Quoted(check.version.text)));
        return Tree(1, "except when", check.except);
      case CheckKind::kSame:
        Line(1, absl::StrCat("same ", check.credit.text, " as ", Quoted(check.version.text)));
        return Tree(1, "except when", check.except);
    }
  }

  void Print(const std::vector<Guard>& guards) {
    for (const Guard& guard : guards) Tree(1, guard.unless ? "unless" : "when", guard.condition);
  }

  void Print(const Because& because) {
    if (!because.span.empty()) Line(1, "because " + Quoted(because.text), because.span);
  }

  void Print(const SubjectDeclaration& subject) {
    Line(0,
         absl::StrCat("subject ", subject.name.text, subject.in ? " in " + subject.in->text : ""),
         subject.span);
  }

  void Print(const EvidenceDeclaration& evidence) {
    Line(0,
         absl::StrCat("evidence ", evidence.name.text, " on ", evidence.on.text,
                      evidence.lasting ? " lasting" : " dated"),
         evidence.span);
    for (const Field& field : evidence.fields) {
      Line(1, absl::StrCat("field ", field.name.text, " : ", TypeText(field.type)),
           field.name.span);
    }
  }

  void Print(const MeasureDeclaration& measure) {
    Line(
        0,
        absl::StrCat(
            "measure ", measure.name.text, " : ", TypeText(measure.type), " per ", measure.per.text,
            measure.each ? absl::StrCat(" each ", std::string(PeriodUnitName(*measure.each))) : "",
            !measure.flow_written ? ""
            : measure.flow        ? ", flow"
                                  : ", level",
            measure.optional ? ", optional" : ""),
        measure.span);
  }

  void Print(const AttributeDeclaration& attribute) {
    Line(0,
         absl::StrCat("attribute ", attribute.subject.text, ".", attribute.name.text, " : ",
                      TypeText(attribute.type), attribute.optional ? ", optional" : ""),
         attribute.span);
  }

  const File& file_;
  const PrintSyntaxOptions options_;
  std::string text_;
};

}  // namespace

std::string PrintSyntax(const File& file, const PrintSyntaxOptions& options) {
  return Printer(file, options).Run();
}

std::string PrintSyntax(const File& file) { return PrintSyntax(file, {}); }

}  // namespace credence::dsl
