"""How a server is reached: TLS, a token, deadlines, and what is tried again."""

from __future__ import annotations

import json
import pathlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar, Union

import grpc

from credence.errors import error_of_call

Pem = Union[bytes, str, pathlib.Path]
T = TypeVar("T")

# Calls that change nothing, or the same thing once however often they are made. A close, a
# retraction or a choice is not among them: an answer that was lost may have been a yes.
SAFE_TO_REPEAT = {
    "DecisionService": ("Decide", "BatchDecide", "DecideColumns"),
    "DecisionLogService": (),  # All of it.
    "PolicyService": (),  # Likewise.
    "FactService": ("ListFacts",),
    "LedgerService": (
        "ListEntries",
        "ExplainEntry",
        "GetStatement",
        "ListStandings",
        "ListHeld",
    ),
}


@dataclass(frozen=True)
class Tls:
    """Whom to trust, and what to show; PEM, as bytes or as the path of a file.

    Without `ca` the system's certificates are trusted. `certificate` and `key` go together.
    """

    ca: Pem | None = None
    certificate: Pem | None = None
    key: Pem | None = None

    def credentials(self) -> Any:
        if (self.certificate is None) != (self.key is None):
            raise ValueError("a certificate and its key go together")
        parts = (self.ca, self.key, self.certificate)
        return grpc.ssl_channel_credentials(*map(read_pem, parts))


@dataclass(frozen=True)
class Retry:
    """How often, and after which pauses, a call is tried while the server is not there or has too
    much to do. Then the server says itself how long the pause is, and of a limit that would be
    passed again that there is none to be made.
    """

    attempts: int = 4  # gRPC takes 5 at most
    first_pause: float = 0.1  # seconds; each pause is twice the one before, and has some chance
    longest_pause: float = 2.0

    def service_config(self) -> str:
        names = [
            {"service": f"credence.v1.{service}", **({"method": method} if method else {})}
            for service, methods in SAFE_TO_REPEAT.items()
            for method in methods or ("",)
        ]
        policy = {
            "maxAttempts": self.attempts,
            "initialBackoff": f"{self.first_pause}s",
            "maxBackoff": f"{self.longest_pause}s",
            "backoffMultiplier": 2,
            "retryableStatusCodes": ["UNAVAILABLE", "RESOURCE_EXHAUSTED"],
        }
        return json.dumps({"methodConfig": [{"name": names, "retryPolicy": policy}]})


def read_pem(pem: Pem | None) -> bytes | None:
    if pem is None or isinstance(pem, bytes):
        return pem
    read = pathlib.Path(pem).read_bytes()
    if b"-----BEGIN " not in read:
        raise ValueError(f"{pem}: this is no file in PEM")
    return read


def is_of_this_machine(target: str) -> bool:
    return target.startswith(("127.", "localhost:", "[::1]:", "unix:"))


class Connection:
    """A channel, and how calls on it are made. Threads may share it."""

    def __init__(
        self,
        target: str,
        tls: Tls | None,
        token: str | Callable[[], str] | None,
        timeout: float | None,
        retry: Retry | None,
    ) -> None:
        if token is not None and tls is None and not is_of_this_machine(target):
            raise ValueError("a token is sent over TLS only: whoever reads it may use it")
        self.token = token
        self.timeout = timeout
        self.in_plain_text = tls is None
        # A batch of explained decisions is larger than what gRPC takes unasked.
        options: list[tuple[str, Any]] = [("grpc.max_receive_message_length", -1)]
        if retry is None or retry.attempts < 2:
            options.append(("grpc.enable_retries", 0))
        else:
            options.append(("grpc.service_config", retry.service_config()))
        if tls is None:
            self.channel: Any = grpc.insecure_channel(target, options)
        else:
            self.channel = grpc.secure_channel(target, tls.credentials(), options)

    def stub(self, kind: Any) -> Any:
        """A stub that protoc wrote, whose code has no types."""
        return kind(self.channel)

    def metadata(self) -> tuple[tuple[str, str], ...]:
        if self.token is None:
            return ()
        token = self.token() if callable(self.token) else self.token
        return (("authorization", f"Bearer {token}"),)

    def call(self, method: Any, request: Any, timeout: float | None) -> Any:
        """One answer to one request."""
        return self.wait_for(method, request, self.timeout if timeout is None else timeout)

    def wait_for(self, method: Any, request: Any, timeout: float | None) -> Any:
        """As `call`, without the deadline of others."""
        try:
            return method(request, timeout=timeout, metadata=self.metadata())
        except grpc.RpcError as error:
            raise error_of_call(error, self.in_plain_text) from error

    def pages(self, method: Any, request: Any, timeout: float | None) -> Iterator[Any]:
        """Page after page; the deadline is each page's own."""
        while True:
            page = self.call(method, request, timeout)
            yield page
            if not page.next_page_token:
                return
            request.page_token = page.next_page_token

    def stream(self, method: Any, requests: Iterable[T], timeout: float | None) -> Iterator[Any]:
        """Answers as they come. What `requests` raises is raised, and ends the call."""
        sending = Sending(requests)
        call = method(sending, timeout=timeout, metadata=self.metadata())
        try:
            yield from call
        except grpc.RpcError as error:
            if sending.fault is not None:
                raise sending.fault from None
            raise error_of_call(error, self.in_plain_text) from error
        finally:
            call.cancel()

    def listen(self, method: Any, request: Any, timeout: float | None) -> Iterator[Any]:
        """Answers to one request, as they come, for as long as they are asked for."""
        call = method(request, timeout=timeout, metadata=self.metadata())
        try:
            yield from call
        except grpc.RpcError as error:
            raise error_of_call(error, self.in_plain_text) from error
        finally:
            call.cancel()

    def upload(self, method: Any, requests: Iterable[T], timeout: float | None) -> Any:
        """One answer to a stream. What `requests` raises is raised, and ends the call."""
        sending = Sending(requests)
        try:
            return method(sending, timeout=timeout, metadata=self.metadata())
        except grpc.RpcError as error:
            if sending.fault is not None:
                raise sending.fault from None
            raise error_of_call(error, self.in_plain_text) from error


class Sending(Iterator[T]):
    """Requests on their way, which gRPC takes in a thread of its own and whose fault it hides."""

    def __init__(self, requests: Iterable[T]) -> None:
        self.requests = iter(requests)
        self.fault: BaseException | None = None

    def __next__(self) -> T:
        try:
            return next(self.requests)
        except StopIteration:
            raise
        except BaseException as fault:
            self.fault = fault
            raise
