// The extension: starts `credence lsp` and lets vscode-languageclient speak with it.
//
// All that an editor shows of a policy comes of that program, so nothing of the language is
// known here; its colours are syntaxes/credence.tmLanguage.json.

const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

/** @type {LanguageClient | undefined} */
let client;
// Starts and stops in the order they were asked for.
let turn = Promise.resolve();

function pathOfServer() {
  return vscode.workspace.getConfiguration("credence").get("server.path") || "credence";
}

async function start() {
  const command = pathOfServer();
  client = new LanguageClient(
    "credence", // Also where `credence.trace.server` is looked up.
    "Credence",
    { command, args: ["lsp"] },
    {
      documentSelector: [{ scheme: "file", language: "credence" }],
      synchronize: {
        // A programme is all files of its folder, open or not.
        fileEvents: vscode.workspace.createFileSystemWatcher("**/*.{policy,vocab}"),
      },
    },
  );
  try {
    await client.start();
  } catch (error) {
    client = undefined;
    await tellItDidNotStart(command, error);
  }
}

async function stop() {
  const running = client;
  client = undefined;
  if (running?.isRunning()) await running.stop();
}

// Not awaited until an answer comes: a message may stand for hours.
async function tellItDidNotStart(command, error) {
  const settings = "Open settings";
  const message =
    `Credence: \`${command} lsp\` did not start (${error?.message ?? error}). ` +
    "Say in the setting `credence.server.path` where the program is.";
  vscode.window.showErrorMessage(message, settings).then((choice) => {
    if (choice !== settings) return;
    vscode.commands.executeCommand("workbench.action.openSettings", "credence.server.path");
  });
}

function restart() {
  turn = turn.then(stop).then(start);
  return turn;
}

async function activate(context) {
  context.subscriptions.push(
    vscode.commands.registerCommand("credence.restart", restart),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("credence.server")) restart();
    }),
  );
  turn = turn.then(start);
  await turn;
}

function deactivate() {
  turn = turn.then(stop);
  return turn;
}

module.exports = { activate, deactivate };
