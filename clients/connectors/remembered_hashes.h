// Whether a thing was seen before, by its hash, in bounded memory.
//
//   RememberedHashes seen;
//   seen.Add(hash)   // true the first time, false when it was there
//
// At kHashesRememberedMax the memory is emptied and things are new again. Rows that follow each
// other mostly name the same things, so the last few are looked for before the rest.
//
// Thread-safety: one thread.
#ifndef CREDENCE_CLIENTS_CONNECTORS_REMEMBERED_HASHES_H_
#define CREDENCE_CLIENTS_CONNECTORS_REMEMBERED_HASHES_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "absl/container/flat_hash_set.h"

namespace credence::connectors {

inline constexpr size_t kHashesRememberedMax = 500'000;

class RememberedHashes {
 public:
  bool Add(uint64_t hash) {
    hash |= 1;  // zero is an empty place
    uint64_t& recent = recent_[hash % recent_.size()];
    if (recent == hash) return false;
    recent = hash;
    if (all_.size() >= kHashesRememberedMax) all_.clear();
    return all_.insert(hash).second;
  }

 private:
  std::array<uint64_t, 1024> recent_ = {};
  absl::flat_hash_set<uint64_t> all_;
};

}  // namespace credence::connectors

#endif  // CREDENCE_CLIENTS_CONNECTORS_REMEMBERED_HASHES_H_
