// What an editor sends: whatever it is, the language server answers in whole messages and ends.
#include <sstream>

#include "clients/lsp/frames.h"
#include "clients/lsp/language_server.h"
#include "core/check.h"
#include "fuzz/target.h"
#include "nlohmann/json.hpp"
#include "tests/support/golden.h"

namespace credence::fuzz {
namespace {

using nlohmann::json;

std::string Framed(const std::vector<json>& messages) {
  std::ostringstream stream;
  for (const json& message : messages) lsp::WriteFrame(stream, message.dump());
  return stream.str();
}

json Call(int id, const char* method, json params) {
  return {{"id", id}, {"method", method}, {"params", std::move(params)}};
}
json Notice(const char* method, json params) {
  return {{"method", method}, {"params", std::move(params)}};
}

json At(const char* uri, int line, int character) {
  return {{"textDocument", {{"uri", uri}}},
          {"position", {{"line", line}, {"character", character}}},
          {"newName", "other"}};
}

std::vector<std::string> Seeds() {
  const char* vocabulary = "file:///p/programme.vocab";
  const char* policy = "file:///p/a.policy";
  const auto opened = [](const char* uri, const std::string& path) {
    return Notice(
        "textDocument/didOpen",
        {{"textDocument", {{"uri", uri}, {"version", 1}, {"text", testing::ReadGolden(path)}}}});
  };
  std::vector<json> session = {
      Call(0, "initialize", {{"rootUri", nullptr}}),
      opened(vocabulary, "tests/golden/check/programme.vocab"),
      opened(policy, "tests/golden/check/C101_unknown_credit.policy"),
      Notice("textDocument/didChange",
             {{"textDocument", {{"uri", policy}, {"version", 2}}},
              {"contentChanges", json::array({{{"range",
                                                {{"start", {{"line", 1}, {"character", 2}}},
                                                 {"end", {{"line", 2}, {"character", 0}}}}},
                                               {"text", "x\n"}}})}}),
  };
  int id = 1;
  for (const char* asked : {"hover", "completion", "definition", "references", "documentSymbol",
                            "formatting", "codeAction", "rename", "prepareRename"}) {
    session.push_back(Call(id++, (std::string("textDocument/") + asked).c_str(), At(policy, 4, 9)));
  }
  session.push_back(Call(id, "shutdown", nullptr));
  session.push_back(Notice("exit", nullptr));
  std::string deep = R"({"id":)" + std::string(200'000, '[') + std::string(200'000, ']') + "}";
  std::ostringstream framed;
  lsp::WriteFrame(framed, deep);
  return {Framed(session), framed.str(), "Content-Length: 2\r\n\r\n{}", "Content-Length: 9\r\n"};
}

void Run(std::string_view bytes) {
  std::istringstream in{std::string(bytes)};
  std::ostringstream out;
  const int result = lsp::RunLanguageServer(in, out);
  CREDENCE_CHECK(result == 0 || result == 1);
  std::istringstream answers(out.str());
  std::string body;
  for (;;) {
    const lsp::FrameRead read = lsp::ReadFrame(answers, body);
    if (read == lsp::FrameRead::kEnd) return;
    CREDENCE_CHECK(read == lsp::FrameRead::kMessage);
    CREDENCE_CHECK(json::accept(body));
  }
}

}  // namespace

Target Editor() { return {"editor", "what an editor sends the language server", Seeds, Run}; }

}  // namespace credence::fuzz
