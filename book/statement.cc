#include "book/statement.h"

#include <map>
#include <utility>

#include "core/limits.h"

namespace credence::book {
namespace {

absl::Status AddTo(StatementTotal& total, const store::Entry& entry) {
  total.credit = entry.key.credit;
  total.type = entry.type;
  Rational& part = entry.adjustment ? total.adjustments : total.earned;
  const std::optional<Rational> sum = CheckedAdd(part, entry.amount);
  const std::optional<Rational> all = CheckedAdd(total.sum, entry.amount);
  if (!sum || !all) {
    return OutOfRangeError("what was posted of " + entry.key.credit + " is too large to add up");
  }
  part = *sum;
  total.sum = *all;
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<store::Close> CloseOfStatement(store::Store& store,
                                              const StatementRequest& request) {
  const absl::StatusOr<std::vector<store::Close>> closes = store.Closes(request.policy);
  if (!closes.ok()) return closes.status();
  const store::Close* found = nullptr;
  const store::Close* last = nullptr;
  for (const store::Close& close : *closes) {
    if (close.issued) last = &close;
    if (request.period && close.period != *request.period) continue;
    if (request.known && close.known != *request.known) continue;
    // One that is still being posted comes after all that are issued.
    if (close.issued || found == nullptr) found = &close;
  }
  const std::string what =
      request.policy + (request.period ? " " + request.period->ToString() : "");
  if (found == nullptr) {
    return FailedPreconditionError(
        what + " is not closed" +
        (request.known ? " as known on " + request.known->ToString() : "") +
        (last == nullptr ? ""
                         : "; the last close is that of " + last->period.ToString() +
                               " as known on " + last->known.ToString()));
  }
  if (!found->issued) {
    return FailedPreconditionError(
        "the close of " + what + " is not issued yet; finish it with `credence close " +
        found->period.ToString() + " --known " + found->known.ToString() + "`");
  }
  return *found;
}

absl::StatusOr<std::vector<StatementTotal>> TotalsOf(store::Store& store, const store::Close& close,
                                                     const std::string& partner) {
  std::map<std::pair<std::string, std::string>, StatementTotal> totals;  // by credit and unit
  const store::EntryFilter filter{.policy = close.policy, .partner = partner, .close = close.id};
  int64_t after = 0;
  for (;;) {
    const auto entries = store.Entries(filter, after, limits::kEntriesPageMax);
    if (!entries.ok()) return entries.status();
    if (entries->empty()) break;
    for (const store::Entry& entry : *entries) {
      StatementTotal& total = totals[{entry.key.credit, entry.type.ToString()}];
      if (absl::Status status = AddTo(total, entry); !status.ok()) return status;
    }
    after = entries->back().id;
  }
  std::vector<StatementTotal> found;
  for (auto& [unused, total] : totals) found.push_back(std::move(total));
  return found;
}

}  // namespace credence::book
