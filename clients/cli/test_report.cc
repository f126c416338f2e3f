#include "clients/cli/test_report.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "clients/cli/file_fault.h"
#include "core/code_point.h"

namespace credence::cli {
namespace {

// `text` as a JSON string.
std::string Json(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += {'\\', c};
    } else if (static_cast<unsigned char>(c) < 0x20) {
      char escaped[8];
      std::snprintf(escaped, sizeof escaped, "\\u%04x", static_cast<unsigned>(c));
      out += escaped;
    } else {
      out += c;
    }
  }
  return out + "\"";
}

int LineOf(const Place& place) { return place.source->Locate(place.span.begin).line; }

std::string RenderMismatch(const TestRun& run, const Mismatch& mismatch, const Console& console) {
  const RenderOptions options{.color = console.color_out, .width = console.width};
  const Ink ink = console.out_ink();
  std::string out =
      ink.Bold(Printable(run.name)) + "\n" +
      Render(FileFault{mismatch.place.source, mismatch.place.span, mismatch.message, ""}, options);
  for (const std::string& note : mismatch.notes) {
    if (!note.empty()) out += "  " + WrapWords(note, 4, console.width) + "\n";
  }
  return out + "\n";
}

}  // namespace

void TestReport::Begin(const std::string& path) {
  path_ = path;
  if (!json_) {
    if (files_++ > 0) console_.out << "\n";
    console_.out << console_.out_ink().Bold(Printable(path)) << "\n";
  }
}

void TestReport::TellLine(const std::string& mark, const TestRun& run, std::string_view more) {
  console_.out << "  " << mark << "  " << Printable(run.name);
  if (!more.empty()) console_.out << console_.out_ink().Dim(": " + Printable(more));
  console_.out << "\n";
}

void TestReport::TellJson(const TestRun& run, std::string_view result,
                          const std::vector<Mismatch>& mismatches) {
  std::ostream& out = console_.out;
  out << "{\"file\":" << Json(path_) << ",\"case\":" << Json(run.name)
      << ",\"line\":" << LineOf(run.place) << ",\"result\":" << Json(result) << ",\"failures\":[";
  for (size_t i = 0; i < mismatches.size(); ++i) {
    const Mismatch& mismatch = mismatches[i];
    out << (i > 0 ? "," : "") << "{\"line\":" << LineOf(mismatch.place)
        << ",\"message\":" << Json(mismatch.message) << ",\"notes\":[";
    for (size_t j = 0; j < mismatch.notes.size(); ++j) {
      out << (j > 0 ? "," : "") << Json(mismatch.notes[j]);
    }
    out << "]}";
  }
  out << "]}\n";
}

void TestReport::Take(const TestRun& run, const std::vector<Mismatch>& mismatches) {
  const bool passed = mismatches.empty();
  ++(passed ? passed_ : failed_);
  if (json_) return TellJson(run, passed ? "passed" : "failed", mismatches);
  const Ink ink = console_.out_ink();
  TellLine(passed ? ink.Green("ok  ") : ink.Red("FAIL"), run, "");
  for (const Mismatch& mismatch : mismatches) failures_ += RenderMismatch(run, mismatch, console_);
}

void TestReport::Skip(const TestRun& run) {
  ++skipped_;
  if (json_) return TellJson(run, "skipped", {});
  TellLine(console_.out_ink().Yellow("skip"), run, run.skip_reason);
}

void TestReport::Refuse(const TestRun& run, const CallFault& fault) {
  ++refused_;
  if (json_) return TellJson(run, "refused", {{run.place, fault.message, {}}});
  TellLine(console_.out_ink().Red("bad "), run, "the server refused the case");
}

void TestReport::Finish() {
  if (json_) return;
  std::string counts = std::to_string(passed_) + " passed";
  const auto add = [&](size_t count, std::string_view word) {
    if (count > 0) counts += ", " + std::to_string(count) + " " + std::string(word);
  };
  add(failed_, "failed");
  add(refused_, "refused");
  add(skipped_, "skipped");
  console_.out << "\n" << failures_ << console_.out_ink().Bold(counts) << "\n";
}

}  // namespace credence::cli
