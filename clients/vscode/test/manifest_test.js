// package.json against the files it names, the program it starts and the words of the language.

const assert = require("node:assert");
const fs = require("node:fs");
const path = require("node:path");
const test = require("node:test");

const { readWords, ruleFiles } = require("./words.js");

const folder = path.resolve(__dirname, "..");
const read = (name) => JSON.parse(fs.readFileSync(path.join(folder, name), "utf8"));
const manifest = read("package.json");
const { languages, grammars, configuration, commands } = manifest.contributes;
const extension = fs.readFileSync(path.join(folder, manifest.main), "utf8");

test("every file that the manifest names is there", () => {
  const named = [manifest.main, ...languages.map((one) => one.configuration)];
  for (const file of [...named, ...grammars.map((one) => one.path)]) {
    assert.ok(fs.existsSync(path.join(folder, file)), file);
  }
});

test("a grammar is that of its language, under the name it gives itself", () => {
  for (const grammar of grammars) {
    assert.strictEqual(read(grammar.path).scopeName, grammar.scopeName);
    if (grammar.language) assert.ok(languages.some((one) => one.id === grammar.language));
  }
  const fileTypes = read(grammars[0].path).fileTypes.map((type) => `.${type}`);
  assert.deepStrictEqual(fileTypes, languages[0].extensions);
});

test("every rule file of the source is of the language", () => {
  const files = ruleFiles();
  assert.ok(files.length > 10);
  const extensions = new Set(files.map((file) => path.extname(file)));
  assert.deepStrictEqual([...extensions].sort(), languages[0].extensions);
});

test("a rule file is known by its first statement as well", () => {
  const { firstLine } = languages[0];
  assert.match('policy resale version "2026"', new RegExp(firstLine));
  assert.match('vocabulary shop version "1"', new RegExp(firstLine));
  assert.doesNotMatch("policy: of an insurance", new RegExp(firstLine));
});

test("Enter indents after the statements of a policy that have clauses", () => {
  const { onEnterRules } = read(languages[0].configuration);
  const words = readWords().statements;
  const indented = onEnterRules[0].beforeText.match(/\((.*)\)/)[1].split("|");
  for (const word of indented) assert.ok(words.includes(word), word);
  assert.match("award a to the partner with b", new RegExp(onEnterRules[0].beforeText));
  assert.match("  | any || 5% |", new RegExp(onEnterRules[1].beforeText));
});

test("the settings and commands of the manifest are those of the code", () => {
  for (const { command } of commands) assert.ok(extension.includes(`"${command}"`), command);
  assert.ok("credence.server.path" in configuration.properties);
  assert.match(extension, /getConfiguration\("credence"\)\.get\("server\.path"\)/);
  assert.ok("credence.trace.server" in configuration.properties);
});

test("the editor asked for is not older than the client library needs", () => {
  const client = require("vscode-languageclient/package.json");
  assert.strictEqual(manifest.engines.vscode, client.engines.vscode);
});
