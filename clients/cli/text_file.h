// Files a command was given: read whole, or found below a folder.
//
//   ReadTextFile("case.yaml", console.in)   -> its source      ReadTextFile("-", ...)  -> stdin
//   FindFiles({"rules"}, {".policy", ".vocab"})  -> every such file below rules/, by name
//
// Limits: limits::kSourceBytesMax bytes a file, limits::kPolicyFilesMax files a run.
// Errors: NOT_FOUND, INVALID_ARGUMENT or RESOURCE_EXHAUSTED, with the path and the reason.
// Thread-safe: no state but the file system.
#ifndef CREDENCE_CLIENTS_CLI_TEXT_FILE_H_
#define CREDENCE_CLIENTS_CLI_TEXT_FILE_H_

#include <istream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/diagnostic.h"
#include "core/source.h"
#include "core/status.h"

namespace credence::cli {

inline constexpr std::string_view kStandardInput = "-";

// A leading byte order mark is left out.
absl::StatusOr<SourcePtr> ReadTextFile(const std::string& path, std::istream& standard_input);

// Files as they are named, and those below folders whose name ends in one of `endings`, sorted;
// hidden folders are passed over. A folder with none of them is an error: nothing that was
// asked for is silently nothing.
absl::StatusOr<std::vector<std::string>> FindFiles(const std::vector<std::string>& paths,
                                                   std::span<const std::string_view> endings);

// Writes `text` beside `path` and then takes its place, so that a reader sees the old file or
// the new one and never half of it.
absl::Status ReplaceFile(const std::string& path, std::string_view text);

}  // namespace credence::cli

#endif  // CREDENCE_CLIENTS_CLI_TEXT_FILE_H_
