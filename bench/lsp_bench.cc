// How long a keystroke takes in the language server: from the message of a change to the
// diagnostics that answer it, in policies of 10,000 short rules (1 MB) and of 500 lines.
//
// A letter is typed into the name of a credit in the middle of the file, which is then unknown,
// and taken away again: every keystroke has something to tell.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>
#include <sstream>
#include <streambuf>
#include <string>
#include <utility>

#include "bench/generated_programme.h"
#include "clients/lsp/frames.h"
#include "clients/lsp/language_server.h"
#include "tests/support/temporary_directory.h"

namespace credence::bench {
namespace {

using nlohmann::json;

// Asks for the next message when the server has answered all before.
class Typist : public std::streambuf {
 public:
  explicit Typist(std::function<json()> next) : next_(std::move(next)) {}

 protected:
  int_type underflow() override {
    std::ostringstream frame;
    lsp::WriteFrame(frame, next_().dump());
    message_ = std::move(frame).str();
    setg(message_.data(), message_.data(), message_.data() + message_.size());
    return traits_type::to_int_type(message_.front());
  }

 private:
  std::function<json()> next_;
  std::string message_;
};

void Keystroke(benchmark::State& state, RuleShape shape) {
  const GeneratedProgramme programme = GenerateProgramme(static_cast<int>(state.range(0)), shape);
  const testing::TemporaryDirectory folder;
  const std::string text(programme.sources[1]->text());
  folder.Write("generated.vocab", programme.sources[0]->text());
  const json uri = "file://" + folder.PathOf("generated.policy");

  const size_t award = text.find("award rebate_", text.size() / 2);
  const auto line = std::count(text.begin(), text.begin() + static_cast<ptrdiff_t>(award), '\n');
  const auto at = [line](int character) { return json{{"line", line}, {"character", character}}; };
  int version = 0;
  int64_t strokes = 0;
  Typist typist([&]() -> json {
    ++version;
    if (version == 1) return {{"id", 1}, {"method", "initialize"}, {"params", json::object()}};
    const json document = {{"uri", uri}, {"version", version}, {"text", text}};
    if (version == 2) {
      return {{"method", "textDocument/didOpen"}, {"params", {{"textDocument", document}}}};
    }
    if (!state.KeepRunning()) return {{"method", "exit"}};
    const bool typed = ++strokes % 2 == 1;
    const json change = {{"range", {{"start", at(6)}, {"end", at(typed ? 6 : 7)}}},
                         {"text", typed ? "x" : ""}};
    return {{"method", "textDocument/didChange"},
            {"params",
             {{"textDocument", {{"uri", uri}, {"version", version}}},
              {"contentChanges", json::array({change})}}}};
  });
  std::istream in(&typist);
  std::ostringstream out;
  lsp::RunLanguageServer(in, out);

  int64_t told = 0;
  const std::string answers = out.str();
  for (size_t from = 0; (from = answers.find("publishDiagnostics", from)) != std::string::npos;) {
    ++from;
    ++told;
  }
  if (told < strokes) state.SkipWithError("a keystroke was not answered");
  state.counters["text_kb"] = static_cast<double>(text.size()) / 1024;
}
BENCHMARK_CAPTURE(Keystroke, lines_500, RuleShape::kUsual)->Arg(70)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Keystroke, megabyte, RuleShape::kShort)
    ->Arg(10'000)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace credence::bench
