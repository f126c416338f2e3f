#include "server/convert_decision.h"

#include <string>

#include "server/convert_values.h"

namespace credence::server {
namespace {

v1::Result::Outcome Wire(engine::Outcome outcome) {
  switch (outcome) {
    case engine::Outcome::kAwarded:
      return v1::Result::AWARDED;
    case engine::Outcome::kNone:
      return v1::Result::NONE;
    case engine::Outcome::kHeld:
      return v1::Result::HELD;
  }
  return v1::Result::OUTCOME_UNSPECIFIED;
}

v1::Stage Wire(engine::Stage stage) {
  switch (stage) {
    case engine::Stage::kQualify:
      return v1::QUALIFY;
    case engine::Stage::kExclude:
      return v1::EXCLUDE;
    case engine::Stage::kReplace:
      return v1::REPLACE;
    case engine::Stage::kChoose:
      return v1::CHOOSE;
    case engine::Stage::kForfeit:
      return v1::FORFEIT;
    case engine::Stage::kRound:
      return v1::ROUND;
  }
  return v1::STAGE_UNSPECIFIED;
}

v1::Held::Reason Wire(engine::HeldReason reason) {
  switch (reason) {
    case engine::HeldReason::kTied:
      return v1::Held::TIED;
    case engine::HeldReason::kConflict:
      return v1::Held::CONFLICT;
    case engine::HeldReason::kMissingInput:
      return v1::Held::MISSING_INPUT;
    case engine::HeldReason::kOverflow:
      return v1::Held::OVERFLOW;
  }
  return v1::Held::REASON_UNSPECIFIED;
}

void Write(const engine::RuleRef& rule, v1::Rule* to) {
  to->set_name(rule.name);
  to->set_file(rule.file);
  to->set_line(rule.line);
  to->set_because(rule.because);
}

void Write(const engine::EvidenceRef& evidence, v1::EvidenceCitation* to) {
  to->set_id(evidence.id);
  to->set_kind(evidence.kind);
  to->set_text(evidence.text);
  to->set_provenance(evidence.provenance);
}

void Write(const engine::NamedValue& value, v1::NamedValue* to) {
  to->set_name(value.name);
  to->set_value(value.value);
}

void Write(const engine::Award& award, const Type& type, v1::Award* to) {
  to->set_partner(award.partner);
  WriteAmount(award.amount, type, to->mutable_amount());
  WriteAmount(award.exact, type, to->mutable_exact_amount());
  for (const engine::RuleRef& rule : award.rules) Write(rule, to->add_rules());
  for (const engine::EvidenceRef& evidence : award.evidence) Write(evidence, to->add_evidence());
  for (const engine::Step& step : award.steps) {
    v1::Step* written = to->add_steps();
    written->set_stage(Wire(step.stage));
    written->set_text(step.text);
    written->set_line(step.line);
    for (const engine::NamedValue& value : step.values) Write(value, written->add_values());
  }
}

void Write(const engine::Refusal& refusal, v1::Refusal* to) {
  to->set_partner(refusal.partner);
  to->set_stage(Wire(refusal.stage));
  // A partner with no evidence of any award is refused by no rule in particular.
  if (!refusal.rule.name.empty()) Write(refusal.rule, to->mutable_rule());
  to->set_reason(refusal.reason);
  for (const engine::NamedValue& value : refusal.values) Write(value, to->add_values());
  for (const engine::EvidenceRef& evidence : refusal.evidence) {
    Write(evidence, to->add_evidence());
  }
}

void Write(const engine::Held& held, v1::Held* to) {
  to->set_reason(Wire(held.reason));
  for (const std::string& partner : held.between) to->add_between(partner);
  to->set_text(held.text);
  for (const engine::RuleRef& rule : held.rules) Write(rule, to->add_rules());
}

void Write(const engine::Result& result, v1::Result* to) {
  to->set_credit(result.credit);
  to->set_subject_type(result.subject_type);
  to->set_subject(result.subject);
  to->set_period(result.period.ToString());
  WriteDateRange(result.days, to->mutable_days());
  if (result.policy != nullptr) to->set_version(result.policy->version);
  to->set_outcome(Wire(result.outcome));
  for (const engine::Award& award : result.awards) Write(award, result.type, to->add_awards());
  for (const engine::Refusal& refusal : result.refusals) Write(refusal, to->add_refusals());
  if (result.held) Write(*result.held, to->mutable_held());
  to->set_provisional(result.provisional);
}

v1::TracedPart::Kind Wire(engine::TracedKind kind) {
  switch (kind) {
    case engine::TracedKind::kRule:
      return v1::TracedPart::RULE;
    case engine::TracedKind::kGuard:
      return v1::TracedPart::GUARD;
    case engine::TracedKind::kTableRow:
      return v1::TracedPart::TABLE_ROW;
    case engine::TracedKind::kTieBreak:
      return v1::TracedPart::TIE_BREAK;
  }
  return v1::TracedPart::KIND_UNSPECIFIED;
}

// One side of a comparison: an amount, or a day.
template <typename MakeDay>
void WriteCompared(const Value& value, const Type& type, v1::Amount* amount, MakeDay day) {
  if (const auto* number = std::get_if<Rational>(&value)) {
    WriteAmount(*number, type, amount);
    return;
  }
  amount->set_text(ToDisplay(value, type));
  WriteDate(std::get<Date>(value), day());
}

void Write(const engine::Traced& traced, v1::Trace* to) {
  for (const engine::TracedPart& part : traced.parts) {
    v1::TracedPart* written = to->add_parts();
    written->set_kind(Wire(part.kind));
    written->set_version(part.policy->version);
    written->set_file(part.policy->source->name());
    written->set_line(part.line);
    written->set_text(part.text);
    written->set_asked(part.asked);
    written->set_held(part.held);
    written->set_failed(part.failed);
  }
  for (const engine::TracedComparison& comparison : traced.comparisons) {
    v1::TracedComparison* written = to->add_comparisons();
    written->set_file(comparison.policy->source->name());
    written->set_line(comparison.line);
    written->set_text(comparison.text);
    WriteCompared(comparison.left, comparison.left_type, written->mutable_left(),
                  [written] { return written->mutable_left_day(); });
    WriteCompared(comparison.right, comparison.right_type, written->mutable_right(),
                  [written] { return written->mutable_right_day(); });
    written->set_subject(comparison.subject);
    written->set_partner(comparison.partner);
  }
  for (const engine::TracedDate& date : traced.dates) {
    v1::TracedDate* written = to->add_dates();
    WriteDate(date.date, written->mutable_date());
    written->set_file(date.policy->source->name());
    written->set_line(date.line);
    written->set_text(date.text);
  }
}

v1::Standing::Verdict Wire(engine::Verdict verdict) {
  switch (verdict) {
    case engine::Verdict::kReached:
      return v1::Standing::REACHED;
    case engine::Verdict::kNotReached:
      return v1::Standing::NOT_REACHED;
    case engine::Verdict::kHeld:
      return v1::Standing::HELD;
  }
  return v1::Standing::VERDICT_UNSPECIFIED;
}

void Write(const engine::BrokenCheck& broken, v1::BrokenCheck* to) {
  to->set_check(broken.check);
  to->set_file(broken.file);
  to->set_line(broken.line);
  to->set_subject_type(broken.subject_type);
  to->set_subject(broken.subject);
  for (const std::string& partner : broken.partners) to->add_partners(partner);
  WriteDateRange(broken.days, to->mutable_days());
  if (broken.policy != nullptr) to->set_version(broken.policy->version);
  to->set_text(broken.text);
  for (const engine::NamedValue& value : broken.values) Write(value, to->add_values());
}

}  // namespace

void WriteStanding(const engine::StandingResult& standing, v1::Standing* to) {
  to->set_standing(standing.standing);
  to->set_family(standing.family);
  to->set_partner(standing.partner);
  to->set_period(standing.period.ToString());
  if (standing.policy != nullptr) to->set_version(standing.policy->version);
  to->set_verdict(Wire(standing.verdict));
  to->set_provisional(standing.provisional);
  Write(standing.rule, to->mutable_rule());
  to->set_text(standing.text);
  to->set_missing(standing.missing);
  for (const engine::NamedValue& value : standing.values) Write(value, to->add_values());
  if (standing.reached_in) to->set_reached_in(standing.reached_in->ToString());
}

void WriteDecision(const engine::Decision& decision, std::string_view case_id,
                   std::string_view revision, v1::Decision* to) {
  to->set_case_id(std::string(case_id));
  to->set_policy(decision.policy);
  for (const engine::Result& result : decision.results) Write(result, to->add_results());
  for (const engine::Ungoverned& ungoverned : decision.ungoverned) {
    v1::Ungoverned* written = to->add_ungoverned();
    WriteDateRange(ungoverned.days, written->mutable_days());
    written->set_reason(ungoverned.reason);
  }
  for (const auto& standing : decision.standings) WriteStanding(standing, to->add_standings());
  for (const auto& broken : decision.broken_checks) Write(broken, to->add_broken_checks());
  to->set_revision(std::string(revision));
  if (decision.traced) Write(*decision.traced, to->mutable_trace());
}

}  // namespace credence::server
