#include "engine/evidence_text.h"

#include <algorithm>

#include "core/check.h"
#include "engine/citation.h"
#include "engine/evidence.h"

namespace credence::engine {

using facts::EvidenceIndex;
using ruletree::EvidenceTest;
using ruletree::NodeId;
using ruletree::Op;
using ruletree::Policy;
using ruletree::Quantifier;
using ruletree::TimingKind;

namespace {

// Records named one by one; more are counted.
constexpr size_t kRecordsNamedMax = 8;

std::string WindowText(const ruletree::Timing& timing, const DateRange& window) {
  if (window == DateRange()) return "";
  switch (timing.kind) {
    case TimingKind::kOn:
      return " on " + window.begin.ToString();
    case TimingKind::kThroughout:
      return " throughout " + window.ToString();
    case TimingKind::kAtAnyTime:
      return " at any time in " + window.ToString();
    case TimingKind::kForAtLeast:
      return " for at least " + timing.duration.ToString() + " in " + window.ToString();
    case TimingKind::kWithinBefore:
      return " within " + timing.duration.ToString() + " before " + window.last().ToString();
    case TimingKind::kWithinAfter:
      return " within " + timing.duration.ToString() + " after " + window.begin.ToString();
  }
  CREDENCE_CHECK(false);
}

std::string TimingText(const EvidenceTest& test, const TestFinding& finding) {
  std::string text = WindowText(test.timing, finding.window);
  if (finding.recorded_by) text += " recorded by " + finding.recorded_by->ToString();
  return text;
}

// "recognised", "{ dpor, csp }" or "dpor", with its `where`.
std::string KindsText(const Policy& policy, const EvidenceTest& test) {
  std::string text = test.set_name;
  if (text.empty()) {
    for (const ruletree::EvidenceKindId kind : test.kinds) {
      text += (text.empty() ? "" : ", ") + policy.vocabulary->evidence[kind].name;
    }
    if (test.kinds.size() != 1) text = "{ " + text + " }";
  }
  if (test.where != ruletree::kNone) {
    text += " where " + policy.TextOf(policy.nodes[test.where].span);
  }
  return text;
}

std::string ValidText(const DateRange& valid) {
  if (valid.end == DateRange().end) return "since " + valid.begin.ToString();
  return valid.ToString();
}

// ": e1 since 2015-07-01, e3 2016-02-10..2016-02-20"
std::string RecordsText(const BoundCase& bound, const TestFinding& finding, bool name_kinds) {
  std::string text;
  size_t named = 0;
  size_t records = 0;
  for (const KindFinding& kind : finding.kinds) {
    if (!kind.holds) continue;
    records += kind.records.size();
    for (const EvidenceIndex record : kind.records) {
      if (named == kRecordsNamedMax) break;
      ++named;
      text += (text.empty() ? ": " : ", ") + bound.RecordId(record);
      if (name_kinds) text += " (" + bound.vocabulary().evidence[kind.kind].name + ")";
      text += " " + ValidText(bound.facts().evidence.valid[record]);
    }
  }
  if (records > named) text += " and " + std::to_string(records - named) + " more";
  return text;
}

// ", only e7 2014-01-01..2016-01-31": what the partner has of the kinds, though not as asked.
std::string OnlyText(const Evaluator& evaluator, const EvidenceTest& test, const Scope& scope,
                     bool name_kinds) {
  const BoundCase& bound = evaluator.bound();
  std::string text;
  size_t named = 0;
  for (const ruletree::EvidenceKindId kind : test.kinds) {
    for (const EvidenceIndex record : RecordsAsked(evaluator, test, kind, scope)) {
      if (++named > kRecordsNamedMax) continue;
      text += (text.empty() ? ", only " : ", ") + bound.RecordId(record);
      if (name_kinds) text += " (" + bound.vocabulary().evidence[kind].name + ")";
      text += " " + ValidText(bound.facts().evidence.valid[record]);
      if (test.timing.recorded_by == ruletree::kNone) continue;
      const DateRange& known = bound.facts().evidence.known[record];
      if (known.begin != kDateMin) text += ", recorded " + known.begin.ToString();
      if (known.end <= bound.known_at()) text += ", superseded " + known.end.ToString();
    }
  }
  if (named > kRecordsNamedMax)
    text += " and " + std::to_string(named - kRecordsNamedMax) + " more";
  return text;
}

std::string MissingKinds(const BoundCase& bound, const TestFinding& finding) {
  std::string text;
  for (const KindFinding& kind : finding.kinds) {
    if (kind.holds) continue;
    text += (text.empty() ? "no " : ", no ") + bound.vocabulary().evidence[kind.kind].name;
  }
  return text;
}

std::string TestText(const Evaluator& evaluator, const EvidenceTest& test, const Scope& scope,
                     bool holds) {
  const TestFinding finding = RunTest(evaluator, test, scope);
  const BoundCase& bound = evaluator.bound();
  const bool single = test.kinds.size() == 1 && test.set_name.empty();
  const std::string kinds = KindsText(evaluator.policy(), test);
  const std::string timing = TimingText(test, finding);
  const std::string records = RecordsText(bound, finding, !single);
  const auto holding = std::count_if(finding.kinds.begin(), finding.kinds.end(),
                                     [](const KindFinding& kind) { return kind.holds; });
  const std::string only = holding > 0 ? "" : OnlyText(evaluator, test, scope, !single);
  if (single) return holding > 0 ? kinds + timing + records : "no " + kinds + timing + only;
  switch (test.quantifier) {
    case Quantifier::kAny:
    case Quantifier::kNoneOf:
      if (holding == 0) return "none of " + kinds + timing + only;
      return "any of " + kinds + timing + records;
    case Quantifier::kAll:
      if (holds) return "all of " + kinds + timing + records;
      return "not all of " + kinds + timing + ": " + MissingKinds(bound, finding);
    case Quantifier::kAtLeast:
      return std::to_string(holding) + " of " + kinds + timing +
             (holds ? records : ", at least " + std::to_string(test.at_least) + " are wanted");
  }
  CREDENCE_CHECK(false);
}

}  // namespace

std::string EvidenceText(const Evaluator& evaluator, NodeId evidence, Scope& scope) {
  std::string text;
  std::vector<NodeId> open = {evidence};
  while (!open.empty()) {
    const NodeId id = open.back();
    open.pop_back();
    const ruletree::Node& node = evaluator.node(id);
    const Answer& answer = evaluator.Evaluate(id, scope);
    if (!answer.is_defined()) continue;
    if (node.op == Op::kEvidenceNo) {
      open.push_back(node.a);
    } else if (node.op == Op::kEvidenceTest) {
      if (!text.empty()) text += "; ";
      text += TestText(evaluator, evaluator.policy().tests[node.ref], scope, answer.truth());
    } else {
      // A side that says the same as the whole explains it; of a failed `and` the first does.
      const auto says_the_same = [&](NodeId side) {
        const Answer& said = evaluator.Evaluate(side, scope);
        return said.is_defined() && said.truth() == answer.truth();
      };
      const bool first = says_the_same(node.a);
      const bool failed_and = node.op == Op::kEvidenceAnd && !answer.truth();
      if (!(first && failed_and) && says_the_same(node.b)) open.push_back(node.b);
      if (first) open.push_back(node.a);
    }
  }
  return text;
}

std::vector<EvidenceRef> RecordsAskedFor(const Evaluator& evaluator, NodeId evidence,
                                         const Scope& scope) {
  std::vector<EvidenceIndex> records;
  std::vector<NodeId> open = {evidence};
  while (!open.empty()) {
    const ruletree::Node& node = evaluator.node(open.back());
    open.pop_back();
    if (node.op == Op::kEvidenceTest) {
      const EvidenceTest& test = evaluator.policy().tests[node.ref];
      for (const ruletree::EvidenceKindId kind : test.kinds) {
        const std::vector<EvidenceIndex> found = RecordsAsked(evaluator, test, kind, scope);
        records.insert(records.end(), found.begin(), found.end());
      }
    } else {
      for (const NodeId side : {node.a, node.b}) {
        if (side != ruletree::kNone) open.push_back(side);
      }
    }
  }
  const BoundCase& bound = evaluator.bound();
  SortById(bound, records);
  return Cite(bound, records);
}

EvidenceRef Cite(const BoundCase& bound, EvidenceIndex record) {
  const facts::Evidence& evidence = bound.facts().evidence;
  const facts::Names& names = bound.facts().names;
  const std::string& kind = names[evidence.kind[record]];
  std::string text = kind + " of " + bound.IdOf(evidence.partner[record]);
  if (evidence.subject[record] != evidence.partner[record]) {
    text += " on " + bound.IdOf(evidence.subject[record]);
  }
  text += ", " + evidence.valid[record].ToString();
  const facts::NameId provenance = evidence.provenance[record];
  return {bound.RecordId(record), kind, text, provenance == facts::kNone ? "" : names[provenance]};
}

std::vector<EvidenceRef> Cite(const BoundCase& bound, const std::vector<EvidenceIndex>& records) {
  std::vector<EvidenceRef> cited;
  for (const EvidenceIndex record : records) cited.push_back(Cite(bound, record));
  return cited;
}

}  // namespace credence::engine
