"""What was decided before, listed from the server's decision log."""

from __future__ import annotations

import datetime
import tempfile
import unittest
from collections.abc import Iterable

import credence
from credence import Client, DecisionRecord
from server import FAMILY, Server, ServerTest, announcement

MONTH = "2016-02"
UTC = datetime.timezone.utc


def cases_of(records: Iterable[DecisionRecord]) -> list[str]:
    return [record.case.id for record in records if record.case is not None]


class DecisionLogTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        server = Server("--decision-log", f"{folder.name}/decisions.jsonl")
        self.addCleanup(server.stop)
        self.client = Client(server.address)
        self.addCleanup(self.client.close)

    def test_what_was_decided_is_found(self) -> None:
        began = datetime.datetime.now(UTC)
        names = ["first", "second", "third"]
        decisions = [self.client.decide(announcement(name), MONTH, FAMILY) for name in names]
        note, *records = self.client.list_decisions(page_size=2)
        self.assertTrue(note.is_note)
        self.assertIsNone(note.decision)
        self.assertEqual([record.decision for record in records], decisions)
        first = records[0]
        self.assertEqual(first.customers, ("woodgrove",))
        self.assertEqual((first.method, first.caller), ("Decide", "anonymous"))
        self.assertEqual(first.revision, decisions[0].revision)
        self.assertLess(abs(first.time - began), datetime.timedelta(minutes=5))
        assert first.case is not None
        self.assertEqual(first.case.id, "first")

        find = self.client.list_decisions
        self.assertEqual(cases_of(find(customer="second")), ["second"])
        self.assertEqual(cases_of(find(partner="adatum", until=records[1].time)), names[:2])
        self.assertEqual(cases_of(find(caller="anonymous", from_=first.time)), names)
        self.assertEqual(cases_of(find(rule="nobodys")), [])
        self.assertEqual(cases_of(find(after=first.id)), names[1:])
        self.assertEqual(cases_of(find(id=first.id)), names[:1])
        self.assertEqual(next(find(from_=began.date())).id, note.id)
        self.assertEqual(self.client.decide(first.case, MONTH, FAMILY), decisions[0])

    def test_a_time_has_a_zone(self) -> None:
        with self.assertRaises(ValueError):
            list(self.client.list_decisions(from_=datetime.datetime(2016, 4, 1)))


class NoDecisionLogTest(ServerTest):
    def test_a_server_without_a_log_says_so(self) -> None:
        with self.assertRaises(credence.DecisionLogAbsent) as raised:
            next(self.client.list_decisions())
        self.assertIn("decision_log.file", str(raised.exception))


if __name__ == "__main__":
    unittest.main()
