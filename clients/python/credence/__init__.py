"""A client of Credence, which decides who gets credit for a customer, for what, on what evidence.

    from credence import Case, Client, Evidence, Measure, Money, Subject

    with Client("127.0.0.1:50051") as client:
        decision = client.decide(case, "2016-02", "partner_recognition")

The messages of the wire are `credence.v1`.
"""

from credence.case import Case, Evidence, Feed, Measure, Subject
from credence.client import Answer, Client, Overlay, Question
from credence.columns import ColumnAward, ColumnDecisions, Columns, ColumnTie, columns_of
from credence.connection import Retry, Tls
from credence.decision import Award, Decision, Held, Outcome, Refusal, Result, Standing, Verdict
from credence.decision_log import DecisionRecord
from credence.errors import *  # noqa: F403  # Every reason, by its own name.
from credence.errors import __all__ as _errors
from credence.facts import Attribute, Fact, KnownFact, Recorded, Source
from credence.ledger import Closed, Entry, Explanation, HeldEntry, Statement, Total
from credence.policies import (
    Diagnostic,
    Policy,
    PolicyVersion,
    Publication,
    Published,
    RuleFile,
    Severity,
    State,
    Status,
)
from credence.values import Amount, DateRange, Money, Percent, Reference, Value

__all__ = [
    "Amount",
    "Answer",
    "Attribute",
    "Award",
    "Case",
    "Client",
    "Closed",
    "ColumnAward",
    "ColumnDecisions",
    "ColumnTie",
    "Columns",
    "DateRange",
    "Decision",
    "DecisionRecord",
    "Diagnostic",
    "Entry",
    "Evidence",
    "Explanation",
    "Fact",
    "Feed",
    "Held",
    "HeldEntry",
    "KnownFact",
    "Measure",
    "Money",
    "Outcome",
    "Overlay",
    "Percent",
    "Policy",
    "PolicyVersion",
    "Publication",
    "Published",
    "Question",
    "Recorded",
    "Reference",
    "Refusal",
    "Result",
    "Retry",
    "RuleFile",
    "Severity",
    "Source",
    "Standing",
    "State",
    "Statement",
    "Status",
    "Subject",
    "Tls",
    "Total",
    "Value",
    "Verdict",
    "columns_of",
]
__all__ += _errors
