// How it is told that something is not as a test expects: pieces that awards, settlements and
// standings share.
//
//   NoSuch({"silver", "gold"}, "glod", "standing", place)
//     -> "there is no standing `glod`", with the note "did you mean `gold`?"
//
// Thread-safe: no state.
#ifndef CREDENCE_CLIENTS_CLI_MISMATCHES_H_
#define CREDENCE_CLIENTS_CLI_MISMATCHES_H_

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "clients/cli/expectations.h"

namespace credence::cli {

bool Contains(std::string_view text, std::string_view part);
std::string Quote(std::string_view text);  // in backticks

// Who a case's decisions can award: partners, and the accounts that stand for theirs.
std::set<std::string> PartiesOf(const v1::Case& given);

// REQUIRES: `known` does not hold `name`.
Mismatch NoSuch(const std::set<std::string>& known, const std::string& name, std::string_view what,
                const Place& place);

// The values a guard was decided on, each on a line of its own that begins in blanks.
void AddValues(const google::protobuf::RepeatedPtrField<v1::NamedValue>& values,
               std::vector<std::string>& lines);

Rewrite Replaced(const std::optional<Place>& place, std::string text);

// Holds the standings among `expected` to what was decided.
void MatchStandings(const Expectations& expected, const v1::Case& given,
                    const std::vector<v1::Decision>& decisions, std::vector<Mismatch>& mismatches);

}  // namespace credence::cli

#endif  // CREDENCE_CLIENTS_CLI_MISMATCHES_H_
