"""What is known, and since when."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Union

from credence import case
from credence.case import Evidence, Feed, Measure, Subject
from credence.connection import Connection
from credence.v1 import fact_service_pb2 as wire
from credence.v1 import fact_service_pb2_grpc
from credence.values import (
    Value,
    date_from_wire,
    date_to_wire,
    value_from_wire,
    value_to_wire,
)

FACTS_IN_MESSAGE = 500  # One each would cost more than it carries.


@dataclass(frozen=True)
class Attribute:
    """Of a subject that another fact declares."""

    subject: str
    name: str
    value: Value


@dataclass(frozen=True)
class Source:
    """Where facts come from, and the day from which they are known."""

    system: str  # the connector: "designations"
    file: str  # its name, without folders
    known: datetime.date
    sha256: str = ""  # of its bytes; empty for what is no file


@dataclass(frozen=True)
class Fact:
    """The same key says the same fact again, or corrects it."""

    key: str  # "dpor/ea1/adatum/2016-01-14"
    what: Union[Subject, Attribute, Measure, Evidence, Feed, None]  # None of a retraction
    row: int = 0
    stated: str = ""  # the source's own time of the statement, ISO 8601


@dataclass(frozen=True)
class Recorded:
    added: int
    corrected: int
    unchanged: int
    outdated: int


@dataclass(frozen=True)
class KnownFact:
    fact: Fact
    recorded: datetime.date
    superseded: datetime.date | None  # None: it still is known
    source: Source
    retracted: bool
    reason: str


@dataclass(frozen=True)
class Designated:
    customer: str
    designation: Evidence | None  # None: it was removed
    ended: tuple[Evidence, ...]
    unchanged: bool


def fact_to_wire(fact: Fact) -> wire.Fact:
    written = wire.Fact(key=fact.key, row=fact.row, stated=fact.stated)
    what = fact.what
    if isinstance(what, Subject):
        written.subject.CopyFrom(case.subject_to_wire(what))
    elif isinstance(what, Attribute):
        written.attribute.CopyFrom(
            wire.SubjectAttribute(
                subject=what.subject, name=what.name, value=value_to_wire(what.value)
            )
        )
    elif isinstance(what, Measure):
        written.measure.CopyFrom(case.measure_to_wire(what))
    elif isinstance(what, Evidence):
        written.evidence.CopyFrom(case.evidence_to_wire(what))
    elif isinstance(what, Feed):
        written.feed.CopyFrom(case.feed_to_wire(what))
    return written


def fact_from_wire(fact: wire.Fact) -> Fact:
    what: Union[Subject, Attribute, Measure, Evidence, Feed, None] = None
    kind = fact.WhichOneof("fact")
    if kind == "subject":
        what = case.subject_from_wire(fact.subject)
    elif kind == "attribute":
        value = value_from_wire(fact.attribute.value)
        what = Attribute(
            fact.attribute.subject, fact.attribute.name, "" if value is None else value
        )
    elif kind == "measure":
        what = case.measure_from_wire(fact.measure)
    elif kind == "evidence":
        what = case.evidence_from_wire(fact.evidence)
    elif kind == "feed":
        what = case.feed_from_wire(fact.feed)
    return Fact(fact.key, what, fact.row, fact.stated)


def known_from_wire(known: wire.KnownFact) -> KnownFact:
    source = known.source
    return KnownFact(
        fact_from_wire(known.fact),
        date_from_wire(known.recorded),
        date_from_wire(known.superseded) if known.HasField("superseded") else None,
        Source(
            source.system,
            source.file,
            date_from_wire(source.known if source.HasField("known") else known.recorded),
            source.sha256,
        ),
        known.retracted,
        known.reason,
    )


def messages_of(source: Source, facts: Iterable[Fact]) -> Iterator[wire.RecordFactsRequest]:
    """The last message commits: what ends before it, ends with nothing kept."""
    yield wire.RecordFactsRequest(
        source=wire.FactSource(
            system=source.system,
            file=source.file,
            sha256=source.sha256,
            known=date_to_wire(source.known),
        )
    )
    rest = iter(facts)
    while some := list(islice(rest, FACTS_IN_MESSAGE)):
        yield wire.RecordFactsRequest(facts=map(fact_to_wire, some))
    yield wire.RecordFactsRequest(commit=True)


class Facts:
    """`client.facts`"""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._stub = connection.stub(fact_service_pb2_grpc.FactServiceStub)

    def record(
        self, source: Source, facts: Iterable[Fact], *, timeout: float | None = None
    ) -> Recorded:
        """Records all of them or, where `facts` or the server raises, none.

        However many they are: they are taken from the iterable as they are sent. It has as long as
        it takes unless `timeout` says otherwise.
        """
        answer = self._connection.upload(
            self._stub.RecordFacts, messages_of(source, facts), timeout
        )
        return Recorded(answer.added, answer.corrected, answer.unchanged, answer.outdated)

    def retract(
        self, key: str, *, reason: str, known: datetime.date, timeout: float | None = None
    ) -> None:
        """The fact is not held to be true any more, from the day `known` on."""
        request = wire.RetractFactRequest(key=key, reason=reason, known=date_to_wire(known))
        self._connection.call(self._stub.RetractFact, request, timeout)

    def list(
        self,
        customer: str,
        *,
        known: datetime.date | None = None,
        valid: datetime.date | None = None,
        sort: str = "",
        partner: str = "",
        page_size: int = 0,
        timeout: float | None = None,
    ) -> Iterator[KnownFact]:
        """What is known of a customer, as known on a day and of the days that `valid` is among."""
        request = wire.ListFactsRequest(
            customer=customer,
            known=date_to_wire(known),
            valid=date_to_wire(valid),
            sort=sort,
            partner=partner,
            page_size=page_size,
        )
        return self._facts_of(request, timeout)

    def history(
        self, key: str, *, page_size: int = 0, timeout: float | None = None
    ) -> Iterator[KnownFact]:
        """Every version of one fact, retractions among them, in the order they came."""
        request = wire.ListFactsRequest(history_of=key, page_size=page_size)
        return self._facts_of(request, timeout)

    def _facts_of(
        self, request: wire.ListFactsRequest, timeout: float | None
    ) -> Iterator[KnownFact]:
        for page in self._connection.pages(self._stub.ListFacts, request, timeout):
            yield from map(known_from_wire, page.facts)

    def designate(
        self,
        subscription: str,
        partner: str | None,
        *,
        by: str,
        from_: datetime.date,
        known: datetime.date,
        timeout: float | None = None,
    ) -> Designated:
        """The partner of record of a subscription from a day on; None: nobody."""
        request = wire.DesignateRequest(
            subscription=subscription,
            partner=partner or "",
            by=by,
            **{"from": date_to_wire(from_)},
            known=date_to_wire(known),
        )
        answer = self._connection.call(self._stub.Designate, request, timeout)
        return Designated(
            answer.customer,
            case.evidence_from_wire(answer.designation)
            if answer.HasField("designation")
            else None,
            tuple(map(case.evidence_from_wire, answer.ended)),
            answer.unchanged,
        )
