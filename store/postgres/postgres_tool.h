// PostgreSQL's own programs, run to their end: pg_dump and pg_restore.
//
//   RunTool({"pg_dump", "--file=copy", "--dbname=" + address})  -> whether it did what it was to do
//   OutputOfTool({"pg_restore", "--file=-", "copy"}, kMax)      -> what it wrote; nullopt: it
//   failed
//
// A program is found on PATH, and what it complains of goes to standard error.
//
// Thread-safe: no state.
#ifndef CREDENCE_STORE_POSTGRES_POSTGRES_TOOL_H_
#define CREDENCE_STORE_POSTGRES_POSTGRES_TOOL_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace credence::store {

bool RunTool(std::vector<std::string> command);
// At most `bytes_max` of it are kept.
std::optional<std::string> OutputOfTool(std::vector<std::string> command, size_t bytes_max);

}  // namespace credence::store

#endif  // CREDENCE_STORE_POSTGRES_POSTGRES_TOOL_H_
