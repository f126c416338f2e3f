#!/usr/bin/env python3
"""Tests the Python client.

    tools/python_client.py test BUILD CREDENCE   its tests, against a server that CREDENCE is
    tools/python_client.py types BUILD           mypy --strict over it and its tests

Works on a copy, BUILD/python, where the code of the contract is written into the package by
Debian's protoc. A Python that has gRPC is looked for, Debian's first; without one, or without
protoc's plugin or mypy, the tests are skipped (exit 77), and it is said what is missing.
"""

import os
import pathlib
import shutil
import subprocess
import sys

SKIPPED = 77
ROOT = pathlib.Path(__file__).resolve().parent.parent
SOURCE = ROOT / "clients" / "python"
PROTO = ROOT / "proto"
PLUGIN = "grpc_python_plugin"


def python_with_grpc():
    """The path of a Python that imports gRPC, or None."""
    for python in dict.fromkeys(("/usr/bin/python3", sys.executable)):
        tried = [python, "-c", "import google.protobuf, grpc"]
        if os.path.exists(python) and not subprocess.run(tried, capture_output=True).returncode:
            return python
    return None


def write_package(folder):
    """The package with the code of the contract, as an installed one has it."""
    # Two tests may run at once: each has a folder of its own, and begins it anew.
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(SOURCE, folder, ignore=shutil.ignore_patterns("__pycache__", "build"))
    plugin = shutil.which(PLUGIN)
    subprocess.run(
        [
            "protoc",
            f"-I{PROTO}",
            f"--plugin=protoc-gen-grpc_python={plugin}",
            f"--python_out={folder}",
            f"--pyi_out={folder}",
            f"--grpc_python_out={folder}",
            *map(str, sorted(PROTO.rglob("*.proto"))),
        ],
        check=True,
    )


def missing_of(verb, python):
    missing = [name for name in ("protoc", PLUGIN) if shutil.which(name) is None]
    if verb == "test" and python is None:
        missing.append("python3-grpcio")
    if verb == "types" and shutil.which("mypy") is None:
        missing.append("mypy")
    return missing


def main():
    verb, build = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
    python = python_with_grpc()
    missing = missing_of(verb, python)
    if missing:
        print(f"skipped: {' and '.join(missing)} not found; tools/packages.txt names the packages")
        return SKIPPED
    folder = build / "python" / verb
    write_package(folder)
    if verb == "types":
        return subprocess.run(["mypy", "credence", "tests"], cwd=folder).returncode
    places = {
        "CREDENCE": os.path.abspath(sys.argv[3]),
        "CREDENCE_RULES": str(ROOT / "rules"),
        "PYTHONPATH": str(folder),
    }
    run = [python, "-m", "unittest", "discover", "-s", "tests", "-p", "*_test.py"]
    return subprocess.run(
        run, cwd=folder, env={**os.environ, **places}, timeout=300
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
