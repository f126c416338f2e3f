#!/usr/bin/env python3
"""Writes the pages of docs/diagnostics as C++, so that the installed program can show them.

    embed_pages.py docs/diagnostics build/diagnostic_pages.cc
"""

import pathlib
import sys

HEAD = """// Written by tools/embed_pages.py from docs/diagnostics.
#include "clients/cli/diagnostic_pages.h"

#include <array>

namespace credence::cli {
namespace {

constexpr std::array kPages = {
"""

TAIL = """};

}  // namespace

std::span<const DiagnosticPage> DiagnosticPages() { return kPages; }

}  // namespace credence::cli
"""


def main(folder, target):
    text = HEAD
    for page in sorted(pathlib.Path(folder).glob("C*.md")):
        body = page.read_text(encoding="utf-8")
        text += f'    DiagnosticPage{{"{page.stem}", R"PAGE({body})PAGE"}},\n'
    pathlib.Path(target).write_text(text + TAIL, encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
