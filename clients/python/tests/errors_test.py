"""Refusals: the contract's reasons and the exceptions that stand for them."""

from __future__ import annotations

import unittest

import grpc
from google.protobuf import any_pb2
from google.rpc import error_details_pb2, status_pb2

import credence
from credence import errors
from credence.v1 import decision_service_pb2

REASONS = [
    name
    for name in decision_service_pb2.ErrorReason.keys()
    if name != "ERROR_REASON_UNSPECIFIED"
]


def status_of(reason: str, code: int, domain: str = errors.DOMAIN) -> status_pb2.Status:
    packed = any_pb2.Any()
    packed.Pack(error_details_pb2.ErrorInfo(reason=reason, domain=domain))
    return status_pb2.Status(code=code, message="no", details=[packed])


class ErrorsTest(unittest.TestCase):
    def test_each_reason_has_its_exception_and_no_other_is_there(self) -> None:
        self.assertGreater(len(REASONS), 20)
        self.assertEqual(sorted(errors.BY_REASON), sorted(REASONS))
        for reason in REASONS:
            with self.subTest(reason):
                kind = errors.BY_REASON[reason]
                self.assertIn(kind.__name__, errors.__all__)
                self.assertIs(getattr(credence, kind.__name__), kind)
                raised = errors.error_of_status(status_of(reason, kind.code))
                self.assertIs(type(raised), kind)
                self.assertEqual((raised.reason, raised.code), (reason, kind.code))

    def test_a_reason_that_is_new_is_known_by_its_status(self) -> None:
        code = grpc.StatusCode.NOT_FOUND.value[0]
        raised = errors.error_of_status(status_of("LATER_UNKNOWN", code))
        self.assertIs(type(raised), credence.NotFound)
        self.assertEqual(raised.reason, "LATER_UNKNOWN")

    def test_reasons_of_others_are_not_ours(self) -> None:
        code = grpc.StatusCode.NOT_FOUND.value[0]
        raised = errors.error_of_status(status_of("POLICY_UNKNOWN", code, "elsewhere.example"))
        self.assertIs(type(raised), credence.NotFound)


if __name__ == "__main__":
    unittest.main()
