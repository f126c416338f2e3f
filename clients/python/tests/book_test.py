"""Policies, facts and the ledger."""

from __future__ import annotations

import datetime
import unittest
from collections.abc import Iterator
from decimal import Decimal

import credence
from credence import Evidence, Fact, Measure, Money, RuleFile, Severity
from server import DAY, FAMILY, Server, ServerTest, announcement, facts_of, source


class PoliciesTest(ServerTest):
    def test_what_is_published_can_be_read(self) -> None:
        (policy,) = self.client.policies.list(page_size=1)
        self.assertEqual(policy.name, f"policies/{FAMILY}")
        self.assertEqual([one.version for one in policy.versions], ["2015.7", "2016.1"])
        last = policy.versions[-1]
        self.assertEqual((last.from_, last.through), (DAY(2016, 1, 14), None))
        self.assertIn("money in USD for one partner", last.credits["incentive"])
        (read,) = self.client.policies.get(last.name).versions
        self.assertIn("award incentive", read.text)
        with self.assertRaises(credence.PolicyUnknown):
            self.client.policies.get("policies/nobodys")

    def test_a_text_is_checked_and_formatted(self) -> None:
        path = self.server.rules / "2016_01_multi_partner.policy"
        text = path.read_text()
        good = self.client.policies.check([RuleFile("draft", text)], with_published=True)
        self.assertTrue(good.ok, good.rendered)
        misspelt = RuleFile("draft", text.replace("latest dpor.since", "latest dopr.since"))
        bad = self.client.policies.check([misspelt], with_published=True)
        self.assertFalse(bad.ok)
        (fault,) = bad.diagnostics
        self.assertEqual((fault.code, fault.severity), ("C101", Severity.ERROR))
        self.assertEqual((fault.place.file, fault.place.line), ("draft", 33))
        assert fault.fix is not None
        self.assertEqual(fault.fix.replacement, "dpor")
        wide = RuleFile("draft", text.replace("  if tied hold", "     if tied hold"))
        formatted = self.client.policies.format(wide)
        self.assertTrue(formatted.changed)
        self.assertEqual(formatted.text, text)
        latin = self.client.policies.check([RuleFile("draft", b"policy \xe9")])
        self.assertFalse(latin.ok)

    def test_a_reload_takes_an_edit_or_keeps_what_is(self) -> None:
        path = self.server.rules / "2016_01_multi_partner.policy"
        text = path.read_text()
        before = next(self.client.policies.list()).revision
        path.write_text(text.replace("amount 5% of", "amount 6% of"))
        taken = self.client.policies.reload()
        self.assertTrue(taken.published)
        self.assertNotEqual(taken.revision, before)
        path.write_text(text.replace("amount 5% of", "amount of"))
        refused = self.client.policies.reload()
        self.assertFalse(refused.published)
        self.assertEqual(refused.revision, taken.revision)
        self.assertTrue(refused.diagnostics)
        path.write_text(text)
        self.assertEqual(self.client.policies.reload().revision, before)


class BookTest(ServerTest):
    def setUp(self) -> None:
        # Each has a book of its own: what is known never goes back.
        server = Server()
        self.addCleanup(server.stop)
        self.book = credence.Client(server.address)
        self.addCleanup(self.book.close)

    def test_facts_are_recorded_listed_and_retracted(self) -> None:
        facts = facts_of(announcement())
        recorded = self.book.facts.record(source(DAY(2016, 3, 1)), facts)
        self.assertEqual((recorded.added, recorded.corrected), (len(facts), 0))
        again = self.book.facts.record(source(DAY(2016, 3, 1), "same"), facts)
        self.assertEqual((again.added, again.unchanged), (0, len(facts)))
        known = list(self.book.facts.list("woodgrove", page_size=3))
        self.assertGreater(len(known), 10)
        by_key = {one.fact.key: one for one in known}
        self.assertEqual(by_key["evidence/dpor-a"].fact.what, announcement().evidence[0])
        revenue = by_key["revenue/ea1/2016-02"].fact.what
        assert isinstance(revenue, Measure)
        self.assertEqual(revenue.value, Money("12345.67", "USD"))
        evidence = list(self.book.facts.list("woodgrove", sort="evidence", partner="bellows"))
        self.assertIn("evidence/dap-b", [one.fact.key for one in evidence])
        self.book.facts.retract("evidence/dpor-u", reason="a mistake", known=DAY(2016, 3, 2))
        first, last = self.book.facts.history("evidence/dpor-u")
        self.assertIsInstance(first.fact.what, Evidence)
        self.assertEqual((last.retracted, last.reason), (True, "a mistake"))
        with self.assertRaises(credence.FactUnknown):
            self.book.facts.retract("nothing", reason="?", known=DAY(2016, 3, 2))
        with self.assertRaises(credence.OutOfOrder):
            self.book.facts.record(source(DAY(2016, 1, 1), "late"), facts[:1])

    def test_what_the_caller_raises_keeps_nothing(self) -> None:
        def cut_off() -> Iterator[Fact]:
            yield from facts_of(announcement()) * 60
            raise LookupError("the file is broken")

        with self.assertRaisesRegex(LookupError, "the file is broken"):
            self.book.facts.record(source(DAY(2016, 3, 1)), cut_off())
        with self.assertRaises(credence.FactUnknown):
            list(self.book.facts.list("woodgrove"))

    def test_a_month_is_closed_and_explained(self) -> None:
        ledger = self.book.ledger
        self.book.facts.record(source(DAY(2016, 3, 1)), facts_of(announcement()))
        closed = ledger.close("2016-02", known=DAY(2016, 3, 5))
        self.assertEqual((closed.customers, closed.held), (1, 0))
        entries = list(ledger.entries(page_size=2))
        self.assertEqual(len(entries), closed.entries)
        today = datetime.datetime.now(datetime.timezone.utc)
        self.assertEqual(list(ledger.entries(from_=today - datetime.timedelta(days=1))), entries)
        self.assertEqual(list(ledger.entries(until=DAY(2016, 3, 5))), [])
        (paid,) = [one for one in ledger.entries(partner="adatum") if one.credit == "incentive"]
        self.assertEqual(paid.amount.money, Money("617.28", "USD"))

        revenue = Measure("revenue", "ea1", Money(13000, "USD"), "2016-02")
        correction = [Fact("revenue/ea1/2016-02", revenue)]
        self.book.facts.record(source(DAY(2016, 3, 20), "correction"), correction)
        ledger.close("2016-03", known=DAY(2016, 4, 5))
        statement = ledger.statement("adatum", period="2016-03", page_size=1)
        (total,) = [one for one in statement.totals if one.credit == "incentive"]
        self.assertEqual(total.adjustments.money, Money("32.72", "USD"))
        (late,) = [one for one in statement.entries if one.credit == "incentive"]
        self.assertTrue(late.adjustment)
        self.assertTrue(late.learnt)
        why = ledger.why(late)
        self.assertTrue(why.same)
        assert why.entitled is not None
        self.assertEqual(why.entitled.exact, Decimal(650))
        self.assertEqual([one.id for one in why.line], [paid.id, late.id])
        self.assertIn("5% of 13,000.00 USD", why.decision)

        earlier = ledger.statement("adatum", period="2016-02")
        self.assertEqual(earlier.known, DAY(2016, 3, 5))
        self.assertIsInstance(list(ledger.standings()), list)
        with self.assertRaises(credence.EntryUnknown):
            ledger.why(10**6)
        with self.assertRaises(credence.OutOfOrder):
            ledger.close("2016-07", known=DAY(2016, 8, 5))

    def test_what_is_tied_waits_for_a_person(self) -> None:
        case = announcement()
        since = datetime.date(2015, 12, 1)
        facts = facts_of(case)
        eligible = Evidence("ok-umbra", "eligible", "umbra", from_=since)
        second = Evidence("dpor-a", "dpor", "adatum", "ea1", since, fields={"since": since})
        facts = [one for one in facts if one.key != "evidence/dpor-a"]
        facts += [Fact("evidence/ok-umbra", eligible), Fact("evidence/dpor-a", second)]
        self.book.facts.record(source(DAY(2016, 3, 1)), facts)
        ledger = self.book.ledger
        self.assertEqual(ledger.close("2016-02", known=DAY(2016, 3, 5)).held, 1)
        (held,) = ledger.held(page_size=1)
        self.assertEqual((held.reason, held.between), ("tied", ("adatum", "umbra")))
        key = ledger.resolve(
            held.credit,
            held.subject,
            held.period,
            "umbra",
            reason="the customer confirmed",
            by="a.admin",
            known=DAY(2016, 3, 6),
        )
        self.assertTrue(list(self.book.facts.history(key)))
        ledger.close("2016-03", known=DAY(2016, 4, 5))
        posted = [one for one in ledger.entries(partner="umbra") if one.credit == "incentive"]
        self.assertEqual(posted[0].amount.money, Money("617.28", "USD"))

    def test_a_partner_of_record_is_designated(self) -> None:
        may = Evidence("admin", "administrator", "a.admin", "woodgrove", DAY(2015, 7, 1))
        facts = [*facts_of(announcement()), Fact("administrator/a.admin", may)]
        self.book.facts.record(source(DAY(2016, 3, 1)), facts)
        with self.assertRaises(credence.NotAdministrator):
            self.book.facts.designate(
                "ea1", "bellows", by="b", from_=DAY(2016, 4, 1), known=DAY(2016, 4, 1)
            )
        done = self.book.facts.designate(
            "ea1", "bellows", by="a.admin", from_=DAY(2016, 4, 1), known=DAY(2016, 4, 1)
        )
        self.assertEqual(done.customer, "woodgrove")
        assert done.designation is not None
        self.assertEqual(done.designation.partner, "bellows")
        self.assertEqual({one.through for one in done.ended}, {DAY(2016, 3, 31)})


if __name__ == "__main__":
    unittest.main()
