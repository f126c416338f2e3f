#include "server/store_upkeep.h"

#include <filesystem>
#include <memory>
#include <system_error>

#include "store/backends/open_store.h"

namespace credence::server {

absl::StatusOr<int> MigrateStore(const std::string& path) { return store::MigrateStore(path); }

absl::Status RestoreStore(const std::string& copy, const std::string& path) {
  return store::RestoreStore(copy, path);
}

absl::StatusOr<std::string> StateOfStore(const std::string& path) {
  const auto store = store::OpenStore(path);
  if (!store.ok()) return store.status();
  const std::string version = std::to_string(store::SchemaOfThisVersion());
  return "schema " + version + " of " + version;
}

absl::Status BackUpStore(const std::string& path, const std::string& to) {
  std::error_code error;
  if (std::filesystem::exists(to, error)) {
    return absl::AlreadyExistsError(
        ToAbsl(to + " is there already; a backup takes no file's place, so name another"));
  }
  const auto store = store::OpenStore(path);
  if (!store.ok()) return store.status();
  return (*store)->BackUpTo(to);
}

}  // namespace credence::server
