#include "clients/lsp/language_server.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "clients/lsp/answers.h"
#include "clients/lsp/frames.h"
#include "clients/lsp/text_position.h"
#include "core/limits.h"
#include "dsl/compile.h"

namespace credence::lsp {
namespace {

// Error codes of JSON-RPC and of the protocol.
constexpr int kParseError = -32700;
constexpr int kInvalidRequest = -32600;
constexpr int kUnknownMethod = -32601;
constexpr int kInvalidParams = -32602;
constexpr int kNotInitialized = -32002;
constexpr int kRequestFailed = -32803;

// A member, or null: what a client leaves out is never an exception.
const json& Member(const json& of, const char* name) {
  static const json kNull;
  if (!of.is_object()) return kNull;
  const auto found = of.find(name);
  return found == of.end() ? kNull : *found;
}

// A text or a number, as the protocol has ids; null for anything else, which may be nested without
// end, and is never copied or written.
const json& IdOf(const json& message) {
  static const json kNone;
  const json& id = Member(message, "id");
  return id.is_string() || id.is_number() ? id : kNone;
}

std::string Text(const json& value) {
  return value.is_string() ? value.get<std::string>() : std::string();
}

int64_t Whole(const json& value) { return value.is_number_integer() ? value.get<int64_t>() : 0; }

TextPosition PositionIn(const json& value) {
  return {Whole(Member(value, "line")), Whole(Member(value, "character"))};
}

json Capabilities() {
  return {{"capabilities",
           {{"positionEncoding", "utf-16"},
            {"textDocumentSync", {{"openClose", true}, {"change", 2}, {"save", true}}},
            {"hoverProvider", true},
            {"completionProvider", {{"triggerCharacters", {".", " "}}}},
            {"definitionProvider", true},
            {"referencesProvider", true},
            {"documentSymbolProvider", true},
            {"documentFormattingProvider", true},
            {"codeActionProvider", {{"codeActionKinds", {"quickfix"}}}},
            {"renameProvider", {{"prepareProvider", true}}}}},
          {"serverInfo", {{"name", "credence"}}}};
}

class LanguageServer {
 public:
  LanguageServer(std::istream& in, std::ostream& out) : in_(in), out_(out) {}

  int Run() {
    std::string body;
    while (!ended_) {
      if (!touched_.empty() && in_.rdbuf()->in_avail() <= 0) CheckTouched();
      const FrameRead read = ReadFrame(in_, body);
      if (read == FrameRead::kEnd) break;
      if (read == FrameRead::kAstray) {
        Fail(nullptr, kParseError, "a message without a length that can be read was skipped");
        continue;
      }
      const json message = json::parse(body, nullptr, false);
      if (message.is_discarded()) {
        Fail(nullptr, kParseError, "the message is no JSON");
      } else if (!message.is_object() || !Member(message, "method").is_string()) {
        if (!message.is_object() || !message.contains("result")) {
          Fail(IdOf(message), kInvalidRequest, "the message has no method");
        }
      } else {
        Take(message);
      }
    }
    return shut_down_ ? 0 : 1;
  }

 private:
  void Send(json message) {
    message["jsonrpc"] = "2.0";
    WriteFrame(out_, message.dump(-1, ' ', false, json::error_handler_t::replace));
  }

  void Answer(const json& id, json result) { Send({{"id", id}, {"result", std::move(result)}}); }

  void Fail(const json& id, int code, const std::string& message) {
    Send({{"id", id}, {"error", {{"code", code}, {"message", message}}}});
  }

  void Take(const json& message) {
    const std::string method = Text(Member(message, "method"));
    const json& params = Member(message, "params");
    if (!message.contains("id")) return Notice(method, params);
    const json& id = IdOf(message);
    if (id.is_null()) return Fail(id, kInvalidRequest, "an id is a text or a number");
    if (shut_down_) return Fail(id, kInvalidRequest, "the server is shut down");
    if (method == "initialize") {
      initialized_ = true;
      return Answer(id, Capabilities());
    }
    if (!initialized_) return Fail(id, kNotInitialized, "`initialize` comes first");
    if (method == "shutdown") {
      shut_down_ = true;
      return Answer(id, nullptr);
    }
    if (!method.starts_with("textDocument/")) {
      return Fail(id, kUnknownMethod, "there is no method `" + method + "`");
    }
    AskDocument(id, method, params);
  }

  // Documents -------------------------------------------------------------------------------

  void Notice(const std::string& method, const json& params) {
    if (method == "exit") ended_ = true;
    if (!initialized_ || shut_down_) return;
    const json& document = Member(params, "textDocument");
    const std::string path = PathOf(Text(Member(document, "uri")));
    if (method == "textDocument/didOpen" && !path.empty()) {
      uris_[path] = Text(Member(document, "uri"));
      workspace_.Open(path, Whole(Member(document, "version")), Text(Member(document, "text")));
      touched_.insert(path);
    } else if (method == "textDocument/didChange") {
      Change(path, Whole(Member(document, "version")), Member(params, "contentChanges"));
    } else if (method == "textDocument/didSave") {
      if (workspace_.Find(path) != nullptr) touched_.insert(path);
    } else if (method == "textDocument/didClose") {
      if (workspace_.Find(path) == nullptr) return;
      workspace_.Close(path);
      uris_.erase(path);
      Tell(path, json::array());
      for (const auto& [open, unused] : workspace_.open()) touched_.insert(open);
    } else if (method == "workspace/didChangeWatchedFiles") {
      for (const auto& [open, unused] : workspace_.open()) touched_.insert(open);
    }
  }

  // Edits of a document that is not open, or older than what is known, are dropped.
  void Change(const std::string& path, int64_t version, const json& changes) {
    Document* document = workspace_.Find(path);
    if (document == nullptr || version < document->version || !changes.is_array()) return;
    document->version = version;
    for (const json& change : changes) {
      const json& wanted = Member(change, "text");
      if (!wanted.is_string()) continue;
      std::string text = wanted.get<std::string>();
      if (const json& range = Member(change, "range"); range.is_object()) {
        const Source& old = *document->source;
        uint32_t begin = OffsetAt(old, PositionIn(Member(range, "start")));
        uint32_t end = OffsetAt(old, PositionIn(Member(range, "end")));
        if (begin > end) std::swap(begin, end);
        std::string changed(old.text());
        text = changed.replace(begin, end - begin, text);
      }
      document->source = std::make_shared<const Source>(document->source->name(), std::move(text));
    }
    touched_.insert(path);
  }

  // Checking --------------------------------------------------------------------------------

  void CheckTouched() {
    std::set<std::string> waiting = std::exchange(touched_, {});
    while (!waiting.empty()) {
      const std::string path = *waiting.begin();
      waiting.erase(path);
      const Programme programme = workspace_.ProgrammeOf(path);
      for (const RuleText& text : programme.texts) waiting.erase(text.path);
      Check(programme);
    }
  }

  void Check(const Programme& programme) {
    std::map<std::string, json> told;
    std::vector<SourcePtr> sources;
    for (const RuleText& text : programme.texts) {
      told[text.path] = json::array();
      if (text.source->text().size() <= limits::kEditedBytesMax) {
        sources.push_back(text.source);
        continue;
      }
      told[text.path].push_back(
          {{"range", RangeOf(*text.source, {0, 0})},
           {"severity", 1},
           {"code", codes::kTooLarge.name()},
           {"source", "credence"},
           {"message", "A file of more than " + std::to_string(limits::kEditedBytesMax) +
                           " bytes is not checked while it is written\nPart it in two."}});
    }
    const bool whole = sources.size() == programme.texts.size();
    const dsl::Compiled compiled = dsl::Compile(sources);
    for (const Diagnostic& one : compiled.diagnostics.items()) {
      const RuleText* file = programme.Of(one.primary.source);
      // What a file that was left out declares is not known, so nobody is blamed for it.
      if (!whole && one.code == codes::kUnknownName) continue;
      if (file != nullptr) told[file->path].push_back(DiagnosticOf(one, programme));
    }
    for (auto& [path, items] : told) Tell(path, std::move(items));
  }

  // Publishes what is wrong in a file, unless the client has been told just that.
  void Tell(const std::string& path, json items) {
    json& before = told_[path];
    if (before == items || (before.is_null() && items.empty() && !uris_.contains(path))) return;
    before = items;
    json params = {{"uri", UriFor(path)}, {"diagnostics", std::move(items)}};
    if (const Document* open = workspace_.Find(path)) params["version"] = open->version;
    Send({{"method", "textDocument/publishDiagnostics"}, {"params", std::move(params)}});
  }

  std::string UriFor(const std::string& path) const {
    const auto known = uris_.find(path);
    return known == uris_.end() ? UriOf(path) : known->second;
  }

  // Questions -------------------------------------------------------------------------------

  void AskDocument(const json& id, const std::string& method, const json& params) {
    const std::string path = PathOf(Text(Member(Member(params, "textDocument"), "uri")));
    const Document* document = workspace_.Find(path);
    if (document == nullptr) return Fail(id, kInvalidParams, "the document is not open");
    if (method == "textDocument/formatting") return Answer(id, FormattingOf(document->source));
    if (method == "textDocument/codeAction") {
      return Answer(id, ActionsFor(path, Member(params, "range")));
    }
    const Programme programme = workspace_.ProgrammeOf(path);
    const Names names(programme);
    const auto text = static_cast<size_t>(programme.At(path) - programme.texts.data());
    const Place place{programme, names, text,
                      OffsetAt(*document->source, PositionIn(Member(params, "position")))};
    AskPlace(id, method, params, place);
  }

  void AskPlace(const json& id, const std::string& method, const json& params, const Place& place) {
    std::string refusal;
    json result;
    if (method == "textDocument/hover") {
      result = HoverAt(place);
    } else if (method == "textDocument/completion") {
      result = CompletionAt(place);
    } else if (method == "textDocument/definition") {
      result = DefinitionOf(place);
    } else if (method == "textDocument/references") {
      const json& with = Member(Member(params, "context"), "includeDeclaration");
      result = ReferencesTo(place, with.is_boolean() && with.get<bool>());
    } else if (method == "textDocument/documentSymbol") {
      result = SymbolsOf(place);
    } else if (method == "textDocument/prepareRename") {
      result = RenameRange(place, refusal);
    } else if (method == "textDocument/rename") {
      result = RenameTo(place, Text(Member(params, "newName")), refusal);
    } else {
      return Fail(id, kUnknownMethod, "there is no method `" + method + "`");
    }
    if (!refusal.empty()) return Fail(id, kRequestFailed, refusal);
    Answer(id, std::move(result));
  }

  // The fixes of what was told about the lines of `range`.
  json ActionsFor(const std::string& path, const json& range) {
    CheckTouched();
    json actions = json::array();
    const auto known = told_.find(path);
    if (known == told_.end()) return actions;
    const int64_t first = PositionIn(Member(range, "start")).line;
    const int64_t last = PositionIn(Member(range, "end")).line;
    for (const json& told : known->second) {
      const json& fix = Member(told, "data");
      const json& place = Member(told, "range");
      if (fix.is_null() || PositionIn(Member(place, "end")).line < first ||
          PositionIn(Member(place, "start")).line > last) {
        continue;
      }
      actions.push_back({{"title", "Write `" + Text(Member(fix, "newText")) + "`"},
                         {"kind", "quickfix"},
                         {"isPreferred", true},
                         {"diagnostics", json::array({told})},
                         {"edit", {{"changes", {{UriFor(path), json::array({fix})}}}}}});
    }
    return actions;
  }

  std::istream& in_;
  std::ostream& out_;
  Workspace workspace_;
  std::map<std::string, std::string> uris_;  // as the client writes them, of open documents
  std::map<std::string, json> told_;         // diagnostics, by path
  std::set<std::string> touched_;            // to be checked
  bool initialized_ = false;
  bool shut_down_ = false;
  bool ended_ = false;
};

}  // namespace

int RunLanguageServer(std::istream& in, std::ostream& out) { return LanguageServer(in, out).Run(); }

}  // namespace credence::lsp
