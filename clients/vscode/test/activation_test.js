// The extension as an editor runs it: its own code and vscode-languageclient, the real server, and
// a stand-in for the editor.

const assert = require("node:assert");
const path = require("node:path");
const test = require("node:test");

const { makeEditor, withEditor } = require("./mock_vscode.js");

const credence = process.env.CREDENCE;
const extensionFile = path.resolve(__dirname, "../extension.js");

// A fresh extension for each test: it and the library bind to one editor when they are loaded.
function load(editor, t) {
  for (const name of Object.keys(require.cache)) delete require.cache[name];
  const extension = withEditor(editor, () => require(extensionFile));
  t.after(() => extension.deactivate()); // A server left running would keep the test from ending.
  return extension;
}

async function until(what, holds) {
  const end = Date.now() + 20_000;
  for (;;) {
    const value = holds();
    if (value) return value;
    if (Date.now() > end) throw new Error(`waited 20 s for ${what}`);
    await new Promise((done) => setTimeout(done, 10));
  }
}

function contextOf() {
  return { subscriptions: [] };
}

test("activation starts the server of the setting, and its diagnostics are shown", async (t) => {
  assert.ok(credence, "CREDENCE names the program");
  const editor = makeEditor({ "credence.server.path": credence });
  const extension = load(editor, t);
  const context = contextOf();
  await extension.activate(context);
  assert.deepStrictEqual(editor.shown.errors, []);
  assert.strictEqual(context.subscriptions.length, 2);

  const uri = "file:///nowhere/resale.policy";
  await editor.open(uri, 'policy resale version "1"\n  effective from 2026-02-30\n');
  await until("diagnostics", () => editor.shown.diagnostics.get(uri)?.[0]);
  const told = editor.shown.diagnostics.get(uri);
  assert.ok(told.some((one) => (one.code.value ?? one.code) === "C012"));
  assert.strictEqual(told[0].source, "credence");

  // After a restart it is told the same of what is open.
  editor.shown.diagnostics.clear();
  await editor.shown.commands.get("credence.restart")();
  await until("diagnostics after a restart", () => editor.shown.diagnostics.get(uri)?.[0]);
});

test("a server that is not there is told of, with the way to the setting", async (t) => {
  const editor = makeEditor({ "credence.server.path": "/nowhere/credence" });
  const extension = load(editor, t);
  await extension.activate(contextOf());
  const own = editor.shown.errors.filter(({ message }) => message.includes("credence.server.path"));
  assert.strictEqual(own.length, 1);
  assert.match(own[0].message, /\/nowhere\/credence lsp/);
  assert.deepStrictEqual(own[0].choices, ["Open settings"]);
});

test("a change of the path starts the server that it names", async (t) => {
  const settings = { "credence.server.path": "/nowhere/credence" };
  const editor = makeEditor(settings);
  const extension = load(editor, t);
  await extension.activate(contextOf());
  settings["credence.server.path"] = credence;
  await editor.fire("onDidChangeConfiguration", {
    affectsConfiguration: (section) => section === "credence.server",
  });
  const uri = "file:///nowhere/empty.policy";
  await until("the server", () => editor.shown.errors.length > 0);
  await editor.open(uri, "");
  await until("diagnostics", () => editor.shown.diagnostics.get(uri)?.[0]);
});
