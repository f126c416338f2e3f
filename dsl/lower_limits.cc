// Limits: which credits, for whom together, and what is cut.
#include <algorithm>
#include <utility>

#include "dsl/check_definedness.h"
#include "dsl/lower_rules.h"

namespace credence::dsl {
namespace {

using ruletree::kPartner;

class LimitLowering {
 public:
  LimitLowering(PolicyDraft& draft, const Limit& declared) : draft_(draft), declared_(declared) {}

  void Lower() {
    limit_.each = declared_.each;
    limit_.because = declared_.because.text;
    limit_.span = declared_.span;
    LowerCredits();
    LowerPer();
    LowerCutting();
    if (limit_.credits.empty() || faulty_) return;
    limit_.name = NameOfLimit();
    CheckUnits();
    CheckGrain();
    LowerAmount();
    if (!faulty_) draft_.policy->limits.push_back(std::move(limit_));
  }

 private:
  const ruletree::Vocabulary& vocabulary() const { return draft_.symbols.vocabulary(); }
  const ruletree::Credit& CreditAt(size_t i) const {
    return draft_.policy->credits[limit_.credits[i]];
  }

  void Report(Code code, Span span, std::string headline, Notes notes) {
    faulty_ = true;
    draft_.faults.Add(code, span, std::move(headline), std::move(notes));
  }

  bool Twice(const Name& name) {
    Report(codes::kDuplicateName, name.span, "`" + name.text + "` stands twice in one list",
           {.help = "Remove one of them."});
    return true;
  }

  void LowerCredits() {
    for (const Name& name : declared_.credits) {
      const Symbol* symbol = draft_.symbols.Find(name.text, SymbolKind::kCredit);
      if (symbol == nullptr) {
        faulty_ = true;
        if (draft_.symbols.IsBroken(name.text)) continue;
        draft_.faults.AddUnknown(name, "credit", draft_.symbols.Names(SymbolKind::kCredit),
                                 "declared in this policy", "Nothing would be limited.");
        continue;
      }
      faulty_ |=
          draft_.credits[symbol->index].faulty_per || draft_.credits[symbol->index].faulty_type;
      const auto& known = limit_.credits;
      if (std::find(known.begin(), known.end(), symbol->index) != known.end()) {
        Twice(name);
      } else {
        limit_.credits.push_back(symbol->index);
      }
    }
  }

  void LowerPer() {
    for (const Name& name : declared_.per) {
      const auto subject = vocabulary().FindSubject(name.text);
      if (subject == ruletree::kNone) {
        faulty_ = true;
        if (draft_.symbols.IsBroken(name.text)) continue;
        std::vector<std::string> subjects;
        for (const auto& one : vocabulary().subjects) subjects.push_back(one.name);
        draft_.faults.AddUnknown(name, "subject", subjects, draft_.symbols.checked().DeclaredIn(),
                                 "Nobody could say for whom the limit is.");
      } else if (subject == kPartner ? std::exchange(limit_.per_partner, true)
                                     : std::find(limit_.per.begin(), limit_.per.end(), subject) !=
                                           limit_.per.end()) {
        Twice(name);
      } else if (subject != kPartner) {
        limit_.per.push_back(subject);
      }
    }
  }

  void LowerCutting() {
    for (const Name& name : declared_.cut_first) {
      const Symbol* symbol = draft_.symbols.Find(name.text, SymbolKind::kCredit);
      const auto& under = limit_.credits;
      if (symbol == nullptr ||
          std::find(under.begin(), under.end(), symbol->index) == under.end()) {
        std::vector<std::string> names;
        for (const Name& credit : declared_.credits) names.push_back(credit.text);
        draft_.faults.AddUnknown(name, "credit", names, "under this limit",
                                 "What is cut first is one of the credits that are limited.");
        faulty_ = true;
        continue;
      }
      auto& first = limit_.cut_first;
      if (std::find(first.begin(), first.end(), symbol->index) != first.end()) {
        Twice(name);
      } else {
        first.push_back(symbol->index);
      }
    }
    if (faulty_ || limit_.cut_first.size() < limit_.credits.size()) return;
    if (limit_.cut_first.empty()) return;
    Report(
        codes::kLimitShape, declared_.cut_first.front().span,
        "Every credit under this limit is cut first",
        {.why = "Then none of them is cut before another.",
         .help = "Write `cutting proportionally`, or leave out the credit that is kept longest."});
  }

  std::string NameOfLimit() const {
    std::string name;
    for (const Name& credit : declared_.credits) {
      name += (name.empty() ? "" : " + ") + credit.text;
    }
    for (size_t i = 0; i < declared_.per.size(); ++i) {
      name += (i == 0 ? " per " : ", ") + declared_.per[i].text;
    }
    return name + " each " + std::string(PeriodUnitName(declared_.each));
  }

  void CheckUnits() {
    for (size_t i = 0; i < limit_.credits.size(); ++i) {
      const Name& name = declared_.credits[i];
      const auto declared_at = [&](size_t of) {
        const Credit& credit = *draft_.credits[limit_.credits[of]].declared;
        return draft_.faults.At(credit.name.span, "declared here");
      };
      if (CreditAt(i).type != CreditAt(0).type) {
        return Report(codes::kUnit, name.span,
                      "`" + name.text + "` is " + Describe(CreditAt(i).type) + ", and `" +
                          declared_.credits[0].text + "` is " + Describe(CreditAt(0).type),
                      {.why = "Amounts of two units do not add up to one that could be limited.",
                       .help = "Limit each by itself.",
                       .related = {declared_at(i)}});
      }
      if (CreditAt(i).each != CreditAt(0).each) {
        return Report(codes::kLimitShape, name.span,
                      "`" + name.text + "` is given each " +
                          std::string(PeriodUnitName(CreditAt(i).each)) + ", and `" +
                          declared_.credits[0].text + "` each " +
                          std::string(PeriodUnitName(CreditAt(0).each)),
                      {.why = "They are decided at different times, so no period has both.",
                       .help = "Limit credits of one period together.",
                       .related = {declared_at(i)}});
      }
      if (CreditAt(i).by_account != CreditAt(0).by_account) {
        return Report(codes::kLimitShape, name.span,
                      "`" + name.text + "` and `" + declared_.credits[0].text +
                          "` do not go to the same: one to accounts, one to partners",
                      {.why = "What an account has and what one of its partners has do not add up.",
                       .help = "Limit credits for accounts together, and those for partners.",
                       .related = {declared_at(i), declared_at(0)}});
      }
      if (CreditAt(i).each > limit_.each) {
        const std::string each(PeriodUnitName(CreditAt(i).each));
        return Report(codes::kLimitShape, name.span,
                      "`" + name.text + "` is given each " + each + ", and this limits each " +
                          std::string(PeriodUnitName(limit_.each)),
                      {.why = "A part of its period has no amount of its own.",
                       .help = "Write `each " + each + "`, or a longer period.",
                       .related = {declared_at(i)}});
      }
    }
  }

  // What is limited for each of a subject belongs to one of it.
  void CheckGrain() {
    for (size_t i = 0; i < limit_.credits.size(); ++i) {
      for (const ruletree::SubjectTypeId subject : limit_.per) {
        const ruletree::SubjectTypeId per = CreditAt(i).per;
        if (per != kPartner && vocabulary().IsSelfOrAbove(subject, per)) continue;
        const Name& name = declared_.credits[i];
        return Report(codes::kGrain, name.span,
                      "`" + name.text + "` is per " + vocabulary().subjects[per].name +
                          ", and this limits per " + vocabulary().subjects[subject].name,
                      {.why = "An award of it belongs to no single " +
                              vocabulary().subjects[subject].name + ".",
                       .help = "Limit per partner, or per what each of the credits belongs to."});
      }
    }
    limit_.asked = kPartner;
    for (const ruletree::SubjectTypeId subject : limit_.per) {
      const bool lower =
          limit_.asked == kPartner || vocabulary().IsSelfOrAbove(limit_.asked, subject);
      if (lower) limit_.asked = subject;
    }
  }

  void LowerAmount() {
    if (faulty_) return;
    const Scope scope{
        .subject = limit_.asked, .each = limit_.each, .by_account = CreditAt(0).by_account};
    Parts parts = draft_.Check(declared_.to, scope, {"this limit", declared_.per.front().span});
    if (parts.empty()) {
      faulty_ = true;
      return;
    }
    PartLowering lowering = draft_.Lowering(parts);
    const Checked checked = lowering.RootAs(CreditAt(0).type, "the limit");
    faulty_ |= !checked.ok();
    if (checked.ok()) limit_.to = lowering.NodeOf(checked, SpanOf(draft_.file, parts.front()));
    CheckDefinedness(draft_, parts, Facts(draft_, /*guardable=*/false));
    if (limit_.per_partner) return;
    const ruletree::NodeId asked = draft_.AskedOfPartner(limit_.to);
    if (asked == ruletree::kNone) return;
    Report(
        codes::kGrain, SpanOf(draft_.file, parts.front()),
        "This limit is one for all partners, and this differs from one to another",
        {.label = "`" + draft_.faults.TextOf(draft_.pool.node(asked).span) + "` is of one partner",
         .why = "Their awards are added up under one amount.",
         .help = "Write `per partner` too, if each has a limit of its own."});
  }

  PolicyDraft& draft_;
  const Limit& declared_;
  ruletree::Limit limit_;
  bool faulty_ = false;
};

}  // namespace

void LowerLimits(PolicyDraft& draft) {
  for (const Statement& statement : draft.file.statements) {
    if (const auto* limit = std::get_if<Limit>(&statement)) LimitLowering(draft, *limit).Lower();
  }
}

}  // namespace credence::dsl
