#!/usr/bin/env python3
"""Tests the extension for VS Code, or packs it.

    tools/vscode.py test BUILD CREDENCE    runs its tests, with CREDENCE as the server
    tools/vscode.py package BUILD          writes BUILD/vscode/credence.vsix

Works on a copy, BUILD/vscode, so that no modules come to lie in the source; what the lockfile names
is installed there once. Without node and npm, or where npm's registry cannot be reached and nothing
was installed before, the tests are skipped (exit 77) and packing fails.
"""

import os
import pathlib
import shutil
import subprocess
import sys

SKIPPED = 77
ROOT = pathlib.Path(__file__).resolve().parent.parent
SOURCE = ROOT / "clients" / "vscode"


def copy_to(folder):
    """The extension as it stands in the source, the modules installed before kept."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        if path.name in ("node_modules", "installed-lock.json"):
            continue
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    left_out = shutil.ignore_patterns("node_modules", "*.vsix")
    shutil.copytree(SOURCE, folder, ignore=left_out, dirs_exist_ok=True)
    shutil.copy(ROOT / "LICENSE", folder / "LICENSE")


def install(folder):
    """What the lockfile names, unless it is there already; false without a registry."""
    lock = (folder / "package-lock.json").read_bytes()
    installed = folder / "installed-lock.json"
    if installed.exists() and installed.read_bytes() == lock:
        return True
    done = subprocess.run(
        # Scripts of packages are not run, and what needs them (a keychain) is not wanted.
        ["npm", "ci", "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund"],
        cwd=folder,
    )
    if done.returncode != 0 and subprocess.run(["npm", "ping"], cwd=folder).returncode != 0:
        return False
    done.check_returncode()
    installed.write_bytes(lock)
    return True


def main():
    verb, folder = sys.argv[1], pathlib.Path(sys.argv[2]).resolve() / "vscode"
    missing = [program for program in ("node", "npm") if shutil.which(program) is None]
    if missing:
        print(f"skipped: {' and '.join(missing)} not found; `./dev vscode` installs what is needed")
        return SKIPPED if verb == "test" else 1
    copy_to(folder)
    if not install(folder):
        print("skipped: npm cannot reach its registry")
        return SKIPPED if verb == "test" else 1
    if verb == "package":
        pack = ["npm", "run", "--silent", "package", "--", "--out", "credence.vsix"]
        return subprocess.run(pack, cwd=folder).returncode
    places = {"CREDENCE_SOURCE_DIR": str(ROOT), "CREDENCE": os.path.abspath(sys.argv[3])}
    # Not through npm: what is killed at a time limit is node itself.
    tests = sorted(path.relative_to(folder) for path in folder.glob("test/*_test.js"))
    return subprocess.run(
        ["node", "--test", *tests], cwd=folder, env={**os.environ, **places}, timeout=100
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
