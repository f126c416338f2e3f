// Rule texts read as every target of the language reads them, and what holds whatever they are.
//
//   const Reading reading = Read(bytes);
//   if (reading.ok) Mean(reading.meaning);
//
// Thread-safe: no state.
#ifndef CREDENCE_FUZZ_READING_H_
#define CREDENCE_FUZZ_READING_H_

#include <string>
#include <string_view>
#include <vector>

#include "core/diagnostic.h"

namespace credence::fuzz {

SourcePtr SourceOf(std::string_view bytes);

// Each says where and what, inside its own source; and it can be shown.
void CheckDiagnostics(const Diagnostics& diagnostics);

struct Reading {
  bool ok = false;
  std::string meaning;  // the syntax tree without places
};
Reading Read(std::string_view bytes);

// The comments of a text in their order, blanks at their ends left out.
std::vector<std::string> CommentsOf(std::string_view bytes);

}  // namespace credence::fuzz

#endif  // CREDENCE_FUZZ_READING_H_
