#!/usr/bin/env python3
"""Writes what bash, zsh and fish complete, from the help that the program prints.

    tools/completions.py BINARY FOLDER

makes FOLDER/credence.bash, FOLDER/_credence (zsh) and FOLDER/credence.fish. Each finds the command
that is being typed by walking over the words before: a verb goes down, an option's value is
skipped. tools/completions_test.py holds them to the help.
"""

import argparse
import pathlib

import help_tree

HEAD = "# Written by tools/completions.py from the program's help; edit neither here nor by hand."


def name_of(command):
    return " ".join(command.path)


def options_of(command, tree):
    """Its own and the program's, which may stand after a verb as well; its own take precedence."""
    own = {flag for option in command.options for flag in option.flags}
    of_all = [each for each in tree.options if command is not tree and not own & {*each.flags}]
    return command.options + of_all


def takes_files(command):
    return any(each.name in help_tree.FILES for each in command.positionals)


def quoted(text):
    """For zsh and bash; fish takes it too where there is no apostrophe or backslash inside."""
    return "'" + text.replace("'", "'\\''") + "'"


def fish_quoted(text):
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def any_of(command, flags):
    """The patterns of `COMMAND FLAG`, for a `case`."""
    return "|".join(f"'{name_of(command)} {flag}'" for flag in flags)


def walk_cases(tree):
    """The words that lead to a command, and the options whose value is no such word."""
    for command in tree.walk():
        for verb in command.commands.values():
            yield f"      '{name_of(command)} {verb.path[-1]}') at='{name_of(verb)}' ;;"
        taking = [f for each in options_of(command, tree) if each.type for f in each.flags]
        yield f"      {any_of(command, taking)}) skip=1 ;;"


def walk(tree, words, index):
    """The walk of bash and zsh: `at` becomes the command that is being typed."""
    return [
        "  local at=credence skip= i",
        f"  for ((i = {index[0]}; i < {index[1]}; i++)); do",
        "    if [[ -n $skip ]]; then skip=; continue; fi",
        f'    case "$at ${words}" in',
        *walk_cases(tree),
        "    esac",
        "  done",
    ]


def bash(tree):
    """Where nothing is said of a word, bash goes on with the names of files."""
    lines = [HEAD, "_credence() {", "  local current=${COMP_WORDS[COMP_CWORD]}"]
    lines += ["  local before=${COMP_WORDS[COMP_CWORD - 1]} offered=", "  COMPREPLY=()"]
    # bash cuts words at `=`: `--output=json` comes in three.
    lines += ["  [[ $current != = ]] || current=",
              "  [[ $before != = ]] || before=${COMP_WORDS[COMP_CWORD - 2]}"]
    lines += walk(tree, "{COMP_WORDS[i]}", ("1", "COMP_CWORD"))
    lines += ['  case "$at $before" in']
    for command in tree.walk():
        for each in (option for option in options_of(command, tree) if option.type):
            if each.type in help_tree.FILES:
                act = "return"
            elif each.type in help_tree.FOLDERS:
                act = 'compopt -o dirnames +o default; return'
            elif each.values:
                act = f"offered='{' '.join(each.values)}'"
            else:
                act = "compopt +o default; return"
            lines.append(f"    {any_of(command, each.flags)}) {act} ;;")
    lines += ["  esac", "  if [[ -z $offered ]]; then", "    case $at in"]
    for command in tree.walk():
        flags = " ".join(f for each in options_of(command, tree) for f in each.flags)
        lines.append(f"      '{name_of(command)}')")
        lines.append(f"        offered='{' '.join(command.commands)}'")
        if not takes_files(command):
            lines.append("        compopt +o default 2>/dev/null")
        lines += ["        [[ $current != -* ]] || offered='" + flags + "' ;;"]
    lines += ["    esac", "  fi"]
    lines += ['  mapfile -t COMPREPLY < <(compgen -W "$offered" -- "$current")', "}"]
    return "\n".join([*lines, "complete -o default -F _credence credence"]) + "\n"


def described(word, text):
    return quoted(word.replace(":", "\\:") + ":" + text)


def zsh(tree):
    lines = ["#compdef credence", HEAD, "_credence() {", "  local before=${words[CURRENT - 1]}"]
    lines += ["  local -a verbs options"]
    lines += walk(tree, "{words[i]}", ("2", "CURRENT"))
    lines += ['  case "$at $before" in']
    for command in tree.walk():
        for each in (option for option in options_of(command, tree) if option.type):
            if each.type in help_tree.FILES:
                act = "_files"
            elif each.type in help_tree.FOLDERS:
                act = "_files -/"
            elif each.values:
                act = f"compadd -- {' '.join(each.values)}"
            else:
                act = f"_message {quoted(each.text)}"
            lines.append(f"    {any_of(command, each.flags)}) {act}; return ;;")
    lines += ["  esac", "  case $at in"]
    for command in tree.walk():
        lines.append(f"    '{name_of(command)}')")
        lines.append("      verbs=(")
        lines += [f"        {described(v.path[-1], v.summary)}" for v in command.commands.values()]
        lines += ["      )", "      options=("]
        for each in options_of(command, tree):
            lines += [f"        {described(flag, each.text)}" for flag in each.flags]
        lines.append("      )")
        if takes_files(command):
            lines.append("      [[ $PREFIX == -* ]] || _files")
        lines.append("      ;;")
    lines += ["  esac", "  (( ! $#verbs )) || _describe -t verbs verb verbs"]
    lines += ["  [[ $PREFIX != -* ]] || _describe -o -t options option options", "}"]
    return "\n".join([*lines, '_credence "$@"']) + "\n"


def fish(tree):
    lines = [HEAD, "function __credence_at", "  set -l at credence", "  set -l skip"]
    lines += ["  for word in (commandline -opc)[2..]"]
    lines += ["    if set -q skip[1]", "      set skip", "      continue", "    end"]
    lines += ['    switch "$at $word"']
    for command in tree.walk():
        for verb in command.commands.values():
            lines.append(f"      case '{name_of(command)} {verb.path[-1]}'")
            lines.append(f"        set at '{name_of(verb)}'")
        taking = [f for each in options_of(command, tree) if each.type for f in each.flags]
        lines.append("      case " + " ".join(f"'{name_of(command)} {flag}'" for flag in taking))
        lines.append("        set skip 1")
    lines += ["    end", "  end", '  test "$at" = "$argv"', "end", "complete -c credence -f"]
    for command in tree.walk():
        here = f"complete -c credence -n '__credence_at {name_of(command)}'"
        for verb in command.commands.values():
            lines.append(f"{here} -a {verb.path[-1]} -d {fish_quoted(verb.summary)}")
        if takes_files(command):
            lines.append(f"{here} -F")
        for each in options_of(command, tree):
            flags = " ".join(
                f"-l {flag[2:]}" if flag.startswith("--") else f"-s {flag[1:]}"
                for flag in each.flags
            )
            if each.type in help_tree.FILES:
                flags += " -r -F"
            elif each.type in help_tree.FOLDERS:
                flags += " -x -a '(__fish_complete_directories)'"
            elif each.values:
                flags += f" -x -a '{' '.join(each.values)}'"
            elif each.type:
                flags += " -x"
            lines.append(f"{here} {flags} -d {fish_quoted(each.text)}")
    return "\n".join(lines) + "\n"


SHELLS = {"credence.bash": bash, "_credence": zsh, "credence.fish": fish}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("binary")
    parser.add_argument("folder", type=pathlib.Path)
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    tree = help_tree.load(arguments.binary)
    for name, write in SHELLS.items():
        (arguments.folder / name).write_text(write(tree), encoding="utf-8")


if __name__ == "__main__":
    main()
