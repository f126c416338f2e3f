"""Policies that are published to a store: revisions, roll back, and who watches them."""

from __future__ import annotations

import unittest

import credence
from credence import RuleFile, State
from server import RULES, Server, ServerTest, announcement

FOLDER = RULES / "cloud_recognition"


def programme(floor: str = "40%") -> list[RuleFile]:
    """The rule files that are shipped, with another floor of usage."""
    files = []
    for path in sorted([*FOLDER.glob("*.policy"), *FOLDER.glob("*.vocab")]):
        text = path.read_text().replace("40% from 2015-07-01", f"{floor} from 2015-07-01")
        files.append(RuleFile(f"cloud_recognition/{path.name}", text))
    return files


class PublishingTest(ServerTest):
    @classmethod
    def setUpClass(cls) -> None:
        cls.server = Server("--policies", "store")
        cls.client = credence.Client(cls.server.address)

    def test_a_publication_decides_and_an_earlier_one_decides_again(self) -> None:
        policies = self.client.policies
        watch = policies.watch(timeout=60)
        self.assertIs(next(watch).state, State.ERROR)
        with self.assertRaises(credence.NotServing):
            self.client.decide(announcement(), "2016-02")

        validated = policies.publish(programme(), validate_only=True, expected_revision="")
        self.assertEqual((validated.published, validated.publication), (False, None))
        first = policies.publish(programme(), "the first")
        self.assertTrue(first.published)
        self.assertEqual(first.revision, validated.revision)
        self.assertFalse(policies.publish(programme()).published)
        status = next(watch)
        self.assertEqual((status.state, status.revision), (State.LOADED, first.revision))
        self.assertEqual(self.client.decide(announcement(), "2016-02").revision, first.revision)

        second = policies.publish(programme("60%"), expected_revision=first.revision)
        self.assertEqual(second.previous_revision, first.revision)
        self.assertEqual(next(watch).revision, second.revision)
        with self.assertRaises(credence.RevisionChanged) as changed:
            policies.publish(programme("50%"), expected_revision=first.revision)
        self.assertEqual(changed.exception.metadata["current"], second.revision)

        back = policies.roll_back(first.revision[:12], "paid too few")
        self.assertEqual(back.revision, first.revision)
        self.assertEqual(policies.status().revision, first.revision)
        listed = list(policies.publications(page_size=1))
        self.assertEqual([one.number for one in listed], [3, 2, 1])
        self.assertEqual(listed[0].message, "paid too few")
        self.assertTrue(listed[0].rolled_back)
        self.assertEqual(policies.files_of(second.revision), tuple(programme("60%")))

    def test_what_does_not_compile_and_what_is_unknown_is_refused(self) -> None:
        with self.assertRaises(credence.PolicyTextInvalid) as invalid:
            self.client.policies.publish([RuleFile("a.policy", "policy a version 1,5")])
        self.assertIn("a.policy:1:", invalid.exception.message)
        with self.assertRaises(credence.RevisionUnknown):
            self.client.policies.roll_back("0" * 64, "back")


class FilesTest(ServerTest):
    def test_a_server_of_files_takes_none(self) -> None:
        with self.assertRaises(credence.PoliciesInFiles):
            self.client.policies.publish(programme())


if __name__ == "__main__":
    unittest.main()
