#include "server/store_access.h"

#include "server/status_mapping.h"
#include "store/backends/open_store.h"

namespace credence::server {

absl::StatusOr<std::unique_ptr<store::Store>> StoreAccess::Open() const {
  if (path_.empty()) {
    return Refuse(v1::STORE_ABSENT,
                  "there is no store to keep facts in; name one with `--store book.db`");
  }
  auto store = store::OpenStore(path_);
  if (store.ok()) return store;
  return RefuseOfStore(store.status(), v1::STORE_ABSENT, v1::STORE_ABSENT);
}

absl::Status RefuseOfStore(const absl::Status& status, v1::ErrorReason not_found,
                           v1::ErrorReason refused) {
  const std::string message(status.message());
  switch (status.code()) {
    case absl::StatusCode::kNotFound:
      return Refuse(not_found, message);
    case absl::StatusCode::kPermissionDenied:
      return Refuse(v1::STORE_ABSENT, message);
    case absl::StatusCode::kFailedPrecondition:
      return Refuse(refused, message);
    case absl::StatusCode::kInvalidArgument:
      return Refuse(v1::FIELD_INVALID, message);
    case absl::StatusCode::kResourceExhausted:
      return Refuse(v1::STORE_FULL, message);
    case absl::StatusCode::kUnavailable:
      return Refuse(v1::STORE_BUSY, message);
    case absl::StatusCode::kDataLoss:
      return Refuse(v1::STORE_DAMAGED, message);
    default:
      return status;
  }
}

}  // namespace credence::server
