"""What was decided: for each credit, subject and period who got what, who did not, and why."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass, field

from credence.v1 import decision_pb2
from credence.values import Amount, DateRange, amount_from_wire, range_from_wire


class Outcome(enum.Enum):
    AWARDED = decision_pb2.Result.AWARDED
    NONE = decision_pb2.Result.NONE
    HELD = decision_pb2.Result.HELD
    # What a later server may say.
    UNKNOWN = decision_pb2.Result.OUTCOME_UNSPECIFIED

    @classmethod
    def _missing_(cls, value: object) -> Outcome:
        return cls.UNKNOWN


class Verdict(enum.Enum):
    REACHED = decision_pb2.Standing.REACHED
    NOT_REACHED = decision_pb2.Standing.NOT_REACHED
    HELD = decision_pb2.Standing.HELD
    UNKNOWN = decision_pb2.Standing.VERDICT_UNSPECIFIED

    @classmethod
    def _missing_(cls, value: object) -> Verdict:
        return cls.UNKNOWN


@dataclass(frozen=True)
class Rule:
    name: str
    file: str
    line: int
    because: str


@dataclass(frozen=True)
class Citation:
    """A record of evidence that was rested on."""

    id: str
    kind: str
    text: str
    provenance: str


@dataclass(frozen=True)
class Step:
    stage: str  # "QUALIFY", "EXCLUDE", "REPLACE", "CHOOSE", "FORFEIT", "ROUND"
    text: str
    line: int
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Award:
    partner: str
    amount: Amount  # rounded as the credit says
    exact_amount: Amount  # before that rounding
    rules: tuple[Rule, ...]
    evidence: tuple[Citation, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Refusal:
    partner: str
    stage: str
    rule: Rule
    reason: str
    values: dict[str, str]
    evidence: tuple[Citation, ...]


@dataclass(frozen=True)
class Held:
    """Why nobody is credited until a person has looked."""

    reason: str  # "TIED", "CONFLICT", "MISSING_INPUT", "OVERFLOW"
    between: tuple[str, ...]
    text: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Result:
    """One credit for one subject over the days that one version governs."""

    credit: str
    subject_type: str
    subject: str
    period: str
    days: DateRange
    version: str
    outcome: Outcome
    awards: tuple[Award, ...]
    refusals: tuple[Refusal, ...]
    held: Held | None
    provisional: bool


@dataclass(frozen=True)
class Standing:
    standing: str
    family: str
    partner: str
    period: str
    version: str
    verdict: Verdict
    provisional: bool
    rule: Rule
    text: str
    missing: str
    values: dict[str, str]
    reached_in: str


@dataclass(frozen=True)
class BrokenCheck:
    check: str
    file: str
    line: int
    subject_type: str
    subject: str
    partners: tuple[str, ...]
    days: DateRange
    version: str
    text: str
    values: dict[str, str]


@dataclass(frozen=True)
class Ungoverned:
    """Days of the request that no version governs."""

    days: DateRange
    reason: str


@dataclass(frozen=True)
class Decision:
    case_id: str
    policy: str
    results: tuple[Result, ...]
    ungoverned: tuple[Ungoverned, ...]
    standings: tuple[Standing, ...]
    broken_checks: tuple[BrokenCheck, ...]
    revision: str  # of what decided; ask with it again to replay
    # All of it as it came, with the trace where that was asked for.
    wire: decision_pb2.Decision = field(repr=False, compare=False)

    def of(self, credit: str, subject: str = "") -> tuple[Result, ...]:
        """The results of a credit, of one subject if it is named."""
        return tuple(
            result
            for result in self.results
            if result.credit == credit and subject in ("", result.subject)
        )


def values_of(values: Iterable[decision_pb2.NamedValue]) -> dict[str, str]:
    return {value.name: value.value for value in values}


def stage_of(stage: int) -> str:
    """Its name; a number where this package is too old to know it."""
    known = decision_pb2.Stage.keys()
    return str(decision_pb2.Stage.Name(stage)) if stage < len(known) else str(stage)


def rule_from_wire(rule: decision_pb2.Rule) -> Rule:
    return Rule(rule.name, rule.file, rule.line, rule.because)


def citation_from_wire(cited: decision_pb2.EvidenceCitation) -> Citation:
    return Citation(cited.id, cited.kind, cited.text, cited.provenance)


def award_from_wire(award: decision_pb2.Award) -> Award:
    return Award(
        award.partner,
        amount_from_wire(award.amount),
        amount_from_wire(award.exact_amount),
        tuple(map(rule_from_wire, award.rules)),
        tuple(map(citation_from_wire, award.evidence)),
        tuple(
            Step(stage_of(step.stage), step.text, step.line, values_of(step.values))
            for step in award.steps
        ),
    )


def refusal_from_wire(refusal: decision_pb2.Refusal) -> Refusal:
    return Refusal(
        refusal.partner,
        stage_of(refusal.stage),
        rule_from_wire(refusal.rule),
        refusal.reason,
        values_of(refusal.values),
        tuple(map(citation_from_wire, refusal.evidence)),
    )


def held_from_wire(held: decision_pb2.Held) -> Held:
    known = decision_pb2.Held.Reason.keys()
    reason = decision_pb2.Held.Reason.Name(held.reason) if held.reason < len(known) else ""
    return Held(
        reason, tuple(held.between), held.text, tuple(map(rule_from_wire, held.rules))
    )


def result_from_wire(result: decision_pb2.Result) -> Result:
    return Result(
        result.credit,
        result.subject_type,
        result.subject,
        result.period,
        range_from_wire(result.days),
        result.version,
        Outcome(result.outcome),
        tuple(map(award_from_wire, result.awards)),
        tuple(map(refusal_from_wire, result.refusals)),
        held_from_wire(result.held) if result.HasField("held") else None,
        result.provisional,
    )


def standing_from_wire(standing: decision_pb2.Standing) -> Standing:
    return Standing(
        standing.standing,
        standing.family,
        standing.partner,
        standing.period,
        standing.version,
        Verdict(standing.verdict),
        standing.provisional,
        rule_from_wire(standing.rule),
        standing.text,
        standing.missing,
        values_of(standing.values),
        standing.reached_in,
    )


def broken_from_wire(broken: decision_pb2.BrokenCheck) -> BrokenCheck:
    return BrokenCheck(
        broken.check,
        broken.file,
        broken.line,
        broken.subject_type,
        broken.subject,
        tuple(broken.partners),
        range_from_wire(broken.days),
        broken.version,
        broken.text,
        values_of(broken.values),
    )


def decision_from_wire(decision: decision_pb2.Decision) -> Decision:
    return Decision(
        decision.case_id,
        decision.policy,
        tuple(map(result_from_wire, decision.results)),
        tuple(Ungoverned(range_from_wire(one.days), one.reason) for one in decision.ungoverned),
        tuple(map(standing_from_wire, decision.standings)),
        tuple(map(broken_from_wire, decision.broken_checks)),
        decision.revision,
        decision,
    )
