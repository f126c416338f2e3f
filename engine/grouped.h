// Lists of items by key, made once and asked often: one block of memory for all of them.
//
//   Grouped<MeasureRow> rows;
//   rows.Add(key, row); ... rows.Seal();
//   rows.Of(key)                          -> those added with the key, in the order they were
//
// Thread-safety: belongs to one thread until it is sealed, and to any number from then on.
#ifndef CREDENCE_ENGINE_GROUPED_H_
#define CREDENCE_ENGINE_GROUPED_H_

#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace credence::engine {

template <typename Item>
class Grouped {
 public:
  void Add(uint64_t key, Item item) { rows_.push_back({key, std::move(item)}); }
  void Reserve(size_t count) { rows_.reserve(count); }

  // From here on it is asked, and nothing is added.
  void Seal() {
    return Seal([](const Item&, const Item&) { return false; });
  }
  // Puts the items of each key in the order of `less`.
  template <typename Less>
  void Seal(Less less) {
    const auto comes_before = [&](const Row& a, const Row& b) {
      return a.key != b.key ? a.key < b.key : less(a.item, b.item);
    };
    if (!std::is_sorted(rows_.begin(), rows_.end(), comes_before)) {
      std::stable_sort(rows_.begin(), rows_.end(), comes_before);
    }
    items_.reserve(rows_.size());
    groups_.reserve(rows_.size());
    for (Row& row : rows_) {
      if (groups_.empty() || groups_.back().key != row.key) {
        groups_.push_back({row.key, static_cast<uint32_t>(items_.size())});
      }
      items_.push_back(std::move(row.item));
    }
    rows_.clear();
  }

  // REQUIRES: sealed.
  std::span<const Item> Of(uint64_t key) const {
    const auto group =
        std::lower_bound(groups_.begin(), groups_.end(), key,
                         [](const Group& one, uint64_t wanted) { return one.key < wanted; });
    if (group == groups_.end() || group->key != key) return {};
    const size_t end = group + 1 == groups_.end() ? items_.size() : (group + 1)->begin;
    return std::span(items_).subspan(group->begin, end - group->begin);
  }

  // The first that was added with the key; `none` when nothing was.
  Item FirstOf(uint64_t key, Item none) const {
    const std::span<const Item> items = Of(key);
    return items.empty() ? none : items.front();
  }

 private:
  struct Row {
    uint64_t key = 0;
    Item item = {};
  };
  struct Group {
    uint64_t key = 0;
    uint32_t begin = 0;  // in items_; up to the next group's
  };

  std::vector<Row> rows_;      // until it is sealed
  std::vector<Group> groups_;  // ascending by key
  std::vector<Item> items_;
};

}  // namespace credence::engine

#endif  // CREDENCE_ENGINE_GROUPED_H_
