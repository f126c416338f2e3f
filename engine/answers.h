// What expressions came to so far, by place and node: nothing is worked out twice.
//
//   PlaceId place = answers.PlaceAt({.subject = ea1, .days = february});
//   answers.Add(place, active_share, Answer::Of(...));
//   *answers.Find(place, active_share)                           -> the same
//
// A place is what an answer depends on: a subject, a partner, a record, days. What depends on the
// subject alone is kept at the place of the subject alone, and so is there for every partner, rule
// and credit that asks again (engine/evaluate.h).
//
// Thread-safety: belongs to one thread.
#ifndef CREDENCE_ENGINE_ANSWERS_H_
#define CREDENCE_ENGINE_ANSWERS_H_

#include <cstdint>
#include <vector>

#include "core/date.h"
#include "engine/answer.h"
#include "facts/case.h"
#include "ruletree/node.h"

namespace credence::engine {

using PlaceId = uint32_t;

struct AnswerPlace {
  facts::SubjectIndex subject = facts::kNone;
  facts::SubjectIndex partner = facts::kNone;
  facts::EvidenceIndex record = facts::kNone;
  int depth = 0;
  DateRange days = {};
  friend bool operator==(const AnswerPlace&, const AnswerPlace&) = default;
};

class Answers {
 public:
  // The same place has the same id, until it is cleared.
  PlaceId PlaceAt(const AnswerPlace& place);

  // Null when it is not there. The answer stays where it is until it is cleared.
  const Answer* Find(PlaceId place, ruletree::NodeId node) const;
  // REQUIRES: it is not there.
  const Answer& Add(PlaceId place, ruletree::NodeId node, Answer answer);

  size_t size() const { return size_; }
  // Makes room for so many.
  void Reserve(size_t count);
  void Clear();

 private:
  struct Slot {
    uint64_t key = kEmpty;
    const Answer* answer = nullptr;
  };
  static constexpr uint64_t kEmpty = ~uint64_t{0};

  static uint64_t Key(PlaceId place, ruletree::NodeId node) {
    return (uint64_t{place} << 32) | node;
  }
  size_t SlotOf(uint64_t key) const;
  void Grow(size_t slots);
  void GrowPlaces(size_t slots);

  size_t size_ = 0;
  std::vector<Slot> slots_;                   // open addressing; a power of two
  std::vector<std::vector<Answer>> answers_;  // each as long as it will ever be, so none moves
  std::vector<AnswerPlace> places_;           // by id
  std::vector<PlaceId> place_slots_;          // open addressing, of ids
};

}  // namespace credence::engine

#endif  // CREDENCE_ENGINE_ANSWERS_H_
