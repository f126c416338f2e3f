"""Many cases in columns: bulk at a hundredth of the bytes, without reasons.

`columns_of(cases)` says the same cases as columns; `Client.decide_columns` does it unasked. What
columns cannot say (feeds, days of recording, references as plain strings) is a ValueError.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from credence.case import Case, Evidence
from credence.decision import Decision, decision_from_wire
from credence.v1 import columns_pb2, decision_service_pb2
from credence.values import (
    DateRange,
    Money,
    Percent,
    Reference,
    Value,
    days_of,
    exact_decimal,
    range_from_wire,
)

EPOCH = datetime.date(1970, 1, 1)
OPEN = 2**31 - 1
PARTNER = "partner"


def day_number(day: datetime.date) -> int:
    return (day - EPOCH).days


class Names:
    """Of the subjects of one case: the place of each among those of its type."""

    def __init__(self, case: Case) -> None:
        self.ids: dict[str, list[str]] = {}
        self.places: dict[str, tuple[str, int]] = {}
        partners = sorted(s.id for s in case.subjects if s.type == PARTNER)
        # A tie that goes to the lowest id goes to the first: so partners stand in that order.
        listed = [(PARTNER, id_) for id_ in partners]
        listed += [(s.type, s.id) for s in case.subjects if s.type != PARTNER]
        for type_, id_ in listed:
            if id_ in self.places:
                raise ValueError(f"case {case.id}: two subjects are called {id_}")
            ids = self.ids.setdefault(type_, [])
            self.places[id_] = (type_, len(ids))
            ids.append(id_)
        self.case_id = case.id

    def place(self, id_: str) -> tuple[str, int]:
        if id_ not in self.places:
            raise ValueError(f"case {self.case_id}: no subject is called {id_}")
        return self.places[id_]

    def called(self, placed: str) -> str:
        """The id of what is named "workload/2"; anything else stays as it is."""
        type_, slash, place = placed.rpartition("/")
        if slash and place.isdecimal() and int(place) < len(self.ids.get(type_, ())):
            return self.ids[type_][int(place)]
        return placed


class Symbols:
    def __init__(self) -> None:
        self.places: dict[str, int] = {}

    def place(self, symbol: str) -> int:
        return self.places.setdefault(symbol, len(self.places))


# A value, and the names of the case it is of; None where a row has none.
Row = tuple[Value, Names] | None


def kind_of(value: Value) -> str:
    for kind in (Money, Percent, datetime.date, datetime.timedelta, Reference, str):
        if isinstance(value, kind):
            return kind.__name__
    return "number"


def number_of(value: Value) -> Decimal | None:
    """Of a percent its fraction; None of what is no number."""
    if isinstance(value, Money):
        return value.amount
    if isinstance(value, Percent):
        number = value.number.as_tuple()
        # Moved by two places, which no context rounds.
        return Decimal((number.sign, number.digits, int(number.exponent) - 2))
    if isinstance(value, (str, datetime.date, datetime.timedelta)):
        return None
    return exact_decimal(value)


def places_after_point(number: Decimal) -> int:
    _, digits, exponent = number.as_tuple()
    places = -int(exponent)
    for digit in reversed(digits):
        if digit or places <= 0:
            break
        places -= 1
    return max(0, places)


def whole_number(value: Value, names: Names, symbols: Symbols, places: int) -> int:
    if isinstance(value, datetime.date):
        return day_number(value)
    if isinstance(value, datetime.timedelta):
        return days_of(value)
    if isinstance(value, Reference):
        return names.place(value)[1]
    if isinstance(value, str):
        return symbols.place(value)
    number = number_of(value)
    assert number is not None
    sign, digits, exponent = number.as_tuple()
    shift = int(exponent) + places
    magnitude = int("".join(map(str, digits)) or "0")
    # Only zeros are cut: `places` is as many as the finest number of the column has.
    magnitude = magnitude * 10**shift if shift >= 0 else magnitude // 10**-shift
    return -magnitude if sign else magnitude


def value_column(
    what: str, rows: Sequence[Row], symbols: Symbols
) -> columns_pb2.ValueColumn:
    present = [row for row in rows if row is not None]
    kinds = {kind_of(value) for value, _ in present}
    currencies = {value.currency for value, _ in present if isinstance(value, Money)}
    for mixed in (kinds, currencies):
        if len(mixed) > 1:
            raise ValueError(f"{what}: a column is of one kind, not {', '.join(sorted(mixed))}")
    numbers = [number for value, _ in present if (number := number_of(value)) is not None]
    places = max(map(places_after_point, numbers), default=0)
    return columns_pb2.ValueColumn(
        values=[
            0 if row is None else whole_number(row[0], row[1], symbols, places) for row in rows
        ],
        scale=10**places,
        absent=[number for number, row in enumerate(rows) if row is None],
        unit=next(iter(currencies), ""),
    )


@dataclass(frozen=True)
class Columns:
    """Cases as columns, and their names, by which answers are told."""

    batch: columns_pb2.ColumnBatch
    names: tuple[Names, ...]


def columns_of(cases: Iterable[Case]) -> Columns:
    return Writer(tuple(cases)).columns()


class Writer:
    """Writes one batch."""

    def __init__(self, cases: tuple[Case, ...]) -> None:
        self.cases = cases
        self.names = tuple(map(Names, cases))
        self.symbols = Symbols()
        self.batch = columns_pb2.ColumnBatch(cases=len(cases))
        for case in cases:
            refuse_what_columns_lack(case)

    def columns(self) -> Columns:
        for type_ in sorted({type_ for names in self.names for type_ in names.ids}):
            self.write_subjects(type_)
        self.write_measures()
        for kind in sorted({one.kind for case in self.cases for one in case.evidence}):
            self.write_evidence(kind)
        self.batch.symbols.extend(self.symbols.places)
        return Columns(self.batch, self.names)

    def rows(self, type_: str, value: Callable[[int, str], Value | None]) -> list[Row]:
        """A row for each subject of the type, case after case."""
        found: list[Row] = []
        for number, names in enumerate(self.names):
            for id_ in names.ids.get(type_, ()):
                here = value(number, id_)
                found.append(None if here is None else (here, names))
        return found

    def write_subjects(self, type_: str) -> None:
        column = self.batch.subjects.add(type=type_)
        of_case = [{s.id: s for s in case.subjects if s.type == type_} for case in self.cases]
        attributes = set()
        for names, subjects in zip(self.names, of_case):
            ids = names.ids.get(type_, [])
            column.counts.append(len(ids))
            parents = [subjects[id_].parent for id_ in ids]
            column.parents.extend(names.place(parent)[1] for parent in parents if parent)
            attributes |= {name for s in subjects.values() for name in s.attributes}
        for attribute in sorted(attributes):
            rows = self.rows(type_, lambda n, id_: of_case[n][id_].attributes.get(attribute))
            values = value_column(f"{type_}.{attribute}", rows, self.symbols)
            self.batch.attributes.add(type=type_, attribute=attribute, values=values)

    def write_measures(self) -> None:
        found: dict[tuple[str, str, str], dict[tuple[int, str], Value]] = {}
        for number, (case, names) in enumerate(zip(self.cases, self.names)):
            for one in case.measures:
                type_, _ = names.place(one.subject)
                values = found.setdefault((one.measure, one.period, type_), {})
                if (number, one.subject) in values:
                    raise ValueError(
                        f"case {case.id}: {one.measure} of {one.subject} is measured twice"
                    )
                values[number, one.subject] = one.value
        for (measure, period, type_), measured in sorted(found.items(), key=lambda one: one[0]):
            rows = self.rows(type_, lambda number, id_: measured.get((number, id_)))
            self.batch.measures.add(
                measure=measure,
                period=period,
                values=value_column(f"{measure} {period}", rows, self.symbols),
            )

    def write_evidence(self, kind: str) -> None:
        column = self.batch.evidence.add(kind=kind)
        records: list[tuple[Evidence, Names]] = []
        for case, names in zip(self.cases, self.names):
            here = [one for one in case.evidence if one.kind == kind]
            column.counts.append(len(here))
            records += [(one, names) for one in here]
        days = getattr(column, "from")
        for one, names in records:
            first = one.on or one.from_
            if first is None:
                raise ValueError(f"evidence {one.id} has neither `from_` nor `on`")
            days.append(day_number(first))
            column.partners.append(names.place(one.partner)[1])
            if one.subject:
                column.subjects.append(names.place(one.subject)[1])
        if any(one.through for one, _ in records):
            column.through.extend(
                day_number(one.through) if one.through else OPEN for one, _ in records
            )
        for field in sorted({name for one, _ in records for name in one.fields}):
            rows: list[Row] = [
                (one.fields[field], names) if field in one.fields else None
                for one, names in records
            ]
            values = value_column(f"{kind}.{field}", rows, self.symbols)
            column.fields.add(field=field, values=values)


def refuse_what_columns_lack(case: Case) -> None:
    dated = any(one.recorded or one.superseded for one in case.measures)
    dated = dated or any(one.recorded or one.superseded for one in case.evidence)
    if case.feeds or dated:
        raise ValueError(
            f"case {case.id}: columns have no feeds and no days of recording; ask by decide()"
        )


@dataclass(frozen=True)
class ColumnAward:
    case_id: str
    credit: str
    subject: str
    partner: str
    amount: Decimal
    unit: str  # "USD" of money, else "count", "percent" and such
    period: str
    days: DateRange
    version: str

    @property
    def money(self) -> Money:
        """Of a credit that is money."""
        return Money(self.amount, self.unit)


@dataclass(frozen=True)
class ColumnTie:
    """A subject whose places are tied: held."""

    case_id: str
    credit: str
    subject: str
    partners: tuple[str, ...]
    period: str


@dataclass(frozen=True)
class ColumnDecisions:
    """`awards()` and `ties()` are made as one goes through them: there may be very many.

    `others` are cases that columns cannot say, each a whole decision, and none of it in `awards`.
    """

    revision: str
    others: tuple[Decision, ...]
    wire: decision_service_pb2.DecideColumnsResponse = dataclasses.field(repr=False)
    names: tuple[Names, ...] = dataclasses.field(repr=False)

    def awards(self) -> Iterator[ColumnAward]:
        for credit in self.wire.credits:
            days = range_from_wire(credit.days)
            places = len(str(credit.scale)) - 1
            scale_is_decimal = credit.scale == 10**places
            for case, subject, partner, amount in zip(
                credit.cases, credit.subjects, credit.partners, credit.amounts
            ):
                names = self.names[case]
                sign, digits, _ = Decimal(amount).as_tuple()
                yield ColumnAward(
                    names.case_id,
                    credit.credit,
                    names.ids[credit.subject_type][subject],
                    names.ids[PARTNER][partner],
                    Decimal((sign, digits, -places))
                    if scale_is_decimal
                    else Decimal(amount) / max(1, credit.scale),
                    credit.unit,
                    credit.period,
                    days,
                    credit.version,
                )

    def ties(self) -> Iterator[ColumnTie]:
        for credit in self.wire.credits:
            for tie in credit.ties:
                names = self.names[tie.case]
                yield ColumnTie(
                    names.case_id,
                    credit.credit,
                    names.ids[credit.subject_type][tie.subject],
                    tuple(names.ids[PARTNER][place] for place in tie.partners),
                    credit.period,
                )


def renamed(decision: Decision, names: Names) -> Decision:
    """A decision of placed names, told by the case's own; its texts stay as they are."""
    return dataclasses.replace(
        decision,
        case_id=names.case_id,
        results=tuple(
            dataclasses.replace(
                result,
                subject=names.called(result.subject),
                awards=tuple(
                    dataclasses.replace(award, partner=names.called(award.partner))
                    for award in result.awards
                ),
                refusals=tuple(
                    dataclasses.replace(refusal, partner=names.called(refusal.partner))
                    for refusal in result.refusals
                ),
                held=result.held
                and dataclasses.replace(
                    result.held, between=tuple(map(names.called, result.held.between))
                ),
            )
            for result in decision.results
        ),
    )


def columns_from_wire(
    answer: decision_service_pb2.DecideColumnsResponse, names: tuple[Names, ...]
) -> ColumnDecisions:
    others = tuple(
        renamed(decision_from_wire(one.decision), names[one.case]) for one in answer.others
    )
    return ColumnDecisions(answer.revision, others, answer, names)
