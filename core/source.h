// One text a person wrote, and places in it.
//
// A Span is a half-open range of byte offsets; line and column are worked out only when
// something is printed. Lines and columns count from 1; a column counts code points, so
// that a caret stands under the right letter of a comment in any language.
//
//   Source source("a.policy", "policy p\n  version");
//   source.LineAt(1)          -> "  version"        (the second line, counted from 0)
//   source.Locate(11)         -> {line 2, column 3}
//
// Thread-safe once built: immutable.
#ifndef CREDENCE_CORE_SOURCE_H_
#define CREDENCE_CORE_SOURCE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace credence {

// Bytes [begin, end) of a source.
struct Span {
  uint32_t begin = 0;
  uint32_t end = 0;

  bool empty() const { return begin >= end; }
  friend bool operator==(const Span&, const Span&) = default;
};

// The smallest span that covers both.
Span Cover(Span a, Span b);

struct Position {
  int line = 1;
  int column = 1;
  friend bool operator==(const Position&, const Position&) = default;
};

class Source {
 public:
  // `name` is what a message calls the text, usually its path as the author knows it.
  Source(std::string name, std::string text);

  const std::string& name() const { return name_; }
  std::string_view text() const { return text_; }
  std::string_view text(Span span) const;

  // Where the byte at `offset` stands; an offset past the end is the end.
  Position Locate(uint32_t offset) const;

  // The line of that byte alone, from 1: quick however long the line is.
  int LineOf(uint32_t offset) const;

  // The text of line `index` (from 0) without its line end; empty past the last.
  std::string_view LineAt(int index) const;
  int line_count() const { return static_cast<int>(line_starts_.size()); }
  uint32_t LineStart(int index) const;

 private:
  std::string name_;
  std::string text_;
  std::vector<uint32_t> line_starts_;
};

}  // namespace credence

#endif  // CREDENCE_CORE_SOURCE_H_
