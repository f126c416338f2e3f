// Which policies decide, as servers of one store agree on it: revisions that never change, and a
// sequence that says which of them became active, when, by whom and why.
//
//   store->Publish({.revision = digest, .files = files, .at = now, .by = "portal"})
//     -> {kAdded, .active = {.number = 7, ...}}
//   store->LastPublication()   -> 7: what decides now
//   store->FilesOf(digest)     -> the same files, on any day
//
// A revision is named by a digest of its texts, so what is published again is the same revision,
// under the names that its files were first published by. A roll back is another row of the
// sequence: nothing is taken out of it, and a reader sees who went back, and to what.
//
// Thread-safe: values.
#ifndef CREDENCE_STORE_PUBLICATION_H_
#define CREDENCE_STORE_PUBLICATION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace credence::store {

struct PublishedFile {
  std::string name;
  std::string text;  // UTF-8
  bool operator==(const PublishedFile&) const = default;
};

struct Publication {
  int64_t number = 0;  // from 1, ascending
  std::string revision = {};
  int64_t at = 0;  // seconds since 1970, UTC, by the clock of who published
  std::string by = {};
  std::string message = {};
  bool rolled_back = false;  // to a revision that was kept already
  bool operator==(const Publication&) const = default;
};

struct PublishRequest {
  std::string revision = {};
  // None: those that were published under the revision before, which makes it a roll back.
  std::vector<PublishedFile> files = {};
  int64_t at = 0;
  std::string by = {};
  std::string message = {};
  // What must be active; an empty text: nothing. Whoever says nothing publishes over anything.
  std::optional<std::string> expected = {};
};

struct PublishOutcome {
  enum class Kind {
    kAdded,    // it is active from now on
    kAlready,  // it was, whatever was expected; nothing was added
    kOther,    // another one is active than was expected; nothing was added
  };
  Kind kind = Kind::kAdded;
  std::optional<Publication> before = {};  // active until now
  std::optional<Publication> active = {};  // active now
};

}  // namespace credence::store

#endif  // CREDENCE_STORE_PUBLICATION_H_
