#include "dsl/lower_policy.h"

#include "core/digest.h"
#include "dsl/check_alike.h"
#include "dsl/check_overlap.h"
#include "dsl/check_sharing.h"
#include "dsl/check_style.h"
#include "dsl/lower_declarations.h"
#include "dsl/lower_levels.h"
#include "dsl/lower_rules.h"
#include "dsl/lower_tables.h"

namespace credence::dsl {
namespace {

ruletree::Straddle StraddleOf(Straddle straddle) {
  switch (straddle) {
    case Straddle::kUnwritten:
      return ruletree::Straddle::kOnBoundary;
    case Straddle::kSplitting:
      return ruletree::Straddle::kSplitting;
    case Straddle::kGoverning:
      return ruletree::Straddle::kGoverning;
  }
  return ruletree::Straddle::kOnBoundary;
}

void LowerHeader(const File& file, ruletree::Policy& policy) {
  const PolicyHeader& header = *file.policy;
  policy.name = header.name.text;
  policy.version = header.version.text;
  policy.from = header.from;
  policy.through = header.through;
  policy.straddle = StraddleOf(header.straddle);
  if (header.supersedes) policy.supersedes = header.supersedes->text;
  policy.source = file.source;
  policy.text_digest = Sha256Hex(file.source->text());
}

}  // namespace

std::shared_ptr<ruletree::Policy> LowerPolicy(const File& file, const CheckedVocabulary& vocabulary,
                                              Faults& faults) {
  PolicyDraft draft(file, vocabulary, faults);
  LowerHeader(file, *draft.policy);
  draft.policy->vocabulary = vocabulary.vocabulary;
  CheckCircularDefines(draft.symbols, faults);
  LowerParams(draft);
  LowerDefines(draft);
  LowerSets(draft);
  LowerTables(draft);
  LowerCredits(draft);
  LowerRules(draft);
  LowerLimits(draft);
  LowerScores(draft);
  LowerStandings(draft);
  LowerChecks(draft);
  CheckReplacing(draft);
  CheckSharing(draft);
  CheckOverlap(draft);
  if (!draft.unfinished) CheckUnusedDefines(draft);
  if (!draft.unfinished) CheckUnusedTables(draft);
  if (!draft.unfinished) CheckUnused(draft.symbols, faults);
  CheckStyle(file, faults);
  CheckNamesAlike(draft.symbols, faults);
  CheckNumbersAlike(draft);
  return draft.policy;
}

}  // namespace credence::dsl
