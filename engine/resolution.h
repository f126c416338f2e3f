// What a person decided where the rules leave a tie.
//
//   Request request{.days = february};
//   request.resolutions = {{.credit = "incentive", .subject = "ea1", .period = february,
//                           .partner = "adatum", .text = "resolved by a.admin: ..."}};
//
// It chooses among those who are tied for the last place, and changes nothing else: where nobody is
// tied, or its partner is not among them, the rules hold as if it were not there.
//
// Thread-safe: values.
#ifndef CREDENCE_ENGINE_RESOLUTION_H_
#define CREDENCE_ENGINE_RESOLUTION_H_

#include <string>

#include "core/date.h"

namespace credence::engine {

struct Resolution {
  std::string credit = {};
  std::string subject = {};
  Period period = {};
  std::string partner = {};  // or account
  std::string text = {};     // who resolved it, when and why
};

}  // namespace credence::engine

#endif  // CREDENCE_ENGINE_RESOLUTION_H_
