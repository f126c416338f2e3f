// What many decisions add up to, by credit and by partner.
//
//   Totals totals;
//   totals.Add(decision);
//   out << totals.Render(options);
//
//   12 decisions, 2 held, 1 refused
//   incentive          1,204.31 USD   9 awards
//     adatum             617.28 USD
//
// Exact; a sum beyond the limits of exact numbers is said to be too large rather than wrapped.
//
// Thread-safety: belongs to one thread.
#ifndef CREDENCE_CLIENTS_CLI_TOTALS_H_
#define CREDENCE_CLIENTS_CLI_TOTALS_H_

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
  // By name and unit: the same credit may be paid in two currencies.
  std::map<std::pair<std::string, std::string>, Credit> credits_;
};

}  // namespace credence::cli

#endif  // CREDENCE_CLIENTS_CLI_TOTALS_H_
