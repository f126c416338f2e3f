#include "ruletree/policy.h"

#include <algorithm>

#include "core/check.h"

namespace credence::ruletree {
namespace {

template <typename Items>
uint32_t PositionByName(const Items& items, std::string_view name) {
  const auto found = std::find_if(items.begin(), items.end(),
                                  [name](const auto& item) { return item.name == name; });
  return found == items.end() ? kNone : static_cast<uint32_t>(found - items.begin());
}

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

}  // namespace

const Value* Param::On(Date day) const {
  const auto later = std::upper_bound(values.begin(), values.end(), day,
                                      [](Date d, const ParamValue& v) { return d < v.from; });
  return later == values.begin() ? nullptr : &std::prev(later)->value;
}

CreditId Policy::FindCredit(std::string_view credit) const {
  return PositionByName(credits, credit);
}

RuleId Policy::FindRule(std::string_view rule) const { return PositionByName(rules, rule); }

uint32_t Policy::FindParam(std::string_view param) const { return PositionByName(params, param); }

std::vector<NodeId> RootsOf(const Rule& rule) {
  std::vector<NodeId> roots = {rule.evidence, rule.amount};
  for (const Guard& guard : rule.guards) roots.push_back(guard.condition);
  for (const Bound& bound : rule.bounds) roots.push_back(bound.value);
  if (rule.split) {
    const Split& split = *rule.split;
    roots.insert(roots.end(), {split.order, split.weight, split.day, split.cap});
    for (const SplitPosition& position : split.positions) roots.push_back(position.where);
  }
  std::erase(roots, kNone);
  return roots;
}

bool AsksPartner(const Policy& policy, const Node& node) {
  const Vocabulary& vocabulary = *policy.vocabulary;
  const auto is_party = [&vocabulary](SubjectTypeId type) {
    return type == kPartner || type == vocabulary.AccountType();
  };
  switch (node.op) {
    case Op::kMeasure:
      return is_party(vocabulary.measures[node.ref].per);
    case Op::kAttribute:
      return is_party(vocabulary.attributes[node.ref].of);
    case Op::kSubjectId:
      return is_party(node.ref);
    case Op::kEvidenceField:
    case Op::kPartnerWith:
    case Op::kEvidenceTest:
    case Op::kAward:
    case Op::kAwardTotal:
    case Op::kHolds:
      return true;
    default:
      return IsFold(node.op) && policy.folds[node.ref].evidence != kNone;
  }
}

std::string Policy::TextOf(Span span) const {
  CREDENCE_CHECK(source != nullptr);
  std::string collapsed;
  for (const char c : source->text(span)) {
    if (!IsBlank(c)) {
      collapsed += c;
    } else if (!collapsed.empty() && collapsed.back() != ' ') {
      collapsed += ' ';
    }
  }
  if (!collapsed.empty() && collapsed.back() == ' ') collapsed.pop_back();
  return collapsed;
}

int Policy::LineOf(Span span) const {
  CREDENCE_CHECK(source != nullptr);
  return source->Locate(span.begin).line;
}

}  // namespace credence::ruletree
