"""Deciding: one case, batches, streams, columns."""

from __future__ import annotations

import dataclasses
import datetime
import unittest
from collections.abc import Iterator
from decimal import Decimal

import credence
from credence import Case, Decision, Evidence, Money, Outcome, Overlay, Percent, Question
from server import FAMILY, ServerTest, announcement

MONTH = "2016-02"


class DecidingTest(ServerTest):
    def test_a_case_is_decided_with_its_reasons(self) -> None:
        decision = self.client.decide(announcement(), MONTH, FAMILY)
        self.assertEqual(decision.case_id, "announcement")
        (incentive,) = decision.of("incentive")
        self.assertIs(incentive.outcome, Outcome.AWARDED)
        (award,) = incentive.awards
        self.assertEqual(award.partner, "adatum")
        self.assertEqual(award.amount.money, Money("617.28", "USD"))
        self.assertEqual(award.exact_amount.exact, Decimal("617.2835"))
        self.assertEqual(award.rules[0].name, "deployment_incentive")
        self.assertEqual([cited.id for cited in award.evidence], ["dpor-a"])
        self.assertTrue(any("53.75% >= 40%" in step.text for step in award.steps))
        why = {refusal.partner: refusal for refusal in incentive.refusals}
        self.assertEqual(why["umbra"].stage, "EXCLUDE")
        self.assertIn("no dpor on 2016-02-29", why["bellows"].reason)
        (seats,) = decision.of("recognised_seats", "ea1.exchange")
        recognised = {award.partner: award.amount.exact for award in seats.awards}
        self.assertEqual(recognised["bellows"], 900)
        again = self.client.decide(announcement(), MONTH, revision=decision.revision)
        self.assertEqual(again, decision)

    def test_what_if(self) -> None:
        overlay = Overlay(params={"usage_floor": Percent(60)})
        decision = self.client.decide(announcement(), MONTH, overlay=overlay, steps=False)
        self.assertIs(decision.of("incentive")[0].outcome, Outcome.NONE)
        old = self.client.decide(announcement(), MONTH, overlay=Overlay(version="2015.7"))
        self.assertEqual(old.of("incentive")[0].version, "2015.7")

    def test_faults_name_their_fields(self) -> None:
        case = announcement()
        stray = Evidence("x", "dopr", "adatum", "ea1", datetime.date(2016, 1, 1))
        wrong = dataclasses.replace(case, evidence=[*case.evidence, stray])
        with self.assertRaises(credence.CaseInvalid) as raised:
            self.client.decide(wrong, MONTH)
        (violation,) = raised.exception.violations
        self.assertEqual(violation.field, f"case.evidence[{len(case.evidence)}].kind")
        self.assertIn("dopr", str(raised.exception))

    def test_reasons_are_exceptions(self) -> None:
        with self.assertRaises(credence.PolicyUnknown) as unknown:
            self.client.decide(announcement(), MONTH, "nobodys")
        self.assertEqual(unknown.exception.metadata["policy"], "nobodys")
        with self.assertRaises(credence.NotFound):
            self.client.decide(announcement(), MONTH, overlay=Overlay(version="1999"))
        with self.assertRaises(credence.RevisionChanged):
            self.client.decide(announcement(), MONTH, revision="another")
        with self.assertRaises(credence.FieldInvalid):
            self.client.decide(announcement(), "last month")

    def test_items_of_a_batch_stand_for_themselves(self) -> None:
        answers = self.client.decide_batch(
            [
                Question(announcement("first"), MONTH),
                Question(Case("second"), "never"),
                Question(announcement("third", "1000"), MONTH),
            ]
        )
        first, second, third = answers
        assert isinstance(first, Decision) and isinstance(third, Decision)
        self.assertEqual(first.of("incentive")[0].awards[0].amount.exact, Decimal("617.28"))
        self.assertEqual(third.of("incentive")[0].awards[0].amount.exact, Decimal("50.00"))
        self.assertIsInstance(second, credence.FieldInvalid)

    def test_a_stream_answers_in_order(self) -> None:
        questions = (Question(announcement(f"c{n}", str(n)), MONTH) for n in range(25))
        answers = list(self.client.decide_stream(questions, batch=10))
        self.assertEqual(
            [one.case_id for one in answers if isinstance(one, Decision)],
            [f"c{n}" for n in range(25)],
        )

    def test_what_the_caller_raises_ends_a_stream(self) -> None:
        def questions() -> Iterator[Question]:
            yield Question(announcement(), MONTH)
            raise LookupError("the caller's own")

        with self.assertRaisesRegex(LookupError, "the caller's own"):
            list(self.client.decide_stream(questions(), batch=1))

    def test_a_stream_may_be_left(self) -> None:
        def without_end() -> Iterator[Question]:
            while True:
                yield Question(announcement(), MONTH)

        stream = self.client.decide_stream(without_end(), batch=2)
        self.assertIsInstance(next(stream), Decision)
        stream.close()

    def test_columns_award_what_decide_does(self) -> None:
        cases = [announcement(f"c{n}", f"{1000 + n}.{n:02}") for n in range(30)]
        bulk = self.client.decide_columns(cases, MONTH, FAMILY)
        self.assertEqual(bulk.others, ())
        found = {
            (one.case_id, one.credit, one.subject, one.partner): one.amount
            for one in bulk.awards()
        }
        expected = {}
        for case in cases:
            decision = self.client.decide(case, MONTH)
            self.assertEqual(decision.revision, bulk.revision)
            for result in decision.results:
                for award in result.awards:
                    key = (case.id, result.credit, result.subject, award.partner)
                    expected[key] = award.amount.exact
        self.assertEqual(found, expected)
        money = [one.money for one in bulk.awards() if one.credit == "incentive"]
        self.assertEqual(money[0], Money("50.00", "USD"))

    def test_columns_tell_ties_and_what_they_cannot_say(self) -> None:
        case = announcement("tied")
        eligible = Evidence("ok-umbra", "eligible", "umbra", from_=datetime.date(2015, 7, 1))
        since = datetime.date(2015, 12, 1)
        same_day = [
            dataclasses.replace(one, fields={"since": since}) if one.kind == "dpor" else one
            for one in case.evidence
        ]
        tied = dataclasses.replace(case, evidence=[*same_day, eligible])
        lacking = dataclasses.replace(announcement("lacking"), measures=case.measures[1:])
        bulk = self.client.decide_columns([tied, lacking], MONTH)
        (tie,) = bulk.ties()
        self.assertEqual((tie.case_id, tie.subject), ("tied", "ea1"))
        self.assertEqual(tie.partners, ("adatum", "umbra"))
        (other,) = bulk.others
        self.assertEqual(other.case_id, "lacking")
        (held,) = other.of("incentive", "ea1")
        assert held.held is not None
        self.assertEqual(held.held.reason, "MISSING_INPUT")
        (seats,) = other.of("recognised_seats", "ea1.exchange")
        self.assertEqual({award.partner for award in seats.awards}, {"adatum", "bellows"})
        euros = [
            dataclasses.replace(one, value=Money(one.value.amount, "EUR"))
            if isinstance(one.value, Money)
            else one
            for one in case.measures
        ]
        with self.assertRaisesRegex(credence.InvalidArgument, "never converted"):
            self.client.decide_columns([dataclasses.replace(case, measures=euros)], MONTH)
        feeds = [credence.Feed("dpor", since)]
        with self.assertRaisesRegex(ValueError, "feeds"):
            self.client.decide_columns([dataclasses.replace(case, feeds=feeds)], MONTH)


if __name__ == "__main__":
    unittest.main()
