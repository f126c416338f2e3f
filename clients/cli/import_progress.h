// How far an import is, on a terminal: one line of standard error that is written over.
//
//   ImportProgress progress(console, "usage.csv", bytes_of_it);
//   takers.progress = [&](const connectors::Progress& now) { progress.At(now); };
//   progress.Clear();           before anything else is written, and at the end
//
//   usage.csv: 1,204,224 rows, 61 of 213 MB
//
// It is told some times a second, and nothing where standard error is no terminal.
//
// Thread-safety: belongs to one thread.
#ifndef CREDENCE_CLIENTS_CLI_IMPORT_PROGRESS_H_
#define CREDENCE_CLIENTS_CLI_IMPORT_PROGRESS_H_

#include <chrono>
#include <cstdint>
#include <string>

#include "clients/cli/console.h"
#include "clients/connectors/connector.h"

namespace credence::cli {

class ImportProgress {
 public:
  ImportProgress(Console& console, std::string name, uint64_t bytes);

  void At(const connectors::Progress& now);
  void Clear();

 private:
  Console& console_;
  std::string name_;
  uint64_t bytes_;
  std::chrono::steady_clock::time_point next_;
  bool shown_ = false;
};

}  // namespace credence::cli

#endif  // CREDENCE_CLIENTS_CLI_IMPORT_PROGRESS_H_
