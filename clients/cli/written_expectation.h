// What was decided, as a test would write that it is expected.
//
//   YamlAward(result, award, false)
//     -> { credit: incentive, subscription: ea1, partner: adatum, amount: 617.28 USD, rule: deploy
//     }
//
// Texts are put in quotes where YAML, or its older readers, would take them for something else.
//
// Thread-safe: no state.
#ifndef CREDENCE_CLIENTS_CLI_WRITTEN_EXPECTATION_H_
#define CREDENCE_CLIENTS_CLI_WRITTEN_EXPECTATION_H_

#include <string>
#include <vector>

#include "credence/v1/decision.pb.h"

namespace credence::cli {

// "12,345.67 USD" as the policy language writes it: "12_345.67 USD".
std::string WrittenNumber(std::string shown);
// A text that YAML reads as it stands, and a list of them.
std::string YamlText(const std::string& text);
std::string YamlList(const std::vector<std::string>& texts);
// The period is said `with_period`, where several are decided; days always where they are a part.
std::string YamlAward(const v1::Result& result, const v1::Award& award, bool with_period);
std::string YamlHeld(const v1::Result& result, bool with_period);

}  // namespace credence::cli

#endif  // CREDENCE_CLIENTS_CLI_WRITTEN_EXPECTATION_H_
