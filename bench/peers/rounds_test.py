#!/usr/bin/env python3
"""rounds.py finds what differs, and times what each system's processes run for."""

import sys
import unittest

from rounds import System, differences, measure, running

# Decides as many rows of awards as it has cases; spends so many turns of a loop on a pass.
PROGRAM = """
import sys
cases, turns, amount = map(int, sys.argv[1:])
print("ready", flush=True)
for asked in sys.stdin:
    if asked == "pass\\n":
        for _ in range(turns): pass
    if asked == "awards\\n":
        for case in range(cases): print(0, case, 0, 1, amount, sep=",")
    print("done", flush=True)
"""


def system(name, turns=0, amount=7, program=PROGRAM, **particular) -> System:
    command = (sys.executable, "-c", program, "{cases}", str(turns), str(amount))
    return System(name, command, **particular)


class RoundsTest(unittest.TestCase):
    def differing(self, *systems) -> dict:
        with running([system("native"), *systems], folder="", cases=10) as peers:
            return differences(peers[0], peers[1:])

    def test_the_same_awards_do_not_differ(self):
        self.assertEqual(self.differing(system("same")), {"same": 0})

    def test_an_award_said_twice_differs_once(self):
        twice = PROGRAM.replace("range(cases)", "[0, *range(cases)]")
        self.assertEqual(self.differing(system("twice", program=twice)), {"twice": 1})

    def test_another_amount_differs_once_for_what_is_there_and_once_for_what_is_not(self):
        self.assertEqual(self.differing(system("other", amount=8)), {"other": 20})

    def test_who_only_decides_who_is_not_asked_for_amounts(self):
        self.assertEqual(self.differing(system("who", amount=0, amounts=False)), {"who": 0})

    def test_a_share_of_the_cases_is_held_to_that_share(self):
        self.assertEqual(self.differing(system("part", share=5)), {"part": 0})

    def test_what_takes_longer_has_the_larger_ratio(self):
        turns = {"native": 200_000, "credence": 400_000, "slow": 2_000_000}
        systems = [system(*one) for one in turns.items()]
        with running(systems, folder="", cases=1) as peers:
            native, credence, slow = measure(peers, rounds=3)
        self.assertEqual(native["native"], 1)
        self.assertEqual(credence["credence"], 1)
        self.assertGreater(slow["native"], 2 * credence["native"])
        self.assertGreater(slow["run_ns"], 2 * native["run_ns"])

    def test_a_system_that_does_not_start_is_named(self):
        broken = System("broken", (sys.executable, "-c", ""))
        with self.assertRaisesRegex(RuntimeError, "broken does not start"):
            with running([broken], folder="", cases=1):
                pass


if __name__ == "__main__":
    unittest.main()
