#!/usr/bin/env python3
"""Holds the source to the rules of the house that a compiler does not know.

    tools/check_source.py RULE [--root FOLDER]

prints one line a finding, `path:line: what is wrong; what to do instead`, and exits 1 if there are
any. Each rule is a function below and a ctest of its own, `source/RULE`; tools/check_source_test.py
holds each to an example that it must refuse.

  arrows     a folder includes only what its arrows allow, from inside and from outside
  words      words with a better replacement (double, std::stoi, ...), and notes to oneself
  contracts  every header opens with a comment that says what it is for
  size       no file over 600 lines, no line over 100 columns
  text       a newline at the end, no blanks before it, no tabs in C++, UTF-8
  codes      every diagnostic code is shown by a golden
  pages      every diagnostic code has a page in docs/diagnostics
"""

import argparse
import dataclasses
import pathlib
import re
import sys

LINES_MAX = 600
COLUMNS_MAX = 100
CONTRACT_LINES_MIN = 3


@dataclasses.dataclass(frozen=True)
class Folder:
    """What the files of a folder may include.

    on       folders (or single headers) of ours
    uses     libraries from outside, by the start of their path, anywhere
    hides    libraries that only a .cc may include, so that nobody above sees them
    """

    on: tuple = ()
    uses: tuple = ()
    hides: tuple = ()


GRPC = ("grpcpp/", "grpc/", "google/protobuf/")

# The arrows of the house. What stands on a folder sees its headers, and these see no Boost, gRPC or
# YAML: so engine/ builds without any of them.
HOUSE = {
    "core": Folder(uses=("absl/",), hides=("boost/multiprecision/", "openssl/")),
    "ruletree": Folder(on=("core",), uses=("absl/",)),
    "facts": Folder(on=("core",), uses=("absl/",)),
    "dsl/grammar": Folder(on=("dsl", "core"), uses=("absl/", "boost/")),
    "dsl": Folder(on=("dsl/grammar", "ruletree", "core"), uses=("absl/",)),
    "engine": Folder(on=("ruletree", "facts", "core"), uses=("absl/",)),
    "engine/batch": Folder(on=("engine", "ruletree", "facts", "core"), uses=("absl/",)),
    "store/sql": Folder(on=("store", "facts", "core"), uses=("absl/",)),
    "store/sqlite": Folder(
        on=("store/sql", "store", "core"), uses=("absl/",), hides=("sqlite3.h",)
    ),
    "store/postgres": Folder(
        on=("store/sql", "store", "core"), uses=("absl/",), hides=("libpq-fe.h",)
    ),
    "store/backends": Folder(
        on=("store/sqlite", "store/postgres", "store/sql", "store", "facts", "core"),
        uses=("absl/",),
    ),
    "store": Folder(on=("facts", "core"), uses=("absl/", "nlohmann/")),
    "book": Folder(on=("engine", "store", "facts", "ruletree", "core"), uses=("absl/",)),
    "server": Folder(
        on=("book", "store/backends", "store", "engine/batch", "engine", "dsl", "facts")
        + ("ruletree", "core", "proto"),
        uses=("absl/", "spdlog/") + GRPC,
        hides=("openssl/", "cjose/", "nlohmann/", "prometheus/"),
    ),
    "clients/connectors": Folder(
        on=("facts", "core"), uses=("absl/",), hides=("nlohmann/",)
    ),
    "clients/lsp": Folder(
        on=("dsl", "ruletree", "core"), uses=("absl/", "nlohmann/")
    ),
    "clients/cli": Folder(
        # The server is composed by its headers: in this process, for `serve`, and its store.
        # What a decision log is read by is the server's, which lists its own.
        on=("server/embedded.h", "server/log_query.h", "server/log_reader.h",
            "server/message_digest.h", "server/message_json.h", "server/server.h",
            "server/store_upkeep.h", "clients/lsp")
        + ("clients/connectors", "facts", "dsl", "core", "proto"),
        uses=("absl/", "CLI/", "yaml-cpp/") + GRPC,
    ),
}
ANY_FOLDER = ("tests", "bench", "fuzz")  # They cross the house on purpose.
TESTS_USE = ("gtest/", "gmock/", "rapidcheck/", "rapidcheck.h")
SYSTEM = ("arpa/", "netinet/", "sys/")

EXACT = ("core", "ruletree", "facts", "dsl", "engine", "store", "book")


@dataclasses.dataclass(frozen=True)
class Word:
    """A word C++ code does not use, and what to write instead."""

    pattern: str
    instead: str
    only_in: tuple = ()
    but_not_in: tuple = ()


WORDS = (
    Word(r"\b(double|float)\b", "exact numbers of core/", only_in=EXACT),
    Word(
        r"\b(std::)?(sto(i|l|ll|ul|ull|f|d|ld)|ato(i|l|ll|f)|strto(l|ll|ul|ull|f|d|ld))\b(?=\s*\()",
        "absl::SimpleAtoi, or core's decimal reader, and handle the failure",
    ),
    Word(r"\bs?rand\s*\(", "randomness passed in, with its seed"),
    Word(
        r"\b(system_clock|high_resolution_clock)::now\b",
        "a clock passed in from main.cc",
        but_not_in=("clients/cli/main.cc",),
    ),
    Word(r"\bphrase_parse\b", "dsl's Parse()", but_not_in=("dsl/grammar",)),
    Word(r"\busing\s+namespace\b", "the names themselves"),
    Word(r"\bstd::w?regex\b", "a written scan: std::regex recurses over its input"),
)
NOTES_TO_ONESELF = re.compile(r"\b(FIXME|TODO|XXX)\b")

INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]')
CPP = (".h", ".cc")
# Bad bytes, long lines and strange ends are what these are for.
DATA = ("tests/golden", "tests/data", "fuzz/corpus")
TEXT = CPP + (".cmake", ".drl", ".go", ".java", ".js", ".json", ".md", ".policy", ".proto", ".py")
TEXT += (".rego", ".rs", ".sh", ".sql", ".txt", ".yaml", ".yml")
TEXT_NAMES = ("CMakeLists.txt", "dev", "run", ".clang-format", ".clang-tidy", ".editorconfig")
MAY_BE_WIDE = (".json", ".md", ".txt", ".yaml", ".yml")


@dataclasses.dataclass(frozen=True)
class Source:
    """A file of the repository: its path from the root, and its text."""

    path: str
    text: str

    @property
    def lines(self):
        return self.text.split("\n")

    @property
    def is_cpp(self):
        return self.path.endswith(CPP)

    @property
    def is_header(self):
        return self.path.endswith(".h")

    @property
    def is_test(self):
        return self.path.endswith("_test.cc")

    def at(self, line, message):
        return f"{self.path}:{line}: {message}"


def inside(path, places):
    """Whether `path` is one of `places` or lies in one of them."""
    return any(path == place or path.startswith(place + "/") for place in places)


def read_tree(root):
    """The files we write, data left out, by path."""
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        hidden = name.startswith(".") and not inside(name, (".ci",) + TEXT_NAMES)
        if hidden or inside(name, ("build",) + DATA) or "__pycache__" in name:
            continue
        if path.is_file() and (path.suffix in TEXT or path.name in TEXT_NAMES):
            yield Source(name, path.read_bytes().decode("utf-8", errors="replace"))


def room_of(path):
    """The folder of the house that a path lies in: the longest that fits, or None."""
    rooms = [room for room in HOUSE if inside(path, (room,))]
    return max(rooms, key=len, default=None)


def target_of(include):
    """Where an include leads: a folder of ours (generated contracts are `proto`), or None."""
    if include.endswith((".pb.h", ".grpc.pb.h")) and not include.startswith("google/protobuf/"):
        return "proto"
    return room_of(include)


def arrow_fault(source, room, include):
    """Why a file in `room` may not include `include`, or None."""
    allowed = HOUSE[room]
    target = target_of(include)
    if target is not None:
        if target in (room,) + allowed.on or include in allowed.on:
            return None
        return f"{room} may not include {target}; it stands on {', '.join(allowed.on) or 'nothing'}"
    if source.is_test and inside(include, ("tests/support",)):
        return None
    if "/" not in include and include not in TESTS_USE:
        return None
    libraries = allowed.uses + SYSTEM + (TESTS_USE if source.is_test else ())
    if include.startswith(libraries):
        return None
    if include.startswith(allowed.hides):
        return None if not source.is_header else f"{include} belongs in a .cc of {room}"
    return f"{room} may not include {include}"


def arrows(root):
    """A folder includes only what its arrows allow."""
    for source in read_tree(root):
        room = room_of(source.path)
        if not source.is_cpp or room is None:
            if source.is_cpp and not inside(source.path, ANY_FOLDER):
                yield source.at(1, "no folder of the house; name it and its arrows in HOUSE")
            continue
        for number, line in enumerate(source.lines, 1):
            match = INCLUDE.match(line)
            fault = match and arrow_fault(source, room, match.group(2))
            if fault:
                yield source.at(number, fault)


# Comments, raw strings, strings and characters, in this order of preference where they start.
NOT_CODE = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"(?P<tag>[^(\s]*)\(.*?\)(?P=tag)"'
    r"|\"(?:\\.|[^\"\\\n])*\"|(?<![0-9A-Fa-f])'(?:\\.|[^'\\\n])+'",
    re.DOTALL,
)


def code_of(text):
    """`text` with comments and literals blanked out, every line where it was."""
    return NOT_CODE.sub(lambda match: "\n" * match.group().count("\n") or " ", text)


def words(root):
    """Words with a better replacement."""
    for source in read_tree(root):
        if source.path.startswith("tools/check_source"):
            continue
        for number, line in enumerate(source.lines, 1):
            note = NOTES_TO_ONESELF.search(line)
            if note:
                yield source.at(number, f"{note.group()} stays in no file; do it or open an issue")
        if not source.is_cpp:
            continue
        here = [
            word
            for word in WORDS
            if (not word.only_in or inside(source.path, word.only_in))
            and not inside(source.path, word.but_not_in)
        ]
        for number, line in enumerate(code_of(source.text).split("\n"), 1):
            for word in here:
                match = re.search(word.pattern, line)
                if match:
                    yield source.at(number, f"`{match.group()}` is not used here; {word.instead}")


def contracts(root):
    """Every header opens with its contract."""
    for source in read_tree(root):
        if not source.is_header:
            continue
        opening = 0
        while opening < len(source.lines) and source.lines[opening].startswith("//"):
            opening += 1
        if opening < CONTRACT_LINES_MIN:
            yield source.at(1, "open with what this is for, an example, its limits and its errors")


def size(root):
    """No file too long to read, no line too long to see."""
    for source in read_tree(root):
        if source.path.endswith(MAY_BE_WIDE) and source.path != "CMakeLists.txt":
            continue
        lines = source.text.count("\n")
        if lines > LINES_MAX:
            yield source.at(lines, f"{lines} lines, at most {LINES_MAX}; which two things is it?")
        for number, line in enumerate(source.lines, 1):
            if len(line) > COLUMNS_MAX:
                yield source.at(number, f"{len(line)} columns, at most {COLUMNS_MAX}")


def text(root):
    """Files end in a newline, lines end in no blank, C++ holds no tab."""
    for source in read_tree(root):
        if source.text and not source.text.endswith("\n"):
            yield source.at(len(source.lines), "no newline at the end of the file")
        for number, line in enumerate(source.lines, 1):
            if line != line.rstrip():
                yield source.at(number, "blanks at the end of the line")
            if source.is_cpp and "\t" in line:
                yield source.at(number, "a tab; write spaces, or \\t in a string")
            if "\ufffd" in line:
                yield source.at(number, "not UTF-8")


CODES = "core/diagnostic_codes.h"
CODE = re.compile(r"\bCode (k\w+)\{(\d+),")


def codes(root):
    """Every diagnostic code is shown by a golden."""
    shown = set()
    for golden in (root / "tests/golden").rglob("*.expect"):
        shown.update(re.findall(rb"\bC(\d{3})\b", golden.read_bytes()))
    registry = Source(CODES, (root / CODES).read_text(encoding="utf-8"))
    for number, line in enumerate(registry.lines, 1):
        match = CODE.search(line)
        if match and match.group(2).zfill(3).encode() not in shown:
            yield registry.at(number, f"no golden in tests/golden shows {match.group(1)}; add one")


def pages(root):
    """Every diagnostic code has a page."""
    registry = Source(CODES, (root / CODES).read_text(encoding="utf-8"))
    for number, line in enumerate(registry.lines, 1):
        match = CODE.search(line)
        page = match and f"docs/diagnostics/C{match.group(2).zfill(3)}.md"
        if page and not (root / page).is_file():
            yield registry.at(number, f"{match.group(1)} has no page; write {page}")


RULES = {rule.__name__: rule for rule in (arrows, words, contracts, size, text, codes, pages)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("rule", choices=RULES)
    parser.add_argument("--root", type=pathlib.Path, default=pathlib.Path(__file__).parents[1])
    arguments = parser.parse_args()
    findings = list(RULES[arguments.rule](arguments.root))
    for finding in findings:
        print(finding)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
