#include "dsl/node_pool.h"

#include <utility>

namespace credence::dsl {
namespace {

// A key under which equal things meet: numbers one after the other, as they lie in memory, texts
// with their length.
class Key {
 public:
  explicit Key(char kind) {
    text_.reserve(kUsualBytes);
    text_.push_back(kind);
  }

  template <typename Number>
  Key& operator<<(Number number) {
    const auto wide = static_cast<int64_t>(number);
    text_.append(reinterpret_cast<const char*>(&wide), sizeof wide);
    return *this;
  }
  Key& operator<<(const std::string& text) {
    *this << text.size();
    text_ += text;
    return *this;
  }
  Key& operator<<(const Type& type) {
    *this << static_cast<int>(type.kind);
    return type.kind == TypeKind::kMoney ? *this << std::string(type.currency.code()) : *this;
  }
  Key& operator<<(const Duration& duration) {
    return *this << duration.count << static_cast<int>(duration.unit);
  }
  Key& operator<<(const ruletree::Window& window) {
    *this << static_cast<int>(window.kind) << window.duration << static_cast<int>(window.unit);
    return *this << window.dates.begin.days << window.dates.end.days;
  }

  std::string Take() && { return std::move(text_); }

 private:
  static constexpr size_t kUsualBytes = 200;

  std::string text_;
};

// All that makes two nodes equal; where they come from does not.
std::array<uint32_t, 6> KeyOf(const ruletree::Node& node) {
  uint32_t currency = 0;
  if (node.type.kind == TypeKind::kMoney) {
    for (const char letter : node.type.currency.letters) {
      currency = currency << 8 | static_cast<unsigned char>(letter);
    }
  }
  const auto kind = static_cast<uint32_t>(node.op) << 8 | static_cast<uint32_t>(node.type.kind);
  return {kind, node.a, node.b, node.ref, node.first, currency};
}

template <typename Items, typename Item>
uint32_t Append(Items& items, Item&& item) {
  items.push_back(std::forward<Item>(item));
  return static_cast<uint32_t>(items.size() - 1);
}

}  // namespace

ruletree::NodeId NodePool::Add(ruletree::Node node) {
  const auto [entry, fresh] = nodes_.try_emplace(KeyOf(node), 0);
  if (fresh) entry->second = Append(policy_.nodes, std::move(node));
  return entry->second;
}

ruletree::NodeId NodePool::Constant(const Value& value, const Type& type, Span span) {
  return Add(
      {.op = ruletree::Op::kConstant, .ref = ConstantOf(value, type), .type = type, .span = span});
}

uint32_t NodePool::ConstantOf(const Value& value, const Type& type) {
  Key key('c');
  key << type << ToLiteral(value, type);
  const auto [entry, fresh] = seen_.try_emplace(std::move(key).Take(), 0);
  if (fresh) entry->second = Append(policy_.constants, value);
  return entry->second;
}

uint32_t NodePool::SymbolSetOf(ruletree::SymbolSet set) {
  Key key('s');
  key << set.name;
  for (const std::string& symbol : set.symbols) key << symbol;
  const auto [entry, fresh] = seen_.try_emplace(std::move(key).Take(), 0);
  if (fresh) entry->second = Append(policy_.symbol_sets, std::move(set));
  return entry->second;
}

uint32_t NodePool::RoundingOf(const Rounding& rounding) {
  Key key('r');
  key << static_cast<int>(rounding.mode) << rounding.unit.ToString();
  const auto [entry, fresh] = seen_.try_emplace(std::move(key).Take(), 0);
  if (fresh) entry->second = Append(policy_.roundings, rounding);
  return entry->second;
}

uint32_t NodePool::FoldOf(const ruletree::Fold& fold) {
  Key key('f');
  key << fold.rows << fold.over_time << static_cast<int>(fold.each) << fold.window
      << fold.all_subjects << fold.evidence << fold.all_partners;
  const auto [entry, fresh] = seen_.try_emplace(std::move(key).Take(), 0);
  if (fresh) entry->second = Append(policy_.folds, fold);
  return entry->second;
}

uint32_t NodePool::TestOf(ruletree::EvidenceTest test) {
  const ruletree::Timing& timing = test.timing;
  Key key('t');
  key << static_cast<int>(test.quantifier) << test.at_least << test.set_name << test.where;
  key << static_cast<int>(timing.kind) << timing.day << timing.duration << timing.window
      << timing.recorded_by;
  for (const ruletree::EvidenceKindId kind : test.kinds) key << kind;
  const auto [entry, fresh] = seen_.try_emplace(std::move(key).Take(), 0);
  if (fresh) entry->second = Append(policy_.tests, std::move(test));
  return entry->second;
}

ruletree::NodeId NodePool::Bare(ruletree::NodeId id) const {
  while (policy_.nodes[id].op == ruletree::Op::kDefine) id = policy_.nodes[id].a;
  return id;
}

}  // namespace credence::dsl
