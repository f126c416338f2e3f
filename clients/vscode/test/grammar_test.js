// The colours, by the engine that VS Code uses: a golden of scopes, and agreement with dsl/words.h.

const assert = require("node:assert");
const fs = require("node:fs");
const path = require("node:path");
const test = require("node:test");

const oniguruma = require("vscode-oniguruma");
const textmate = require("vscode-textmate");

const { root, readWords, ruleFiles } = require("./words.js");

const folder = path.resolve(__dirname, "..");
const grammarFile = path.join(folder, "syntaxes/credence.tmLanguage.json");
const goldens = path.join(root, "tests/golden/colours");
const words = readWords();

async function loadGrammar() {
  const wasm = fs.readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm"));
  await oniguruma.loadWASM(wasm);
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async () =>
      textmate.parseRawGrammar(fs.readFileSync(grammarFile, "utf8"), grammarFile),
  });
  return registry.loadGrammar("source.credence");
}

const loaded = loadGrammar();

// The pieces of a text that have a scope of their own, blanks left out.
async function piecesOf(text) {
  const grammar = await loaded;
  const pieces = [];
  let state = textmate.INITIAL;
  text.split("\n").forEach((line, number) => {
    const result = grammar.tokenizeLine(line, state);
    state = result.ruleStack;
    for (const token of result.tokens) {
      const piece = line.slice(token.startIndex, token.endIndex);
      const scopes = token.scopes.slice(1).map((scope) => scope.replace(/\.credence$/, ""));
      if (piece.trim() !== "") pieces.push({ line: number + 1, piece, scopes });
    }
  });
  return pieces;
}

function printed(text, pieces) {
  const lines = text.replace(/\n$/, "").split("\n");
  return lines
    .map((line, number) => {
      const own = pieces.filter((piece) => piece.line === number + 1);
      const told = own.map(({ piece, scopes }) => `    ${piece.trim()}  ${scopes.join(" ")}\n`);
      return (line === "" ? "" : `${line}\n`) + told.join("");
    })
    .join("\n");
}

const samples = fs.readdirSync(goldens).filter((name) => !name.endsWith(".expect"));

for (const name of samples) {
  test(`the colours of ${name} are those of its golden`, async () => {
    const text = fs.readFileSync(path.join(goldens, name), "utf8");
    const expected = path.join(goldens, `${name}.expect`);
    const actual = printed(text, await piecesOf(text));
    if (process.env.UPDATE_GOLDENS) fs.writeFileSync(expected, actual);
    assert.strictEqual(actual, fs.readFileSync(expected, "utf8"));
  });
}

test("the samples have every statement of the language", () => {
  const text = samples.map((name) => fs.readFileSync(path.join(goldens, name), "utf8")).join("\n");
  for (const word of words.statements) assert.match(text, new RegExp(`^${word}\\s`, "m"), word);
});

test("the grammar's words are those of dsl/words.h, each in one place", () => {
  const grammar = JSON.parse(fs.readFileSync(grammarFile, "utf8"));
  const groups = grammar.repository.words.patterns.map(({ name, match }) => {
    const list = match.match(/\(\?:([a-z|]+)\)/)[1].split("|");
    assert.deepStrictEqual(list, [...list].sort(), `${name} is sorted`);
    return list;
  });
  const coloured = groups.flat().sort();
  assert.deepStrictEqual(coloured, [...new Set(coloured)], "no word is in two groups");
  const wanted = [...words.reserved, ...words.inPlace].sort();
  const help = "in repository.words of syntaxes/credence.tmLanguage.json";
  const missing = wanted.filter((word) => !coloured.includes(word));
  const strange = coloured.filter((word) => !wanted.includes(word));
  assert.deepStrictEqual(missing, [], `words of dsl/words.h are not ${help}`);
  assert.deepStrictEqual(strange, [], `words ${help} are not in dsl/words.h`);
});

test("every statement word begins a statement of its own", async () => {
  for (const word of words.statements) {
    const [first] = await piecesOf(`${word} something`);
    assert.strictEqual(first.piece, word);
    assert.match(first.scopes.join(" "), /keyword\.(declaration|control)/, word);
  }
});

test("no word of the language is without colour in the rules of the source", async () => {
  for (const file of ruleFiles()) {
    const text = fs.readFileSync(path.join(root, file), "utf8");
    for (const { line, piece, scopes } of await piecesOf(text)) {
      const scope = scopes.join(" ");
      if (words.reserved.includes(piece.trim()) && !/comment|string/.test(scope)) {
        assert.doesNotMatch(scope, /variable\.other(?!\.property)/, `${file}:${line}: ${piece}`);
      }
      assert.notStrictEqual(scope, "", `${file}:${line}: \`${piece}\` has no scope`);
    }
  }
});

test("a text that does not end spoils its line only", async () => {
  const pieces = await piecesOf('  because "no end\naward incentive to');
  assert.deepStrictEqual(pieces.find(({ piece }) => piece === "award").scopes, [
    "keyword.control.rule",
  ]);
});

test("what stands after a dot or in backticks is a name, whatever it says", async () => {
  const pieces = await piecesOf("when workload.level is `level`");
  assert.deepStrictEqual(
    pieces.map(({ scopes }) => scopes.join(" ")),
    [
      "keyword.other.clause",
      "variable.other",
      "punctuation.accessor",
      "variable.other.property",
      "keyword.operator.word",
      "variable.other",
    ],
  );
});
