#include "engine/print_decision.h"

#include <string_view>
#include <vector>

namespace credence::engine {
namespace {

std::string_view OutcomeName(Outcome outcome) {
  switch (outcome) {
    case Outcome::kAwarded:
      return "awarded";
    case Outcome::kNone:
      return "none";
    case Outcome::kHeld:
      return "held";
  }
  return "";
}

template <typename Items, typename Text>
std::string Joined(const Items& items, Text text) {
  std::string joined;
  for (const auto& item : items) joined += (joined.empty() ? "" : ", ") + text(item);
  return joined;
}

std::string RuleText(const RuleRef& rule) {
  return rule.name + " (line " + std::to_string(rule.line) + ")";
}

std::string EvidenceText(const std::vector<EvidenceRef>& evidence) {
  if (evidence.empty()) return "";
  return ", evidence " + Joined(evidence, [](const EvidenceRef& ref) { return ref.id; });
}

std::string ValuesText(const std::vector<NamedValue>& values) {
  if (values.empty()) return "";
  return "  [" + Joined(values, [](const NamedValue& v) { return v.name + " " + v.value; }) + "]";
}

std::string PrintAward(const Award& award, const Type& type) {
  std::string text = "  " + award.partner + " " + ToDisplay(award.amount, type) + " by " +
                     Joined(award.rules, RuleText) + EvidenceText(award.evidence) + "\n";
  for (const Step& step : award.steps) {
    std::string stage(StageName(step.stage));
    stage.resize(10, ' ');
    text += "    " + stage + step.text + ValuesText(step.values) + "\n";
  }
  return text;
}

std::string PrintRefusal(const Refusal& refusal) {
  std::string text =
      "  refused " + refusal.partner + " at " + std::string(StageName(refusal.stage));
  if (!refusal.rule.name.empty()) text += " by " + RuleText(refusal.rule);
  return text + ": " + refusal.reason + ValuesText(refusal.values) +
         EvidenceText(refusal.evidence) + "\n";
}

std::string_view VerdictName(Verdict verdict) {
  switch (verdict) {
    case Verdict::kReached:
      return "reached";
    case Verdict::kNotReached:
      return "not reached";
    case Verdict::kHeld:
      return "held";
  }
  return "";
}

std::string Print(const StandingResult& standing) {
  std::string text = "standing " + standing.standing;
  if (!standing.family.empty()) text += " in " + standing.family;
  text += ", " + standing.partner + ", " + standing.period.ToString() + ", by " +
          standing.policy->name + " \"" + standing.policy->version +
          "\": " + std::string(VerdictName(standing.verdict));
  if (standing.reached_in) text += " in " + standing.reached_in->ToString();
  text += (standing.provisional ? ", provisional\n  " : "\n  ") + standing.text +
          ValuesText(standing.values) + "\n";
  return standing.missing.empty() ? text : text + "  missing: " + standing.missing + "\n";
}

}  // namespace

std::string Print(const Result& result) {
  std::string text = result.credit + ", " + result.subject_type + " " + result.subject + ", " +
                     result.days.ToString() + ", by " + result.policy->name + " \"" +
                     result.policy->version + "\": " + std::string(OutcomeName(result.outcome));
  text += result.provisional ? ", provisional\n" : "\n";
  for (const Award& award : result.awards) text += PrintAward(award, result.type);
  if (result.held) {
    text += "  held, " + std::string(HeldReasonName(result.held->reason)) + ", between " +
            Joined(result.held->between, [](const std::string& id) { return id; }) + ": " +
            result.held->text;
    if (!result.held->rules.empty()) text += ", by " + Joined(result.held->rules, RuleText);
    text += "\n";
  }
  for (const Refusal& refusal : result.refusals) text += PrintRefusal(refusal);
  return text;
}

std::string Print(const Decision& decision) {
  std::string text;
  for (const Result& result : decision.results) text += Print(result);
  for (const StandingResult& standing : decision.standings) text += Print(standing);
  for (const BrokenCheck& broken : decision.broken_checks) {
    text += "check " + broken.check + " (line " + std::to_string(broken.line) + ") broken for " +
            Joined(broken.partners, [](const std::string& id) { return id; });
    if (!broken.subject.empty()) text += " on " + broken.subject_type + " " + broken.subject;
    text += ", " + broken.days.ToString() + ": " + broken.text + ValuesText(broken.values) + "\n";
  }
  for (const Ungoverned& ungoverned : decision.ungoverned) {
    text += "not governed " + ungoverned.days.ToString() + ": " + ungoverned.reason + "\n";
  }
  return text;
}

}  // namespace credence::engine
