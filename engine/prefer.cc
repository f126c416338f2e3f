#include "engine/prefer.h"

#include <algorithm>
#include <set>

#include "engine/evidence.h"
#include "engine/operate.h"
#include "engine/title.h"

namespace credence::engine {

using facts::EvidenceIndex;
using ruletree::kNone;
using ruletree::Node;
using ruletree::NodeId;
using ruletree::Op;
using ruletree::Rank;

namespace {

// The kind of evidence whose records the key speaks of outside any fold; kNone: of none.
ruletree::EvidenceKindId KindIn(const ruletree::Policy& policy, NodeId key) {
  std::set<NodeId> seen;
  std::vector<NodeId> open = {key};
  while (!open.empty()) {
    const NodeId id = open.back();
    open.pop_back();
    if (id == kNone || !seen.insert(id).second) continue;
    const Node& node = policy.nodes[id];
    if (node.op == Op::kEvidenceField) return node.ref;
    if (IsFold(node.op) || node.op == Op::kPartnerWith) continue;
    open.push_back(node.a);
    open.push_back(node.b);
  }
  return kNone;
}

// The records by which the candidate qualified, in any of its claims.
std::set<EvidenceIndex> RecordsUsed(const Candidate& candidate) {
  std::set<EvidenceIndex> used;
  for (const Claim& claim : candidate.claims) {
    used.insert(claim.evidence.begin(), claim.evidence.end());
  }
  return used;
}

// The records of the kind by which the candidate qualified; if none, those of the period.
std::vector<EvidenceIndex> RecordsOf(const Evaluator& evaluator, ruletree::EvidenceKindId kind,
                                     const Candidate& candidate) {
  const facts::Evidence& evidence = evaluator.bound().facts().evidence;
  const std::set<EvidenceIndex> cited = RecordsUsed(candidate);
  std::vector<EvidenceIndex> used = RecordsOfAllTimes(evaluator, kind, candidate.scope);
  std::erase_if(used, [&](EvidenceIndex record) { return !cited.contains(record); });
  if (!used.empty()) return used;
  std::vector<EvidenceIndex> records = RecordsOn(evaluator, kind, candidate.scope);
  std::erase_if(records, [&](EvidenceIndex record) {
    return evidence.valid[record].Intersect(candidate.scope.days).empty();
  });
  return records;
}

// Position in the list of the best kind the candidate qualified by.
std::optional<Value> BestKind(const Evaluator& evaluator, const Rank& rank,
                              const Candidate& candidate) {
  const facts::Case& the_case = evaluator.bound().facts();
  std::set<std::string> used;
  for (const EvidenceIndex record : RecordsUsed(candidate)) {
    used.insert(the_case.names[the_case.evidence.kind[record]]);
  }
  for (size_t i = 0; i < rank.kinds.size(); ++i) {
    if (used.contains(evaluator.bound().vocabulary().evidence[rank.kinds[i]].name)) {
      return Rational(static_cast<int64_t>(i));
    }
  }
  return std::nullopt;
}

// The best of the key's values over the candidate's records. A held one is the answer.
Answer BestOverRecords(const Evaluator& evaluator, const Rank& rank, ruletree::EvidenceKindId kind,
                       const Candidate& candidate) {
  Answer best = Answer::Undefined("");
  for (const EvidenceIndex record : RecordsOf(evaluator, kind, candidate)) {
    Scope scope = candidate.scope.WithRecord(record);
    const Answer& value = evaluator.Evaluate(rank.key, scope);
    if (value.is_held()) return value;
    if (value.is_undefined()) continue;
    const int order = best.is_defined() ? Compare(value.value(), best.value()) : 0;
    if (!best.is_defined() || (rank.highest ? order > 0 : order < 0)) best = value;
  }
  return best;
}

// Lowest of all, positions in a list of kinds are better the lower they are.
bool HighestFirst(const Rank& rank) { return rank.kinds.empty() && rank.highest; }

// -1: `a` first, 1: `b` first, 0: level. No value comes last.
int CompareKeys(const Rank& rank, const std::optional<Value>& a, const std::optional<Value>& b) {
  if (!a || !b) return a ? -1 : b ? 1 : 0;
  const int order = Compare(*a, *b);
  return HighestFirst(rank) ? -order : order;
}

}  // namespace

std::optional<Doubt> RankCandidates(const Evaluator& evaluator, const ruletree::Credit& credit,
                                    std::vector<Ranked>& ranked) {
  for (const Rank& rank : credit.prefer) {
    const auto kind = rank.key == kNone ? kNone : KindIn(evaluator.policy(), rank.key);
    for (Ranked& one : ranked) {
      Candidate& candidate = *one.candidate;
      if (rank.key == kNone) {
        one.keys.push_back(BestKind(evaluator, rank, candidate));
        continue;
      }
      const Answer answer = kind == kNone ? evaluator.Evaluate(rank.key, candidate.scope)
                                          : BestOverRecords(evaluator, rank, kind, candidate);
      if (answer.is_held()) {
        return Doubt{answer.held_reason(), answer.why(), candidate.stand->rules};
      }
      one.keys.push_back(answer.is_defined() ? std::optional(answer.value()) : std::nullopt);
    }
  }
  return std::nullopt;
}

std::optional<size_t> FirstDifference(const Ranked& a, const Ranked& b) {
  for (size_t i = 0; i < a.keys.size(); ++i) {
    if (a.keys[i] != b.keys[i]) return i;
  }
  return std::nullopt;
}

bool ComesBefore(const ruletree::Credit& credit, const Ranked& a, const Ranked& b) {
  const std::optional<size_t> i = FirstDifference(a, b);
  return i && CompareKeys(credit.prefer[*i], a.keys[*i], b.keys[*i]) < 0;
}

std::string RankTitle(const ruletree::Policy& policy, const Rank& rank) {
  if (rank.key == kNone) return "best evidence";
  const bool dates = policy.nodes[rank.key].type.kind == TypeKind::kDate;
  const std::string word =
      dates ? (rank.highest ? "latest " : "earliest ") : (rank.highest ? "highest " : "lowest ");
  return word + TitleOf(policy, rank.key);
}

std::string KeyText(const ruletree::Policy& policy, const Rank& rank,
                    const std::optional<Value>& key) {
  if (!key) return "none";
  if (rank.key != kNone) return ToDisplay(*key, policy.nodes[rank.key].type);
  const auto position = static_cast<size_t>(*std::get<Rational>(*key).ToInt64());
  return policy.vocabulary->evidence[rank.kinds[position]].name;
}

}  // namespace credence::engine
