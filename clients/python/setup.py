"""Writes the code of the contract into the package as it is built: no copy of it is kept."""

import pathlib
import subprocess
import sys

from setuptools import setup
from setuptools.command.build_py import build_py

PROTO = pathlib.Path(__file__).resolve().parents[2] / "proto"


class BuildWithContract(build_py):
    def run(self):
        super().run()
        out = pathlib.Path(self.build_lib)
        contracts = sorted(PROTO.glob("credence/v1/*.proto"))
        if not contracts:
            raise FileNotFoundError(f"no contract in {PROTO}; build from a clone of Credence")
        plugins = [f"--{plugin}_out={out}" for plugin in ("python", "pyi", "grpc_python")]
        # google.rpc comes with googleapis-common-protos, so no code is written for it here.
        protoc = [sys.executable, "-m", "grpc_tools.protoc", f"-I{PROTO}", *plugins]
        subprocess.run([*protoc, *map(str, contracts)], check=True)


setup(cmdclass={"build_py": BuildWithContract})
