// Holding a decision to what a test expects; the meaning is told in clients/cli/expectations.h.
#include <algorithm>
#include <set>
#include <utility>

#include "clients/cli/decision_view.h"
#include "clients/cli/expectations.h"
#include "clients/cli/file_fault.h"
#include "clients/cli/ink.h"
#include "clients/cli/mismatches.h"
#include "clients/cli/wire_value.h"
#include "clients/cli/written_expectation.h"

namespace credence::cli {
namespace {

using Kind = Expectation::Kind;

// "incentive of ea1 for 2016-02"
std::string NameOf(const v1::Result& result) {
  return result.credit() + " of " + result.subject() + " for " + DaysOf(result);
}

bool IsInScope(const v1::Result& result, const Scope& scope) {
  const auto fits = [](const std::string& wanted, const std::string& found) {
    return wanted.empty() || wanted == found;
  };
  return fits(scope.credit, result.credit()) && fits(scope.subject, result.subject()) &&
         fits(scope.period, result.period()) && fits(scope.version, result.version()) &&
         fits(scope.days, DaysText(result.days()));
}

std::vector<std::string> Sorted(std::vector<std::string> texts) {
  std::sort(texts.begin(), texts.end());
  return texts;
}

std::vector<std::string> EvidenceOf(const v1::Award& award) {
  std::vector<std::string> ids;
  for (const v1::EvidenceCitation& evidence : award.evidence()) ids.push_back(evidence.id());
  return Sorted(std::move(ids));
}

// Notes about one result; values follow the line they belong to.
void AddNotes(const std::string& name, std::vector<std::string> lines,
              std::vector<std::string>& notes) {
  for (std::string& line : lines) {
    notes.push_back(line.starts_with("  ") ? std::move(line) : name + ": " + line);
  }
}

// Everything the engine says of an award, a line each.
std::vector<std::string> LinesOf(const v1::Award& award) {
  std::vector<std::string> lines;
  for (const v1::Rule& rule : award.rules()) {
    lines.push_back("rule " + rule.name() + ": " + rule.because());
  }
  for (const v1::EvidenceCitation& evidence : award.evidence()) {
    lines.push_back("evidence " + evidence.id() + ": " + evidence.text());
  }
  for (const v1::Step& step : award.steps()) lines.push_back(step.text());
  return lines;
}

std::string LineOf(const v1::Refusal& refusal) {
  std::string line = refusal.reason();
  if (refusal.stage() != v1::QUALIFY) line += "; " + StageText(refusal.stage());
  if (refusal.has_rule()) line += " (" + refusal.rule().name() + ")";
  return line;
}

// What the engine says of a partner in a result, awarded or not.
std::vector<std::string> LinesOf(const v1::Result& result, const std::string& partner) {
  std::vector<std::string> lines;
  for (const v1::Award& award : result.awards()) {
    if (award.partner() != partner) continue;
    lines.push_back("awarded " + award.amount().text());
    for (std::string& line : LinesOf(award)) lines.push_back(std::move(line));
  }
  for (const v1::Refusal& refusal : result.refusals()) {
    if (refusal.partner() != partner) continue;
    lines.push_back("refused: " + LineOf(refusal));
    AddValues(refusal.values(), lines);
  }
  if (result.has_held()) {
    lines.push_back("held, " + HeldText(result.held()) + ": " + result.held().text());
  }
  return lines;
}

class Matcher {
 public:
  Matcher(const Expectations& expected, const v1::Case& given,
          const std::vector<v1::Decision>& decisions)
      : expected_(expected), decisions_(decisions.size()) {
    for (const v1::Decision& decision : decisions) {
      for (const v1::Result& result : decision.results()) results_.push_back(&result);
      for (const v1::Ungoverned& days : decision.ungoverned()) {
        ungoverned_.push_back(DaysText(days.days()) + ": " + days.reason());
      }
    }
    for (const v1::Result* result : results_) credits_.insert(result->credit());
    partners_ = PartiesOf(given);
    for (const v1::Subject& subject : given.subjects()) {
      if (subject.type() != facts::kPartnerType) subjects_.insert(subject.id());
    }
  }

  std::vector<Mismatch> Run() {
    for (const ExpectedText& credit : expected_.ignore) IsKnown(credit.text, credit.place);
    for (const Expectation& wanted : expected_.items) {
      const bool of_results = wanted.kind != Kind::kStanding;
      if (of_results && Exists(wanted.scope)) MatchOne(wanted);
    }
    if (expected_.strict) RefuseUnexpected();
    return std::move(mismatches_);
  }

 private:
  // The mismatch, to add what would mend it.
  Mismatch& Tell(const Place& place, std::string message, std::vector<std::string> notes = {}) {
    mismatches_.push_back({place, std::move(message), std::move(notes)});
    return mismatches_.back();
  }

  void TellAndRemove(const Expectation& wanted, std::string message,
                     std::vector<std::string> notes) {
    Tell(wanted.scope.place, std::move(message), std::move(notes)).rewrites = {
        {Rewrite::Kind::kRemove, wanted.entry, ""}};
  }

  // A row that says another word of its credit.
  void TellOfRow(const Expectation& wanted, std::string message, std::vector<std::string> notes) {
    std::string_view word = "not awarded";
    for (const v1::Result* result : InScope(wanted.scope)) {
      if (!result->awards().empty()) word = "awarded";
      if (result->has_held() && word != "awarded") word = "held";
    }
    Mismatch& mismatch = Tell(wanted.scope.place, std::move(message), std::move(notes));
    if (wanted.key_place) mismatch.rewrites = {Replaced(wanted.key_place, std::string(word))};
  }

  bool IsIn(const std::set<std::string>& known, const std::string& name, std::string_view what,
            const Place& place) {
    if (name.empty() || known.contains(name)) return true;
    mismatches_.push_back(NoSuch(known, name, what, place));
    if (known.empty()) mismatches_.back().notes = ungoverned_;
    return false;
  }

  bool IsKnown(const std::string& credit, const Place& place) {
    return IsIn(credits_, credit, "credit", place);
  }

  bool Exists(const Scope& scope) {
    std::set<std::string> subjects = subjects_;
    subjects.insert(partners_.begin(), partners_.end());
    const bool credit = IsKnown(scope.credit, scope.place);
    const bool partner = IsIn(partners_, scope.partner, "partner", scope.place);
    const bool subject = IsIn(subjects, scope.subject, "subject", scope.place);
    if (!credit || !partner || !subject) return false;
    const auto fits = [&](const v1::Result* result) { return IsInScope(*result, scope); };
    if (std::any_of(results_.begin(), results_.end(), fits)) return true;
    Tell(scope.place, "nothing was decided about this: " + Quote(scope.credit) +
                          " has no such subject, period, days or version");
    return false;
  }

  std::vector<const v1::Result*> InScope(const Scope& scope) const {
    std::vector<const v1::Result*> found;
    for (const v1::Result* result : results_) {
      if (IsInScope(*result, scope)) found.push_back(result);
    }
    return found;
  }

  void MatchOne(const Expectation& wanted) {
    switch (wanted.kind) {
      case Kind::kAward:
        return MatchAward(wanted);
      case Kind::kHeld:
        return MatchHeld(wanted);
      case Kind::kNot:
        return MatchNot(wanted);
      case Kind::kExplains:
        return MatchExplains(wanted);
      case Kind::kNone:
      case Kind::kNobody:
        return MatchNobody(wanted);
      case Kind::kSomebody:
        return MatchSomebody(wanted);
      case Kind::kHeldAtAll:
        return MatchHeldAtAll(wanted);
      case Kind::kStanding:    // MatchStandings
      case Kind::kSettlement:  // MatchSettlements
        return;
    }
  }

  // What is wrong with an award of the right partner; empty when nothing is.
  static std::string Fault(const Expectation& wanted, const v1::Award& award) {
    if (wanted.amount) {
      const auto got = FromWire(award.amount());
      const Type& type = wanted.amount->type;
      // A bare number serves as a count.
      const bool same_unit = got && (got->type == type || (type.kind == TypeKind::kNumber &&
                                                           got->type.kind == TypeKind::kCount));
      if (!same_unit || got->value != wanted.amount->value) {
        return "expected " + ToDisplay(wanted.amount->value, type) + ", got " +
               award.amount().text();
      }
    }
    const auto& rules = award.rules();
    if (!wanted.rule.empty() && std::none_of(rules.begin(), rules.end(), [&](const v1::Rule& rule) {
          return rule.name() == wanted.rule;
        })) {
      return "expected it by the rule " + Quote(wanted.rule) + ", got it by " +
             Quote(rules.empty() ? "no rule" : rules[0].name());
    }
    if (wanted.evidence && Sorted(*wanted.evidence) != EvidenceOf(award)) {
      return "expected the evidence " + QuotedList(Sorted(*wanted.evidence)) + ", got " +
             QuotedList(EvidenceOf(award));
    }
    return "";
  }

  void MatchAward(const Expectation& wanted) {
    const v1::Award* near = nullptr;
    std::string fault;
    std::vector<std::string> notes;
    for (const v1::Result* result : InScope(wanted.scope)) {
      for (const v1::Award& award : result->awards()) {
        if (award.partner() != wanted.scope.partner || met_.contains(&award)) continue;
        const std::string fault_here = Fault(wanted, award);
        if (fault_here.empty()) {
          met_.insert(&award);
          return;
        }
        if (near == nullptr) {
          near = &award;
          fault = fault_here;
        }
      }
      AddNotes(NameOf(*result), LinesOf(*result, wanted.scope.partner), notes);
    }
    // The near one was meant, so it is not unexpected as well.
    if (near != nullptr) met_.insert(near);
    if (near != nullptr) {
      Mismatch& told =
          Tell(wanted.scope.place, Quote(wanted.scope.partner) + ": " + fault, LinesOf(*near));
      if (wanted.amount_place) {
        told.rewrites.push_back(
            Replaced(wanted.amount_place, WrittenNumber(near->amount().text())));
      }
      if (wanted.rule_place && near->rules_size() > 0) {
        told.rewrites.push_back(Replaced(wanted.rule_place, YamlText(near->rules(0).name())));
      }
      if (wanted.evidence_place) {
        told.rewrites.push_back(Replaced(wanted.evidence_place, YamlList(EvidenceOf(*near))));
      }
    } else {
      TellAndRemove(wanted,
                    Quote(wanted.scope.partner) + " is not awarded " + Quote(wanted.scope.credit),
                    std::move(notes));
    }
  }

  void MatchHeld(const Expectation& wanted) {
    std::vector<std::string> notes;
    for (const v1::Result* result : InScope(wanted.scope)) {
      if (!result->has_held()) {
        for (const v1::Award& award : result->awards()) {
          notes.push_back(NameOf(*result) + ": " + award.partner() + " is awarded " +
                          award.amount().text());
        }
        continue;
      }
      met_held_.insert(result);
      const v1::Held& held = result->held();
      const std::vector<std::string> between(held.between().begin(), held.between().end());
      const bool same_reason =
          wanted.reason.empty() || wanted.reason == HeldReasonText(held.reason());
      if (same_reason && (!wanted.between || Sorted(*wanted.between) == Sorted(between))) return;
      notes.push_back(NameOf(*result) + ": held, " + HeldText(held) + ": " + held.text());
    }
    TellAndRemove(wanted, Quote(wanted.scope.credit) + " is not held as expected",
                  std::move(notes));
  }

  void MatchNot(const Expectation& wanted) {
    const std::string& partner = wanted.scope.partner;
    std::vector<std::string> reasons;
    std::string first_reason;
    for (const v1::Result* result : InScope(wanted.scope)) {
      for (const v1::Award& award : result->awards()) {
        if (award.partner() != partner) continue;
        TellAndRemove(
            wanted,
            Quote(partner) + " is awarded " + award.amount().text() + ": " + NameOf(*result),
            LinesOf(award));
        return;
      }
      if (first_reason.empty()) first_reason = FirstReason(*result, partner);
      AddNotes(NameOf(*result), LinesOf(*result, partner), reasons);
    }
    if (wanted.why_not.empty() ||
        std::any_of(reasons.begin(), reasons.end(),
                    [&](const std::string& reason) { return Contains(reason, wanted.why_not); })) {
      return;
    }
    Mismatch& told =
        Tell(wanted.scope.place,
             "no reason why " + Quote(partner) + " is not credited says " + Quote(wanted.why_not),
             std::move(reasons));
    if (!first_reason.empty()) {
      told.rewrites = {Replaced(wanted.why_not_place, YamlText(first_reason))};
    }
  }

  static std::string FirstReason(const v1::Result& result, const std::string& partner) {
    for (const v1::Refusal& refusal : result.refusals()) {
      if (refusal.partner() == partner) return refusal.reason();
    }
    return result.has_held() ? result.held().text() : "";
  }

  void MatchExplains(const Expectation& wanted) {
    std::vector<std::string> lines;
    for (const v1::Result* result : InScope(wanted.scope)) {
      for (std::string& line : LinesOf(*result, wanted.scope.partner)) {
        lines.push_back(std::move(line));
      }
    }
    for (const ExpectedText& text : wanted.contains) {
      const bool said = std::any_of(lines.begin(), lines.end(), [&](const std::string& line) {
        return Contains(line, text.text);
      });
      if (!said) Tell(text.place, "no reason says " + Quote(text.text), lines);
    }
  }

  void MatchNobody(const Expectation& wanted) {
    for (const v1::Result* result : InScope(wanted.scope)) {
      for (const v1::Award& award : result->awards()) {
        const std::string message = NameOf(*result) + ": expected nobody, " +
                                    Quote(award.partner()) + " is awarded " + award.amount().text();
        if (wanted.kind == Kind::kNone) {
          TellAndRemove(wanted, message, LinesOf(award));
        } else {
          TellOfRow(wanted, message, LinesOf(award));
        }
        met_.insert(&award);
      }
      if (result->has_held() && wanted.kind == Kind::kNone) {
        TellAndRemove(wanted, NameOf(*result) + ": expected nobody, it is held",
                      {result->held().text()});
        met_held_.insert(result);
      }
    }
  }

  void MatchSomebody(const Expectation& wanted) {
    std::vector<std::string> notes;
    for (const v1::Result* result : InScope(wanted.scope)) {
      if (!result->awards().empty()) return;
      for (const v1::Refusal& refusal : result->refusals()) {
        notes.push_back(NameOf(*result) + ": " + refusal.partner() + ": " + LineOf(refusal));
        AddValues(refusal.values(), notes);
      }
    }
    TellOfRow(wanted, Quote(wanted.scope.credit) + " is awarded to nobody", std::move(notes));
  }

  void MatchHeldAtAll(const Expectation& wanted) {
    for (const v1::Result* result : InScope(wanted.scope)) {
      if (result->has_held()) return;
    }
    TellOfRow(wanted, Quote(wanted.scope.credit) + " is not held", {});
  }

  std::vector<Rewrite> Added(Rewrite::Kind kind, std::string text) const {
    if (!expected_.body) return {};
    return {{kind, *expected_.body, std::move(text)}};
  }

  bool IsIgnored(const std::string& credit) const {
    return std::any_of(expected_.ignore.begin(), expected_.ignore.end(),
                       [&](const ExpectedText& ignored) { return ignored.text == credit; });
  }

  void RefuseUnexpected() {
    for (const v1::Result* result : results_) {
      if (IsIgnored(result->credit())) continue;
      for (const v1::Award& award : result->awards()) {
        if (met_.contains(&award)) continue;
        Tell(expected_.place,
             "not expected: " + NameOf(*result) + ", " + Quote(award.partner()) + " is awarded " +
                 award.amount().text(),
             LinesOf(award))
            .rewrites = Added(Rewrite::Kind::kAddAward, YamlAward(*result, award, decisions_ > 1));
      }
      if (result->has_held() && !met_held_.contains(result)) {
        Tell(expected_.place,
             "not expected: " + NameOf(*result) + " is held, " + HeldText(result->held()),
             {result->held().text()})
            .rewrites = Added(Rewrite::Kind::kAddHeld, YamlHeld(*result, decisions_ > 1));
      }
    }
  }

  const Expectations& expected_;
  size_t decisions_;
  std::vector<const v1::Result*> results_;
  std::vector<std::string> ungoverned_;
  std::set<std::string> credits_;
  std::set<std::string> partners_;
  std::set<std::string> subjects_;
  std::set<const v1::Award*> met_;
  std::set<const v1::Result*> met_held_;
  std::vector<Mismatch> mismatches_;
};

}  // namespace

void AddBrokenChecks(const Place& place, const std::vector<v1::Decision>& decisions,
                     std::vector<Mismatch>& mismatches) {
  for (const v1::Decision& decision : decisions) {
    for (const v1::BrokenCheck& broken : decision.broken_checks()) {
      std::string message = "check `" + broken.check() + "` is broken";
      for (const std::string& partner : broken.partners()) {
        message += (&partner == &*broken.partners().begin() ? " for " : ", ") + partner;
      }
      if (!broken.subject().empty()) message += " on " + broken.subject();
      mismatches.push_back({place, message + ", " + DaysText(broken.days()), {broken.text()}});
      mismatches.back().is_guard = true;
    }
  }
}

std::vector<Mismatch> Match(const Expectations& expected, const v1::Case& given,
                            const std::vector<v1::Decision>& decisions) {
  std::vector<Mismatch> mismatches = Matcher(expected, given, decisions).Run();
  MatchStandings(expected, given, decisions, mismatches);
  AddBrokenChecks(expected.place, decisions, mismatches);
  return mismatches;
}

}  // namespace credence::cli
