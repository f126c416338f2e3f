"""What was decided before: the records of the server's decision log."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Union

from credence.case import Case, case_from_wire
from credence.decision import Decision, decision_from_wire
from credence.v1 import decision_record_pb2

# A moment, with its zone; or a day of UTC, meant from its beginning to its end.
When = Union[datetime.datetime, datetime.date]


@dataclass(frozen=True)
class DecisionRecord:
    """A decision as it was recorded, or what the log says of itself.

    What the server's log masks is masked here: a text is "[masked]", anything else is left out.
    """

    id: str  # no other record has it
    time: datetime.datetime
    method: str  # "Decide", "BatchDecide", "StreamDecide" or "DecideColumns"
    caller: str
    trace_id: str
    revision: str  # of the policies that decided
    case_sha256: str  # equal digests, equal facts
    customers: tuple[str, ...]
    masks: tuple[str, ...]
    note: str  # for people; empty of a decision, and of some notes
    # All of it as it came, with the request whole, and what was asked and answered in columns.
    wire: decision_record_pb2.DecisionRecord = field(repr=False, compare=False)

    @property
    def is_note(self) -> bool:
        return bool(self.wire.HasField("note"))

    @property
    def case(self) -> Case | None:
        """What was asked about; None in columns, of a note, and where it is masked whole.

        Where a number of it is masked there is none to be read, and `wire` has the rest.
        """
        return case_from_wire(self.wire.request.case) if self.wire.request.case.subjects else None

    @property
    def decision(self) -> Decision | None:
        """What was answered; None in columns and of a note. Masked numbers: as of `case`."""
        if not self.wire.HasField("decision"):
            return None
        return decision_from_wire(self.wire.decision)


def when_to_wire(when: When | None) -> str:
    if when is None:
        return ""
    if isinstance(when, datetime.datetime) and when.tzinfo is None:
        raise ValueError(f"{when!r} has no zone; write one, such as datetime.timezone.utc")
    return when.isoformat()


def record_from_wire(record: decision_record_pb2.DecisionRecord) -> DecisionRecord:
    return DecisionRecord(
        record.id,
        datetime.datetime.fromisoformat(record.time.replace("Z", "+00:00")),
        record.method,
        record.caller,
        record.trace_id,
        record.revision,
        record.case_sha256,
        tuple(record.customers),
        tuple(record.masks),
        record.note.text,
        record,
    )
