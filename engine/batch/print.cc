#include "engine/batch/print.h"

#include <array>

namespace credence::engine::batch {

namespace {

// In the order of Do.
constexpr std::array kNames = {
    "constant", "measure",       "attribute",     "row_number", "add",      "subtract",
    "multiply", "times",         "least",         "most",       "dividend", "divisor",
    "round",    "tiers",         "either",        "pick",       "spread",   "sum",
    "highest",  "latest_record", "greater_equal", "greater",    "equal",    "in_symbols",
    "present",  "is_number",     "always",        "and",        "or",       "not",
    "at_least", "exactly_one",   "evidence",      "spread",     "any"};
static_assert(kNames.size() == static_cast<size_t>(Do::kAny) + 1);

std::string GrainText(const Program& program, const Grain& grain) {
  std::string text;
  if (grain.rows == Grain::kOne) {
    text = "one";
  } else if (grain.rows == Grain::kCase) {
    text = "case";
  } else {
    text = program.policy->vocabulary->subjects[grain.rows].name;
  }
  return grain.by_partner ? text + " *" : text;
}

std::string Padded(std::string text, size_t width) {
  text.resize(std::max(text.size(), width), ' ');
  return text;
}

std::string StepText(const Program& program, const Step& step) {
  const ruletree::Vocabulary& words = *program.policy->vocabulary;
  std::string text = kNames[static_cast<size_t>(step.what)];
  for (const ColumnId operand : {step.a, step.b, step.c}) {
    if (operand != kNone) text += " " + std::to_string(operand);
  }
  switch (step.what) {
    case Do::kMeasure:
      return text + " " + words.measures[step.ref].name + " " +
             Date{static_cast<int32_t>(step.immediate)}.ToString();
    case Do::kAttribute:
      return text + " " + words.attributes[step.ref].name;
    case Do::kEvidence:
    case Do::kLatestRecord: {
      const Demand& demand = program.demands[step.ref];
      return text + " " + words.evidence[demand.kind].name + " " + demand.window.ToString() + " " +
             std::to_string(demand.days);
    }
    case Do::kConstant:
    case Do::kTimes:
    case Do::kAlways:
      return text + " " + std::to_string(step.immediate);
    case Do::kAtLeast:
    case Do::kExactlyOne:
      for (const ColumnId truth : program.lists[step.ref]) text += " " + std::to_string(truth);
      return text;
    case Do::kPick:
      for (const ColumnId when : program.picks[step.ref].when) text += " " + std::to_string(when);
      return text;
    default:
      return text;
  }
}

}  // namespace

std::string ToText(const Program& program) {
  std::string text;
  for (ColumnId column = 0; column < program.steps.size(); ++column) {
    const Step& step = program.steps[column];
    text += Padded(std::to_string(column), 5) + Padded(StepText(program, step), 48) +
            GrainText(program, step.grain) + "\n";
  }
  for (const CreditSteps& credit : program.credits) {
    text += program.policy->credits[credit.credit].name + ": live " + std::to_string(credit.live);
    if (credit.doubt != kNone) text += ", doubt " + std::to_string(credit.doubt);
    for (const AwardSteps& award : credit.awards) {
      text += "\n  " + program.policy->rules[award.rule].name + ": claims " +
              std::to_string(award.claims) + ", amount " + std::to_string(award.amount.value) +
              " in parts of " + std::to_string(award.amount.scale);
    }
    text += "\n";
  }
  return text;
}

}  // namespace credence::engine::batch
