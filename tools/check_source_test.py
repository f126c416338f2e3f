#!/usr/bin/env python3
"""Holds each rule of tools/check_source.py to what it must refuse, and to what it must allow."""

import pathlib
import tempfile
import unittest

import check_source

CONTRACT = "// What it is for.\n//\n// Thread-safe: no state.\n"


class RuleTest(unittest.TestCase):
    """Runs one rule over a repository of a few files."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)

    def write(self, path, text):
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))

    def found(self, rule, path, text):
        self.write(path, text)
        findings = list(check_source.RULES[rule](self.root))
        (self.root / path).unlink()
        return findings

    def refuses(self, rule, path, text, *parts):
        findings = self.found(rule, path, text)
        self.assertEqual(len(findings), 1, findings)
        for part in (path,) + parts:
            self.assertIn(part, findings[0])

    def allows(self, rule, path, text):
        self.assertEqual(self.found(rule, path, text), [])


class Arrows(RuleTest):
    def refuses_include(self, path, include, *parts):
        self.refuses("arrows", path, f"#include {include}\n", ":1:", *parts)

    def allows_include(self, path, include):
        self.allows("arrows", path, f"#include {include}\n")

    def test_a_folder_sees_what_it_stands_on(self):
        self.allows_include("ruletree/node.h", '"core/date.h"')
        self.allows_include("dsl/lower.cc", '"ruletree/node.h"')
        self.allows_include("dsl/parse.cc", '"dsl/grammar/policy.h"')
        self.allows_include("engine/decide.cc", '"facts/case.h"')
        self.allows_include("server/decisions.cc", '"credence/v1/decisions.grpc.pb.h"')
        self.allows_include("core/date.cc", "<charconv>")

    def test_an_arrow_does_not_turn_round(self):
        self.refuses_include("core/date.h", '"facts/case.h"', "core may not include facts")

    def test_the_compiler_and_the_engine_never_see_each_other(self):
        self.refuses_include("engine/decide.cc", '"dsl/ast.h"', "engine may not include dsl")

    def test_nor_does_the_engine_see_the_compiler_in_a_test(self):
        self.refuses_include("engine/decide_test.cc", '"dsl/parse.h"', "engine may not include dsl")

    def test_nor_the_compiler_the_engine(self):
        self.refuses_include("dsl/lower.cc", '"engine/decide.h"', "dsl may not include engine")

    def test_the_engine_sees_no_wire(self):
        self.refuses_include("engine/decide.cc", '"credence/v1/decisions.pb.h"', "proto")

    def test_the_engine_and_what_it_stands_on_see_nothing_from_outside(self):
        for folder in ("engine", "facts", "ruletree"):
            for library in ("boost/rational.hpp", "grpcpp/grpcpp.h", "yaml-cpp/yaml.h",
                            "google/protobuf/message.h", "sqlite3/sqlite3.h"):
                with self.subTest(folder=folder, library=library):
                    self.refuses_include(f"{folder}/a.cc", f"<{library}>", library)

    def test_spirit_stays_in_the_grammar(self):
        self.allows_include("dsl/grammar/policy_def.h", "<boost/spirit/home/x3.hpp>")
        self.refuses_include("dsl/parse.cc", "<boost/spirit/home/x3.hpp>", "dsl may not include")

    def test_a_header_of_core_hides_boost(self):
        self.allows_include("core/rational.cc", "<boost/multiprecision/cpp_int.hpp>")
        self.refuses_include(
            "core/rational.h", "<boost/multiprecision/cpp_int.hpp>", "belongs in a .cc")

    def test_the_command_composes_the_server_by_its_two_doors(self):
        self.allows_include("clients/cli/session.cc", '"server/embedded.h"')
        self.allows_include("clients/cli/serve.cc", '"server/server.h"')
        self.refuses_include("clients/cli/session.cc", '"server/decisions.h"', "server")

    def test_connectors_see_no_wire(self):
        self.refuses_include("clients/connectors/csv.cc", "<grpcpp/grpcpp.h>", "grpcpp")

    def test_test_libraries_stay_in_tests(self):
        self.allows_include("core/date_test.cc", '"tests/support/golden.h"')
        self.allows_include("core/date_test.cc", "<rapidcheck/gtest.h>")
        self.refuses_include("core/date.cc", "<gtest/gtest.h>", "gtest")

    def test_a_new_folder_has_to_be_named(self):
        self.refuses_include("misc/thing.cc", "<vector>", "no folder of the house")


class Words(RuleTest):
    def refuses_word(self, path, code, instead):
        self.refuses("words", path, f"\n{code}\n", ":2:", instead)

    def test_inexact_numbers_where_money_lives(self):
        for folder in ("core", "ruletree", "facts", "dsl", "dsl/grammar", "engine"):
            with self.subTest(folder=folder):
                self.refuses_word(f"{folder}/a.cc", "double rate = 0;", "exact numbers")
        self.refuses_word("core/a.h", "float rate();", "exact numbers")

    def test_seconds_of_a_benchmark_may_be_inexact(self):
        self.allows("words", "bench/parse_bench.cc", "double seconds = 0;\n")

    def test_number_readers_that_throw_or_guess(self):
        self.refuses_word("server/a.cc", "int n = std::stoi(text);", "SimpleAtoi")
        self.refuses_word("server/a.cc", "int n = atoi(text);", "SimpleAtoi")
        self.refuses_word("server/a.cc", "auto n = std::strtod (text, &end);", "SimpleAtoi")

    def test_hidden_randomness(self):
        self.refuses_word("server/a.cc", "int n = std::rand();", "passed in")

    def test_hidden_clocks(self):
        code = "auto now = std::chrono::system_clock::now();"
        self.refuses_word("engine/a.cc", code, "passed in")
        self.allows("words", "clients/cli/main.cc", code + "\n")

    def test_parsing_past_the_one_door(self):
        self.refuses_word("dsl/a.cc", "x3::phrase_parse(a, b, c);", "Parse()")
        self.allows("words", "dsl/grammar/a.cc", "x3::phrase_parse(a, b, c);\n")

    def test_whole_namespaces(self):
        self.refuses_word("core/a.cc", "using namespace std;", "names themselves")

    def test_regex_that_recurses(self):
        self.refuses_word("core/a.cc", "std::regex pattern;", "recurses")

    def test_notes_to_oneself_in_any_file(self):
        for path in ("core/a.cc", "README.md", "rules/a/b.policy"):
            with self.subTest(path=path):
                self.refuses_word(path, "// " + "TO" + "DO: later", "open an issue")
        self.refuses_word("core/a.cc", "// FIX" + "ME", "open an issue")

    def test_prose_and_strings_may_say_what_they_like(self):
        self.allows(
            "words",
            "core/a.cc",
            '// A double negative.\n/* float\n rand() */\nauto t = "double \\" float";\n'
            "auto n = 1'000'000;  // std::stoi(\nauto r = R\"(float rand()\n double)\";\n",
        )

    def test_code_after_a_string_is_still_code(self):
        self.refuses_word("core/a.cc", "f('\"'); double x; g('\"');", "exact numbers")
        self.refuses_word("core/a.cc", "f(10'000); double x; g(10'000);", "exact numbers")


class Contracts(RuleTest):
    def test_a_header_says_what_it_is_for(self):
        self.allows("contracts", "core/a.h", CONTRACT + "#ifndef A\n")

    def test_a_bare_header_is_refused(self):
        self.refuses("contracts", "core/a.h", "#ifndef A\n", "open with what this is for")

    def test_a_title_is_no_contract(self):
        self.refuses("contracts", "core/a.h", "// Dates.\n#ifndef A\n", "open with what this is")


class Size(RuleTest):
    def test_the_last_line_and_column_allowed(self):
        self.allows("size", "core/a.cc", ("x" * 100 + "\n") * 600)

    def test_one_line_more(self):
        self.refuses("size", "core/a.cc", "\n" * 601, "601 lines")

    def test_one_column_more(self):
        self.refuses("size", "core/a.cc", "\n" + "x" * 101 + "\n", ":2:", "101 columns")

    def test_columns_are_characters_not_bytes(self):
        self.allows("size", "core/a.cc", "é" * 100 + "\n")

    def test_prose_and_data_may_be_wide(self):
        self.allows("size", "README.md", "x" * 300 + "\n")
        self.allows("size", "rules/a/tests.yaml", "x" * 300 + "\n")
        self.allows("size", "tests/golden/check/long.policy", "x" * 300 + "\n")


class Text(RuleTest):
    def test_a_missing_last_newline(self):
        self.refuses("text", "core/a.cc", "int a;", ":1:", "no newline")

    def test_blanks_at_the_end_of_a_line(self):
        self.refuses("text", "rules/a.policy", "\nparam x \n", ":2:", "blanks")

    def test_carriage_returns(self):
        self.refuses("text", "core/a.cc", "int a;\r\n", "blanks")

    def test_tabs(self):
        self.refuses("text", "core/a.cc", "\tint a;\n", "tab")

    def test_bytes_that_are_not_text(self):
        self.refuses("text", "core/a.cc", b"// caf\xe9\n", "not UTF-8")

    def test_what_is_built_is_not_ours(self):
        self.allows("text", "build/release/a.cc", "\tint a; ")
        self.allows("text", ".git/a.cc", "\tint a; ")

    def test_goldens_hold_bad_text_on_purpose(self):
        self.allows("text", "tests/golden/check/no_newline.policy", "param x ")


class Codes(RuleTest):
    REGISTRY = 'inline constexpr Code kTooLarge{1, kError, ""};\n'

    def test_a_code_that_a_golden_shows(self):
        self.write("tests/golden/check/too_large.expect", "a.policy:1:1: error[C001]: too large\n")
        self.allows("codes", "core/diagnostic_codes.h", self.REGISTRY)

    def test_a_code_that_no_golden_shows(self):
        self.write("tests/golden/check/other.expect", "a.policy:1:1: error[C0011]: other\n")
        self.refuses("codes", "core/diagnostic_codes.h", self.REGISTRY, ":1:", "kTooLarge")


class Pages(RuleTest):
    REGISTRY = Codes.REGISTRY

    def test_a_code_with_its_page(self):
        self.write("docs/diagnostics/C001.md", "# C001\n")
        self.allows("pages", "core/diagnostic_codes.h", self.REGISTRY)

    def test_a_code_without_a_page(self):
        self.refuses("pages", "core/diagnostic_codes.h", self.REGISTRY, ":1:", "C001.md")


if __name__ == "__main__":
    unittest.main()
