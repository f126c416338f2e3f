#!/usr/bin/env python3
"""The reference policy in SQL beside Credence: the same cases, the same awards, one run.

    bench/peers/sql.py --export build/bench/bin/reference_export [--cases N] [--json FILE]

makes the cases (bench/peers/export.cc), decides them by reference.sql in DuckDB (one thread and
two) and in SQLite (indexed, in memory), holds every award and every tie to what the native code
says, and prints a line a system: nanoseconds a case, and the ratio to the native code of the same
run. Loading is not timed. A system whose module is missing is left out, by name; DuckDB is
`pip install duckdb`.
"""

import argparse
import csv
import json
import pathlib
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
TABLES = ("customers", "partners", "subscriptions", "lines", "records", "awards", "held")
INDEXES = (
    "CREATE INDEX partners_by_case ON partners (the_case, partner)",
    "CREATE INDEX customers_by_case ON customers (the_case)",
    "CREATE INDEX subscriptions_by_case ON subscriptions (the_case, subscription)",
    "CREATE INDEX lines_by_case ON lines (the_case, subscription)",
    "CREATE INDEX records_by_case ON records (the_case, kind, place)",
)
# Those that one has and the other has not.
DIFFERENCES = """
SELECT count(*) FROM (
  SELECT * FROM (SELECT credit, the_case, subject, partner, amount FROM awards
                 UNION ALL SELECT 3, the_case, subscription, 0, 0 FROM held EXCEPT
                 SELECT credit, the_case, subject, partner, amount FROM decided)
  UNION ALL
  SELECT * FROM (SELECT credit, the_case, subject, partner, amount FROM decided EXCEPT
                 SELECT * FROM (SELECT credit, the_case, subject, partner, amount FROM awards
                                UNION ALL SELECT 3, the_case, subscription, 0, 0 FROM held)))
"""


def statement(most: str, least: str, div: str) -> str:
    text = (HERE / "reference.sql").read_text(encoding="utf-8")
    return text.replace("{most}", most).replace("{least}", least).replace("{div}", div)


def measured(execute, decide: str, rounds: int) -> float:
    """Seconds of the median round."""
    seconds = []
    for _ in range(rounds):
        execute("DROP TABLE IF EXISTS decided")
        start = time.perf_counter()
        execute(decide)
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def by_duckdb(folder: pathlib.Path, rounds: int, threads: int):
    import duckdb  # pylint: disable=import-outside-toplevel

    connection = duckdb.connect(config={"threads": threads})
    for table in TABLES:
        source = f"read_csv('{folder}/{table}.csv')"
        connection.execute(f"CREATE TABLE {table} AS SELECT * FROM {source}")
    seconds = measured(connection.execute, statement("greatest", "least", "//"), rounds)
    return seconds, connection.execute(DIFFERENCES).fetchone()[0]


def by_sqlite(folder: pathlib.Path, rounds: int):
    connection = sqlite3.connect(":memory:")
    for table in TABLES:
        with open(folder / f"{table}.csv", newline="", encoding="utf-8") as lines:
            rows = csv.reader(lines)
            columns = next(rows)
            declared = ", ".join(f"{column} INTEGER" for column in columns)
            connection.execute(f"CREATE TABLE {table} ({declared})")
            marks = ", ".join("?" * len(columns))
            connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
    for index in INDEXES:
        connection.execute(index)
    connection.execute("ANALYZE")
    seconds = measured(connection.execute, statement("max", "min", "/"), rounds)
    return seconds, connection.execute(DIFFERENCES).fetchone()[0]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--export", required=True, help="the built reference_export")
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", help="a file for the figures")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        told = subprocess.run(
            [asked.export, str(asked.cases), name], check=True, capture_output=True, text=True
        )
        own = json.loads(told.stdout)
        systems = [
            ("DuckDB, 1 thread", lambda: by_duckdb(folder, asked.rounds, 1)),
            ("DuckDB, 2 threads", lambda: by_duckdb(folder, asked.rounds, 2)),
            ("SQLite, in memory, indexed", lambda: by_sqlite(folder, asked.rounds)),
        ]
        figures = [
            {"system": "native C++", "ns": own["native_ns"]},
            {"system": "Credence, columns, 1 thread", "ns": own["credence_ns"]},
        ]
        wrong = 0
        for system, decide in systems:
            try:
                seconds, differences = decide()
            except ImportError as missing:
                print(f"{system}: left out, {missing}", file=sys.stderr)
                continue
            wrong += differences
            if differences:
                print(f"{system}: {differences} awards differ from the native", file=sys.stderr)
            figures.append({"system": system, "ns": round(seconds / asked.cases * 1e9)})
    for figure in figures:
        figure["ratio"] = round(figure["ns"] / own["native_ns"], 2)
        print(f"{figure['system']:<30}{figure['ns']:>10,} ns a case{figure['ratio']:>10} x native")
    if asked.json:
        with open(asked.json, "w", encoding="utf-8") as out:
            json.dump({"cases": asked.cases, "figures": figures}, out, indent=1)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
