// The page of every diagnostic code, as docs/diagnostics has it: cause, example, what to write.
//
//   FindPage("C401")->text  -> "# C401: a table without a row for something\n\n..."
//
// Built into the program from the files, so that it needs none where it is installed.
//
// Thread-safe: constants.
#ifndef CREDENCE_CLIENTS_CLI_DIAGNOSTIC_PAGES_H_
#define CREDENCE_CLIENTS_CLI_DIAGNOSTIC_PAGES_H_

#include <span>
#include <string_view>

namespace credence::cli {

struct DiagnosticPage {
  std::string_view code;  // "C401"
  std::string_view text;  // Markdown
};

// Ascending by code.
std::span<const DiagnosticPage> DiagnosticPages();

// nullptr when no code is called so.
inline const DiagnosticPage* FindPage(std::string_view code) {
  for (const DiagnosticPage& page : DiagnosticPages()) {
    if (page.code == code) return &page;
  }
  return nullptr;
}

}  // namespace credence::cli

#endif  // CREDENCE_CLIENTS_CLI_DIAGNOSTIC_PAGES_H_
