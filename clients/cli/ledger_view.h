// Words that the commands of the ledger share.
//
//   SubjectOf("workload", "ea1.exchange")  -> "workload ea1.exchange"
//
// Thread-safe: no state.
#ifndef CREDENCE_CLIENTS_CLI_LEDGER_VIEW_H_
#define CREDENCE_CLIENTS_CLI_LEDGER_VIEW_H_

#include <string>

#include "core/code_point.h"

namespace credence::cli {

inline std::string SubjectOf(const std::string& type, const std::string& id) {
  return Printable(type) + " " + Printable(id);
}

}  // namespace credence::cli

#endif  // CREDENCE_CLIENTS_CLI_LEDGER_VIEW_H_
