"""A server of the programme in CREDENCE, and the announcement's case, for tests."""

from __future__ import annotations

import datetime
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

from credence import Attribute, Case, Client, Evidence, Fact, Measure, Money, Source, Subject

CREDENCE = os.environ["CREDENCE"]
RULES = pathlib.Path(os.environ["CREDENCE_RULES"])
FAMILY = "partner_recognition"
DAY = datetime.date
WORKLOADS = {"exchange": 900, "sharepoint": 620, "skype": 480, "yammer": 150}
PARTNERS = ("adatum", "bellows", "northwind", "umbra")


class Server:
    """`credence serve` at a port of its own, over a copy of the rules and an empty book."""

    def __init__(self, *arguments: str) -> None:
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.rules = self.folder / "rules"
        shutil.copytree(RULES / "cloud_recognition", self.rules)
        store = str(self.folder / "book.db")
        subprocess.run([CREDENCE, "store", "migrate", "--store", store], check=True, stdout=-3)
        serve = ["serve", "--rules", str(self.rules), "--store", store]
        serve += ["--listen", "127.0.0.1:0", "--log-level", "warning", *arguments]
        self.process = subprocess.Popen(
            [CREDENCE, *serve], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        assert self.process.stdout is not None
        said = []
        for line in self.process.stdout:
            said.append(line)
            found = re.search(r"127\.0\.0\.1:[0-9]+", line)
            if found:
                self.address = found.group()
                return
        raise AssertionError(f"the server did not start: {''.join(said)}")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)
        assert self.process.stdout is not None
        self.process.stdout.close()
        shutil.rmtree(self.folder)


class ServerTest(unittest.TestCase):
    """A test with a server, and a client of it."""

    server: Server
    client: Client

    @classmethod
    def setUpClass(cls) -> None:
        cls.server = Server()
        cls.client = Client(cls.server.address)

    @classmethod
    def tearDownClass(cls) -> None:
        cls.client.close()
        cls.server.stop()


def announcement(name: str = "announcement", revenue: str = "12345.67") -> Case:
    """February 2016 of a customer: adatum is of record, bellows works, umbra is not eligible."""
    subjects = [
        Subject("customer", "woodgrove"),
        Subject("subscription", "ea1", "woodgrove"),
        *(Subject("partner", partner) for partner in PARTNERS),
    ]
    measures = [Measure("revenue", "ea1", Money(revenue, "USD"), "2016-02")]
    for workload, active in WORKLOADS.items():
        id_ = f"ea1.{workload}"
        subjects.append(Subject("workload", id_, "ea1", {"family": workload}))
        measures.append(Measure("licensed_seats", id_, 1000, "2016-02"))
        measures.append(Measure("active_users", id_, active, "2016-02"))
    began = DAY(2015, 7, 1)
    evidence = [
        Evidence("dpor-a", "dpor", "adatum", "ea1", began, fields={"since": began}),
        Evidence("dap-b", "delegated_admin", "bellows", "ea1.exchange", DAY(2015, 10, 1)),
        Evidence(
            "dpor-u",
            "dpor",
            "umbra",
            "ea1",
            DAY(2015, 12, 1),
            fields={"since": DAY(2015, 12, 1)},
        ),
        *(
            Evidence(f"ok-{partner}", "eligible", partner, from_=began)
            for partner in PARTNERS
            if partner != "umbra"
        ),
    ]
    return Case(name, subjects, measures, evidence)


def facts_of(case: Case) -> list[Fact]:
    """What a connector would record to say the same."""
    facts = []
    for subject in case.subjects:
        bare = Subject(subject.type, subject.id, subject.parent)
        facts.append(Fact(f"{subject.type}/{subject.id}", bare))
        for name, value in subject.attributes.items():
            key = f"attribute/{subject.id}/{name}"
            facts.append(Fact(key, Attribute(subject.id, name, value)))
    for measure in case.measures:
        key = f"{measure.measure}/{measure.subject}/{measure.period}"
        facts.append(Fact(key, measure))
    facts += [Fact(f"evidence/{one.id}", one) for one in case.evidence]
    return facts


def source(day: datetime.date, file: str = "announcement") -> Source:
    return Source("client_test", file, day)
