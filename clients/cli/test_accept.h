// What is decided, written into the test file as what is expected.
//
//   - { credit: incentive, subscription: sub1, partner: adatum, amount: 50 USD }
//     -> only `50 USD` is replaced by `48.75 USD`
//
// An amount, a rule, a reason is replaced where it stands; an entry that no longer holds goes; an
// award that was not listed is added to its list. All else of the file stays, to the byte:
// comments, blank lines, the order and layout of entries.
//
//   AcceptedText accepted = ApplyRewrites(source, rewrites);
//   console.out << RenderChange(*source, accepted.text, ink);
//
// Two rewrites that want different things of one place (rows that share an expectation) are not
// made; `refused` counts them.
//
// Thread-safe: no state.
#ifndef CREDENCE_CLIENTS_CLI_TEST_ACCEPT_H_
#define CREDENCE_CLIENTS_CLI_TEST_ACCEPT_H_

#include <string>
#include <string_view>
#include <vector>

#include "clients/cli/expectations.h"
#include "clients/cli/ink.h"

namespace credence::cli {

struct AcceptedText {
  std::string text;
  size_t made = 0;
  size_t refused = 0;
};

// Rewrites of other files (a case that is an alias is one of this file) are refused.
AcceptedText ApplyRewrites(const SourcePtr& source, const std::vector<Rewrite>& rewrites);

// The lines that differ, a hunk for each stretch of them, as diffs show them.
std::string RenderChange(const std::string& name, std::string_view before, std::string_view after,
                         const Ink& ink);

}  // namespace credence::cli

#endif  // CREDENCE_CLIENTS_CLI_TEST_ACCEPT_H_
