// Holding standings to what a test expects of them.
#include <utility>

#include "clients/cli/decision_view.h"
#include "clients/cli/mismatches.h"
#include "clients/cli/written_expectation.h"

namespace credence::cli {
namespace {

bool IsInScope(const v1::Standing& standing, const Expectation& wanted) {
  const auto fits = [](const std::string& asked, const std::string& found) {
    return asked.empty() || asked == found;
  };
  return standing.standing() == wanted.standing && standing.partner() == wanted.scope.partner &&
         fits(wanted.scope.period, standing.period()) &&
         fits(wanted.scope.version, standing.version());
}

// Nothing when the standing is as expected.
std::vector<Mismatch> Hold(const Expectation& wanted, const v1::Standing& standing) {
  const std::string name =
      standing.standing() + " of " + standing.partner() + " in " + standing.period();
  std::vector<std::string> notes = {standing.text()};
  if (!standing.missing().empty()) notes.push_back("missing: " + standing.missing());
  AddValues(standing.values(), notes);
  std::vector<Mismatch> found;
  const auto tell = [&](const std::optional<Place>& place, const std::string& what,
                        std::string meant) {
    found.push_back({place.value_or(wanted.scope.place), name + ": " + what, notes});
    found.back().rewrites = {Replaced(place, std::move(meant))};
  };
  const std::string verdict = VerdictText(standing.verdict());
  if (wanted.verdict != verdict) {
    tell(wanted.verdict_place, "expected " + wanted.verdict + ", it is " + verdict, verdict);
    return found;
  }
  if (!Contains(standing.missing(), wanted.missing)) {
    tell(wanted.missing_place, "what is missing does not say " + Quote(wanted.missing),
         YamlText(standing.missing()));
  }
  if (!Contains(standing.text(), wanted.why_not)) {
    tell(wanted.why_not_place, "the reason does not say " + Quote(wanted.why_not),
         YamlText(standing.text()));
  }
  return found;
}

}  // namespace

void MatchStandings(const Expectations& expected, const v1::Case& given,
                    const std::vector<v1::Decision>& decisions, std::vector<Mismatch>& mismatches) {
  const std::set<std::string> parties = PartiesOf(given);
  std::set<std::string> names;
  for (const v1::Decision& decision : decisions) {
    for (const v1::Standing& standing : decision.standings()) names.insert(standing.standing());
  }
  for (const Expectation& wanted : expected.items) {
    if (wanted.kind != Expectation::Kind::kStanding) continue;
    const Place& place = wanted.scope.place;
    if (!names.contains(wanted.standing)) {
      mismatches.push_back(NoSuch(names, wanted.standing, "standing", place));
      continue;
    }
    if (!parties.contains(wanted.scope.partner)) {
      mismatches.push_back(NoSuch(parties, wanted.scope.partner, "partner", place));
      continue;
    }
    bool decided = false;
    for (const v1::Decision& decision : decisions) {
      for (const v1::Standing& standing : decision.standings()) {
        if (!IsInScope(standing, wanted)) continue;
        decided = true;
        for (Mismatch& one : Hold(wanted, standing)) mismatches.push_back(std::move(one));
      }
    }
    if (decided) continue;
    mismatches.push_back({place,
                          "nothing was decided about this: " + Quote(wanted.standing) + " of " +
                              Quote(wanted.scope.partner) + " has no such month or version",
                          {}});
  }
}

}  // namespace credence::cli
