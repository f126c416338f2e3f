// What the tests know of the language: the tables of dsl/words.h, read as text.

const fs = require("node:fs");
const path = require("node:path");

const root = process.env.CREDENCE_SOURCE_DIR ?? path.resolve(__dirname, "../../..");

function tableOf(header, name) {
  const table = header.match(new RegExp(`${name}\\[\\] = \\{(.*?)\\n\\};`, "s"));
  if (table === null) throw new Error(`dsl/words.h has no ${name}`);
  return table[1];
}

function readWords() {
  const header = fs.readFileSync(path.join(root, "dsl/words.h"), "utf8");
  const quoted = (text) => [...text.matchAll(/"([a-z_]+)"/g)].map((match) => match[1]);
  const statements = [...tableOf(header, "kStatementWords").matchAll(/WordOf\("([a-z]+)"\)/g)];
  return {
    reserved: quoted(tableOf(header, "kReservedWords")),
    inPlace: quoted(tableOf(header, "kWordsInPlace")),
    statements: statements.map((match) => match[1]),
  };
}

// The rule files of the source, as `path from the root`.
function ruleFiles() {
  const folder = path.join(root, "rules");
  return fs
    .readdirSync(folder, { recursive: true })
    .filter((name) => /\.(policy|vocab)$/.test(name))
    .map((name) => path.join("rules", name))
    .sort();
}

module.exports = { root, readWords, ruleFiles };
