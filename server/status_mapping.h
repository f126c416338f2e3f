// The one place that decides what a caller is told when a call fails.
//
//   return Refuse(v1::POLICY_UNKNOWN, "no policy named `recognitoin` is published",
//                 {{"policy", "recognitoin"}});
//   ...
//   reactor->Finish(ToGrpcStatus(status));
//
// Inside the server a refusal is an absl::Status whose payloads are google.rpc.ErrorInfo and
// google.rpc.BadRequest. It leaves as a grpc::Status, or within a batch as a google.rpc.Status.
// Any other status is a fault of ours: its text goes to the log, the caller learns only that it
// is internal (cancellation and deadlines keep their codes).
//
// Limits: a grpc::Status travels in a trailer that clients bound to 8 KiB, so a long message is
// cut and violations that do not fit are left out and counted in the metadata
// (`omitted_violations`). A google.rpc.Status is never cut.
//
// Thread-safe: no state.
#ifndef CREDENCE_SERVER_STATUS_MAPPING_H_
#define CREDENCE_SERVER_STATUS_MAPPING_H_

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/status.h"
#include "credence/v1/decision_service.pb.h"
#include "facts/case.h"
#include "google/rpc/status.pb.h"

namespace grpc {
class Status;
}  // namespace grpc

namespace credence::server {

inline constexpr std::string_view kErrorDomain = "credence.v1";

using ErrorMetadata = std::vector<std::pair<std::string, std::string>>;

// A refusal with the reason's own code; see ErrorReason in decision_service.proto.
absl::Status Refuse(v1::ErrorReason reason, std::string_view message,
                    const ErrorMetadata& metadata = {},
                    std::span<const facts::Fault> violations = {});

// OVERLOADED, with when to ask again and by which limit: "calls_at_hand_max".
absl::Status RefuseOverload(std::string_view limit, std::string_view why,
                            std::chrono::nanoseconds retry_after);

// How long a refused call is to wait before it is made again; nullopt: it would be refused again,
// or what it was is not known.
std::optional<std::chrono::nanoseconds> RetryDelayOf(const absl::Status& status);

// Every fault at once, told in the message as far as it stays short: CASE_INVALID when all of
// them lie in the case, else FIELD_INVALID. REQUIRES: at least one fault.
absl::Status RefuseFields(std::span<const facts::Fault> faults);

absl::Status RefuseField(std::string field, std::string message);

// LIMIT_EXCEEDED at `field`: "case.subjects: 10,001 subjects; at most 10,000 are allowed".
// `limit` is the name that the metadata carries ("subjects_max"), `of` the word for what is
// counted.
struct Limit {
  std::string_view name;
  std::string_view of;
  uint64_t maximum = 0;
};
absl::Status RefuseOverLimit(std::string_view field, const Limit& limit, uint64_t actual);

// OK while `actual` is within the limit.
absl::Status CheckLimit(std::string_view field, const Limit& limit, uint64_t actual);

google::rpc::Status ToRpcStatus(const absl::Status& status);
grpc::Status ToGrpcStatus(const absl::Status& status);

}  // namespace credence::server

#endif  // CREDENCE_SERVER_STATUS_MAPPING_H_
