// Golden files: what a person reads, kept as a file and compared byte for byte.
//
// The text of a diagnostic, a formatted policy or a decision's reasons is the product, so its tests
// are files a reviewer reads, not strings in C++:
//
//   for (const std::string& input : GoldenInputs("tests/golden/check", ".policy")) {
//     const std::string rendered = Render(Check(ReadGolden(input)));
//     EXPECT_TRUE(MatchesGolden(GoldenBeside(input, ".expect"), rendered));
//   }
//
// `./dev goldens`, or UPDATE_GOLDENS=1 before a test binary, writes what came out over what was
// expected, missing files included; the diff is the review. Without it a difference is a failure
// that shows the lines, `-` expected and `+` got, between their neighbours.
//
// Paths are relative to the repository's root wherever the test runs. A file that cannot be read or
// written is a failure that names it, never an empty text.
//
// Thread-safe as long as no two threads update one file.
#ifndef CREDENCE_TESTS_SUPPORT_GOLDEN_H_
#define CREDENCE_TESTS_SUPPORT_GOLDEN_H_

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace credence::testing {

// Whether `actual` is, byte for byte, what the golden file at `path` holds.
::testing::AssertionResult MatchesGolden(std::string_view path, std::string_view actual);

// The files in `folder` (not below it) whose names end in `extension`, sorted by name. No such
// file, or no such folder, is a test failure: a corpus that went missing must not pass.
std::vector<std::string> GoldenInputs(std::string_view folder, std::string_view extension);

// `path` with its last extension replaced: "check/unknown_name.policy" ->
// "check/unknown_name.expect".
std::string GoldenBeside(std::string_view path, std::string_view extension);

// The whole of a file of the repository, or a test failure that names it.
std::string ReadGolden(std::string_view path);

// `path`, relative to the repository's root, as an absolute path.
std::string SourcePath(std::string_view path);

}  // namespace credence::testing

#endif  // CREDENCE_TESTS_SUPPORT_GOLDEN_H_
