"""The commands of the program, as its own help tells them.

    tree = load("build/release/bin/credence")
    tree.commands["serve"].options[1].flags       ("--listen",)

Manual pages (tools/man.py) and completions (tools/completions.py) are written from this, so that
what they say is what the built program says. A form of help that is not understood raises
ValueError: a page that leaves something out would be worse than a build that stops.
"""

import dataclasses
import os
import re
import subprocess

# Where the help's second column begins; a head that is longer stands on a line of its own.
TEXT_COLUMN = 30
HEADING = re.compile(r"^([A-Z][A-Za-z ]*):$")
ANY_OF = re.compile(r" not in \{([^}]*)\}")
FILES = ("FILE", "PATH", "CASEFILE", "CASES.jsonl", "COPY", "BEFORE", "AFTER")
FOLDERS = ("DIR",)


@dataclasses.dataclass
class Option:
    flags: tuple
    type: str  # Empty: it takes no value.
    text: str
    group: str
    values: tuple = ()  # All it may be, where these are few.


@dataclasses.dataclass
class Positional:
    name: str
    text: str


@dataclasses.dataclass
class Command:
    """A command and those below it; `path` is how it is typed, ("credence", "store", "backup")."""

    path: tuple
    summary: str
    usage: str
    group: str = ""
    footer: str = ""
    options: list = dataclasses.field(default_factory=list)
    positionals: list = dataclasses.field(default_factory=list)
    commands: dict = dataclasses.field(default_factory=dict)

    def walk(self):
        yield self
        for command in self.commands.values():
            yield from command.walk()


def run(binary, arguments):
    """What the program prints, on both streams; dressed for no terminal and no settings."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("CREDENCE_")}
    return subprocess.run(
        [binary, *arguments],
        env=kept | {"LC_ALL": "C", "NO_COLOR": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    ).stdout


def entries(lines):
    """The (head, text) of each entry of a section."""
    found = []
    for line in lines:
        if not line.startswith("  "):
            raise ValueError(f"no entry of a help text: {line!r}")
        if line[2] != " ":
            head, text = line[2:].rstrip(), ""
            if len(line) > TEXT_COLUMN and line[TEXT_COLUMN - 1] == " ":
                head, text = line[2:TEXT_COLUMN].rstrip(), line[TEXT_COLUMN:]
            found.append([head, text])
        else:
            found[-1][1] = f"{found[-1][1]} {line.strip()}".strip()
    return found


def split(help_text):
    """A help text as (summary, usage, {heading: lines}, footer)."""
    lines = help_text.rstrip().split("\n")
    usage = next(i for i, line in enumerate(lines) if line.startswith("Usage: "))
    summary = " ".join(line.strip() for line in lines[:usage])
    sections, here, at = {}, None, usage + 1
    while at < len(lines):
        line = lines[at]
        heading = HEADING.match(line)
        if heading:
            here = sections.setdefault(heading.group(1), [])
        elif line.startswith(" ") and here is not None:
            here.append(line)
        elif line:
            break
        at += 1
    return summary, lines[usage].removeprefix("Usage: "), sections, "\n".join(lines[at:])


def values_of(binary, path, flag):
    """The values that an option may have: the program names them when it is given another.

    With --help nothing is ever done, whatever the option takes.
    """
    told = ANY_OF.search(run(binary, [*path[1:], f"{flag}=@", "--help"]))
    return tuple(told.group(1).split(",")) if told else ()


def load(binary, path=("credence",), group=""):
    """The command at `path`, and all below it."""
    summary, usage, sections, footer = split(run(binary, [*path[1:], "--help"]))
    command = Command(path, summary, usage, group, footer)
    for heading, lines in sections.items():
        for head, text in entries(lines):
            if heading == "Positionals":
                command.positionals.append(Positional(head.removesuffix(" ..."), text))
            elif head.startswith("-"):
                flags, _, kind = head.partition(" ")
                option = Option(tuple(flags.split(",")), kind.strip(), text, heading)
                if option.type and option.type not in FILES + FOLDERS:
                    option.values = values_of(binary, path, option.flags[-1])
                command.options.append(option)
            else:
                command.commands[head] = load(binary, path + (head,), heading)
    if not command.options:
        raise ValueError(f"`{' '.join(path)} --help` lists no option, not even --help")
    return command


def version(binary):
    """Such as "0.1.0"."""
    return run(binary, ["--version"]).split()[1]
