"""Policies: checking texts, formatting them, and what is published."""

from __future__ import annotations

import datetime
import enum
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from credence.connection import Connection
from credence.v1 import decision_service_pb2, policy_service_pb2 as wire
from credence.v1 import policy_service_pb2_grpc
from credence.values import date_from_wire


class Severity(enum.Enum):
    ERROR = wire.Diagnostic.ERROR
    WARNING = wire.Diagnostic.WARNING
    UNKNOWN = wire.Diagnostic.SEVERITY_UNSPECIFIED

    @classmethod
    def _missing_(cls, value: object) -> Severity:
        return cls.UNKNOWN


@dataclass(frozen=True)
class RuleFile:
    """A rule file as its author has it; bytes need not be UTF-8: the server says where not."""

    name: str
    text: str | bytes


@dataclass(frozen=True)
class Place:
    """Of text in a file: lines and columns from 1, columns in code points."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    label: str


@dataclass(frozen=True)
class Fix:
    """What to put in place of the bytes from `begin` to `end`."""

    begin: int
    end: int
    replacement: str


@dataclass(frozen=True)
class Diagnostic:
    code: str  # "C101"
    severity: Severity
    headline: str
    place: Place
    why: str
    help: str
    fix: Fix | None
    rendered: str  # as people read it

    def __str__(self) -> str:
        return self.rendered


@dataclass(frozen=True)
class Checked:
    ok: bool  # there may be warnings
    diagnostics: tuple[Diagnostic, ...]
    more: int  # diagnostics past the limit, not listed
    rendered: str


@dataclass(frozen=True)
class Formatted:
    text: str  # empty when it does not parse
    changed: bool
    diagnostics: tuple[Diagnostic, ...]
    rendered: str


@dataclass(frozen=True)
class Reloaded:
    published: bool  # False: the set that was live stays
    revision: str
    diagnostics: tuple[Diagnostic, ...]
    rendered: str


class State(enum.Enum):
    LOADED = wire.PolicyStatus.LOADED
    STALE = wire.PolicyStatus.STALE  # the last good policies decide
    ERROR = wire.PolicyStatus.ERROR  # nothing decides
    UNKNOWN = wire.PolicyStatus.STATE_UNSPECIFIED

    @classmethod
    def _missing_(cls, value: object) -> State:
        return cls.UNKNOWN


@dataclass(frozen=True)
class Status:
    """How what decides stands to the rule files, or to what was published."""

    state: State
    since: datetime.datetime
    revision: str  # that decides; empty: none does
    revision_since: datetime.datetime | None
    problem: str
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True)
class Publication:
    """One of a sequence: each holds until the next."""

    number: int
    revision: str
    published: datetime.datetime
    by: str
    message: str
    rolled_back: bool  # to the revision of an earlier one


@dataclass(frozen=True)
class Published:
    published: bool  # False: only validated, or published already
    revision: str
    publication: Publication | None  # None: only validated
    previous_revision: str  # that was published until now; empty: none was
    warnings: tuple[Diagnostic, ...]


@dataclass(frozen=True)
class PolicyVersion:
    name: str  # "policies/partner_recognition/versions/2016.1"
    version: str
    from_: datetime.date
    through: datetime.date | None
    supersedes: str
    vocabulary: str
    file: str
    credits: dict[str, str]  # what each is: "money in USD for one partner per subscription"
    text: str  # only when the version itself was read
    vocabulary_text: str


@dataclass(frozen=True)
class Policy:
    name: str  # "policies/partner_recognition"
    versions: tuple[PolicyVersion, ...]
    revision: str


def rule_file_to_wire(file: RuleFile) -> decision_service_pb2.PolicyText:
    if isinstance(file.text, bytes):
        return decision_service_pb2.PolicyText(name=file.name, raw_text=file.text)
    return decision_service_pb2.PolicyText(name=file.name, text=file.text)


def diagnostic_from_wire(found: wire.Diagnostic) -> Diagnostic:
    at = found.place.range
    fix = found.fix.range
    return Diagnostic(
        found.code,
        Severity(found.severity),
        found.headline,
        Place(
            found.place.file,
            at.begin_line,
            at.begin_column,
            at.end_line,
            at.end_column,
            found.place.label,
        ),
        found.why,
        found.help,
        Fix(fix.begin_offset, fix.end_offset, found.fix.replacement)
        if found.HasField("fix")
        else None,
        found.rendered,
    )


def diagnostics_of(found: Iterable[wire.Diagnostic]) -> tuple[Diagnostic, ...]:
    return tuple(map(diagnostic_from_wire, found))


def version_from_wire(version: wire.PolicyVersion) -> PolicyVersion:
    return PolicyVersion(
        version.name,
        version.version,
        date_from_wire(getattr(version, "from")),
        date_from_wire(version.through) if version.HasField("through") else None,
        version.supersedes,
        version.vocabulary,
        version.file,
        {credit.name: credit.declaration for credit in version.credits},
        version.text,
        version.vocabulary_text,
    )


def policy_from_wire(policy: wire.Policy) -> Policy:
    return Policy(
        policy.name, tuple(map(version_from_wire, policy.versions)), policy.revision
    )


def time_from_wire(text: str) -> datetime.datetime:
    """Of RFC 3339 as the server writes it: whole seconds, UTC."""
    read = datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ")
    return read.replace(tzinfo=datetime.timezone.utc)


def status_from_wire(status: wire.PolicyStatus) -> Status:
    return Status(
        State(status.state),
        time_from_wire(status.since),
        status.revision,
        time_from_wire(status.revision_since) if status.revision_since else None,
        status.problem,
        diagnostics_of(status.diagnostics),
    )


def publication_from_wire(one: wire.Publication) -> Publication:
    return Publication(
        one.number,
        one.revision,
        time_from_wire(one.published),
        one.by,
        one.message,
        one.rolled_back,
    )


class Policies:
    """`client.policies`"""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._stub = connection.stub(policy_service_pb2_grpc.PolicyServiceStub)

    def check(
        self,
        files: Iterable[RuleFile],
        *,
        with_published: bool = False,
        timeout: float | None = None,
    ) -> Checked:
        """Compiles files together; their faults are the answer, and no error."""
        request = wire.CheckPolicyRequest(
            files=map(rule_file_to_wire, files), with_published=with_published
        )
        answer = self._connection.call(self._stub.CheckPolicy, request, timeout)
        return Checked(
            answer.ok, diagnostics_of(answer.diagnostics), answer.more_count, answer.rendered
        )

    def format(self, file: RuleFile, *, timeout: float | None = None) -> Formatted:
        request = wire.FormatPolicyRequest(file=rule_file_to_wire(file))
        answer = self._connection.call(self._stub.FormatPolicy, request, timeout)
        return Formatted(
            answer.text, answer.changed, diagnostics_of(answer.diagnostics), answer.rendered
        )

    def list(self, *, page_size: int = 0, timeout: float | None = None) -> Iterator[Policy]:
        """What is published, by name; pages are asked for as one goes on."""
        request = wire.ListPoliciesRequest(page_size=page_size)
        for page in self._connection.pages(self._stub.ListPolicies, request, timeout):
            yield from map(policy_from_wire, page.policies)

    def get(self, name: str, *, timeout: float | None = None) -> Policy:
        """One family ("policies/NAME"), or one version of it with its text."""
        request = wire.GetPolicyRequest(name=name)
        return policy_from_wire(self._connection.call(self._stub.GetPolicy, request, timeout))

    def status(self, *, timeout: float | None = None) -> Status:
        request = wire.GetStatusRequest()
        return status_from_wire(self._connection.call(self._stub.GetStatus, request, timeout))

    def watch(self, *, timeout: float | None = None) -> Iterator[Status]:
        """The status now, and whenever it changes, for as long as one goes on.

        Unavailable is raised when the server stops.
        """
        request = wire.WatchPoliciesRequest()
        for status in self._connection.listen(self._stub.WatchPolicies, request, timeout):
            yield status_from_wire(status)

    def publish(
        self,
        files: Iterable[RuleFile],
        message: str = "",
        *,
        validate_only: bool = False,
        expected_revision: str | None = None,
        timeout: float | None = None,
    ) -> Published:
        """Has every server of the store decide by these files, and by them alone.

        Each is named by its path below their folder. PolicyTextInvalid is raised for errors in
        them, and RevisionChanged where another revision than `expected_revision` is published
        ("": nothing may be); what was published decides on.
        """
        request = wire.PublishPoliciesRequest(
            files=map(rule_file_to_wire, files),
            message=message,
            validate_only=validate_only,
            expected_revision=expected_revision,
        )
        answer = self._connection.call(self._stub.PublishPolicies, request, timeout)
        return Published(
            answer.published,
            answer.revision,
            publication_from_wire(answer.publication)
            if answer.HasField("publication")
            else None,
            answer.previous_revision,
            diagnostics_of(answer.diagnostics),
        )

    def roll_back(
        self,
        revision: str,
        message: str,
        *,
        expected_revision: str | None = None,
        timeout: float | None = None,
    ) -> Published:
        """Publishes a revision again, by its digits or the first eight or more of them."""
        request = wire.RollBackPoliciesRequest(
            revision=revision, message=message, expected_revision=expected_revision
        )
        answer = self._connection.call(self._stub.RollBackPolicies, request, timeout)
        publication = publication_from_wire(answer.publication)
        return Published(
            answer.published,
            publication.revision,
            publication,
            answer.previous_revision,
            (),
        )

    def publications(
        self, *, page_size: int = 0, timeout: float | None = None
    ) -> Iterator[Publication]:
        """What was published, from the newest on; pages are asked for as one goes on."""
        request = wire.ListPublicationsRequest(page_size=page_size)
        for page in self._connection.pages(self._stub.ListPublications, request, timeout):
            yield from map(publication_from_wire, page.publications)

    def files_of(self, revision: str, *, timeout: float | None = None) -> tuple[RuleFile, ...]:
        """Those that were published under a revision, by name."""
        request = wire.GetRevisionRequest(revision=revision)
        answer = self._connection.call(self._stub.GetRevision, request, timeout)
        return tuple(RuleFile(file.name, file.text) for file in answer.files)

    def reload(self, *, timeout: float | None = None) -> Reloaded:
        """Reads the server's folder again; one that does not compile changes nothing."""
        request = wire.ReloadPoliciesRequest()
        answer = self._connection.call(self._stub.ReloadPolicies, request, timeout)
        return Reloaded(
            answer.published,
            answer.revision,
            diagnostics_of(answer.diagnostics),
            answer.rendered,
        )
