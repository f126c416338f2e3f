#!/usr/bin/env python3
"""Runs the fuzz targets for a while each, and says what came of it.

    tools/fuzz.py PROGRAM --work FOLDER [--seconds N] [--jobs N] [TARGET...]

First the canaries, targets that are at fault: a harness that does not find them finds nothing, and
nothing else is run then. Then each target (all of them if none is named) for that long, from its
seeds and from what earlier runs left in FOLDER/corpus/TARGET, which is cut down to what covers
something of its own afterwards. What is found lies in FOLDER/findings, an input a file:

    PROGRAM --target=TARGET FOLDER/findings/TARGET-crash-...

Exits 1 when anything is found, or a canary is not.
"""

import argparse
import concurrent.futures
import dataclasses
import os
import pathlib
import re
import shutil
import subprocess
import sys

# Of one input, sanitizers and a busy machine included.
TIMEOUT_SECONDS = 20
RSS_MIB_MAX = 3072
INPUT_BYTES_MAX = 64 << 10
CANARY_SECONDS = 120
# What libFuzzer says it found, by the canary that has it.
CANARIES = {"canary_promise": "crash", "canary_memory": "crash", "canary_hang": "timeout"}


@dataclasses.dataclass
class Run:
    """What one target came to."""

    target: str
    runs: int = 0
    seconds: int = 0
    edges: int = 0
    corpus: int = 0
    findings: list = dataclasses.field(default_factory=list)
    failure: str = ""


class Fuzzing:
    def __init__(self, program, work):
        self.program = program
        self.work = work
        self.findings = work / "findings"
        self.logs = work / "logs"
        for folder in (self.findings, self.logs):
            folder.mkdir(parents=True, exist_ok=True)
        self.environment = dict(os.environ)
        # Debian's libraries are not instrumented: they may fill a container of ours.
        self.environment["ASAN_OPTIONS"] = "detect_container_overflow=0"
        self.environment["UBSAN_OPTIONS"] = "print_stacktrace=1"

    def targets(self):
        told = subprocess.run(
            [self.program, "--list"], check=True, capture_output=True, text=True
        ).stdout
        return [line.split("\t")[0] for line in told.splitlines()]

    def call(self, target, *arguments, log):
        with open(self.logs / log, "w", encoding="utf-8", errors="replace") as out:
            return subprocess.run(
                [self.program, f"--target={target}", *map(str, arguments)],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                env=self.environment,
                check=False,
            ).returncode

    def run(self, target, seconds):
        """Fuzzes one target, and keeps of its corpus what covers something of its own."""
        made = Run(target, seconds=seconds)
        corpus = self.work / "corpus" / target
        begin = self.work / "begin" / target
        corpus.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(begin, ignore_errors=True)
        if self.call(target, f"--begin={begin}", log=f"{target}.begin") != 0:
            made.failure = f"its seeds cannot be made: {self.logs / target}.begin"
            return made
        shared = (f"-max_len={INPUT_BYTES_MAX}", f"-rss_limit_mb={RSS_MIB_MAX}")
        status = self.call(
            target,
            f"-max_total_time={seconds}",
            f"-timeout={TIMEOUT_SECONDS}",
            f"-artifact_prefix={self.findings / target}-",
            f"-dict={begin / 'words.dict'}",
            "-print_final_stats=1",
            "-reload=0",
            *shared,
            corpus,
            begin / "seeds",
            log=f"{target}.log",
        )
        self.read_log(made)
        made.findings = sorted(self.findings.glob(f"{target}-*"))
        if status != 0 and not made.findings:
            made.failure = f"ended with {status}: {self.logs / target}.log"
        elif status == 0:
            self.shrink(target, corpus, begin / "seeds", shared)
        made.corpus = len(list(corpus.iterdir()))
        return made

    def read_log(self, made):
        text = (self.logs / f"{made.target}.log").read_text(encoding="utf-8", errors="replace")
        for number in re.findall(r"stat::number_of_executed_units:\s+(\d+)", text):
            made.runs = int(number)
        if made.runs == 0:  # a finding ends it before it adds up
            made.runs = max(map(int, re.findall(r"^#(\d+)\s", text, re.MULTILINE)), default=0)
        for number in re.findall(r"\bcov: (\d+)", text):
            made.edges = int(number)

    def shrink(self, target, corpus, seeds, shared):
        smaller = corpus.with_name(target + ".smaller")
        shutil.rmtree(smaller, ignore_errors=True)
        smaller.mkdir()
        if self.call(target, "-merge=1", *shared, smaller, seeds, corpus, log=f"{target}.merge"):
            return shutil.rmtree(smaller)
        shutil.rmtree(corpus)
        return smaller.rename(corpus)

    def canary(self, name):
        """Why the canary was not found; empty: it was."""
        made = self.run(name, CANARY_SECONDS)
        kinds = [found.name.removeprefix(name + "-").split("-")[0] for found in made.findings]
        for found in made.findings:
            found.unlink()
        if CANARIES.get(name) in kinds:
            return ""
        return f"{name} was not found ({', '.join(kinds) or 'nothing was'})"


def table(runs):
    rows = [("target", "runs", "runs/s", "edges", "corpus", "findings")]
    for made in runs:
        rows.append(
            (
                made.target,
                f"{made.runs:,}",
                f"{made.runs // max(made.seconds, 1):,}",
                f"{made.edges:,}",
                f"{made.corpus:,}",
                made.failure or str(len(made.findings)),
            )
        )
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:])]
        yield "  ".join(cells)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("program")
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("targets", nargs="*")
    arguments = parser.parse_args()
    fuzzing = Fuzzing(arguments.program, arguments.work.absolute())
    known = fuzzing.targets()
    wanted = arguments.targets or [name for name in known if name not in CANARIES]
    unknown = [name for name in wanted if name not in known]
    if unknown:
        parser.error(f"no target {', '.join(unknown)}; there are {', '.join(known)}")
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        missed = [why for why in pool.map(fuzzing.canary, CANARIES) if why]
        if missed:
            print("\n".join(missed), file=sys.stderr)
            return 1
        print(f"{len(CANARIES)} canaries found; {arguments.seconds} s a target", flush=True)
        runs = list(pool.map(lambda name: fuzzing.run(name, arguments.seconds), wanted))
    print("\n".join(table(runs)))
    for made in runs:
        for found in made.findings:
            print(f"found: {arguments.program} --target={made.target} {found}", file=sys.stderr)
    return 1 if any(made.findings or made.failure for made in runs) else 0


if __name__ == "__main__":
    sys.exit(main())
