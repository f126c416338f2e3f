// Where in a decision log one reader stopped and another goes on.
//
//   LogPlace place{.number = 12, .beginning = "9f3a0c5b7d21e846", .offset = 4096};
//   place.ToText()             ->  "12/9f3a0c5b7d21e846/4096/1"
//   LogPlace::FromText(text)   ->  the same; nullopt: it is no text of ours
//
// A file is known again by how it begins, since no other has its first record: so a place stays
// what it is when the file is put aside under a number, moved back or restored.
//
// Thread-safe: values.
#ifndef CREDENCE_SERVER_LOG_PLACE_H_
#define CREDENCE_SERVER_LOG_PLACE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace credence::server {

struct LogPlace {
  uint64_t number = 0;         // that the file was put aside under; 0: it was not yet
  std::string beginning = {};  // a digest of how it begins; empty: nothing was read yet
  uint64_t offset = 0;         // of the line that is next
  bool passed = false;         // whether the record of LogQuery::after stands before

  std::string ToText() const;
  static std::optional<LogPlace> FromText(std::string_view text);
};

// Of a file, by its first kBeginningBytes or all that there are.
inline constexpr size_t kBeginningBytes = 160;
std::string DigestOfBeginning(std::string_view first_bytes);

}  // namespace credence::server

#endif  // CREDENCE_SERVER_LOG_PLACE_H_
