"""What was posted to whom, by which close, and why."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from credence.connection import Connection
from credence.decision import Standing, standing_from_wire
from credence.decision_log import When, when_to_wire
from credence.v1 import ledger_service_pb2 as wire
from credence.v1 import ledger_service_pb2_grpc
from credence.values import Amount, amount_from_wire, date_from_wire, date_to_wire


@dataclass(frozen=True)
class Closed:
    policy: str
    period: str
    known: datetime.date
    customers: int
    posted_before: int  # of these, by the same close before it was cut off
    entries: int
    adjustments: int  # of these, of earlier periods
    held: int
    kept_back: int


@dataclass(frozen=True)
class Entry:
    id: int
    policy: str
    version: str
    closed: str  # the period of the close that posted it
    customer: str
    credit: str
    subject_type: str
    subject: str
    partner: str
    period: str  # that it is owed for
    amount: Amount
    entitled: Amount  # in all; `amount` is this less what was posted before
    posted_before: Amount
    adjustment: bool
    provisional: bool
    learnt: tuple[str, ...]  # of an adjustment: what came to be known since
    rules: tuple[str, ...]  # that gave what is entitled, by name


@dataclass(frozen=True)
class Total:
    credit: str
    earned: Amount
    adjustments: Amount
    sum: Amount


@dataclass(frozen=True)
class Statement:
    policy: str
    partner: str
    closed: str
    known: datetime.date
    totals: tuple[Total, ...]
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class HeldEntry:
    customer: str
    credit: str
    subject_type: str
    subject: str
    period: str
    reason: str  # "tied", "conflict", "missing_input", "overflow"
    between: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Explanation:
    """An entry worked out anew, from the facts as its close knew them."""

    entry: Entry
    known: datetime.date
    entitled: Amount | None  # None: it is held now
    same: bool  # whether the same amount comes out
    decision: str  # with steps, facts and source rows, for people
    line: tuple[Entry, ...]  # what was posted under the same line until this entry
    # What was kept of the decision; empty of one that an older server made.
    decision_sha256: str
    facts_sha256: str
    caller: str
    trace_id: str
    time: str


def entry_from_wire(entry: wire.LedgerEntry) -> Entry:
    return Entry(
        entry.id,
        entry.policy,
        entry.version,
        entry.closed,
        entry.customer,
        entry.credit,
        entry.subject_type,
        entry.subject,
        entry.partner,
        entry.period,
        amount_from_wire(entry.amount),
        amount_from_wire(entry.entitled),
        amount_from_wire(entry.posted_before),
        entry.adjustment,
        entry.provisional,
        tuple(entry.learnt),
        tuple(entry.rules),
    )


def total_from_wire(total: wire.StatementTotal) -> Total:
    return Total(
        total.credit,
        amount_from_wire(total.earned),
        amount_from_wire(total.adjustments),
        amount_from_wire(total.sum),
    )


def held_from_wire(held: wire.HeldEntry) -> HeldEntry:
    return HeldEntry(
        held.customer,
        held.credit,
        held.subject_type,
        held.subject,
        held.period,
        held.reason,
        tuple(held.between),
        held.text,
    )


class Ledger:
    """`client.ledger`. `policy` may be left out while one family is published."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._stub = connection.stub(ledger_service_pb2_grpc.LedgerServiceStub)

    def close(
        self,
        period: str,
        *,
        known: datetime.date,
        policy: str = "",
        timeout: float | None = None,
    ) -> Closed:
        """Posts what is owed minus what was posted.

        It is waited for, however long it takes, unless `timeout` says otherwise. One that was cut
        off goes on where it was when it is asked for again.
        """
        request = wire.CloseBookRequest(
            policy=policy, period=period, known=date_to_wire(known)
        )
        answer = self._connection.wait_for(self._stub.CloseBook, request, timeout)
        return Closed(
            answer.policy,
            answer.period,
            date_from_wire(answer.known),
            answer.customers,
            answer.posted_before,
            answer.entries,
            answer.adjustments,
            answer.held,
            answer.kept_back,
        )

    def entries(
        self,
        *,
        policy: str = "",
        partner: str = "",
        customer: str = "",
        rule: str = "",
        from_: When | None = None,
        until: When | None = None,
        page_size: int = 0,
        timeout: float | None = None,
    ) -> Iterator[Entry]:
        """In the order of posting; pages are asked for as one goes on.

        `from_` and `until` are of when it was decided, both included, to the second.
        """
        request = wire.ListEntriesRequest(
            policy=policy,
            partner=partner,
            customer=customer,
            rule=rule,
            **{"from": when_to_wire(from_)},
            until=when_to_wire(until),
            page_size=page_size,
        )
        for page in self._connection.pages(self._stub.ListEntries, request, timeout):
            yield from map(entry_from_wire, page.entries)

    def statement(
        self,
        partner: str,
        *,
        period: str = "",
        known: datetime.date | None = None,
        policy: str = "",
        page_size: int = 0,
        timeout: float | None = None,
    ) -> Statement:
        """What a close posted to a partner or account, whole; without a period, the last close."""
        request = wire.GetStatementRequest(
            policy=policy,
            partner=partner,
            period=period,
            known=date_to_wire(known),
            page_size=page_size,
        )
        pages = list(self._connection.pages(self._stub.GetStatement, request, timeout))
        first = pages[0]
        return Statement(
            first.policy,
            first.partner,
            first.closed,
            date_from_wire(first.known),
            tuple(map(total_from_wire, first.totals)),
            tuple(entry_from_wire(entry) for page in pages for entry in page.entries),
        )

    def standings(
        self,
        *,
        partner: str = "",
        period: str = "",
        known: datetime.date | None = None,
        policy: str = "",
        page_size: int = 0,
        timeout: float | None = None,
    ) -> Iterator[Standing]:
        """Who has which standing at the end of a month, and what is missing."""
        request = wire.ListStandingsRequest(
            policy=policy,
            partner=partner,
            period=period,
            known=date_to_wire(known),
            page_size=page_size,
        )
        for page in self._connection.pages(self._stub.ListStandings, request, timeout):
            yield from map(standing_from_wire, page.standings)

    def held(
        self, *, policy: str = "", page_size: int = 0, timeout: float | None = None
    ) -> Iterator[HeldEntry]:
        """What the last close could not decide."""
        request = wire.ListHeldRequest(policy=policy, page_size=page_size)
        for page in self._connection.pages(self._stub.ListHeld, request, timeout):
            yield from map(held_from_wire, page.held)

    def resolve(
        self,
        credit: str,
        subject: str,
        period: str,
        partner: str,
        *,
        reason: str,
        by: str,
        known: datetime.date,
        policy: str = "",
        timeout: float | None = None,
    ) -> str:
        """A person's choice among those tied; the key of the fact that it is."""
        request = wire.ResolveHeldRequest(
            policy=policy,
            credit=credit,
            subject=subject,
            period=period,
            partner=partner,
            reason=reason,
            by=by,
            known=date_to_wire(known),
        )
        return str(self._connection.call(self._stub.ResolveHeld, request, timeout).key)

    def why(self, entry: int | Entry, *, timeout: float | None = None) -> Explanation:
        number = entry.id if isinstance(entry, Entry) else entry
        request = wire.ExplainEntryRequest(id=number)
        answer = self._connection.call(self._stub.ExplainEntry, request, timeout)
        return Explanation(
            entry_from_wire(answer.entry),
            date_from_wire(answer.known),
            amount_from_wire(answer.entitled) if answer.HasField("entitled") else None,
            answer.same,
            answer.decision,
            tuple(map(entry_from_wire, answer.line)),
            answer.decision_sha256,
            answer.facts_sha256,
            answer.caller,
            answer.trace_id,
            answer.time,
        )
