#include "ruletree/compare_numbers.h"

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace credence::ruletree {
namespace {

// The one number in which two expressions differ, when they differ in nothing else.
std::optional<std::pair<NodeId, NodeId>> OneNumber(const Side& a, const Side& b, NodeId at_a,
                                                   NodeId at_b) {
  std::optional<std::pair<NodeId, NodeId>> found;
  std::vector<std::pair<NodeId, NodeId>> open = {{at_a, at_b}};
  while (!open.empty()) {
    const NodeId x = a.Unwrap(open.back().first);
    const NodeId y = b.Unwrap(open.back().second);
    open.pop_back();
    if (a.meaning(x) == b.meaning(y)) continue;
    if (x == kNone || y == kNone || a.node(x).op != b.node(y).op) return std::nullopt;
    if (a.node(x).op == Op::kConstant) {
      if (found || !a.node(x).type.is_numeric() || !(a.node(x).type == b.node(y).type)) {
        return std::nullopt;
      }
      found = {x, y};
      continue;
    }
    if (a.Reference(a.node(x)) != b.Reference(b.node(y))) return std::nullopt;
    open.push_back({a.node(x).a, b.node(y).a});
    open.push_back({a.node(x).b, b.node(y).b});
  }
  return found;
}

std::string MovedConstant(const Side& a, const Side& b, const std::pair<NodeId, NodeId>& numbers) {
  const Node& x = a.node(numbers.first);
  return Moved(a.policy().constants[x.ref], b.policy().constants[b.node(numbers.second).ref],
               x.type);
}

}  // namespace

std::string Moved(const Value& from, const Value& to, const Type& type) {
  const auto* x = std::get_if<Rational>(&from);
  const auto* y = std::get_if<Rational>(&to);
  const std::string_view verb = x == nullptr || y == nullptr ? "goes" : *x < *y ? "rises" : "falls";
  return std::string(verb) + " from " + ToDisplay(from, type) + " to " + ToDisplay(to, type);
}

std::string MovedNumber(const Side& a, const Side& b, NodeId before, NodeId after) {
  const auto numbers = OneNumber(a, b, before, after);
  if (!numbers) return "";
  const std::string moved = MovedConstant(a, b, *numbers);
  const bool all = b.Unwrap(after) == numbers->second;
  return all ? moved : moved + " in " + b.QuoteNode(after);
}

std::string MovedGuard(const Side& a, const Side& b, const Guard& before, const Guard& after) {
  const auto numbers = OneNumber(a, b, before.condition, after.condition);
  if (!numbers) return "";
  const std::string moved = MovedConstant(a, b, *numbers);
  const Node& root = b.node(b.Unwrap(after.condition));
  const bool floor = root.op == Op::kGreaterEqual || root.op == Op::kGreater;
  const bool ceiling = root.op == Op::kLessEqual || root.op == Op::kLess;
  if ((!floor && !ceiling) || b.Unwrap(root.b) != numbers->second) {
    return "a number of its condition " + b.QuoteNode(after.condition) + " " + moved;
  }
  const bool least = floor != after.unless;
  return std::string(least ? "the floor on " : "the ceiling on ") + b.QuoteNode(root.a) + " " +
         moved;
}

}  // namespace credence::ruletree
