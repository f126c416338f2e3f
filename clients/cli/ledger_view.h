// How the commands of the ledger show its lines.
//
//   SubjectOf("workload", "ea1.exchange")  -> "workload ea1.exchange"
//
//   EntriesView view;
//   for (const v1::LedgerEntry& entry : response.entries()) view.Add(entry);
//   out << view.ToString(ink);       // a row an entry, what was learnt below it
//
// Thread-safety: one thread a view.
#ifndef CREDENCE_CLIENTS_CLI_LEDGER_VIEW_H_
#define CREDENCE_CLIENTS_CLI_LEDGER_VIEW_H_

#include <string>
#include <vector>

#include "clients/cli/ink.h"
#include "credence/v1/ledger_service.pb.h"

namespace credence::cli {

std::string SubjectOf(const std::string& type, const std::string& id);

class EntriesView {
 public:
  EntriesView();
  void Add(const v1::LedgerEntry& entry);
  bool empty() const { return table_.empty(); }
  std::string ToString(Ink ink) const;

 private:
  Table table_;
  std::vector<std::string> under_;  // each row
};

}  // namespace credence::cli

#endif  // CREDENCE_CLIENTS_CLI_LEDGER_VIEW_H_
