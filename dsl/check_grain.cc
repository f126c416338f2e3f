#include "dsl/check_grain.h"

#include <algorithm>
#include <set>
#include <span>
#include <utility>

namespace credence::dsl {
namespace {

using ruletree::kPartner;
using ruletree::SubjectTypeId;

class GrainCheck {
 public:
  GrainCheck(const Symbols& symbols, const DecidedBy& decided, Parts& parts, Faults& faults)
      : symbols_(symbols),
        vocabulary_(symbols.vocabulary()),
        decided_(decided),
        parts_(parts),
        ties_(parts.size()),
        faults_(faults) {}

  void Run() {
    for (size_t i = parts_.size(); i-- > 0;) {
      FindGrain(parts_[i]);
      ties_[i] = TiesToPartner(parts_[i]);
    }
    for (Part& part : parts_) {
      SetScope(part);
      if (part.kind == PartKind::kDefine) CheckDefine(part);
      if (const Aggregate* aggregate = AggregateOf(part)) PlanFold(*aggregate, part);
    }
    // Backwards meets the leftmost first, and that is the one a message points at.
    for (size_t i = parts_.size(); i-- > 0;) CheckRead(parts_[i]);
  }

 private:
  const File& file() const { return symbols_.file(); }
  const std::string& SubjectName(SubjectTypeId id) const { return vocabulary_.subjects[id].name; }
  Span At(const Part& part) const { return SpanOf(file(), part); }
  std::string Text(const Part& part) const { return faults_.TextOf(At(part)); }

  const Aggregate* AggregateOf(const Part& part) const {
    if (part.kind != PartKind::kExpr) return nullptr;
    const Expr& expr = file().exprs[part.id];
    return expr.kind == ExprKind::kAggregate ? &file().aggregates[expr.ref] : nullptr;
  }

  // From inside out: of what each part has one value each ----------------------

  void FindGrain(Part& part) {
    switch (part.kind) {
      case PartKind::kEvidence:
        for (const Name& name : file().evidence[part.id].names) {
          const auto kind = vocabulary_.FindEvidence(name.text);
          if (kind != ruletree::kNone) {
            part.grain.subject = Finer(part.grain.subject, vocabulary_.evidence[kind].on);
          }
        }
        MergeChild(part, part.left);
        MergeChild(part, part.right);
        return;
      case PartKind::kDefine: {
        MergeChild(part, part.left);
        const auto& per = symbols_.defines()[part.define]->per;
        if (per) part.grain.subject = Finer(ruletree::kNone, vocabulary_.FindSubject(per->text));
        return;
      }
      case PartKind::kInput:
        MergeChild(part, part.left);
        MergeChild(part, part.right);
        return;
      case PartKind::kExpr:
        if (const Aggregate* aggregate = AggregateOf(part)) return FoldGrain(*aggregate, part);
        MergeChild(part, part.left);
        MergeChild(part, part.right);
        PathGrain(part);
    }
  }

  // A fold takes what is finer and gives one value for what it is asked of.
  void FoldGrain(const Aggregate& aggregate, Part& part) {
    if (part.left == kNone) return;
    part.grain = parts_[part.left].grain;
    part.grain.subject = ruletree::kNone;
    part.grain.folds = true;
    if (aggregate.over.kind == WindowKind::kUnwritten) return;
    part.grain.each = std::nullopt;
    part.grain.level = false;
  }

  void PathGrain(Part& part) {
    const PathRef& path = part.path;
    if (path.kind == PathKind::kMeasure) {
      const ruletree::Measure& measure = vocabulary_.measures[path.id];
      part.grain = {.subject = Finer(ruletree::kNone, measure.per),
                    .each = measure.each,
                    .level = measure.each && !measure.flow,
                    .flow = measure.each && measure.flow};
    } else if (path.kind == PathKind::kAttribute) {
      part.grain.subject = Finer(ruletree::kNone, vocabulary_.attributes[path.id].of);
    } else if (path.kind == PathKind::kSubject) {
      part.grain.subject = Finer(ruletree::kNone, path.id);
    } else if (path.kind == PathKind::kCredit && part.scope.results == Results::kTotals) {
      // An award counts in the month in which its period ends.
      part.grain = {.each = PeriodUnit::kMonth, .flow = true};
    } else if (path.kind == PathKind::kCredit) {
      part.grain.award = part.scope.results == Results::kAwards;
      part.grain.by_account = symbols_.credits()[path.id]->party == Party::kAccount;
    }
  }

  void MergeChild(Part& part, PartId child) {
    if (child == kNone) return;
    const Grain& grain = parts_[child].grain;
    part.grain.subject = Finer(part.grain.subject, grain.subject);
    if (grain.each && (!part.grain.each || *grain.each < *part.grain.each)) {
      part.grain.each = grain.each;
    }
    part.grain.level |= grain.level;
    part.grain.flow |= grain.flow;
    part.grain.folds |= grain.folds;
    part.grain.award |= grain.award;
    part.grain.by_account |= grain.by_account;
  }

  // The partner is at hand everywhere, so what is per partner asks for no rows.
  SubjectTypeId Finer(SubjectTypeId a, SubjectTypeId b) const {
    if (b == ruletree::kNone || b == kPartner) return a;
    return a == ruletree::kNone || vocabulary_.IsSelfOrAbove(a, b) ? b : a;
  }

  // From outside in: in what scope each part is asked ---------------------------

  void SetScope(Part& part) {
    if (part.parent == kNone) return;
    const Part& parent = parts_[part.parent];
    part.scope.subject = parent.scope.subject;
    part.scope.each = parent.scope.each;
    const Aggregate* aggregate = AggregateOf(parent);
    if (aggregate == nullptr) return;
    if (parent.fold.rows != ruletree::kNone) part.scope.subject = parent.fold.rows;
    if (parent.fold.over_time) part.scope.each = parent.fold.each;
    part.scope.ranking = false;
  }

  void CheckRead(Part& part) {
    if (part.kind != PartKind::kExpr) return;
    switch (part.path.kind) {
      case PathKind::kMeasure: {
        const ruletree::Measure& measure = vocabulary_.measures[part.path.id];
        return CheckOne(part, measure.per, measure.each);
      }
      case PathKind::kAttribute:
        return CheckOne(part, vocabulary_.attributes[part.path.id].of, std::nullopt);
      case PathKind::kSubject:
        if (!IsCountedRow(part)) CheckOne(part, part.path.id, std::nullopt);
        return;
      case PathKind::kField:
        return CheckField(part);
      case PathKind::kCredit:
        if (part.scope.results == Results::kAwards) CheckAward(part);
        return;
      default:
        return;
    }
  }

  // In a check: the award of the subject asked, or of one it belongs to.
  void CheckAward(Part& part) {
    const Credit& credit = *symbols_.credits()[part.path.id];
    const SubjectTypeId per = vocabulary_.FindSubject(credit.per.text);
    if (per == ruletree::kNone) {  // its fault is told at the credit
      part.faulty = true;
      return;
    }
    CheckOne(part, per, credit.each);
  }

  bool IsCountedRow(const Part& part) const {
    if (part.parent == kNone || parts_[part.parent].left == kNone) return false;
    const Aggregate* aggregate = AggregateOf(parts_[part.parent]);
    return aggregate != nullptr && aggregate->fold == Fold::kCount &&
           &parts_[parts_[part.parent].left] == &part;
  }

  // One value of `per` (and `each`) is wanted where the part stands.
  void CheckOne(Part& part, SubjectTypeId per, std::optional<PeriodUnit> each) {
    const Scope& scope = part.scope;
    if (per == ruletree::kNone) return;
    if (scope.by_account && per == kPartner) {
      part.faulty = true;
      return ReportOfEachPartner(part);
    }
    // Who is asked may itself be the account.
    const bool of_account = scope.by_account && per == vocabulary_.AccountType();
    if (per != kPartner && !of_account && !vocabulary_.IsSelfOrAbove(per, scope.subject)) {
      part.faulty = true;
      // The other values of the same expression have the same cause.
      if (!reported_.insert({per, scope.subject}).second) return;
      if (scope.subject == kPartner || vocabulary_.IsSelfOrAbove(scope.subject, per)) {
        return ReportFiner(part, per);
      }
      return ReportUnrelated(part, per);
    }
    if (!each || *each >= scope.each) return;
    part.faulty = true;
    if (reported_periods_.insert({*each, scope.each}).second) ReportFinerInTime(part, *each);
  }

  void CheckDefine(Part& part) {
    const auto& per = symbols_.defines()[part.define]->per;
    if (!per) return;
    const auto subject = vocabulary_.FindSubject(per->text);
    if (subject == ruletree::kNone) {
      part.faulty = true;
      return;
    }
    const bool above =
        subject != part.scope.subject && vocabulary_.IsSelfOrAbove(subject, part.scope.subject);
    if (!above) return CheckOne(part, subject, std::nullopt);
    if (!part.grain.folds) return;
    part.faulty = true;
    const std::string name = Text(part);
    Report(
        part, codes::kGrain,
        "`" + name + "` is per " + SubjectName(subject) + ", but it is used per " +
            SubjectName(part.scope.subject),
        {.label = "asked of one " + SubjectName(part.scope.subject),
         .why = "It folds what belongs to the whole " + SubjectName(subject) + "; asked of one " +
                SubjectName(part.scope.subject) + " it would fold only that part.",
         .help = "Use it in a rule of a credit per " + SubjectName(subject) + "."});
  }

  void CheckField(Part& part) {
    const Expr& expr = file().exprs[part.id];
    if (part.scope.record == part.path.id) return;
    const Name& kind_name = file().names[expr.first];
    if (part.scope.ranking) {
      part.faulty = !CheckReach(symbols_, part.path.id, kind_name, part.scope, faults_);
      return;
    }
    part.faulty = true;
    Report(part, codes::kGrain, "a partner can have several records of `" + kind_name.text + "`",
           {.label = "one value for each record",
            .why = "Nothing says which of them is meant.",
            .help = "Fold them, and say what holds when there is none: `latest of " + Text(part) +
                    " else ...`."});
  }

  // Folds -----------------------------------------------------------------------

  void PlanFold(const Aggregate& aggregate, Part& part) {
    if (part.left == kNone) return;
    ruletree::Fold& fold = part.fold;
    const Grain& grain = parts_[part.left].grain;
    if (fold.evidence != ruletree::kNone) return PlanRecords(aggregate, part);
    if (grain.award) return PlanAwards(aggregate, part);
    const SubjectTypeId rows = grain.subject;
    if (rows != ruletree::kNone && !vocabulary_.IsSelfOrAbove(rows, part.scope.subject)) {
      fold.all_subjects = part.scope.subject == kPartner;
      if (fold.all_subjects || vocabulary_.IsSelfOrAbove(part.scope.subject, rows)) {
        fold.rows = rows;
      }
    }
    if (aggregate.over.kind != WindowKind::kUnwritten) PlanTime(aggregate, part);
    if (!part.faulty && fold.all_subjects) CheckPartnerWith(part);
  }

  // In a check awards are folded over the partners of one decision.
  void PlanAwards(const Aggregate& aggregate, Part& part) {
    part.fold.all_partners = true;
    part.fold.by_account = parts_[part.left].grain.by_account;
    if (aggregate.over.kind == WindowKind::kUnwritten) return;
    part.faulty = true;
    Report(part, codes::kGrain, "a check looks at the awards of one decision",
           {.why = "Awards of other periods are no part of it.",
            .help = "Leave out `over " + faults_.TextOf(aggregate.over.span) +
                    "`, or say it in a `standing`."});
  }

  void PlanTime(const Aggregate& aggregate, Part& part) {
    ruletree::Fold& fold = part.fold;
    const Grain& grain = parts_[part.left].grain;
    fold.over_time = true;
    const std::string operand = Text(parts_[part.left]);
    if (!grain.each) {
      part.faulty = true;
      return Report(part, codes::kGrain, "`" + operand + "` has no value of each period",
                    {.why = "`over` folds one value for each month, quarter or year, and here is "
                            "one for all time.",
                     .help = "Leave out `over " + faults_.TextOf(aggregate.over.span) + "`."});
    }
    fold.each = *grain.each;
    if (aggregate.fold == Fold::kSum && grain.level && !grain.flow) {
      part.faulty = true;
      return ReportSumOfLevel(part, operand);
    }
    const bool sums_flow = aggregate.fold == Fold::kSum && grain.flow;
    if (fold.rows == ruletree::kNone || sums_flow) return;
    part.faulty = true;
    const std::string word = faults_.TextOf(file().exprs[part.id].op_span);
    Report(part, codes::kGrain, "this folds over subjects and over time at once",
           {.label = "each " + SubjectName(fold.rows) + ", each " +
                     std::string(PeriodUnitName(fold.each)),
            .why = "It is open whether the " + word + " is of single values or of totals.",
            .help = "Fold twice, first over the subjects: `" + word + " of (sum of " + operand +
                    ") over " + faults_.TextOf(aggregate.over.span) + "`."});
  }

  void ReportSumOfLevel(const Part& part, const std::string& operand) {
    Report(
        part, codes::kSumOfLevel, "`" + operand + "` is a level, and levels do not add up",
        {.label = "each " + std::string(PeriodUnitName(part.fold.each)) + " would be counted again",
         .why = "A seat that is there for twelve months would count twelve times.",
         .help = "Write `average of`, `highest of` or `lowest of` instead of `sum of`."});
  }

  void PlanRecords(const Aggregate& aggregate, Part& part) {
    const Name& name = file().names[file().exprs[aggregate.operand].first];
    part.faulty = !CheckReach(symbols_, part.fold.evidence, name, part.scope, faults_);
    if (part.faulty) return;
    const bool extreme = aggregate.fold != Fold::kSum && aggregate.fold != Fold::kCount &&
                         aggregate.fold != Fold::kAverage;
    if (extreme && aggregate.over.kind == WindowKind::kUnwritten) return;
    part.faulty = true;
    Report(part, codes::kGrain, "records of evidence are folded to the latest or the earliest",
           {.why = "Here the records of one partner are compared, not counted or added up.",
            .help = "Write `latest of`, `earliest of`, `highest of` or `lowest of`, without "
                    "`over`."});
  }

  // In a credit per partner a fold runs over every subject there is, so `where` must say which
  // of them are the partner's.
  void CheckPartnerWith(Part& part) {
    if (part.where != kNone && ties_[part.where]) return;
    part.faulty = true;
    const std::string subject = SubjectName(part.fold.rows);
    std::string example = "csp";
    for (const ruletree::EvidenceKind& kind : vocabulary_.evidence) {
      if (kind.on != kPartner && vocabulary_.IsSelfOrAbove(kind.on, part.fold.rows)) {
        example = kind.name;
        break;
      }
    }
    Report(part, codes::kGrain, "this would count every " + subject + ", whoever serves it",
           {.label = "nothing ties a " + subject + " to the partner",
            .why = decided_.name + " is per partner, and a " + subject + " belongs to no partner.",
            .help = "Say which are the partner's: `where (partner with " + example +
                    ")`, and more with `and` inside the parentheses.",
            .related = Decided()});
  }

  // Whether the part can hold only where the partner has evidence of the row, or of what it
  // belongs to. Evidence on the partner is the same for every row and ties none of them to it;
  // nor does evidence that is missing. Children come after their parents.
  bool TiesToPartner(const Part& part) const {
    const bool left = part.left != kNone && ties_[part.left];
    const bool right = part.right != kNone && ties_[part.right];
    if (part.kind == PartKind::kInput) return false;
    if (part.kind == PartKind::kDefine) return left;
    if (part.kind == PartKind::kEvidence) {
      const EvidenceNode& node = file().evidence[part.id];
      if (node.kind == EvidenceNodeKind::kAnd) return left || right;
      if (node.kind == EvidenceNodeKind::kOr) return left && right;
      return node.kind != EvidenceNodeKind::kNo && TestTies(node);
    }
    const Expr& expr = file().exprs[part.id];
    if (expr.kind == ExprKind::kPartnerWith) return left;
    if (expr.kind != ExprKind::kBinary) return false;
    if (expr.op == Operator::kAnd) return left || right;
    return expr.op == Operator::kOr && left && right;
  }

  bool TestTies(const EvidenceNode& node) const {
    if (node.quantifier == Quantifier::kNoneOf) return false;
    std::span<const Name> names = node.names;
    if (node.named_set) {
      const Symbol* set = symbols_.Find(node.names.front().text, SymbolKind::kSet);
      if (set == nullptr) return true;  // its fault is told elsewhere
      names = symbols_.sets()[set->index]->members;
    }
    int64_t on_partner = 0;
    for (const Name& name : names) {
      const auto kind = vocabulary_.FindEvidence(name.text);
      on_partner += kind != ruletree::kNone && vocabulary_.evidence[kind].on == kPartner ? 1 : 0;
    }
    // As many as must be there, or one more than the partner itself can answer for.
    int64_t wanted = 1;
    if (node.quantifier == Quantifier::kAll) wanted = static_cast<int64_t>(names.size());
    if (node.quantifier == Quantifier::kAtLeast) wanted = node.at_least;
    return on_partner < wanted;
  }

  // Messages --------------------------------------------------------------------

  std::vector<Label> Decided() const {
    if (decided_.span.empty()) return {};
    return {faults_.At(decided_.span, "decided here")};
  }

  // At the part, or, when it stands in a define, at the use of the define with the part beside.
  void Report(const Part& part, Code code, std::string headline, Notes notes) {
    Span span = At(part);
    PartId use = part.within;
    while (use != kNone && parts_[use].within != kNone) use = parts_[use].within;
    if (use != kNone) {
      notes.related.push_back(faults_.At(span, notes.label.empty() ? "here" : notes.label));
      notes.label = "`" + Text(parts_[use]) + "` uses it";
      span = At(parts_[use]);
    }
    faults_.Add(code, span, std::move(headline), std::move(notes));
  }

  // Whether the part is asked of the credit's own subject rather than of a row of a fold.
  bool IsOfTheCredit(const Part& part) const {
    return part.scope.subject == parts_.front().scope.subject;
  }

  void ReportFiner(const Part& part, SubjectTypeId per) {
    const std::string fine = SubjectName(per);
    const std::string coarse = SubjectName(part.scope.subject);
    const bool own = IsOfTheCredit(part);
    std::string headline = "`" + Text(part) + "` is per " + fine + ", but ";
    if (part.path.kind == PathKind::kSubject) headline = "No single " + fine + " is meant: ";
    headline += own ? decided_.name + " is per " + coarse : "here each " + coarse + " is asked";
    std::string why =
        "A " + coarse + " can have several " + fine + "s, so this has no single answer.";
    if (coarse == "partner") {
      why = "A partner can work on several " + fine + "s, so this has no single answer.";
    }
    Report(part, codes::kGrain, std::move(headline),
           {.label = "one value for each " + fine + " of the " + coarse,
            .why = std::move(why),
            .help = FoldingHelp(part),
            .related = own ? Decided() : std::vector<Label>{}});
  }

  // A rewrite that can be copied: of both sides of a division, where both are as fine.
  std::string FoldingHelp(const Part& part) const {
    if (part.path.kind == PathKind::kAttribute || part.path.kind == PathKind::kSubject) {
      return "Ask for it in the `where` of a fold, such as `count of " +
             SubjectName(part.grain.subject) + " where " + Text(part) + " ...`.";
    }
    const bool per_partner = part.scope.subject == kPartner;
    const std::string where = per_partner ? " where (partner with ...)" : "";
    const Expr* division = nullptr;
    if (part.parent != kNone && parts_[part.parent].kind == PartKind::kExpr) {
      division = &file().exprs[parts_[part.parent].id];
    }
    if (division != nullptr && division->kind == ExprKind::kBinary &&
        division->op == Operator::kDivide) {
      const Part& left = parts_[parts_[part.parent].left];
      const Part& right = parts_[parts_[part.parent].right];
      if (left.path.kind == PathKind::kMeasure && right.path.kind == PathKind::kMeasure) {
        return "Fold it:\n    (sum of " + Text(left) + where + ")\n  / (sum of " + Text(right) +
               where + ") else 0%";
      }
    }
    return "Fold it:\n    " + FoldOf(part) + where;
  }

  std::string FoldOf(const Part& part) const {
    if (part.path.kind == PathKind::kMeasure &&
        vocabulary_.measures[part.path.id].type.type.kind == TypeKind::kPercent) {
      return "average of " + Text(part) + " else 0%";
    }
    return "sum of " + Text(part);
  }

  void ReportOfEachPartner(Part& part) {
    Report(part, codes::kGrain,
           "`" + Text(part) + "` is of one partner, and " + decided_.name + " goes to accounts",
           {.label = "one value for each partner of the account",
            .why = "An account can have several partners, so this has no single answer.",
            .help = "Ask for evidence, which counts from any of them, or for what the account "
                    "itself has, such as `account.region`.",
            .related = Decided()});
  }

  void ReportUnrelated(const Part& part, SubjectTypeId per) {
    const std::string asked = SubjectName(part.scope.subject);
    const std::string there = SubjectName(per);
    Report(part, codes::kGrain,
           "`" + Text(part) + "` is per " + there + ", and a " + asked + " has none",
           {.label = "not known of a " + asked,
            .why = "Neither of the two belongs to the other in the vocabulary.",
            .help = "Use what is known of the " + asked + " or of what it belongs to.",
            .related = IsOfTheCredit(part) ? Decided() : std::vector<Label>{}});
  }

  void ReportFinerInTime(const Part& part, PeriodUnit each) {
    const std::string fine(PeriodUnitName(each));
    const std::string coarse(PeriodUnitName(part.scope.each));
    const bool flow = part.grain.flow;
    Report(part, codes::kGrain,
           "`" + Text(part) + "` is of each " + fine + ", but " + decided_.name +
               " is decided each " + coarse,
           {.label = "one value for each " + fine + " of the " + coarse,
            .why = "A " + coarse + " has several " + fine + "s, so this has no single answer.",
            .help = "Fold it over time: `" + std::string(flow ? "sum" : "average") + " of " +
                    Text(part) + " over the period`.",
            .related = Decided()});
  }

  const Symbols& symbols_;
  const ruletree::Vocabulary& vocabulary_;
  const DecidedBy& decided_;
  Parts& parts_;
  std::vector<bool> ties_;  // by PartId: holds only with evidence of the partner
  Faults& faults_;
  std::set<std::pair<SubjectTypeId, SubjectTypeId>> reported_;
  std::set<std::pair<PeriodUnit, PeriodUnit>> reported_periods_;
};

}  // namespace

void CheckGrain(const Symbols& symbols, const DecidedBy& decided, Parts& parts, Faults& faults) {
  if (!parts.empty()) GrainCheck(symbols, decided, parts, faults).Run();
}

bool CheckReach(const Symbols& symbols, ruletree::EvidenceKindId kind, const Name& name,
                const Scope& scope, Faults& faults) {
  const ruletree::Vocabulary& vocabulary = symbols.vocabulary();
  const SubjectTypeId on = vocabulary.evidence[kind].on;
  if (on == kPartner || vocabulary.IsSelfOrAbove(on, scope.subject)) return true;
  const std::string below = vocabulary.subjects[on].name;
  const std::string asked = vocabulary.subjects[scope.subject].name;
  faults.Add(codes::kGrain, name.span,
             "`" + name.text + "` is evidence on " + WithArticle(below) + ", but here " +
                 WithArticle(asked) + " is asked",
             {.label = "on " + WithArticle(below),
              .why = "Evidence counts for what stands below its subject, never above: evidence on "
                     "one " +
                     below + " says nothing about the whole " + asked + ".",
              .help = "Make the credit per " + below + ", or ask for one of them: `(count of " +
                      below + " where (partner with " + name.text + ")) > 0`."});
  return false;
}

}  // namespace credence::dsl
