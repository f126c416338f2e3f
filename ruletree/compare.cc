#include "ruletree/compare.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "core/check.h"
#include "core/limits.h"
#include "ruletree/compare_facets.h"
#include "ruletree/compare_numbers.h"
#include "ruletree/compare_readers.h"
#include "ruletree/compare_side.h"
#include "ruletree/words.h"

namespace credence::ruletree {
namespace {

std::string GuardKey(const Side& side, const Guard& guard) {
  return (guard.unless ? "unless " : "when ") + std::to_string(side.meaning(guard.condition));
}

std::string RuleSignature(const Side& side, const Rule& rule) {
  std::vector<std::string> guards;
  for (const Guard& guard : rule.guards) guards.push_back(GuardKey(side, guard));
  std::sort(guards.begin(), guards.end());
  std::string text =
      std::to_string(static_cast<int>(rule.kind)) + "\n" + Signature(FacetsOf(side, rule));
  for (const std::string& guard : guards) text += guard + "\n";
  return text;
}

std::string ParamSignature(const Param& param) {
  std::string text = param.type.ToString();
  for (const ParamValue& value : param.values) {
    text += " " + value.from.ToString() + " " + ToLiteral(value.value, param.type);
  }
  return text;
}

// Names that only one side has and that mean the same there: each pair is a rename. A meaning that
// two names have on one side says nothing.
template <typename Item, typename Sign>
void FindRenames(std::string_view kind, const std::vector<Item>& before,
                 const std::vector<Item>& after, Side& newer, Sign sign) {
  std::set<std::string> old_names;
  std::set<std::string> new_names;
  for (const Item& item : before) old_names.insert(item.name);
  for (const Item& item : after) new_names.insert(item.name);
  std::map<std::string, std::vector<std::string>> gone;
  std::map<std::string, std::vector<std::string>> come;
  for (const Item& item : before) {
    if (!new_names.contains(item.name)) gone[sign(false, item)].push_back(item.name);
  }
  for (const Item& item : after) {
    if (!old_names.contains(item.name)) come[sign(true, item)].push_back(item.name);
  }
  for (const auto& [meaning, names] : come) {
    const auto found = gone.find(meaning);
    if (found == gone.end() || names.size() != 1 || found->second.size() != 1) continue;
    newer.alias[std::string(kind) + " " + names[0]] = std::string(kind) + " " + found->second[0];
  }
}

class Comparer {
 public:
  Comparer(const Policy& a, const Policy& b)
      : old_(a), new_(b), a_(a, meanings_), b_(b, meanings_) {}

  Comparison Run() && {
    ReadBothSides();
    CompareFacets(Concern::kHeader, old_.name, HeaderFacets(a_), HeaderFacets(b_), 1, 1, {});
    CompareCredits();
    CompareRules();
    CompareNamed(Concern::kLimit, "limit", old_.limits, new_.limits);
    CompareParams();
    CompareSets();
    CompareDefines();
    CompareNamed(Concern::kTable, "table", old_.tables, new_.tables);
    CompareNamed(Concern::kTiers, "tiers", old_.tiers, new_.tiers);
    CompareNamed(Concern::kScore, "score", old_.scores, new_.scores);
    CompareNamed(Concern::kStanding, "standing", old_.standings, new_.standings);
    CompareNamed(Concern::kCheck, "check", old_.checks, new_.checks);
    Judge();
    return std::move(out_);
  }

 private:
  const Side& side(bool newer) const { return newer ? b_ : a_; }

  void ReadBothSides() {
    FindRenames("param", old_.params, new_.params, b_,
                [](bool, const Param& param) { return ParamSignature(param); });
    const auto sets = b_.Sets();
    for (const auto& [name, members] : a_.Sets()) {
      const auto found = sets.find(name);
      if (found == sets.end() || found->second == members) continue;
      a_.opaque.insert("set " + name);
      b_.opaque.insert("set " + name);
    }
    a_.Read();
    b_.Read();
    FindDefines();
    FindRenames("credit", old_.credits, new_.credits, b_, [this](bool newer, const Credit& item) {
      return Signature(FacetsOf(side(newer), item));
    });
    FindRenames("table", old_.tables, new_.tables, b_, [this](bool newer, const Table& item) {
      return Signature(FacetsOf(side(newer), item));
    });
    FindRenames("tiers", old_.tiers, new_.tiers, b_, [this](bool newer, const Tiers& item) {
      return Signature(FacetsOf(side(newer), item));
    });
    a_.Read();
    b_.Read();
    FindRenames("rule", old_.rules, new_.rules, b_,
                [this](bool newer, const Rule& rule) { return RuleSignature(side(newer), rule); });
  }

  // The one node of each define; a define that stands for several is told where it is used.
  static std::map<std::string, NodeId> Bodies(const Side& side) {
    std::map<std::string, NodeId> bodies;
    std::map<std::string, std::set<uint32_t>> meanings;
    for (NodeId id = 0; id < side.policy().nodes.size(); ++id) {
      const Node& node = side.node(id);
      if (node.op != Op::kDefine) continue;
      const std::string& name = side.policy().defines[node.ref].name;
      bodies[name] = node.a;
      meanings[name].insert(side.meaning(node.a));
    }
    for (const auto& [name, several] : meanings) {
      if (several.size() > 1) bodies.erase(name);
    }
    return bodies;
  }

  void FindDefines() {
    old_bodies_ = Bodies(a_);
    new_bodies_ = Bodies(b_);
    for (const auto& [name, body] : old_bodies_) {
      const auto found = new_bodies_.find(name);
      if (found == new_bodies_.end() || a_.meaning(body) == b_.meaning(found->second)) continue;
      a_.opaque.insert("define " + name);
      b_.opaque.insert("define " + name);
    }
  }

  void Add(Change change) {
    for (const std::string& credit : change.credits) touched_.insert(credit);
    if (out_.changes.size() < limits::kComparedChangesMax) {
      out_.changes.push_back(std::move(change));
    } else {
      ++out_.more_count;
    }
  }

  std::string FacetText(const Facet* before, const Facet* after) const {
    std::string topic = after != nullptr ? after->topic : before->topic;
    if (topic.starts_with("the row ")) topic = "a row";
    if (std::string said = PhraseText(before, after); !said.empty()) return said;
    if (before == nullptr || before->words.empty()) {
      return topic + " is new: " + after->words;
    }
    if (after == nullptr || after->words.empty()) {
      return topic + " is gone; it was " + before->words;
    }
    if (before->node != kNone && after->node != kNone) {
      const std::string moved = MovedNumber(a_, b_, before->node, after->node);
      if (!moved.empty()) return topic + " " + moved;
    }
    return topic + " is now " + after->words + "; it was " + before->words;
  }

  // A policy's own header is told without its name, which stands above it all.
  static std::string Subject(Concern concern, const std::string& name) {
    return concern == Concern::kHeader ? "Header: " : "`" + name + "`: ";
  }

  static const Facet* Find(const Facets& facets, const std::string& topic) {
    const auto found = std::ranges::find(facets, topic, &Facet::topic);
    return found == facets.end() ? nullptr : &*found;
  }

  void CompareFacets(Concern concern, const std::string& name, const Facets& before,
                     const Facets& after, int line_before, int line_after,
                     const std::vector<std::string>& credits) {
    const auto tell = [&](const Facet* x, const Facet* y) {
      const std::string text = FacetText(x, y);
      Add({ChangeKind::kChanged, concern, name, Subject(concern, name) + text + ".", line_before,
           line_after, credits});
    };
    for (const Facet& facet : after) {
      const Facet* old = Find(before, facet.topic);
      if (old == nullptr ? !facet.words.empty() : old->meaning != facet.meaning) tell(old, &facet);
    }
    for (const Facet& facet : before) {
      if (Find(after, facet.topic) == nullptr && !facet.words.empty()) tell(&facet, nullptr);
    }
  }

  void Come(Concern concern, std::string_view word, const std::string& name, Span span,
            std::vector<std::string> credits, const std::string& more) {
    Add({ChangeKind::kAdded, concern, name,
         "The " + std::string(word) + " `" + name + "` is new" + more + ".", 0, b_.Line(span),
         std::move(credits)});
  }

  void Go(Concern concern, std::string_view word, const std::string& name, Span span,
          std::vector<std::string> credits) {
    Add({ChangeKind::kRemoved, concern, name,
         "The " + std::string(word) + " `" + name + "` is gone.", a_.Line(span), 0,
         std::move(credits)});
  }

  void Renamed(Concern concern, std::string_view word, const std::string& from,
               const std::string& to, int line_before, int line_after) {
    Add({ChangeKind::kRenamed,
         concern,
         to,
         "The " + std::string(word) + " `" + from + "` is now called `" + to + "`.",
         line_before,
         line_after,
         {}});
  }

  // Pairs of one kind of statement by name, or as renamed: `both` for each pair, `come` and `go`
  // for the others.
  template <typename Item, typename Both, typename Came, typename Gone>
  void Pair(Concern concern, std::string_view kind, const std::vector<Item>& before,
            const std::vector<Item>& after, Both both, Came came, Gone gone) {
    std::map<std::string, const Item*> old;
    for (const Item& item : before) old[std::string(kind) + " " + item.name] = &item;
    std::set<const Item*> met;
    for (const Item& item : after) {
      const auto found = old.find(b_.Known(kind, item.name));
      if (found == old.end()) {
        came(item);
        continue;
      }
      const Item& older = *found->second;
      met.insert(&older);
      if (older.name != item.name) {
        Renamed(concern, kind, older.name, item.name, a_.Line(older.span), b_.Line(item.span));
      }
      both(older, item);
    }
    for (const Item& item : before) {
      if (!met.contains(&item)) gone(item);
    }
  }

  template <typename Item>
  void CompareNamed(Concern concern, std::string_view kind, const std::vector<Item>& before,
                    const std::vector<Item>& after) {
    Pair(
        concern, kind, before, after,
        [&](const Item& x, const Item& y) {
          CompareFacets(concern, y.name, FacetsOf(a_, x), FacetsOf(b_, y), a_.Line(x.span),
                        b_.Line(y.span), Reached(concern, y));
        },
        [&](const Item& y) {
          Come(concern, kind, y.name, y.span, Reached(concern, y), ": " + b_.Quote(y.span));
        },
        [&](const Item& x) { Go(concern, kind, x.name, x.span, {}); });
  }

  template <typename Item>
  std::vector<std::string> Reached(Concern concern, const Item& item) const {
    if constexpr (std::is_same_v<Item, Limit>) {
      return Credits(item.credits);
    } else if (concern == Concern::kTable || concern == Concern::kTiers) {
      return CreditsOf(Readers(concern == Concern::kTable ? Op::kTable : Op::kTiers, item.name));
    } else {
      return {};
    }
  }

  std::vector<std::string> Credits(const std::vector<CreditId>& ids) const {
    std::vector<std::string> names;
    for (const CreditId id : ids) names.push_back(new_.credits[id].name);
    return names;
  }

  void CompareCredits() {
    Pair(
        Concern::kCredit, "credit", old_.credits, new_.credits,
        [&](const Credit& x, const Credit& y) {
          CompareFacets(Concern::kCredit, y.name, FacetsOf(a_, x), FacetsOf(b_, y), a_.Line(x.span),
                        b_.Line(y.span), {y.name});
        },
        [&](const Credit& y) {
          came_.insert(y.name);
          Come(Concern::kCredit, "credit", y.name, y.span, {y.name}, "");
        },
        [&](const Credit& x) {
          gone_.push_back(x.name);
          Go(Concern::kCredit, "credit", x.name, x.span, {});
        });
  }

  void CompareRules() {
    Pair(
        Concern::kRule, "rule", old_.rules, new_.rules,
        [&](const Rule& x, const Rule& y) { CompareRule(x, y); },
        [&](const Rule& y) {
          Come(Concern::kRule, RuleWord(y.kind), y.name, y.span, Credits(y.credits),
               " for " + NamesText(Credits(y.credits)) + ": " + b_.Quote(y.span));
        },
        [&](const Rule& x) {
          Go(Concern::kRule, RuleWord(x.kind), x.name, x.span, NewNames(x.credits));
        });
  }

  // Credits of the older policy by their newer names; those that are gone are left out.
  std::vector<std::string> NewNames(const std::vector<CreditId>& ids) const {
    std::vector<std::string> names;
    for (const CreditId id : ids) {
      for (const Credit& credit : new_.credits) {
        if (b_.Known("credit", credit.name) == "credit " + old_.credits[id].name) {
          names.push_back(credit.name);
        }
      }
    }
    return names;
  }

  void CompareRule(const Rule& x, const Rule& y) {
    if (x.kind != y.kind) {
      Go(Concern::kRule, RuleWord(x.kind), x.name, x.span, NewNames(x.credits));
      Come(Concern::kRule, RuleWord(y.kind), y.name, y.span, Credits(y.credits), "");
      return;
    }
    std::vector<std::string> credits = Credits(y.credits);
    for (const std::string& name : NewNames(x.credits)) {
      if (std::ranges::find(credits, name) == credits.end()) credits.push_back(name);
    }
    CompareFacets(Concern::kRule, y.name, FacetsOf(a_, x), FacetsOf(b_, y), a_.Line(x.span),
                  b_.Line(y.span), credits);
    CompareGuards(x, y, credits);
  }

  void CompareGuards(const Rule& x, const Rule& y, const std::vector<std::string>& credits) {
    std::multimap<std::string, const Guard*> old;
    for (const Guard& guard : x.guards) old.emplace(GuardKey(a_, guard), &guard);
    std::vector<const Guard*> fresh;
    for (const Guard& guard : y.guards) {
      const auto found = old.find(GuardKey(b_, guard));
      if (found == old.end()) {
        fresh.push_back(&guard);
      } else {
        old.erase(found);
      }
    }
    const auto tell = [&](const std::string& text, const Guard* before, const Guard* after) {
      Add({ChangeKind::kChanged, Concern::kRule, y.name, "`" + y.name + "`: " + text + ".",
           before == nullptr ? 0 : a_.Line(before->span),
           after == nullptr ? 0 : b_.Line(after->span), credits});
    };
    for (const Guard* guard : fresh) {
      const auto match = std::ranges::find_if(old, [&](const auto& entry) {
        return entry.second->unless == guard->unless &&
               !MovedGuard(a_, b_, *entry.second, *guard).empty();
      });
      if (match == old.end()) {
        tell((guard->unless ? "it is new that it does not hold when " : "it is new that it asks ") +
                 b_.QuoteNode(guard->condition),
             nullptr, guard);
        continue;
      }
      tell(MovedGuard(a_, b_, *match->second, *guard), match->second, guard);
      old.erase(match);
    }
    for (const auto& [key, guard] : old) {
      tell((guard->unless ? "there is no exception any more for " : "it no longer asks ") +
               a_.QuoteNode(guard->condition),
           guard, nullptr);
    }
  }

  // None beyond the limit, where nothing is told any more and every credit counts as changed.
  std::vector<Reader> Readers(Op op, const std::string& name) const {
    if (out_.changes.size() >= limits::kComparedChangesMax) return {};
    return ReadersOf(new_, op, name);
  }

  std::vector<std::string> CreditsOf(const std::vector<Reader>& readers) const {
    std::vector<std::string> names;
    for (const Reader& reader : readers) {
      for (const std::string& name : Credits(reader.credits)) {
        if (std::ranges::find(names, name) == names.end()) names.push_back(name);
      }
    }
    return names;
  }

  static std::string ReadersText(const std::vector<Reader>& readers) {
    std::vector<std::string> names;
    for (const Reader& reader : readers) names.push_back(reader.name);
    if (names.empty()) return "nothing reads it";
    return NamesText(names) + (names.size() == 1 ? " reads it" : " read it");
  }

  void CompareParams() {
    Pair(
        Concern::kParam, "param", old_.params, new_.params,
        [&](const Param& x, const Param& y) { CompareParam(x, y); },
        [&](const Param& y) { Come(Concern::kParam, "param", y.name, y.span, {}, ""); },
        [&](const Param& x) { Go(Concern::kParam, "param", x.name, x.span, {}); });
  }

  // Runs of days on which the values differ, from the first day that either policy governs.
  void CompareParam(const Param& x, const Param& y) {
    std::set<Date> days = {std::max(old_.from, new_.from)};
    for (const Param* param : {&x, &y}) {
      for (const ParamValue& value : param->values) {
        if (value.from > *days.begin()) days.insert(value.from);
      }
    }
    std::string last;
    const Date first = *days.begin();
    for (const Date day : days) {
      const Value* from = x.On(day);
      const Value* to = y.On(day);
      std::string text = from == nullptr || to == nullptr   ? ""
                         : x.type == y.type && *from == *to ? ""
                         : x.type == y.type                 ? Moved(*from, *to, y.type)
                                            : "goes from " + ToDisplay(*from, x.type) + " to " +
                                                  ToDisplay(*to, y.type);
      if (text == last) continue;
      last = text;
      const std::string since = day == first ? "" : " from " + day.ToString() + " on";
      if (text.empty()) text = "is as it was";
      const auto readers = Readers(Op::kParam, y.name);
      Add({ChangeKind::kChanged, Concern::kParam, y.name,
           "`" + y.name + "` " + text + since + "; " + ReadersText(readers) + ".", a_.Line(x.span),
           b_.Line(y.span), CreditsOf(readers)});
    }
  }

  static int SetLine(const Side& side, const std::string& name) {
    const auto found = std::ranges::find(side.policy().sets, name, &NamedSet::name);
    return found == side.policy().sets.end() ? 0 : side.Line(found->span);
  }

  void CompareSets() {
    const auto before = a_.Sets();
    const auto after = b_.Sets();
    for (const auto& [name, members] : after) {
      const auto found = before.find(name);
      if (found == before.end() || found->second == members) continue;
      std::vector<std::string> more;
      std::vector<std::string> less;
      std::ranges::set_difference(members, found->second, std::back_inserter(more));
      std::ranges::set_difference(found->second, members, std::back_inserter(less));
      std::string text;
      if (!more.empty()) text = NamesText(more) + (more.size() == 1 ? " now counts" : " now count");
      if (!less.empty()) {
        text += (text.empty() ? "" : ", ") + NamesText(less) +
                (less.size() == 1 ? " no longer counts" : " no longer count");
      }
      const auto readers = Readers(Op::kIn, name);
      Add({ChangeKind::kChanged, Concern::kSet, name,
           "In the set `" + name + "`, " + text + "; " + ReadersText(readers) + ".",
           SetLine(a_, name), SetLine(b_, name), CreditsOf(readers)});
    }
  }

  void CompareDefines() {
    for (const Define& define : new_.defines) {
      const auto old_body = old_bodies_.find(define.name);
      const auto new_body = new_bodies_.find(define.name);
      if (old_body == old_bodies_.end() || new_body == new_bodies_.end()) continue;
      if (a_.meaning(old_body->second) == b_.meaning(new_body->second)) continue;
      const Facet before{"its value", "", a_.QuoteNode(old_body->second), old_body->second};
      const Facet after{"its value", "", b_.QuoteNode(new_body->second), new_body->second};
      const auto readers = Readers(Op::kDefine, define.name);
      const auto old = std::ranges::find(old_.defines, define.name, &Define::name);
      Add({ChangeKind::kChanged, Concern::kDefine, define.name,
           "`" + define.name + "`: " + FacetText(&before, &after) + "; " + ReadersText(readers) +
               ".",
           a_.Line(old->span), b_.Line(define.span), CreditsOf(readers)});
    }
  }

  void Judge() {
    for (const Credit& credit : new_.credits) {
      const VerdictKind kind = came_.contains(credit.name) ? VerdictKind::kAdded
                               : touched_.contains(credit.name) || out_.more_count > 0
                                   ? VerdictKind::kChanged
                                   : VerdictKind::kUnchanged;
      out_.verdicts.push_back({credit.name, kind});
    }
    for (const std::string& name : gone_) {
      out_.verdicts.push_back({name, VerdictKind::kRemoved});
    }
  }

  const Policy& old_;
  const Policy& new_;
  Meanings meanings_;
  Side a_;
  Side b_;
  std::map<std::string, NodeId> old_bodies_;
  std::map<std::string, NodeId> new_bodies_;
  std::set<std::string> touched_;
  std::set<std::string> came_;
  std::vector<std::string> gone_;
  Comparison out_;
};

}  // namespace

Comparison Compare(const Policy& before, const Policy& after) {
  return Comparer(before, after).Run();
}

std::string_view ConcernName(Concern concern) {
  constexpr std::string_view kNames[] = {"header", "credit", "rule",  "limit", "param",    "define",
                                         "set",    "table",  "tiers", "score", "standing", "check"};
  return kNames[static_cast<size_t>(concern)];
}

std::string_view ChangeKindName(ChangeKind kind) {
  constexpr std::string_view kNames[] = {"added", "removed", "renamed", "changed"};
  return kNames[static_cast<size_t>(kind)];
}

}  // namespace credence::ruletree
