"""Values as Python has them, and as the wire does: exact, never a float."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal, localcontext
from fractions import Fraction
from typing import Union

from credence.v1 import decision_pb2, values_pb2

NANOS = 10**9
UNITS_OF_NO_CURRENCY = ("count", "percent", "points", "number", "days", "")


def exact_decimal(number: Decimal | int | str) -> Decimal:
    """The number itself; a float is refused, since it is seldom the number one meant."""
    if isinstance(number, (bool, float)):
        raise TypeError(f"{number!r} is no exact number; write Decimal or a string")
    decimal = Decimal(number)
    if not decimal.is_finite():
        raise ValueError(f"{number!r} is no number")
    return decimal


def decimal_text(number: Decimal) -> str:
    """Without an exponent, as the wire wants it."""
    return format(number, "f")


@dataclass(frozen=True)
class Money:
    """An amount of money: `Money("12345.67", "USD")`."""

    amount: Decimal
    currency: str

    def __init__(self, amount: Decimal | int | str, currency: str) -> None:
        object.__setattr__(self, "amount", exact_decimal(amount))
        object.__setattr__(self, "currency", currency)

    def __str__(self) -> str:
        return f"{self.amount:,f} {self.currency}"


@dataclass(frozen=True)
class Percent:
    """A share: `Percent(40)` is 40%."""

    number: Decimal

    def __init__(self, number: Decimal | int | str) -> None:
        object.__setattr__(self, "number", exact_decimal(number))

    def __str__(self) -> str:
        return f"{self.number:f}%"


class Reference(str):
    """The id of a subject, as the value of an attribute or field.

    Case by case a plain string does as well. In columns the two differ: a subject is named there
    by its place, and a symbol is not.
    """


# What an attribute, a measure, a field or a parameter can be. A string is one of a declared set, or
# the id of a subject; a timedelta is whole days.
Value = Union[Decimal, int, Money, Percent, datetime.date, datetime.timedelta, str]


@dataclass(frozen=True)
class DateRange:
    """Days, both ends included; None is open."""

    from_: datetime.date | None = None
    through: datetime.date | None = None

    def __str__(self) -> str:
        return f"{self.from_ or ''}..{self.through or ''}"


@dataclass(frozen=True)
class Amount:
    """A number with its unit: `text` is for people, the rest for programs.

    `exact` is a Fraction where no decimal is exact, and of percent, so 40 is 40%.
    """

    text: str
    exact: Decimal | Fraction
    unit: str

    @property
    def money(self) -> Money | None:
        """It as money; None where it is none, or no finite decimal."""
        if self.unit in UNITS_OF_NO_CURRENCY or isinstance(self.exact, Fraction):
            return None
        return Money(self.exact, self.unit)

    def __str__(self) -> str:
        return self.text


def date_to_wire(day: datetime.date | None) -> values_pb2.Date | None:
    if day is None:
        return None
    if isinstance(day, datetime.datetime):
        raise TypeError(f"{day!r} has a clock time; Credence's days have none: write a date")
    return values_pb2.Date(year=day.year, month=day.month, day=day.day)


def date_from_wire(day: values_pb2.Date) -> datetime.date:
    return datetime.date(day.year, day.month, day.day)


def range_from_wire(days: values_pb2.DateRange) -> DateRange:
    return DateRange(
        date_from_wire(getattr(days, "from")) if days.HasField("from") else None,
        date_from_wire(days.through) if days.HasField("through") else None,
    )


def days_of(span: datetime.timedelta) -> int:
    if span % datetime.timedelta(days=1):
        raise ValueError(f"{span} is not whole days")
    return span.days


def money_to_wire(money: Money) -> values_pb2.Value:
    """In units and nanos where these suffice, else as an exact text."""
    with localcontext() as context:
        context.prec = max(60, len(money.amount.as_tuple().digits) + 30)
        nanos = money.amount * NANOS
        fits = nanos == nanos.to_integral_value(ROUND_FLOOR) and abs(money.amount) < 2**63
        if not fits:
            text = f"{decimal_text(money.amount)} {money.currency}"
            return values_pb2.Value(exact_money=text)
        units, rest = divmod(abs(int(nanos)), NANOS)
    sign = -1 if money.amount < 0 else 1
    return values_pb2.Value(
        money=values_pb2.Money(
            currency_code=money.currency, units=sign * units, nanos=sign * rest
        )
    )


def value_to_wire(value: Value) -> values_pb2.Value:
    if isinstance(value, Money):
        return money_to_wire(value)
    if isinstance(value, Percent):
        return values_pb2.Value(percent=decimal_text(value.number))
    if isinstance(value, datetime.date):
        return values_pb2.Value(date=date_to_wire(value))
    if isinstance(value, datetime.timedelta):
        return values_pb2.Value(days=days_of(value))
    if isinstance(value, str):
        return values_pb2.Value(symbol=value)
    return values_pb2.Value(decimal=decimal_text(exact_decimal(value)))


def value_from_wire(value: values_pb2.Value) -> Value | None:
    """None for a kind that this package is too old to know."""
    kind = value.WhichOneof("kind")
    if kind == "decimal":
        return Decimal(value.decimal)
    if kind == "percent":
        return Percent(value.percent)
    if kind == "money":
        # Not by arithmetic, which a context would round.
        nanos = value.money.units * NANOS + value.money.nanos
        number = Decimal(nanos).as_tuple()
        amount = plainest(Decimal((number.sign, number.digits, -9)))
        return Money(amount, value.money.currency_code)
    if kind == "date":
        return date_from_wire(value.date)
    if kind == "days":
        return datetime.timedelta(days=value.days)
    if kind == "symbol":
        return str(value.symbol)
    if kind == "exact_money":
        amount_text, _, currency = value.exact_money.partition(" ")
        return Money(amount_text, currency)
    return None


def plainest(number: Decimal) -> Decimal:
    """The same number without zeros at the end, and without an exponent."""
    text = decimal_text(number)
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)


def values_from_wire(fields: Mapping[str, values_pb2.Value]) -> dict[str, Value]:
    read = {name: value_from_wire(value) for name, value in fields.items()}
    return {name: value for name, value in read.items() if value is not None}


def amount_from_wire(amount: decision_pb2.Amount) -> Amount:
    """Of what has a text and no number (a date that was compared) the number is 0."""
    text = amount.exact or "0"
    exact: Decimal | Fraction = Fraction(text) if "/" in text else Decimal(text)
    return Amount(amount.text, exact, amount.unit)
