// What many decisions add up to, by credit and by partner.
//
//   Totals totals;
//   totals.Add(decision);
//   out << totals.Render(options);
//
//   totals  12 decisions, 2 held, 1 refused
//     credit            days     partner           amount  awards
//     incentive                  2 partners  1,204.31 USD       9
//                                adatum        617.28 USD
//     recognised_seats  2016-02  2 partners         3,800       4
//
// Money adds up over all days; any other unit only within the same days, since a level such as
// seats would be counted once for each period.
//
// Exact; a sum beyond the limits of exact numbers is said to be too large rather than wrapped.
//
// Thread-safety: belongs to one thread.
#ifndef CREDENCE_CLIENTS_CLI_TOTALS_H_
#define CREDENCE_CLIENTS_CLI_TOTALS_H_

#include <compare>
#include <map>
#include <optional>
#include <string>

#include "clients/cli/decision_view.h"
#include "core/value.h"
#include "credence/v1/decision.pb.h"

namespace credence::cli {

class Totals {
 public:
  // Partners listed of a credit; the rest are one line.
  static constexpr size_t kPartnersShownMax = 20;

  void Add(const v1::Decision& decision);
  void AddRefused() { ++refused_; }

  size_t decided() const { return decided_; }
  size_t refused() const { return refused_; }

  std::string RenderCounts() const;
  std::string Render(const ViewOptions& options) const;

 private:
  struct Key {
    std::string credit;
    std::string unit;  // the same credit may be paid in two currencies
    std::string days;  // empty for money
    friend auto operator<=>(const Key&, const Key&) = default;
  };

  struct Credit {
    Type type;
    std::optional<Rational> sum = Rational(0);
    size_t awards = 0;
    std::map<std::string, std::optional<Rational>> partners;
  };

  size_t decided_ = 0;
  size_t refused_ = 0;
  size_t held_ = 0;
  size_t provisional_ = 0;
  std::map<Key, Credit> credits_;
};

}  // namespace credence::cli

#endif  // CREDENCE_CLIENTS_CLI_TOTALS_H_
