#include "dsl/check_alike.h"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace credence::dsl {
namespace {

using ruletree::Node;
using ruletree::NodeId;
using ruletree::Op;

// Names of one kind compared with one another; of more the check is silent.
constexpr size_t kNamesMax = 1'000;
// Shorter names are a letter apart by chance.
constexpr size_t kNameBytesMin = 5;

bool IsFigure(char c) { return c >= '0' && c <= '9'; }

// Whether the byte at `i` is all there is between two `_`.
bool IsPart(std::string_view name, size_t i) {
  const bool begins = i == 0 || name[i - 1] == '_';
  const bool ends = i + 1 == name.size() || name[i + 1] == '_';
  return begins && ends;
}

// One letter more, less or other, or two neighbours swapped; and not on purpose.
bool AreALetterApart(std::string_view a, std::string_view b) {
  if (a.size() > b.size()) std::swap(a, b);
  if (a.size() < kNameBytesMin || b.size() - a.size() > 1 || a == b) return false;
  const size_t at =
      static_cast<size_t>(std::mismatch(a.begin(), a.end(), b.begin()).first - a.begin());
  if (a.size() < b.size()) {
    return a.substr(at) == b.substr(at + 1) && !IsFigure(b[at]) && !IsPart(b, at) && b[at] != '_';
  }
  const bool figure = IsFigure(a[at]) || IsFigure(b[at]);
  if (a.substr(at + 1) == b.substr(at + 1)) return !figure && !IsPart(a, at);
  const bool swapped = at + 1 < a.size() && a[at] == b[at + 1] && a[at + 1] == b[at] &&
                       a.substr(at + 2) == b.substr(at + 2);
  return swapped && !figure;
}

class NamesAlike {
 public:
  explicit NamesAlike(Faults& faults) : faults_(faults) {}

  template <typename Declared>
  void Check(const std::vector<const Declared*>& declared, const std::string& kind) {
    if (declared.size() > kNamesMax) return;
    for (size_t i = 0; i < declared.size(); ++i) {
      for (size_t j = 0; j < i; ++j) {
        if (AreALetterApart(declared[j]->name.text, declared[i]->name.text)) {
          Report(declared[j]->name, declared[i]->name, kind);
        }
      }
    }
  }

 private:
  void Report(const Name& first, const Name& second, const std::string& kind) {
    faults_.Add(codes::kNamesAlike, second.span,
                "`" + second.text + "` and `" + first.text + "` are a letter apart",
                {.why = "Where one of the two " + kind +
                        " is written for the other, nobody sees it: both exist.",
                 .help = "Give one of them a name that says what is different.",
                 .related = {faults_.At(first.span, "the other")}});
  }

  Faults& faults_;
};

class NumbersAlike {
 public:
  explicit NumbersAlike(PolicyDraft& draft) : draft_(draft), policy_(*draft.policy) {}

  void Run() {
    for (ruletree::RuleId id = 0; id < policy_.rules.size(); ++id) {
      const ruletree::Rule& rule = policy_.rules[id];
      for (const ruletree::Guard& guard : rule.guards) CheckGuard(id, guard);
      for (const ruletree::Bound& bound : rule.bounds) {
        if (!IsMagic(bound.value)) continue;
        const NodeId credit = rule.credits.front();
        Meet({bound.at_most ? kAtMost : kAtLeast, credit, bound.value}, id, bound.span);
      }
    }
  }

 private:
  enum Role : uint8_t { kCompared, kAtMost, kAtLeast };

  struct Use {
    Role role;
    uint32_t with;  // the node it is compared with, or the credit
    NodeId number;
    friend auto operator<=>(const Use&, const Use&) = default;
  };
  struct Place {
    ruletree::RuleId rule;
    Span span;
    bool told = false;
  };

  // A number with a meaning of its own: not none, one or all of something.
  bool IsMagic(NodeId id) const {
    if (id == ruletree::kNone || policy_.nodes[id].op != Op::kConstant) return false;
    const Node& node = policy_.nodes[id];
    if (!node.type.is_numeric()) return false;
    const Rational& value = std::get<Rational>(policy_.constants[node.ref]);
    return !value.is_zero() && value != Rational(1);
  }

  static bool IsComparison(Op op) {
    return op == Op::kGreaterEqual || op == Op::kGreater || op == Op::kLessEqual ||
           op == Op::kLess || op == Op::kEqual || op == Op::kNotEqual;
  }

  // What a define says it says once, wherever it is used.
  void CheckGuard(ruletree::RuleId rule, const ruletree::Guard& guard) {
    std::vector<NodeId> open = {guard.condition};
    while (!open.empty()) {
      const NodeId id = open.back();
      open.pop_back();
      if (id == ruletree::kNone) continue;
      const Node& node = policy_.nodes[id];
      if (node.op == Op::kAnd || node.op == Op::kOr || node.op == Op::kNot) {
        open.push_back(node.a);
        open.push_back(node.b);
      } else if (IsComparison(node.op)) {
        if (IsMagic(node.b)) Meet({kCompared, node.a, node.b}, rule, guard.span);
        if (IsMagic(node.a)) Meet({kCompared, node.b, node.a}, rule, guard.span);
      }
    }
  }

  void Meet(const Use& use, ruletree::RuleId rule, Span span) {
    const auto [entry, fresh] = places_.try_emplace(use, Place{rule, span});
    Place& first = entry->second;
    if (fresh || first.rule == rule || std::exchange(first.told, true)) return;
    // Two rules of one removal are one statement.
    if (policy_.rules[first.rule].span == policy_.rules[rule].span) {
      first.told = false;
      return;
    }
    const std::string number = policy_.TextOf(policy_.nodes[use.number].span);
    draft_.faults.Add(codes::kMagicNumber, span,
                      "`" + number + "` stands in two rules for one thing",
                      {.why = "When it changes, one of them can be forgotten.",
                       .help = "Give it a name: `param ... = " + number + "`.",
                       .related = {draft_.faults.At(first.span, "here first")}});
  }

  PolicyDraft& draft_;
  const ruletree::Policy& policy_;
  std::map<Use, Place> places_;
};

}  // namespace

void CheckNamesAlike(const Symbols& symbols, Faults& faults) {
  NamesAlike names(faults);
  names.Check(symbols.credits(), "credits");
  names.Check(symbols.params(), "params");
  names.Check(symbols.sets(), "sets");
  names.Check(symbols.defines(), "defines");
  names.Check(symbols.tables(), "tables");
  names.Check(symbols.tiers(), "tiers");
  names.Check(symbols.scores(), "scores");
  names.Check(symbols.standings(), "standings");
}

void CheckNumbersAlike(PolicyDraft& draft) { NumbersAlike(draft).Run(); }

}  // namespace credence::dsl
