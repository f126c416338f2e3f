#!/usr/bin/env python3
"""The reference policy in SQL (reference.sql), as a peer of rounds.py.

    bench/peers/sql.py duckdb|duckdb2|sqlite|postgres|postgres-defaults FOLDER CASES

loads the tables of FOLDER and decides their first CASES: by DuckDB on one thread or two, by SQLite
in memory, or by a PostgreSQL of its own in a temporary folder. Loading, indexes and statistics are
not in a pass. DuckDB is `pip install duckdb`; PostgreSQL is Debian's, its psql the client.
"""

import contextlib
import csv
import os
import pathlib
import sqlite3
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
TABLES = {
    "customers": "the_case",
    "partners": "the_case, partner",
    "subscriptions": "the_case, subscription",
    "lines": "the_case, line",
    "records": None,  # the same may be said twice
}
INDEXES = (
    "CREATE INDEX lines_of_subscription ON lines (the_case, subscription)",
    "CREATE INDEX records_by_case ON records (the_case, kind, place)",
)
DECIDED = "SELECT credit, the_case, subject, partner, amount FROM decided"


def statement(most: str, least: str, div: str) -> str:
    text = (HERE / "reference.sql").read_text(encoding="utf-8")
    return text.replace("{most}", most).replace("{least}", least).replace("{div}", div)


def rows_of(folder: pathlib.Path, table: str, cases: int):
    """The names of the columns, and the rows of the first cases."""
    with open(folder / f"{table}.csv", newline="", encoding="utf-8") as lines:
        reader = csv.reader(lines)
        columns = next(reader)
        rows = []
        for row in reader:
            if int(row[0]) >= cases:
                break
            rows.append(row)
        return columns, rows


def declaration(table: str, columns: list, kind: str) -> str:
    keys = TABLES[table]
    primary = f", PRIMARY KEY ({keys})" if keys else ""
    return f"CREATE TABLE {table} ({', '.join(f'{name} {kind}' for name in columns)}{primary})"


class DuckDb:
    def __init__(self, folder: pathlib.Path, cases: int, threads: int):
        import duckdb  # pylint: disable=import-outside-toplevel

        self.processes = ()
        self.connection = duckdb.connect(config={"threads": threads})
        for table in TABLES:
            self.connection.execute(
                f"CREATE TABLE {table} AS SELECT * FROM read_csv('{folder}/{table}.csv')"
                f" WHERE the_case < {cases}"
            )
        self.statement = statement("greatest", "least", "//")

    def decide(self):
        self.connection.execute("DROP TABLE IF EXISTS decided")
        self.connection.execute(self.statement)

    def awards(self):
        return self.connection.execute(DECIDED).fetchall()


class Sqlite:
    def __init__(self, folder: pathlib.Path, cases: int):
        self.processes = ()
        self.connection = sqlite3.connect(":memory:")
        for table in TABLES:
            columns, rows = rows_of(folder, table, cases)
            self.connection.execute(declaration(table, columns, "INTEGER"))
            marks = ", ".join("?" * len(columns))
            self.connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
        for index in INDEXES:
            self.connection.execute(index)
        self.connection.execute("ANALYZE")
        self.statement = statement("max", "min", "/")

    def decide(self):
        self.connection.execute("DROP TABLE IF EXISTS decided")
        self.connection.execute(self.statement)

    def awards(self):
        return self.connection.execute(DECIDED)


class Postgres:
    """A server of its own on a socket in a temporary folder, and one session of psql."""

    def __init__(self, folder: pathlib.Path, cases: int, settings: tuple, within: pathlib.Path):
        programs = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))
        if not programs:
            raise ImportError("PostgreSQL is not installed: apt-get install postgresql")
        self.programs, self.within = programs[-1], within
        # The server does not run as root.
        self.as_owner = ()
        if os.getuid() == 0:
            os.chmod(within, 0o755)
            subprocess.run(["chown", "postgres", within], check=True)
            self.as_owner = ("runuser", "-u", "postgres", "--")
        self.run("initdb", "--auth=trust", "--username=bench", "--no-sync", "-D", "data")
        options = f"-k {within} -c listen_addresses= -c fsync=off -c jit=off"
        options += " -c shared_buffers=1GB -c work_mem=256MB -c max_parallel_workers_per_gather=0"
        self.run("pg_ctl", "start", "--wait", "-D", "data", "-l", "log", "-o", options)
        self.psql = subprocess.Popen(
            [self.programs / "psql", "-XqAt", "-F,", "-h", within, "-U", "bench", "postgres"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for setting in ("client_min_messages = error", *settings):
            self.ask(f"SET {setting};")
        self.processes = [int(line) for line in self.ask("SELECT pg_backend_pid();")]
        for table in TABLES:
            self.load(folder, table, cases)
        self.ask("".join(f"{index};" for index in INDEXES) + "VACUUM ANALYZE;")
        self.statement = statement("greatest", "least", "/")

    def run(self, program: str, *words):
        command = [*self.as_owner, self.programs / program, *words]
        subprocess.run(command, check=True, cwd=self.within, stdout=subprocess.DEVNULL)

    def load(self, folder: pathlib.Path, table: str, cases: int):
        columns, rows = rows_of(folder, table, cases)
        text = "".join(",".join(row) + "\n" for row in rows)
        self.ask(f"{declaration(table, columns, 'BIGINT')};\n"
                 f"COPY {table} FROM STDIN (FORMAT csv);\n{text}\\.")

    def ask(self, commands: str) -> list:
        self.psql.stdin.write(f"{commands}\n\\echo done\n")
        self.psql.stdin.flush()
        lines = []
        for line in self.psql.stdout:
            if line == "done\n":
                return lines
            lines.append(line)
        raise RuntimeError("psql ended")

    def decide(self):
        self.ask(f"DROP TABLE IF EXISTS decided;\n{self.statement};")

    def awards(self):
        return [line.strip().split(",") for line in self.ask(f"{DECIDED};")]

    def close(self):
        self.psql.stdin.close()
        self.psql.wait()
        self.run("pg_ctl", "stop", "-D", "data", "-m", "immediate")


def opened(system: str, folder: pathlib.Path, cases: int, ending: contextlib.ExitStack):
    if system.startswith("duckdb"):
        return DuckDb(folder, cases, threads=2 if system == "duckdb2" else 1)
    if system == "sqlite":
        return Sqlite(folder, cases)
    # Its planner takes what it cannot estimate for few rows, and joins them by nested loops.
    settings = ("enable_nestloop = off",) if system == "postgres" else ()
    within = pathlib.Path(ending.enter_context(tempfile.TemporaryDirectory()))
    database = Postgres(folder, cases, settings, within)
    ending.callback(database.close)
    return database


def main() -> int:
    system, folder, cases = sys.argv[1:]
    with contextlib.ExitStack() as ending:
        database = opened(system, pathlib.Path(folder), int(cases), ending)
        print("ready", *database.processes, flush=True)
        for asked in sys.stdin:
            if asked == "pass\n":
                database.decide()
            elif asked == "awards\n":
                for row in database.awards():
                    print(",".join(map(str, row)))
            print("done", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
