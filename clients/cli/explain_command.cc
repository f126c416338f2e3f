// `credence explain`: what a diagnostic code means, and what to do about it.
#include <cctype>
#include <string>
#include <vector>

#include "clients/cli/commands.h"
#include "clients/cli/diagnostic_pages.h"
#include "core/code_point.h"
#include "core/diagnostic_codes.h"
#include "core/nearest_name.h"

namespace credence::cli {
namespace {

// "c401", "401" and "C401" are one code.
std::string CodeOf(std::string text) {
  if (!text.empty() && std::isdigit(static_cast<unsigned char>(text.front())) != 0) {
    text.insert(text.begin(), 'C');
  }
  if (!text.empty() && text.front() == 'c') text.front() = 'C';
  return text;
}

// A page for a terminal: headings stand out, and code is set in instead of fenced.
std::string ForTerminal(std::string_view page, const Ink& ink) {
  std::string text;
  bool code = false;
  while (!page.empty()) {
    const size_t end = page.find('\n');
    const std::string line(page.substr(0, end));
    page.remove_prefix(end == std::string_view::npos ? page.size() : end + 1);
    if (line.starts_with("```")) {
      code = !code;
    } else if (code) {
      text += line.empty() ? "\n" : "    " + line + "\n";
    } else if (line.starts_with("#")) {
      text += ink.Bold(line.substr(line.find(' ') + 1)) + "\n";
    } else {
      text += line + "\n";
    }
  }
  return text;
}

}  // namespace

ExitCode RunExplain(const ExplainOptions& options, Session& session) {
  Console& console = session.console();
  if (options.code.empty()) {
    for (const Code& code : AllCodes()) {
      console.out << code.name() << "  "
                  << (code.severity() == Severity::kWarning ? "warning  " : "error    ")
                  << code.title() << "\n";
    }
    return ExitCode::kDone;
  }
  const std::string wanted = CodeOf(options.code);
  if (const DiagnosticPage* page = FindPage(wanted)) {
    console.out << ForTerminal(page->text, console.out_ink());
    return ExitCode::kDone;
  }
  std::vector<std::string> codes;
  for (const Code& code : AllCodes()) codes.push_back(code.name());
  std::string message = "there is no code `" + Printable(options.code) + "`.";
  const std::vector<std::string> near = NearestNames(wanted, codes);
  if (!near.empty()) message += " Near it: `" + near.front() + "`.";
  console.Complain(message + " `credence explain` lists all of them.");
  return ExitCode::kUsage;
}

}  // namespace credence::cli
