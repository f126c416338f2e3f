"""A case: what is known of one customer, or of a few that are decided together."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from credence.v1 import case_pb2
from credence.values import (
    Value,
    date_from_wire,
    date_to_wire,
    value_from_wire,
    value_to_wire,
    values_from_wire,
)


@dataclass(frozen=True)
class Subject:
    """A customer, subscription, workload or what else the vocabulary declares, or a "partner"."""

    type: str
    id: str
    parent: str = ""
    attributes: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Measure:
    """How much was measured on a subject over a period ("2016-02", "2016-Q1", "2016")."""

    measure: str
    subject: str
    value: Value
    period: str = ""
    recorded: datetime.date | None = None
    superseded: datetime.date | None = None


@dataclass(frozen=True)
class Evidence:
    """A dated record that ties a partner to a subject; without a subject, to the partner itself.

    Lasting evidence has `from_`, and `through` unless it is open; evidence of one day has `on`.
    """

    id: str
    kind: str
    partner: str
    subject: str = ""
    from_: datetime.date | None = None
    through: datetime.date | None = None
    on: datetime.date | None = None
    fields: Mapping[str, Value] = field(default_factory=dict)
    recorded: datetime.date | None = None
    superseded: datetime.date | None = None
    provenance: str = ""


@dataclass(frozen=True)
class Feed:
    """How far a source is loaded; one that is not listed is taken as loaded."""

    kind: str
    loaded_through: datetime.date


@dataclass(frozen=True)
class Case:
    """One customer with what is known of it. Every partner among `subjects` is a candidate."""

    id: str
    subjects: Sequence[Subject] = ()
    measures: Sequence[Measure] = ()
    evidence: Sequence[Evidence] = ()
    feeds: Sequence[Feed] = ()


def subject_to_wire(subject: Subject) -> case_pb2.Subject:
    return case_pb2.Subject(
        type=subject.type,
        id=subject.id,
        parent=subject.parent,
        attributes={name: value_to_wire(value) for name, value in subject.attributes.items()},
    )


def measure_to_wire(measure: Measure) -> case_pb2.Measure:
    return case_pb2.Measure(
        measure=measure.measure,
        subject=measure.subject,
        period=measure.period,
        value=value_to_wire(measure.value),
        recorded=date_to_wire(measure.recorded),
        superseded=date_to_wire(measure.superseded),
    )


def evidence_to_wire(evidence: Evidence) -> case_pb2.Evidence:
    return case_pb2.Evidence(
        id=evidence.id,
        kind=evidence.kind,
        partner=evidence.partner,
        subject=evidence.subject,
        **{"from": date_to_wire(evidence.from_)},
        through=date_to_wire(evidence.through),
        on=date_to_wire(evidence.on),
        fields={name: value_to_wire(value) for name, value in evidence.fields.items()},
        recorded=date_to_wire(evidence.recorded),
        superseded=date_to_wire(evidence.superseded),
        provenance=evidence.provenance,
    )


def feed_to_wire(feed: Feed) -> case_pb2.Feed:
    return case_pb2.Feed(kind=feed.kind, loaded_through=date_to_wire(feed.loaded_through))


def case_to_wire(case: Case) -> case_pb2.Case:
    return case_pb2.Case(
        id=case.id,
        subjects=[subject_to_wire(subject) for subject in case.subjects],
        measures=[measure_to_wire(measure) for measure in case.measures],
        evidence=[evidence_to_wire(evidence) for evidence in case.evidence],
        feeds=[feed_to_wire(feed) for feed in case.feeds],
    )


def day_of(
    message: case_pb2.Measure | case_pb2.Evidence | case_pb2.Feed, name: str
) -> datetime.date | None:
    """A date field, by its name: one is called `from`, which Python keeps to itself."""
    return date_from_wire(getattr(message, name)) if message.HasField(name) else None


def subject_from_wire(subject: case_pb2.Subject) -> Subject:
    return Subject(
        subject.type, subject.id, subject.parent, values_from_wire(subject.attributes)
    )


def measure_from_wire(measure: case_pb2.Measure) -> Measure:
    value = value_from_wire(measure.value)
    return Measure(
        measure.measure,
        measure.subject,
        "" if value is None else value,
        measure.period,
        day_of(measure, "recorded"),
        day_of(measure, "superseded"),
    )


def evidence_from_wire(evidence: case_pb2.Evidence) -> Evidence:
    return Evidence(
        evidence.id,
        evidence.kind,
        evidence.partner,
        evidence.subject,
        day_of(evidence, "from"),
        day_of(evidence, "through"),
        day_of(evidence, "on"),
        values_from_wire(evidence.fields),
        day_of(evidence, "recorded"),
        day_of(evidence, "superseded"),
        evidence.provenance,
    )


def feed_from_wire(feed: case_pb2.Feed) -> Feed:
    return Feed(feed.kind, date_from_wire(feed.loaded_through))


def case_from_wire(case: case_pb2.Case) -> Case:
    return Case(
        case.id,
        tuple(map(subject_from_wire, case.subjects)),
        tuple(map(measure_from_wire, case.measures)),
        tuple(map(evidence_from_wire, case.evidence)),
        tuple(map(feed_from_wire, case.feeds)),
    )
