#!/usr/bin/env python3
"""Writes the manual pages of the program from the help it prints.

    tools/man.py BINARY FOLDER

makes FOLDER/credence.1, and a FOLDER/credence-VERB.1 for each verb, with the verbs below it.
"""

import argparse
import pathlib
import re

import help_tree

VARIABLE = re.compile(r"\[(CREDENCE_[A-Z_]+)")

# What no help text says, because it is of the package and not of the program.
SERVE_FILES = """
.SH FILES
.TP
.I /etc/credence/credence.yaml
What the service is started with;
.B credence serve --print-config
prints every key.
.TP
.I /etc/credence/rules
The rules that the service serves, read again by
.BR "systemctl reload credence" .
.TP
.I /usr/share/doc/credence/examples
Programmes to begin from.
.TP
.I /var/lib/credence
What the service keeps: the last good policies, and its store.
"""


def roff(text):
    """Text that roff takes as it stands."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("`", "\\(ga")
    return "\\&" + text if text.startswith(".") else text


def as_written(lines):
    """Lines whose breaks and blanks stay; the blanks they all begin with are the margin's."""
    return [".PP", ".nf", ".RS", *(roff(line[2:]) for line in lines), ".RE", ".fi"]


def footer(text):
    """The footer as (paragraphs, sections): a line above lines set in is a heading."""
    prose, sections = [], []
    for block in filter(None, re.split(r"\n\s*\n", text)):
        head, *rest = block.split("\n")
        if rest and all(line.startswith("  ") for line in rest):
            sections += [f".SH {head.upper()}", *as_written(rest)]
        else:
            prose += [".PP", *(roff(line.strip()) for line in (head, *rest))]
    return prose, sections


def option(each):
    flags = ", ".join(f"\\fB{roff(flag)}\\fR" for flag in each.flags)
    kind = f" \\fI{roff(each.type)}\\fR" if each.type else ""
    return [".TP", flags + kind, roff(each.text)]


def details(command, heading):
    """Arguments and options under headings of this kind."""
    lines = []
    if command.positionals:
        lines.append(f"{heading} ARGUMENTS")
        for each in command.positionals:
            lines += [".TP", f"\\fI{roff(each.name)}\\fR", roff(each.text)]
    for group in dict.fromkeys(each.group for each in command.options):
        lines.append(f"{heading} {group.upper()}")
        for each in command.options:
            if each.group == group:
                lines += option(each)
    return lines


def synopsis(command):
    name = " ".join(command.path)
    rest = command.usage.removeprefix(name)
    return [f"\\fB{roff(name)}\\fR{roff(rest)}"]


def below(command):
    """The commands below one: of the program their pages, of a verb all there is."""
    lines = []
    for group in dict.fromkeys(each.group for each in command.commands.values()):
        lines.append(f".SH {group.upper()}")
        for each in (one for one in command.commands.values() if one.group == group):
            if len(command.path) == 1:
                lines += [".TP", f".BR {roff('-'.join(each.path))} (1)", roff(each.summary)]
            else:
                lines += [f".SS {roff(' '.join(each.path))}", roff(each.summary), ".PP"]
                lines += synopsis(each) + details(each, ".PP\n.B")
    return lines


def environment(command):
    """The variables that its options name."""
    lines = []
    for each in command.options:
        for name in VARIABLE.findall(each.text):
            lines += [".TP", f".B {name}", f"Stands for \\fB{roff(each.flags[-1])}\\fR."]
    return [".SH ENVIRONMENT", *lines] if lines else []


def see_also(command, tree):
    pages = ["-".join(each.path) for each in (tree, *tree.commands.values()) if each is not command]
    wanted = pages if command is tree else pages[:1]
    return [".SH SEE ALSO", ",\n".join(f".BR {roff(page)} (1)" for page in wanted).replace(
        ",\n", " ,\n")]


def page(command, tree, version):
    name = "-".join(command.path)
    prose, sections = footer(command.footer)
    lines = [f'.TH {roff(name.upper())} 1 "" "credence {version}" "User Commands"']
    lines += [".SH NAME", f"{roff(name)} \\- {roff(command.summary.rstrip('.'))}"]
    lines += [".SH SYNOPSIS", *synopsis(command)]
    lines += [".SH DESCRIPTION", roff(command.summary.rstrip(".") + "."), *prose]
    lines += details(command, ".SH") + below(command) + environment(command)
    if name == "credence-serve":
        lines += SERVE_FILES.strip().split("\n")
    return "\n".join([*lines, *sections, *see_also(command, tree)]) + "\n"


def pages(binary):
    """The text of each page, by its file's name."""
    tree, version = help_tree.load(binary), help_tree.version(binary)
    for command in (tree, *tree.commands.values()):
        yield "-".join(command.path) + ".1", page(command, tree, version)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("binary")
    parser.add_argument("folder", type=pathlib.Path)
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages(arguments.binary):
        (arguments.folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
