#!/usr/bin/env python3
"""The reference policy by other systems beside Credence: the same cases, the same awards, one run.

    bench/peers/peers.py --bin build/bench/bin --out build/peers [--cases N] [--only NAME ...]

builds what can be built here, makes the cases, holds every award and every tie of every system to
what the native code says, and then runs all of them in turn for several rounds (rounds.py). A
system whose tools are missing is left out, in one line that says how to get them.
"""

import argparse
import importlib.util
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from rounds import System, differences, measure, running

HERE = pathlib.Path(__file__).resolve().parent
GO_MIN = (1, 26)


class Missing(Exception):
    """What a system needs and how to get it."""


def built(command: list, folder: pathlib.Path, **environment):
    done = subprocess.run(command, cwd=folder, env={**os.environ, **environment}, check=False,
                          capture_output=True, text=True)
    if done.returncode:
        raise Missing(f"`{' '.join(map(str, command))}` failed: {done.stderr.strip()[-300:]}")


def tool(name: str, get: str, *elsewhere) -> str:
    found = shutil.which(name) or next((one for one in elsewhere if os.path.exists(one)), None)
    if found is None:
        raise Missing(f"no {name}: {get}")
    return found


def go_program(name: str, out: pathlib.Path) -> str:
    """Builds bench/peers/go/NAME."""
    get = f"Go {'.'.join(map(str, GO_MIN))} or later, from go.dev"
    go = tool("go", get, "/usr/local/go/bin/go")
    told = subprocess.run([go, "env", "GOVERSION"], check=True, capture_output=True, text=True)
    version = told.stdout.strip().removeprefix("go").split(".")
    if tuple(map(int, version[:2])) < GO_MIN:
        raise Missing(f"{told.stdout.strip()} is too old: {get}")
    built([go, "build", "-o", out / name, f"./{name}"], HERE / "go", GOTOOLCHAIN="local")
    return str(out / name)


def cerbos(out: pathlib.Path) -> tuple:
    """The server from npm, its client in Go."""
    client = go_program("cerbos", out)
    npm = tool("npm", "apt-get install npm")
    server = out / "node_modules/@cerbos/cerbos-linux-x64/cerbos-linux-x64"
    if not server.exists():
        built([npm, "install", "--prefix", out, "--no-save", "--no-audit", "--no-fund",
               "--ignore-scripts", "cerbos@0.51.0"], out)
    return "env", f"CERBOS={server}", client, "{folder}", "{cases}"


def drools(out: pathlib.Path) -> tuple:
    get = "apt-get install maven default-jdk-headless"
    java, maven = tool("java", get), tool("mvn", get)
    built([maven, "--batch-mode", "--quiet", f"-Doutput={out / 'drools'}", "package"],
          HERE / "drools")
    classes = f"{out / 'drools/drools-1.jar'}:{out / 'drools/dependency'}/*"
    return java, "-Xmx2g", "-cp", classes, "reference.Main", "{folder}", "{cases}"


def sql(system: str, out: pathlib.Path) -> tuple:
    del out
    if system.startswith("duckdb") and importlib.util.find_spec("duckdb") is None:
        raise Missing("no module duckdb: pip install duckdb")
    if system.startswith("postgres") and not list(pathlib.Path("/").glob(
            "usr/lib/postgresql/*/bin/initdb")):
        raise Missing("no PostgreSQL: apt-get install postgresql")
    return sys.executable, str(HERE / "sql.py"), system, "{folder}", "{cases}"


def of_folder(program) -> tuple:
    return program, "{folder}", "{cases}"


# name, how to make the command of it, and what is particular (rounds.System). A slow one decides a
# part of the cases: a round of each shall take about a second.
PEERS = {
    "duckdb": ("DuckDB, 1 thread", lambda out: sql("duckdb", out), {}),
    "duckdb2": ("DuckDB, 2 threads", lambda out: sql("duckdb2", out), {"threads": 2}),
    "sqlite": ("SQLite, in memory, indexed", lambda out: sql("sqlite", out), {"share": 5}),
    "postgres": ("PostgreSQL, enable_nestloop=off",
                 lambda out: sql("postgres", out), {"share": 5}),
    "postgres-defaults": ("PostgreSQL, as it plans by itself",
                          lambda out: sql("postgres-defaults", out), {"share": 50}),
    "cel": ("cel-go, conditions and amounts",
            lambda out: of_folder(go_program("cel", out)), {"share": 10}),
    "opa": ("OPA, all in Rego", lambda out: of_folder(go_program("opa", out)), {"share": 100}),
    "cerbos": ("Cerbos over gRPC, who only", cerbos, {"share": 500, "amounts": False}),
    "drools": ("Drools, all in rules", drools, {"share": 50, "warm": 20}),
}


def ours(folder: pathlib.Path) -> list:
    def system(name: str, kind: str, **particular) -> System:
        return System(name, (str(folder / "reference_peer"), kind, "{cases}"), **particular)

    return [
        system("native C++", "native", passes=8),
        system("Credence, columns, 1 thread", "columns", passes=4),
        system("Credence, columns, 2 threads", "columns2", passes=4, threads=2),
        system("Credence, case by case, cited", "names", share=20),
    ]


def available(names: list, out: pathlib.Path) -> list:
    systems = []
    for name in names:
        title, command, particular = PEERS[name]
        try:
            systems.append(System(title, command(out), **particular))
        except Missing as missing:
            print(f"{title}: left out, {missing}", file=sys.stderr)
    return systems


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bin", type=pathlib.Path, required=True,
                        help="where reference_export and reference_peer are built")
    parser.add_argument("--out", type=pathlib.Path, required=True, help="where peers are built")
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", nargs="*", choices=PEERS, default=list(PEERS))
    parser.add_argument("--json", help="a file for the figures")
    asked = parser.parse_args()
    out = asked.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    systems = ours(asked.bin.resolve()) + available(asked.only, out)
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)  # for PostgreSQL, which is another user where we are root
        export = asked.bin.resolve() / "reference_export"
        subprocess.run([export, str(asked.cases), folder], check=True)
        with running(systems, folder, asked.cases) as peers:
            wrong = {name: of for name, of in differences(peers[0], peers[1:]).items() if of}
            for name, of in wrong.items():
                print(f"{name}: {of} awards differ from the native code's", file=sys.stderr)
            figures = measure(peers, asked.rounds)
    for of in figures:
        nanoseconds = of[f"{of['clock']}_ns"]
        print(f"{of['system']:<34}{of['cases']:>9,} cases{nanoseconds:>12,} ns a case"
              f"{of['native']:>10} x native{of['credence']:>9} x Credence")
    if asked.json:
        pathlib.Path(asked.json).write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
