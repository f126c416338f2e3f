// The store behind the services: opened anew for each call, so that calls do not wait in line.
//
//   absl::StatusOr<std::unique_ptr<store::Store>> store = access.Open();
//   if (!store.ok()) return store.status();                  // a refusal already
//   ...
//   return RefuseOfStore(status);                            // OK stays OK
//
// STORE_ABSENT: the server was given no store, it is not there, has another schema, or may not be
// written.
//
// Thread-safe: no state but the name.
#ifndef CREDENCE_SERVER_STORE_ACCESS_H_
#define CREDENCE_SERVER_STORE_ACCESS_H_

#include <memory>
#include <string>
#include <utility>

#include "core/status.h"
#include "credence/v1/decision_service.pb.h"
#include "store/store.h"

namespace credence::server {

class StoreAccess {
 public:
  explicit StoreAccess(std::string path) : path_(std::move(path)) {}
  absl::StatusOr<std::unique_ptr<store::Store>> Open() const;

 private:
  std::string path_;  // empty: none
};

// A status of the store as the refusal it is; `not_found` and `refused` are what those two of its
// codes mean in the call at hand.
absl::Status RefuseOfStore(const absl::Status& status, v1::ErrorReason not_found = v1::FACT_UNKNOWN,
                           v1::ErrorReason refused = v1::OUT_OF_ORDER);

}  // namespace credence::server

#endif  // CREDENCE_SERVER_STORE_ACCESS_H_
