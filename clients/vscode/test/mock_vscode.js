// As much of the module `vscode` as the extension and vscode-languageclient touch on their way to
// diagnostics: events that can be fired, documents that can be opened. What is not named here is
// a class of no behaviour, which the library may extend.

const Module = require("node:module");

class Emitter {
  listeners = new Set();
  event = (listener, self) => {
    const bound = (value) => listener.call(self, value);
    this.listeners.add(bound);
    return { dispose: () => this.listeners.delete(bound) };
  };
  fire(value) {
    return Promise.all([...this.listeners].map((listener) => listener(value)));
  }
  dispose() {
    this.listeners.clear();
  }
}

class Position {
  constructor(line, character) {
    Object.assign(this, { line, character });
  }
}

class Range {
  constructor(startLine, startCharacter, endLine, endCharacter) {
    this.start = new Position(startLine, startCharacter);
    this.end = new Position(endLine, endCharacter);
  }
}

class Uri {
  constructor(text) {
    const [, scheme, path] = text.match(/^([a-z]+):\/\/(.*)$/);
    Object.assign(this, { text, scheme, path, fsPath: decodeURIComponent(path) });
  }
  static parse = (text) => new Uri(text);
  static file = (path) => new Uri(`file://${path}`);
  toString = () => this.text;
}

class Diagnostic {
  constructor(range, message, severity) {
    Object.assign(this, { range, message, severity });
  }
}

class CodeActionKind {
  constructor(value) {
    this.value = value;
  }
  append = (part) => new CodeActionKind(this.value ? `${this.value}.${part}` : part);
  static Empty = new CodeActionKind("");
}

class CancellationTokenSource {
  token = { isCancellationRequested: false, onCancellationRequested: () => nothing };
  cancel() {}
  dispose() {}
}

const nothing = { dispose() {} };

function makeEditor(settings) {
  const events = {};
  const event = (name) => (events[name] ??= new Emitter()).event;
  const shown = { errors: [], diagnostics: new Map(), commands: new Map() };
  const channel = new Proxy({}, { get: () => () => undefined });
  const workspace = {
    textDocuments: [],
    workspaceFolders: undefined,
    getConfiguration: (section) => ({
      get: (key, otherwise) => settings[section ? `${section}.${key}` : key] ?? otherwise,
    }),
    createFileSystemWatcher: () => ({
      onDidCreate: () => nothing,
      onDidChange: () => nothing,
      onDidDelete: () => nothing,
      dispose() {},
    }),
  };
  const languages = {
    match: (selector, document) => (selector[0].language === document.languageId ? 10 : 0),
    createDiagnosticCollection: () => ({
      set: (uri, told) => shown.diagnostics.set(uri.toString(), told),
      delete: (uri) => shown.diagnostics.delete(uri.toString()),
      clear: () => shown.diagnostics.clear(),
      dispose() {},
    }),
  };
  const window = {
    createOutputChannel: () => channel,
    showErrorMessage: (message, ...choices) => {
      shown.errors.push({ message, choices });
      return Promise.resolve(undefined);
    },
    visibleTextEditors: [],
    activeTextEditor: undefined,
    tabGroups: { all: [], onDidChangeTabs: () => nothing },
  };
  const commands = {
    registerCommand: (name, run) => {
      shown.commands.set(name, run);
      return { dispose: () => shown.commands.delete(name) };
    },
  };
  // Every `onDid...` is an event, every `register...` gives something to dispose of.
  const open = (known) =>
    new Proxy(known, {
      get: (own, name) => {
        if (name in own || typeof name !== "string") return own[name];
        if (/^on(Did|Will)/.test(name)) return event(name);
        return /^register/.test(name) ? () => nothing : undefined;
      },
    });
  const module = {
    version: "1.82.0",
    env: { language: "en", appName: "test", onDidChangeTelemetryEnabled: () => nothing },
    EventEmitter: Emitter,
    Position,
    Range,
    Uri,
    CancellationTokenSource,
    CodeActionKind,
    Diagnostic,
    DiagnosticSeverity: { Error: 0, Warning: 1, Information: 2, Hint: 3 },
    Disposable: Object.assign(class {}, { from: () => nothing }),
    workspace: open(workspace),
    languages: open(languages),
    window: open(window),
    commands,
  };
  return {
    shown,
    module: new Proxy(module, {
      get: (own, name) => (name in own ? own[name] : (own[name] = class {})),
    }),
    fire: (name, value) => events[name].fire(value),
    open(uri, text) {
      const document = {
        uri: Uri.parse(uri),
        languageId: "credence",
        version: 1,
        getText: () => text,
        isClosed: false,
      };
      workspace.textDocuments.push(document);
      return events.onDidOpenTextDocument.fire(document);
    },
  };
}

// Runs `use` with require("vscode") giving the editor's module.
function withEditor(editor, use) {
  const load = Module._load;
  Module._load = (request, ...rest) =>
    request === "vscode" ? editor.module : load(request, ...rest);
  try {
    return use();
  } finally {
    Module._load = load;
  }
}

module.exports = { makeEditor, withEditor };
