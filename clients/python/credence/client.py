"""A client of one server."""

from __future__ import annotations

import datetime
import types
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Union

from credence.case import Case, case_to_wire
from credence.columns import ColumnDecisions, Columns, columns_from_wire, columns_of
from credence.connection import Connection, Retry, Tls
from credence.decision import Decision, decision_from_wire
from credence.decision_log import DecisionRecord, When, record_from_wire, when_to_wire
from credence.errors import CredenceError, error_of_status
from credence.facts import Facts
from credence.ledger import Ledger
from credence.policies import Policies, RuleFile, rule_file_to_wire
from credence.v1 import decision_service_pb2 as wire
from credence.v1 import decision_log_service_pb2 as log_wire
from credence.v1 import decision_log_service_pb2_grpc, decision_service_pb2_grpc
from credence.values import Value, date_to_wire, value_to_wire

ITEMS_IN_BATCH = 200


@dataclass(frozen=True)
class Overlay:
    """What-if: changes to what decides, for one request only."""

    version: str = ""
    params: Mapping[str, Value] = field(default_factory=dict)
    files: Sequence[RuleFile] = ()


@dataclass(frozen=True)
class Question:
    """A case and what is asked of it."""

    case: Case
    period: str  # "2016-02", "2016-Q1", "2016", "2016-02-14"
    policy: str = ""  # may be empty while one family is published
    known_at: datetime.date | None = None  # None: with everything in the case
    overlay: Overlay | None = None
    steps: bool = True  # False leaves out the arithmetic of each award
    revision: str = ""  # refuse unless this one decides
    trace: bool = False
    try_checks: bool = False


# Of one item of a batch: what was decided, or why not.
Answer = Union[Decision, CredenceError]


def overlay_to_wire(overlay: Overlay) -> wire.Overlay:
    return wire.Overlay(
        version=overlay.version,
        params={name: value_to_wire(value) for name, value in overlay.params.items()},
        files=map(rule_file_to_wire, overlay.files),
    )


def question_to_wire(question: Question) -> wire.DecideRequest:
    return wire.DecideRequest(
        policy=question.policy,
        period=question.period,
        case=case_to_wire(question.case),
        known_at=date_to_wire(question.known_at),
        overlay=None if question.overlay is None else overlay_to_wire(question.overlay),
        omit_explanations=not question.steps,
        revision=question.revision,
        trace=question.trace,
        try_checks=question.try_checks,
    )


def batch_to_wire(questions: Iterable[Question]) -> wire.BatchDecideRequest:
    return wire.BatchDecideRequest(items=map(question_to_wire, questions))


def answers_of(response: wire.BatchDecideResponse) -> list[Answer]:
    return [
        error_of_status(item.status) if item.status.code else decision_from_wire(item.decision)
        for item in response.items
    ]


class Client:
    """Speaks to the server at `target`, "host:port".

        with Client("127.0.0.1:50051") as client:
            decision = client.decide(case, "2016-02")

    `timeout` is of each call, in seconds, unless the call says another. `token` is sent as a bearer
    token, over TLS or to this machine; a function is asked for it on every call. What the server
    refuses is raised as a CredenceError. Threads may share a client.
    """

    def __init__(
        self,
        target: str,
        *,
        tls: Tls | None = None,
        token: str | Callable[[], str] | None = None,
        timeout: float | None = 60.0,
        retry: Retry | None = Retry(),
    ) -> None:
        self._connection = Connection(target, tls, token, timeout, retry)
        self._stub = self._connection.stub(decision_service_pb2_grpc.DecisionServiceStub)
        self._decided = self._connection.stub(
            decision_log_service_pb2_grpc.DecisionLogServiceStub
        )
        self.policies = Policies(self._connection)
        self.facts = Facts(self._connection)
        self.ledger = Ledger(self._connection)

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: types.TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._connection.channel.close()

    def decide(
        self,
        case: Case,
        period: str,
        policy: str = "",
        *,
        known_at: datetime.date | None = None,
        overlay: Overlay | None = None,
        steps: bool = True,
        revision: str = "",
        trace: bool = False,
        try_checks: bool = False,
        timeout: float | None = None,
    ) -> Decision:
        question = Question(
            case, period, policy, known_at, overlay, steps, revision, trace, try_checks
        )
        answer = self._connection.call(
            self._stub.Decide, question_to_wire(question), timeout
        )
        return decision_from_wire(answer.decision)

    def decide_batch(
        self, questions: Iterable[Question], *, timeout: float | None = None
    ) -> list[Answer]:
        """An answer each, in their order; the server takes 1,000 at once."""
        request = batch_to_wire(questions)
        return answers_of(self._connection.call(self._stub.BatchDecide, request, timeout))

    def decide_stream(
        self,
        questions: Iterable[Question],
        *,
        batch: int = ITEMS_IN_BATCH,
        timeout: float | None = None,
    ) -> Generator[Answer, None, None]:
        """However many, on one call: an answer each, in their order, as they come.

        Questions are taken from the iterable as the server answers, some batches ahead. The call
        has as long as it takes unless `timeout` says otherwise.
        """

        def batches() -> Iterator[wire.BatchDecideRequest]:
            rest = iter(questions)
            while some := list(islice(rest, batch)):
                yield batch_to_wire(some)

        for response in self._connection.stream(self._stub.StreamDecide, batches(), timeout):
            yield from answers_of(response)

    def decide_columns(
        self,
        cases: Iterable[Case] | Columns,
        period: str,
        policy: str = "",
        *,
        revision: str = "",
        timeout: float | None = None,
    ) -> ColumnDecisions:
        """In bulk: who gets what, without reasons; up to 65,536 cases at once."""
        columns = cases if isinstance(cases, Columns) else columns_of(cases)
        request = wire.DecideColumnsRequest(
            policy=policy, period=period, batch=columns.batch, revision=revision
        )
        answer = self._connection.call(self._stub.DecideColumns, request, timeout)
        return columns_from_wire(answer, columns.names)

    def list_decisions(
        self,
        *,
        partner: str = "",
        customer: str = "",
        rule: str = "",
        caller: str = "",
        from_: When | None = None,
        until: When | None = None,
        id: str = "",
        after: str = "",
        page_size: int = 0,
        timeout: float | None = None,
    ) -> Iterator[DecisionRecord]:
        """What the server recorded of its decisions, oldest first; what is given narrows it.

        Pages are asked for as one goes on, and `timeout` is of each: of a large log many are empty
        where little is found. `after` is the id of a record, and those behind it are listed.
        DecisionLogAbsent is raised where no log is kept, and PageTokenExpired where a file of it
        was taken away meanwhile.
        """
        request = log_wire.ListDecisionsRequest(
            partner=partner,
            customer=customer,
            rule=rule,
            caller=caller,
            **{"from": when_to_wire(from_)},
            until=when_to_wire(until),
            id=id,
            after=after,
            page_size=page_size,
        )
        for page in self._connection.pages(self._decided.ListDecisions, request, timeout):
            yield from map(record_from_wire, page.records)
