#include "clients/cli/test_report.h"

#include <algorithm>
#include <utility>

#include "clients/cli/file_fault.h"
#include "clients/cli/json_text.h"
#include "core/code_point.h"

namespace credence::cli {
namespace {

int LineOf(const Place& place) { return place.source->Locate(place.span.begin).line; }

std::string RenderMismatch(const TestRun& run, const Mismatch& mismatch, const Console& console) {
  const RenderOptions options{.color = console.color_out, .width = console.width};
  const Ink ink = console.out_ink();
  std::string out =
      ink.Bold(Printable(run.name)) + "\n" +
      Render(FileFault{mismatch.place.source, mismatch.place.span, mismatch.message, ""}, options);
  for (const std::string& note : mismatch.notes) {
    if (note.empty()) continue;
    // The values of a guard stand under it, in columns.
    out += "  " + (note[0] == ' ' ? Printable(note) : WrapWords(note, 4, console.width)) + "\n";
  }
  return out + "\n";
}

}  // namespace

void TestReport::Begin(const std::string& path, const std::string& suite) {
  suite_ = suite.empty() ? path : suite;
  path_ = path;
  if (form_ == Form::kText) {
    if (files_++ > 0) console_.out << "\n";
    console_.out << console_.out_ink().Bold(Printable(path)) << "\n";
  }
}

void TestReport::TellLine(const std::string& mark, const TestRun& run, std::string_view more) {
  console_.out << "  " << mark << "  " << Printable(run.name);
  if (!more.empty()) console_.out << console_.out_ink().Dim(": " + Printable(more));
  console_.out << "\n";
}

void TestReport::TellRecord(const TestRun& run, std::string_view result,
                            const std::vector<Mismatch>& mismatches) {
  if (form_ == Form::kJson) return TellJson(run, result, mismatches);
  std::string& out = junit_cases_;
  out += "    <testcase classname=\"" + XmlText(suite_) + "\" name=\"" + XmlText(run.name) +
         "\" file=\"" + XmlText(path_) + "\" line=\"" + std::to_string(LineOf(run.place)) + "\"";
  if (result == "passed") {
    out += "/>\n";
    return;
  }
  out += ">\n";
  if (result == "skipped") out += "      <skipped message=\"" + XmlText(run.skip_reason) + "\"/>\n";
  const std::string_view element = result == "refused" ? "error" : "failure";
  for (const Mismatch& mismatch : mismatches) {
    std::string text = path_ + ":" + std::to_string(LineOf(mismatch.place));
    for (const std::string& note : mismatch.notes) text += "\n" + note;
    out += "      <" + std::string(element) + " message=\"" + XmlText(mismatch.message) + "\">" +
           XmlText(text) + "</" + std::string(element) + ">\n";
  }
  out += "    </testcase>\n";
}

void TestReport::TellJunit() {
  const auto count = [](std::string_view name, size_t value) {
    return " " + std::string(name) + "=\"" + std::to_string(value) + "\"";
  };
  console_.out << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
               << "  <testsuite name=\"credence\""
               << count("tests", passed_ + failed_ + refused_ + skipped_)
               << count("failures", failed_) << count("errors", refused_)
               << count("skipped", skipped_) << ">\n"
               << junit_cases_ << "  </testsuite>\n</testsuites>\n";
}

void TestReport::TellJson(const TestRun& run, std::string_view result,
                          const std::vector<Mismatch>& mismatches) {
  std::ostream& out = console_.out;
  out << "{\"file\":" << JsonText(path_) << ",\"case\":" << JsonText(run.name)
      << ",\"line\":" << LineOf(run.place) << ",\"result\":" << JsonText(result)
      << ",\"failures\":[";
  for (size_t i = 0; i < mismatches.size(); ++i) {
    const Mismatch& mismatch = mismatches[i];
    out << (i > 0 ? "," : "") << "{\"line\":" << LineOf(mismatch.place)
        << ",\"message\":" << JsonText(mismatch.message) << ",\"notes\":[";
    for (size_t j = 0; j < mismatch.notes.size(); ++j) {
      out << (j > 0 ? "," : "") << JsonText(mismatch.notes[j]);
    }
    out << "]}";
  }
  out << "]}\n";
}

void TestReport::Take(const TestRun& run, const std::vector<Mismatch>& mismatches) {
  const bool passed = mismatches.empty();
  ++(passed ? passed_ : failed_);
  const bool guards_alone = std::all_of(mismatches.begin(), mismatches.end(),
                                        [](const Mismatch& one) { return one.is_guard; });
  if (!passed && guards_alone) ++guards_broken_;
  if (form_ != Form::kText) return TellRecord(run, passed ? "passed" : "failed", mismatches);
  const Ink ink = console_.out_ink();
  TellLine(passed ? ink.Green("ok  ") : ink.Red("FAIL"), run, "");
  for (const Mismatch& mismatch : mismatches) failures_ += RenderMismatch(run, mismatch, console_);
}

void TestReport::Skip(const TestRun& run) {
  ++skipped_;
  if (form_ != Form::kText) return TellRecord(run, "skipped", {});
  TellLine(console_.out_ink().Yellow("skip"), run, run.skip_reason);
}

void TestReport::Refuse(const TestRun& run, const CallFault& fault) {
  ++refused_;
  if (form_ != Form::kText) return TellRecord(run, "refused", {{run.place, fault.message, {}}});
  TellLine(console_.out_ink().Red("bad "), run, "the server refused the case");
}

void TestReport::Finish() {
  if (form_ == Form::kJson) return;
  if (form_ == Form::kJunit) return TellJunit();
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
