// One of two compared policies, with the meaning of each of its nodes as a number.
//
//   Meanings meanings;                       // shared by both sides
//   Side before(a, meanings), after(b, meanings);
//   before.Read(); after.Read();
//   before.meaning(5) == after.meaning(7)    // the two nodes mean the same
//
// Names stand for themselves: a param, a table or a credit means its name (or the name it had in
// the older policy, by `alias`), so that a change of it is told once and not at every use. A
// `define` and a set mean what they hold, unless `opaque` says that they changed and are told of
// by themselves.
//
// Thread-safety: belongs to one thread. The policies outlive the sides.
#ifndef CREDENCE_RULETREE_COMPARE_SIDE_H_
#define CREDENCE_RULETREE_COMPARE_SIDE_H_

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ruletree/policy.h"

namespace credence::ruletree {

// One number for each text, the same for equal ones.
class Meanings {
 public:
  uint32_t Of(const std::string& text) {
    return numbers_.emplace(text, static_cast<uint32_t>(numbers_.size())).first->second;
  }

 private:
  std::unordered_map<std::string, uint32_t> numbers_;
};

class Side {
 public:
  Side(const Policy& policy, Meanings& meanings) : policy_(policy), meanings_(meanings) {}

  const Policy& policy() const { return policy_; }
  const Node& node(NodeId id) const { return policy_.nodes[id]; }

  // "param rate" -> "param share": the name by which the other side knows it.
  std::map<std::string, std::string, std::less<>> alias;
  // "set recognised", "define active_share": told of by themselves.
  std::set<std::string, std::less<>> opaque;

  // Works out all meanings anew, by the aliases and opaque names there are.
  void Read();
  // kNone has a meaning, too.
  uint32_t meaning(NodeId id) const { return id == kNone ? kNone : meaning_[id]; }
  uint32_t Number(const std::string& text) const { return meanings_.Of(text); }

  // What a node says beside its children: two nodes of one operation differ only below when it is
  // the same.
  std::string Reference(const Node& node) const;
  std::string Known(std::string_view kind, const std::string& name) const;

  // The node itself where the author wrote a define's name for it.
  NodeId Unwrap(NodeId id) const;
  // The author's text in backticks, cut when it is long.
  std::string Quote(Span span) const;
  std::string QuoteNode(NodeId id) const { return Quote(node(id).span); }
  int Line(Span span) const { return policy_.LineOf(span); }

  // Members of a named set, sorted; no such set: empty.
  std::map<std::string, std::vector<std::string>> Sets() const;
  std::vector<std::string> KindsOf(const EvidenceTest& test) const;  // sorted
  // "on period.end", "at any time in the period"
  std::string TimingWords(const EvidenceTest& test) const;

 private:
  std::string SetText(const std::string& name, std::vector<std::string> members) const;
  std::string TestText(const EvidenceTest& test) const;
  std::string VocabularyText(const Node& node) const;

  const Policy& policy_;
  Meanings& meanings_;
  std::vector<uint32_t> meaning_;
};

}  // namespace credence::ruletree

#endif  // CREDENCE_RULETREE_COMPARE_SIDE_H_
