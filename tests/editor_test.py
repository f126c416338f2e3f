#!/usr/bin/env python3
"""Drives `credence lsp` with a real language client (pygls), over stdio.

    tests/editor_test.py CREDENCE VENV

makes VENV with pygls in it when it is not there, and runs the tests with its Python.
"""

import asyncio
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest

PYGLS = "pygls==2.1.1"

VOCABULARY = """vocabulary shop version "1"

subject customer
subject subscription in customer

evidence sold_by on subscription lasting

# What the customer paid.
measure revenue : money in USD per subscription each month, flow
"""

POLICY = """policy resale version "2026"
  effective from 2026-01-01
  uses shop version "1"

# \U0001f600
credit commission : money in USD for one partner per subscription each month
  prefer earliest sold_by.from
  if tied hold
  rounded to nearest 0.01 USD

award commission to the partner with sold_by on period.end
  amount 4% of sum of revenue
  because "The partner who sold it earns 4%."
"""


def python_of(venv):
    """The venv's Python; what cannot be installed is a failure, never a skip."""
    python = pathlib.Path(venv) / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
    if subprocess.run([python, "-c", "import pygls"], capture_output=True).returncode != 0:
        subprocess.run([python, "-m", "pip", "install", "-q", PYGLS], check=True)
    return str(python)


class Editor:
    """A client with one server, and what the server told it last of each file."""

    def __init__(self, folder):
        from pygls.lsp.client import LanguageClient

        self.folder = pathlib.Path(folder)
        self.told = {}
        self.client = LanguageClient("editor_test", "1")

        @self.client.feature("textDocument/publishDiagnostics")
        def take(params):
            self.told[params.uri] = params.diagnostics

    def uri(self, name):
        return (self.folder / name).as_uri()

    async def start(self):
        from lsprotocol import types

        await self.client.start_io(CREDENCE, "lsp")
        await self.client.initialize_async(
            types.InitializeParams(capabilities=types.ClientCapabilities())
        )
        self.client.initialized(types.InitializedParams())

    def open(self, name, text):
        from lsprotocol import types

        item = types.TextDocumentItem(self.uri(name), "credence", 1, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def edit(self, name, version, start, end, text):
        from lsprotocol import types

        change = types.TextDocumentContentChangePartial(
            range=types.Range(types.Position(*start), types.Position(*end)), text=text
        )
        self.client.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(version=version, uri=self.uri(name)),
                [change],
            )
        )

    def at(self, kind, name, line, character, **more):
        from lsprotocol import types

        return kind(
            text_document=types.TextDocumentIdentifier(self.uri(name)),
            position=types.Position(line, character),
            **more,
        )

    async def codes(self, name, wanted):
        """Waits until the codes told of a file are `wanted`; returns the diagnostics."""
        end = time.monotonic() + 120
        while time.monotonic() < end:
            told = self.told.get(self.uri(name))
            if told is not None and [one.code for one in told] == wanted:
                return told
            await asyncio.sleep(0.01)
        raise AssertionError(f"{name}: wanted {wanted}, told {self.told.get(self.uri(name))}")


class EditorTest(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        (pathlib.Path(self.folder.name) / "shop.vocab").write_text(VOCABULARY)
        self.editor = Editor(self.folder.name)
        await self.editor.start()
        self.editor.open("resale.policy", POLICY)

    async def asyncTearDown(self):
        await self.editor.client.shutdown_async(None)
        self.editor.client.exit(None)
        await self.editor.client.stop()

    async def test_a_fault_is_told_as_one_types_and_its_fix_offered(self):
        from lsprotocol import types

        await self.editor.codes("resale.policy", [])
        self.editor.edit("resale.policy", 2, (10, 37), (10, 44), "sold_bi")
        await self.editor.codes("resale.policy", ["C101"])
        actions = await self.editor.client.text_document_code_action_async(
            types.CodeActionParams(
                types.TextDocumentIdentifier(self.editor.uri("resale.policy")),
                types.Range(types.Position(10, 40), types.Position(10, 40)),
                types.CodeActionContext([]),
            )
        )
        edits = actions[0].edit.changes[self.editor.uri("resale.policy")]
        self.assertEqual(edits[0].new_text, "sold_by")
        self.assertEqual(edits[0].range.start, types.Position(10, 37))
        self.editor.edit("resale.policy", 3, (10, 37), (10, 44), "sold_by")
        await self.editor.codes("resale.policy", [])

    async def test_places_are_utf_16(self):
        await self.editor.codes("resale.policy", [])
        self.editor.edit("resale.policy", 2, (4, 4), (5, 0), " x\ncredit x\n")
        told = await self.editor.codes("resale.policy", ["C011"])
        self.assertEqual(told[0].range.start.line, 5)
        self.editor.edit("resale.policy", 3, (4, 6), (6, 0), "\n")
        await self.editor.codes("resale.policy", [])

    async def test_hover_definition_references_and_rename(self):
        from lsprotocol import types

        client, at = self.editor.client, self.editor.at
        hover = await client.text_document_hover_async(
            at(types.HoverParams, "resale.policy", 11, 24)
        )
        self.assertIn("money in USD per subscription each month, flow", hover.contents.value)
        self.assertIn("What the customer paid.", hover.contents.value)
        places = await client.text_document_definition_async(
            at(types.DefinitionParams, "resale.policy", 11, 24)
        )
        self.assertEqual([place.uri for place in places], [self.editor.uri("shop.vocab")])
        uses = await client.text_document_references_async(
            at(
                types.ReferenceParams,
                "resale.policy",
                10,
                40,
                context=types.ReferenceContext(include_declaration=True),
            )
        )
        self.assertEqual(len(uses), 3)
        rename = await client.text_document_rename_async(
            at(types.RenameParams, "resale.policy", 10, 40, new_name="bought_from")
        )
        self.assertEqual(
            sorted((pathlib.Path(uri).name, len(edits)) for uri, edits in rename.changes.items()),
            [("resale.policy", 2), ("shop.vocab", 1)],
        )
        for refused in ("award", "Big", "revenue"):
            with self.assertRaises(Exception, msg=refused):
                await client.text_document_rename_async(
                    at(types.RenameParams, "resale.policy", 10, 8, new_name=refused)
                )

    async def test_completion_knows_its_place(self):
        from lsprotocol import types

        async def labels(line, character):
            items = await self.editor.client.text_document_completion_async(
                self.editor.at(types.CompletionParams, "resale.policy", line, character)
            )
            return {item.label for item in items}

        self.assertEqual(await labels(10, 37), {"sold_by"})
        self.assertEqual(await labels(10, 6), {"commission"})
        self.assertEqual(await labels(10, 55), {"start", "end"})
        self.assertIn("award", await labels(9, 0))
        self.assertIn("revenue", await labels(11, 23))

    async def test_completion_knows_every_statement(self):
        from lsprotocol import types

        lines = [
            "define base = sum of revenue",
            "param floor = 5 USD",
            "credit bonus : money in USD for every partner per subscription each month",
            "standing gold when sum of commission >= floor",
            "standing star when partner holds gold",
            "limit commission + bonus per partner each year to 10 USD, cutting bonus first",
            "check never_more : always commission <= 10 USD",
            "split bonus evenly",
        ]
        text = POLICY + "\n" + "\n".join(lines) + "\n"
        first = POLICY.count("\n") + 1
        self.editor.open("resale2.policy", text)

        async def labels(line, after):
            character = lines[line].index(after) + len(after)
            items = await self.editor.client.text_document_completion_async(
                self.editor.at(
                    types.CompletionParams, "resale2.policy", first + line, character
                )
            )
            return {item.label for item in items}

        credits = {"commission", "bonus"}
        self.assertEqual(await labels(3, "sum of "), credits | {"floor"})
        self.assertEqual(await labels(4, "holds "), {"gold", "star"})
        for before in ("limit ", "commission + ", "cutting "):
            self.assertEqual(await labels(5, before), credits)
        self.assertEqual(await labels(6, "always "), credits | {"floor", "revenue"})
        self.assertEqual(await labels(7, "split "), credits)

    async def test_hover_tells_what_a_define_is(self):
        from lsprotocol import types

        text = POLICY.replace("amount 4% of sum of revenue", "amount 4% of base")
        text += "\ndefine base = sum of revenue\n"
        line = text[: text.index("4% of base")].count("\n")
        self.editor.edit("resale.policy", 2, (0, 0), (99, 0), text)
        await self.editor.codes("resale.policy", [])
        hover = await self.editor.client.text_document_hover_async(
            self.editor.at(types.HoverParams, "resale.policy", line, 16)
        )
        self.assertIn("It is money in USD.", hover.contents.value)
        self.editor.edit(
            "resale.policy", 3, (0, 0), (99, 0), text.replace("= sum of revenue", "= revenue")
        )
        await self.editor.codes("resale.policy", [])
        hover = await self.editor.client.text_document_hover_async(
            self.editor.at(types.HoverParams, "resale.policy", line, 16)
        )
        self.assertIn("It is money in USD, one per subscription each month.", hover.contents.value)

    async def test_formatting_and_outline(self):
        from lsprotocol import types

        self.editor.edit("resale.policy", 2, (11, 0), (11, 2), "          ")
        identifier = types.TextDocumentIdentifier(self.editor.uri("resale.policy"))
        edits = await self.editor.client.text_document_formatting_async(
            types.DocumentFormattingParams(identifier, types.FormattingOptions(2, True))
        )
        self.assertEqual(edits[0].new_text, POLICY)
        symbols = await self.editor.client.text_document_document_symbol_async(
            types.DocumentSymbolParams(identifier)
        )
        self.assertEqual([symbol.name for symbol in symbols], ["resale", "commission"])

    async def test_it_outlives_what_clients_get_wrong(self):
        from lsprotocol import types

        client = self.editor.client
        await self.editor.codes("resale.policy", [])
        self.editor.edit("resale.policy", 2, (900, 0), (2, 900), "")
        self.editor.edit("resale.policy", 1, (0, 0), (9, 0), "an old version")
        self.editor.edit("never_opened.policy", 1, (0, 0), (9, 0), "x")
        gone = types.TextDocumentIdentifier(self.editor.uri("resale.policy"))
        client.text_document_did_close(types.DidCloseTextDocumentParams(gone))
        client.text_document_did_close(types.DidCloseTextDocumentParams(gone))
        with self.assertRaises(Exception):
            await client.protocol.send_request_async("textDocument/dance", {})
        self.editor.open("large.policy", "# " + "x" * (10 << 20))
        told = await self.editor.codes("large.policy", ["C001"])
        self.assertEqual(told[0].range.start, types.Position(0, 0))


class RawStreamTest(unittest.TestCase):
    def say(self, data):
        return subprocess.run([CREDENCE, "lsp"], input=data, capture_output=True, timeout=20)

    def test_garbage_is_answered_and_the_next_message_read(self):
        ask = b'{"jsonrpc":"2.0","id":1,"method":"textDocument/hover"}'
        ended = self.say(
            b"rubbish\r\nContent-Length: 5\r\n\r\n{nope" + b"Content-Length: 3\r\n\r\n[1]"
            b"Content-Length: %d\r\n\r\n%s" % (len(ask), ask)
        )
        self.assertIn(b"-32700", ended.stdout)
        self.assertIn(b"-32600", ended.stdout)
        self.assertIn(b"-32002", ended.stdout)
        self.assertEqual(ended.returncode, 1)


if __name__ == "__main__":
    CREDENCE = os.path.abspath(sys.argv[1])
    python = python_of(sys.argv[2])
    if os.path.realpath(sys.prefix) != os.path.realpath(sys.argv[2]):
        os.execv(python, [python, *sys.argv])
    unittest.main(argv=sys.argv[:1])
