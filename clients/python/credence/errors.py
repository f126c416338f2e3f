"""Why a call, or one item of a batch, was refused: an exception for each reason the server gives.

Catch the reason (`PolicyUnknown`), its status (`NotFound`), or all (`CredenceError`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import grpc
from google.rpc import error_details_pb2, status_pb2

__all__ = [
    "Aborted",
    "CaseInvalid",
    "CredenceError",
    "DataLoss",
    "DeadlineExceeded",
    "DecisionLogAbsent",
    "DecisionLogFailed",
    "DecisionLogFull",
    "DirectoryUnreadable",
    "EntryUnknown",
    "FactUnknown",
    "FactsUnfit",
    "FailedPrecondition",
    "FieldInvalid",
    "FieldViolation",
    "HeldUnknown",
    "InvalidArgument",
    "LimitExceeded",
    "NotAdministrator",
    "NotFound",
    "NotServing",
    "OutOfOrder",
    "Overloaded",
    "PageTokenExpired",
    "PageTokenInvalid",
    "PartnerIneligible",
    "PermissionDenied",
    "PoliciesInFiles",
    "PolicyTextInvalid",
    "PolicyUnknown",
    "ResourceExhausted",
    "RevisionChanged",
    "RevisionUnknown",
    "RulesChanged",
    "StoreAbsent",
    "StoreBusy",
    "StoreDamaged",
    "StoreFull",
    "SubscriptionUnknown",
    "Unauthenticated",
    "Unavailable",
    "Unresolvable",
    "VersionUnknown",
]

DOMAIN = "credence.v1"
DETAILS = "grpc-status-details-bin"


@dataclass(frozen=True)
class FieldViolation:
    field: str  # "case.evidence[3].partner"
    description: str


class CredenceError(Exception):
    """A refusal. `reason` is empty where the server gave none, as when it was not reached."""

    code: int = grpc.StatusCode.UNKNOWN.value[0]

    def __init__(
        self,
        message: str,
        code: int | None = None,
        reason: str = "",
        metadata: Mapping[str, str] | None = None,
        violations: tuple[FieldViolation, ...] = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = type(self).code if code is None else code
        self.reason = reason
        self.metadata = dict(metadata or {})
        self.violations = violations

    def __str__(self) -> str:
        lines = [f"{self.reason}: {self.message}" if self.reason else self.message]
        lines += [f"  {one.field}: {one.description}" for one in self.violations]
        return "\n".join(lines)


class InvalidArgument(CredenceError):
    code = grpc.StatusCode.INVALID_ARGUMENT.value[0]


class NotFound(CredenceError):
    code = grpc.StatusCode.NOT_FOUND.value[0]


class FailedPrecondition(CredenceError):
    code = grpc.StatusCode.FAILED_PRECONDITION.value[0]


class ResourceExhausted(CredenceError):
    code = grpc.StatusCode.RESOURCE_EXHAUSTED.value[0]


class PermissionDenied(CredenceError):
    code = grpc.StatusCode.PERMISSION_DENIED.value[0]


class Unauthenticated(CredenceError):
    code = grpc.StatusCode.UNAUTHENTICATED.value[0]


class Aborted(CredenceError):
    code = grpc.StatusCode.ABORTED.value[0]


class DataLoss(CredenceError):
    code = grpc.StatusCode.DATA_LOSS.value[0]


class Unavailable(CredenceError):
    """Not reached; by then it was tried again already, where that is safe."""

    code = grpc.StatusCode.UNAVAILABLE.value[0]


class DeadlineExceeded(CredenceError):
    """The answer took longer than `timeout`."""

    code = grpc.StatusCode.DEADLINE_EXCEEDED.value[0]


class PolicyUnknown(NotFound):
    pass


class VersionUnknown(NotFound):
    pass


class FieldInvalid(InvalidArgument):
    pass


class CaseInvalid(InvalidArgument):
    pass


class LimitExceeded(ResourceExhausted):
    pass


class PolicyTextInvalid(InvalidArgument):
    pass


class NotServing(FailedPrecondition):
    pass


class RevisionChanged(Aborted):
    pass


class PageTokenInvalid(InvalidArgument):
    pass


class Overloaded(ResourceExhausted):
    pass


class DirectoryUnreadable(FailedPrecondition):
    pass


class StoreAbsent(FailedPrecondition):
    pass


class FactUnknown(NotFound):
    pass


class OutOfOrder(FailedPrecondition):
    pass


class StoreFull(ResourceExhausted):
    pass


class StoreBusy(Unavailable):
    pass


class StoreDamaged(DataLoss):
    pass


class FactsUnfit(FailedPrecondition):
    pass


class EntryUnknown(NotFound):
    pass


class RulesChanged(FailedPrecondition):
    pass


class NotAdministrator(PermissionDenied):
    pass


class PartnerIneligible(FailedPrecondition):
    pass


class SubscriptionUnknown(NotFound):
    pass


class HeldUnknown(NotFound):
    pass


class Unresolvable(FailedPrecondition):
    pass


class DecisionLogFull(ResourceExhausted):
    pass


class DecisionLogFailed(Unavailable):
    pass


class RevisionUnknown(NotFound):
    pass


class PoliciesInFiles(FailedPrecondition):
    pass


class DecisionLogAbsent(FailedPrecondition):
    pass


class PageTokenExpired(Aborted):
    pass


def reason_of(kind: type[CredenceError]) -> str:
    """`PolicyUnknown` is POLICY_UNKNOWN."""
    name = "".join(f"_{c}" if c.isupper() else c for c in kind.__name__)
    return name.lstrip("_").upper()


BY_STATUS: dict[int, type[CredenceError]] = {
    kind.code: kind for kind in CredenceError.__subclasses__()
}
BY_REASON: dict[str, type[CredenceError]] = {
    reason_of(kind): kind
    for status in CredenceError.__subclasses__()
    for kind in status.__subclasses__()
}


def error_of_status(status: status_pb2.Status) -> CredenceError:
    reason = ""
    metadata: dict[str, str] = {}
    violations: list[FieldViolation] = []
    for detail in status.details:
        info = error_details_pb2.ErrorInfo()
        bad_request = error_details_pb2.BadRequest()
        if detail.Unpack(info):
            if info.domain == DOMAIN:
                reason = info.reason
            metadata.update(info.metadata)
        elif detail.Unpack(bad_request):
            violations += [
                FieldViolation(one.field, one.description)
                for one in bad_request.field_violations
            ]
    kind = BY_REASON.get(reason, BY_STATUS.get(status.code, CredenceError))
    return kind(status.message, status.code, reason, metadata, tuple(violations))


def error_of_call(error: grpc.RpcError, in_plain_text: bool = False) -> CredenceError:
    status = status_pb2.Status()
    for key, value in error.trailing_metadata() or ():
        if key == DETAILS:
            status.ParseFromString(value)
    status.code = error.code().value[0]
    status.message = error.details() or ""
    if status.code == Unavailable.code and not status.details and in_plain_text:
        # gRPC does not tell a server that speaks TLS from one that hangs up.
        status.message += "; a server that speaks TLS takes tls=Tls(...)"
    return error_of_status(status)
