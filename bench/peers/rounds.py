"""Systems that decide the same cases in turn, for several rounds, and are held to one of them.

A system is a program that says `ready` (and the ids of other processes that work for it) and then
answers lines: `pass` by `done`, when it has decided all its cases, and `awards` by what the last
pass decided, a line each, and `done`. It reports no time: it is timed from here, by the clock on
the wall and by what its processes have run for, so that what else the machine does counts less.

    with running(systems, folder, cases) as peers:
        wrong = differences(peers[0], peers[1:])
        figures = measure(peers, rounds=7)
"""

import collections
import contextlib
import dataclasses
import statistics
import subprocess
import time


@dataclasses.dataclass(frozen=True)
class System:
    """What is measured.

    name     for the table
    command  words of the program; {folder} and {cases} are replaced
    share    it is given one in this many of the cases
    passes   in a round, so that there is something to time
    warm     passes before anything is timed: more for what is compiled while it runs
    amounts  whether it computes them, or decides only who gets anything
    threads  more than one: time on the wall counts, and not what all threads have run for
    """

    name: str
    command: tuple
    share: int = 1
    passes: int = 1
    warm: int = 1
    amounts: bool = True
    threads: int = 1


class Peer:
    """A system that runs, with its cases."""

    def __init__(self, system: System, folder: str, cases: int):
        self.system = system
        self.cases = max(1, cases // system.share)
        words = {"folder": folder, "cases": str(self.cases)}
        self.process = subprocess.Popen(
            [word.format(**words) for word in system.command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        ready, *others = self.process.stdout.readline().split() or [""]
        if ready != "ready":
            self.close()
            raise RuntimeError(f"{system.name} does not start")
        self.processes = [self.process.pid, *map(int, others)]

    def ask(self, word: str) -> list:
        """The lines of the answer."""
        self.process.stdin.write(word + "\n")
        self.process.stdin.flush()
        lines = []
        for line in self.process.stdout:
            if line == "done\n":
                return lines
            lines.append(line)
        raise RuntimeError(f"{self.system.name} ended with {self.process.wait()}")

    def awards(self, cases: int, amounts: bool) -> collections.Counter:
        """How often each (credit, case, subject, partner, amount) of the first cases is said."""
        found = (tuple(map(int, line.split(","))) for line in self.ask("awards"))
        return collections.Counter(
            one if amounts else one[:4] for one in found if one[1] < cases)

    def seconds(self) -> float:
        """What its processes have run for, all their threads."""
        # The clock of another process, as clock_getcpuclockid() makes its number.
        return sum(time.clock_gettime(~process << 3 | 2) for process in self.processes)

    def round(self) -> dict:
        """Nanoseconds a case, on the wall and of the processors."""
        wall, run = time.perf_counter(), self.seconds()
        for _ in range(self.system.passes):
            self.ask("pass")
        each = 1e9 / (self.cases * self.system.passes)
        return {"wall": (time.perf_counter() - wall) * each, "run": (self.seconds() - run) * each}

    def close(self):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


@contextlib.contextmanager
def running(systems, folder: str, cases: int):
    """All of them, loaded."""
    peers = []
    try:
        for system in systems:
            peers.append(Peer(system, folder, cases))
        yield peers
    finally:
        for peer in peers:
            peer.close()


def differences(native: Peer, peers) -> dict:
    """How many awards each has that the native code has not, or the other way round."""
    native.ask("pass")
    found = {}
    for peer in peers:
        for _ in range(peer.system.warm):
            peer.ask("pass")
        asked = (min(peer.cases, native.cases), peer.system.amounts)
        expected, said = native.awards(*asked), peer.awards(*asked)
        found[peer.system.name] = ((expected - said) + (said - expected)).total()
        if not expected:
            raise RuntimeError("nothing to compare")
    return found


def measure(peers, rounds: int) -> list:
    """A figure for each: the median of its rounds, and of its ratios to the first two of a round.

    Every round runs each in turn, so what slows the machine for a while slows all of them.
    """
    told = [[peer.round() for peer in peers] for _ in range(rounds)]
    figures = []
    for at, peer in enumerate(peers):
        clock = "wall" if peer.system.threads > 1 else "run"

        def over(other, at=at, clock=clock):
            return statistics.median(one[at][clock] / one[other][clock] for one in told)

        figures.append({
            "system": peer.system.name,
            "cases": peer.cases,
            "clock": clock,
            "run_ns": round(statistics.median(one[at]["run"] for one in told)),
            "wall_ns": round(statistics.median(one[at]["wall"] for one in told)),
            "native": round(over(0), 2),
            "credence": round(over(1), 2),
        })
    return figures
