// Shows where two texts part, for the failure message of a golden test.
//
// The lines both texts begin with and the lines both end with are left out, but for three of each
// as context. What is between is printed whole, expected lines first:
//
//   LineDifference("a\nb\nc\n", "a\nB\nc\n")  ->  "@ line 2\n  a\n- b\n+ B\n  c\n"
//
// One hunk, no search for the smallest edit: a golden holds one fault and a difference in it is
// short. Lines that differ only in blanks at their end or in a missing last newline are marked,
// since the eye cannot see them.
//
// Thread-safe: no state. Linear in the two texts.
#ifndef CREDENCE_TESTS_SUPPORT_LINE_DIFFERENCE_H_
#define CREDENCE_TESTS_SUPPORT_LINE_DIFFERENCE_H_

#include <string>
#include <string_view>

namespace credence::testing {

// The lines in which `actual` differs from `expected`, with their surroundings; empty when they are
// equal.
std::string LineDifference(std::string_view expected, std::string_view actual);

}  // namespace credence::testing

#endif  // CREDENCE_TESTS_SUPPORT_LINE_DIFFERENCE_H_
