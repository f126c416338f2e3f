#include "clients/cli/ledger_view.h"

#include <algorithm>
#include <utility>

#include "core/code_point.h"

namespace credence::cli {
namespace {

// Facts that stand under an entry; the rest is in --output json.
constexpr int kLearntShownMax = 3;

}  // namespace

std::string SubjectOf(const std::string& type, const std::string& id) {
  return Printable(type) + " " + Printable(id);
}

EntriesView::EntriesView()
    : table_({{"entry", Table::Align::kRight},
              {"closed"},
              {"partner"},
              {"credit"},
              {"subject"},
              {"period"},
              {"amount", Table::Align::kRight},
              {""}}) {}

void EntriesView::Add(const v1::LedgerEntry& entry) {
  table_.Add({std::to_string(entry.id()), entry.closed(), Printable(entry.partner()),
              Printable(entry.credit()), SubjectOf(entry.subject_type(), entry.subject()),
              entry.period(), entry.amount().text(),
              std::string(entry.adjustment() ? "adjusts" : "") +
                  (entry.provisional() ? " provisional" : "")});
  std::string learnt;
  for (int i = 0; i < std::min(entry.learnt_size(), kLearntShownMax); ++i) {
    learnt += "         learnt " + Printable(entry.learnt(i)) + "\n";
  }
  if (entry.learnt_size() > kLearntShownMax) {
    learnt +=
        "         and " + std::to_string(entry.learnt_size() - kLearntShownMax) + " more facts\n";
  }
  under_.push_back(std::move(learnt));
}

std::string EntriesView::ToString(Ink ink) const {
  const std::string table = table_.ToString(0, ink);
  std::string text;
  size_t row = 0;  // the first line is the headings
  for (size_t at = 0; at < table.size(); ++row) {
    const size_t end = table.find('\n', at) + 1;
    text += table.substr(at, end - at);
    if (row > 0) text += under_[row - 1];
    at = end;
  }
  return text;
}

}  // namespace credence::cli
