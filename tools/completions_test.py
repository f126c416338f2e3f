#!/usr/bin/env python3
"""Every verb and flag of the help is completed by each shell, and has its place in a manual page.

    tools/completions_test.py BINARY

Shells that are not installed are skipped; bash always is. What the help has is found here by other
means than tools/help_tree.py uses, so that what that misses is seen.
"""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import completions
import help_tree
import man

BINARY = None
FLAG = re.compile(r"(?<![\w-])--?[a-z][a-z-]*")


def help_of(path):
    """The words at the left of a command's help: (verbs, flags)."""
    text = help_tree.run(BINARY, [*path, "--help"])
    verbs, flags, heading = [], set(), None
    for line in text.split("Usage: ", 1)[1].split("\n")[1:]:
        if re.match(r"\S", line):
            if not line.endswith(":") or line.endswith("::"):
                break
            heading = line
        elif re.match(r"  -", line):
            flags.update(FLAG.findall(re.split(r"\s{2,}| [A-Z]", line.strip())[0]))
        elif re.match(r"  \S", line) and heading != "Positionals:":
            verbs.append(line.split()[0])
    return verbs, flags


def every_command(path=()):
    verbs, flags = help_of(path)
    yield path, verbs, flags
    for verb in verbs:
        yield from every_command(path + (verb,))


class Completions(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.commands = list(every_command())
        cls.folder = tempfile.TemporaryDirectory()
        tree = help_tree.load(BINARY)
        for name, write in completions.SHELLS.items():
            (pathlib.Path(cls.folder.name) / name).write_text(write(tree), encoding="utf-8")

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def file(self, name):
        return f"{self.folder.name}/{name}"

    def bash(self, *words):
        script = 'compopt() { :; }; source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))'
        script += '; _credence; printf "%s\\n" "${COMPREPLY[@]}"'
        told = subprocess.run(
            ["bash", "-c", script, "bash", self.file("credence.bash"), *words],
            capture_output=True, text=True, check=True,
        )
        self.assertEqual(told.stderr, "")
        return set(told.stdout.split())

    def fish(self, *words):
        script = f"source {self.file('credence.fish')}; complete -C '{' '.join(words)}'"
        told = subprocess.run(
            ["fish", "--no-config", "-c", script], capture_output=True, text=True, check=True
        )
        return {line.split("\t")[0] for line in told.stdout.split("\n")}

    def test_there_are_commands_of_commands(self):
        paths = [path for path, _, _ in self.commands]
        self.assertIn(("serve",), paths)
        self.assertIn(("store", "backup"), paths)
        self.assertGreater(len(paths), 40)

    def test_bash_completes_every_verb_and_flag(self):
        for path, verbs, flags in self.commands:
            with self.subTest(path=path):
                self.assertLessEqual(set(verbs), self.bash("credence", *path, ""))
                self.assertLessEqual(flags, self.bash("credence", *path, "-"))

    def test_bash_completes_values_and_skips_them(self):
        self.assertEqual(self.bash("credence", "--output", ""), {"text", "json", "junit"})
        self.assertEqual(self.bash("credence", "--output", "=", "j"), {"json", "junit"})
        self.assertIn("--drain", self.bash("credence", "--rules", "check", "serve", "--d"))
        self.assertEqual(self.bash("credence", "serve", "--server", "a", "--dr"), {"--drain"})

    def test_fish_completes_every_verb_and_flag(self):
        if not shutil.which("fish"):
            self.skipTest("no fish")
        for path, verbs, flags in self.commands:
            with self.subTest(path=path):
                if verbs:
                    self.assertLessEqual(set(verbs), self.fish("credence", *path, ""))
                words = self.fish("credence", *path, "--") | self.fish("credence", *path, "-")
                single = {flag for flag in flags if not flag.startswith("--")}
                self.assertLessEqual(flags - single, words)

    def test_zsh_names_every_verb_and_flag_at_its_command(self):
        text = pathlib.Path(self.file("_credence")).read_text(encoding="utf-8")
        for path, verbs, flags in self.commands:
            with self.subTest(path=path):
                here = text.split(f"\n    '{' '.join(('credence', *path))}')\n")[1].split(";;")[0]
                for word in [*verbs, *flags]:
                    self.assertIn(f"        '{word}:", here)
        if shutil.which("zsh"):
            subprocess.run(["zsh", "-n", self.file("_credence")], check=True)

    def test_every_verb_has_a_page_and_every_flag_is_on_one(self):
        pages = dict(man.pages(BINARY))
        for path, _, flags in self.commands:
            with self.subTest(path=path):
                page = pages["-".join(("credence", *path[:1])) + ".1"]
                if len(path) > 1:
                    page = page.split(f".SS {man.roff(' '.join(('credence', *path)))}\n")[1]
                for flag in flags:
                    self.assertIn(f"\\fB{man.roff(flag)}\\fR", page)


if __name__ == "__main__":
    BINARY = sys.argv.pop(1)
    unittest.main()
