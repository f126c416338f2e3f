#include "store/sqlite/sqlite_store.h"

#include <array>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <system_error>

#include "core/file_beside.h"
#include "store/sql/migrations.h"
#include "store/sql/sql_store.h"
#include "store/sqlite/sqlite_database.h"

namespace credence::store {

namespace {

namespace fs = std::filesystem;

// What SQLite keeps beside a database that is open, or was not closed.
constexpr std::array<const char*, 3> kBeside = {"-wal", "-shm", "-journal"};

absl::Status CheckFree(const std::string& path) {
  std::error_code error;
  if (fs::exists(path, error)) {
    return absl::AlreadyExistsError(
        ToAbsl(path + " is there already; move it away, or name another place with --store"));
  }
  for (const char* const end : kBeside) {
    if (!fs::exists(path + end, error)) continue;
    return absl::AlreadyExistsError(
        ToAbsl(path + end +
               " is left of another store and would be taken for this one's; move it "
               "away"));
  }
  return absl::OkStatus();
}

absl::Status CheckCopy(const std::string& copy) {
  std::error_code error;
  if (!fs::exists(copy, error)) return NotFoundError(copy + ": no such file");
  if (!fs::is_regular_file(copy, error)) return InvalidArgumentError(copy + ": this is no file");
  const uintmax_t unwritten = fs::file_size(copy + "-wal", error);
  if (error || unwritten == 0) return absl::OkStatus();
  return InvalidArgumentError(copy +
                              "-wal holds a part of it, so it is a store in use and no copy "
                              "of one; `credence store backup --store " +
                              copy + "` makes a copy");
}

absl::Status CopyInto(FileBeside& beside, const std::string& copy) {
  std::ifstream from(copy, std::ios::binary);
  std::string block(1 << 16, '\0');
  absl::Status status = beside.TakeModeOf(copy);
  while (status.ok() && (from.read(block.data(), static_cast<std::streamsize>(block.size())) ||
                         from.gcount() > 0)) {
    status = beside.Write(std::string_view(block.data(), static_cast<size_t>(from.gcount())));
  }
  if (status.ok() && !from.eof()) return InvalidArgumentError(copy + ": cannot be read");
  return status;
}

// The message says the copy's name, and not that of the file it was copied into.
absl::Status Named(const absl::Status& status, const std::string& path, const std::string& copy) {
  std::string message(status.message());
  const size_t at = message.find(path);
  if (at != std::string::npos) message.replace(at, path.size(), copy);
  return absl::Status(status.code(), ToAbsl(message));
}

absl::Status CheckWhole(const std::string& path) {
  auto database = SqliteDatabase::Open(path, /*create=*/false);
  if (!database.ok()) return database.status();
  if (absl::Status status = CheckIsStore(**database); !status.ok()) return status;
  Statement check = (*database)->Prepare("PRAGMA quick_check(1)");
  if (!check.Step()) return check.status();
  if (check.Text(0) == "ok") return absl::OkStatus();
  return absl::DataLossError(ToAbsl(path + ": this copy is damaged: " + check.Text(0)));
}

}  // namespace

absl::StatusOr<std::unique_ptr<Store>> OpenSqliteStore(const std::string& path) {
  auto database = SqliteDatabase::Open(path, /*create=*/false);
  if (!database.ok()) return database.status();
  if (absl::Status status = CheckSchema(**database); !status.ok()) return status;
  return std::make_unique<SqlStore>(*std::move(database));
}

absl::StatusOr<int> MigrateSqliteStore(const std::string& path) {
  auto database = SqliteDatabase::Open(path, /*create=*/true);
  if (!database.ok()) return database.status();
  return Migrate(**database);
}

absl::Status RestoreSqliteStore(const std::string& copy, const std::string& path) {
  if (absl::Status status = CheckFree(path); !status.ok()) return status;
  if (absl::Status status = CheckCopy(copy); !status.ok()) return status;
  FileBeside beside(path);
  if (absl::Status status = CopyInto(beside, copy); !status.ok()) return status;
  const absl::Status checked = CheckWhole(beside.path());
  std::error_code ignored;
  for (const char* const end : kBeside) fs::remove(beside.path() + end, ignored);
  if (!checked.ok()) return Named(checked, beside.path(), copy);
  return beside.TakeFreePlace();
}

}  // namespace credence::store
