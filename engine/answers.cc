#include "engine/answers.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace credence::engine {
namespace {

constexpr size_t kSlotsAtFirst = 16;
constexpr size_t kAnswersAtFirst = 4;
constexpr size_t kAnswersTogether = 64;

// Knuth's multiplicative hash; the high bits are the ones that are mixed.
size_t Mixed(uint64_t key, size_t slots) {
  return static_cast<size_t>((key * 0x9e3779b97f4a7c15u) >> 32) & (slots - 1);
}

uint64_t Digest(const AnswerPlace& place) {
  uint64_t digest = (uint64_t{place.subject} << 32) | place.partner;
  digest = digest * 0xff51afd7ed558ccdu + place.record;
  digest = digest * 0xff51afd7ed558ccdu + static_cast<uint64_t>(place.depth);
  digest = digest * 0xff51afd7ed558ccdu + static_cast<uint32_t>(place.days.begin.days);
  return digest * 0xff51afd7ed558ccdu + static_cast<uint32_t>(place.days.end.days);
}

}  // namespace

PlaceId Answers::PlaceAt(const AnswerPlace& place) {
  if (places_.size() * 2 >= place_slots_.size()) {
    GrowPlaces(std::max(kSlotsAtFirst, place_slots_.size() * 2));
  }
  size_t slot = Mixed(Digest(place), place_slots_.size());
  while (place_slots_[slot] != facts::kNone) {
    if (places_[place_slots_[slot]] == place) return place_slots_[slot];
    slot = (slot + 1) & (place_slots_.size() - 1);
  }
  place_slots_[slot] = static_cast<PlaceId>(places_.size());
  places_.push_back(place);
  return place_slots_[slot];
}

void Answers::GrowPlaces(size_t slots) {
  place_slots_.assign(slots, facts::kNone);
  for (PlaceId id = 0; id < places_.size(); ++id) {
    size_t slot = Mixed(Digest(places_[id]), place_slots_.size());
    while (place_slots_[slot] != facts::kNone) slot = (slot + 1) & (place_slots_.size() - 1);
    place_slots_[slot] = id;
  }
}

// Where the key is, or would be.
size_t Answers::SlotOf(uint64_t key) const {
  size_t slot = Mixed(key, slots_.size());
  while (slots_[slot].key != key && slots_[slot].key != kEmpty) {
    slot = (slot + 1) & (slots_.size() - 1);
  }
  return slot;
}

const Answer* Answers::Find(PlaceId place, ruletree::NodeId node) const {
  if (size_ == 0) return nullptr;
  return slots_[SlotOf(Key(place, node))].answer;
}

const Answer& Answers::Add(PlaceId place, ruletree::NodeId node, Answer answer) {
  if (size_ * 2 >= slots_.size()) Grow(std::max(kSlotsAtFirst, slots_.size() * 2));
  if (answers_.empty() || answers_.back().size() == answers_.back().capacity()) {
    const size_t count = std::clamp(size_, kAnswersAtFirst, kAnswersTogether);
    answers_.emplace_back().reserve(count);
  }
  answers_.back().push_back(std::move(answer));
  const uint64_t key = Key(place, node);
  slots_[SlotOf(key)] = {key, &answers_.back().back()};
  ++size_;
  return answers_.back().back();
}

void Answers::Reserve(size_t count) {
  const size_t slots = std::bit_ceil(std::max(kSlotsAtFirst, count * 2));
  if (slots > slots_.size()) Grow(slots);
  if (count > place_slots_.size()) GrowPlaces(std::bit_ceil(count));
  places_.reserve(count / 2);
}

void Answers::Grow(size_t slots) {
  const std::vector<Slot> old = std::exchange(slots_, std::vector<Slot>(slots));
  for (const Slot& slot : old) {
    if (slot.key != kEmpty) slots_[SlotOf(slot.key)] = slot;
  }
}

void Answers::Clear() {
  size_ = 0;
  slots_.clear();
  answers_.clear();
  places_.clear();
  place_slots_.clear();
}

}  // namespace credence::engine
