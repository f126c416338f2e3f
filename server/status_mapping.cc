#include "server/status_mapping.h"

#include <grpcpp/support/status.h>

#include <algorithm>

#include "absl/strings/cord.h"
#include "core/code_point.h"
#include "core/rational.h"
#include "google/rpc/error_details.pb.h"
#include "server/log.h"

namespace credence::server {
namespace {

constexpr char kErrorInfoType[] = "type.googleapis.com/google.rpc.ErrorInfo";
constexpr char kBadRequestType[] = "type.googleapis.com/google.rpc.BadRequest";
constexpr char kRetryInfoType[] = "type.googleapis.com/google.rpc.RetryInfo";

// What another writer is given to end, where nothing is known of it.
constexpr std::chrono::milliseconds kRetryDelay{100};

// Faults that the message itself spells; all of them stand in the details.
constexpr size_t kFaultsInMessageMax = 3;

// Bytes of a trailer, of the 8 KiB that clients take: the message as gRPC percent-encodes it,
// and that together with the details, which some transports write in base64.
constexpr size_t kEncodedMessageBytesMax = 2'400;
constexpr size_t kTrailerBytesMax = 7'600;

absl::StatusCode CodeOf(v1::ErrorReason reason) {
  switch (reason) {
    case v1::POLICY_UNKNOWN:
    case v1::VERSION_UNKNOWN:
    case v1::FACT_UNKNOWN:
    case v1::ENTRY_UNKNOWN:
    case v1::SUBSCRIPTION_UNKNOWN:
    case v1::HELD_UNKNOWN:
    case v1::REVISION_UNKNOWN:
      return absl::StatusCode::kNotFound;
    case v1::FIELD_INVALID:
    case v1::CASE_INVALID:
    case v1::POLICY_TEXT_INVALID:
    case v1::PAGE_TOKEN_INVALID:
      return absl::StatusCode::kInvalidArgument;
    case v1::LIMIT_EXCEEDED:
    case v1::OVERLOADED:
    case v1::STORE_FULL:
    case v1::DECISION_LOG_FULL:
      return absl::StatusCode::kResourceExhausted;
    case v1::NOT_SERVING:
    case v1::DIRECTORY_UNREADABLE:
    case v1::STORE_ABSENT:
    case v1::OUT_OF_ORDER:
    case v1::FACTS_UNFIT:
    case v1::RULES_CHANGED:
    case v1::PARTNER_INELIGIBLE:
    case v1::UNRESOLVABLE:
    case v1::POLICIES_IN_FILES:
    case v1::DECISION_LOG_ABSENT:
      return absl::StatusCode::kFailedPrecondition;
    case v1::NOT_ADMINISTRATOR:
      return absl::StatusCode::kPermissionDenied;
    case v1::REVISION_CHANGED:
    case v1::PAGE_TOKEN_EXPIRED:
      return absl::StatusCode::kAborted;
    case v1::STORE_BUSY:
    case v1::DECISION_LOG_FAILED:
      return absl::StatusCode::kUnavailable;
    case v1::STORE_DAMAGED:
      return absl::StatusCode::kDataLoss;
    default:  // Protobuf's enums are open.
      return absl::StatusCode::kInternal;
  }
}

bool PassesByItself(v1::ErrorReason reason) {
  return reason == v1::OVERLOADED || reason == v1::STORE_BUSY || reason == v1::DECISION_LOG_FULL ||
         reason == v1::DECISION_LOG_FAILED;
}

std::string Counted(uint64_t count) {
  return Rational(static_cast<int64_t>(std::min<uint64_t>(count, INT64_MAX))).ToDisplay();
}

size_t EncodedBytes(char c) { return c < ' ' || c > '~' || c == '%' ? 3 : 1; }

size_t EncodedBytes(std::string_view text) {
  size_t bytes = 0;
  for (const char c : text) bytes += EncodedBytes(c);
  return bytes;
}

// The longest beginning of `text` that gRPC encodes in `bytes_max`, ending between code points.
std::string Cut(std::string_view text, size_t bytes_max) {
  if (EncodedBytes(text) <= bytes_max) return std::string(text);
  constexpr std::string_view kMark = " ... (cut here; the rest did not fit)";
  const size_t room = bytes_max - kMark.size();
  size_t length = 0;
  for (size_t bytes = 0; length < text.size();) {
    const auto step = static_cast<size_t>(DecodeCodePoint(text, length).length);
    bytes += EncodedBytes(text.substr(length, step));
    if (bytes > room) break;
    length += step;
  }
  return std::string(text.substr(0, length)) + std::string(kMark);
}

// A status that is not a refusal: what the caller may know of it.
absl::Status Sanitised(const absl::Status& status) {
  if (status.ok() || status.GetPayload(kErrorInfoType).has_value()) return status;
  if (absl::IsCancelled(status) || absl::IsDeadlineExceeded(status)) return status;
  Log(LogLevel::kError, "internal error: " + status.ToString());
  return InternalError("an internal error; the server's log has the details");
}

void SetRetryDelay(absl::Status& status, std::chrono::nanoseconds delay) {
  using std::chrono::seconds;
  const auto whole = std::chrono::duration_cast<seconds>(delay);
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_seconds(whole.count());
  retry.mutable_retry_delay()->set_nanos(static_cast<int32_t>((delay - whole).count()));
  status.SetPayload(kRetryInfoType, absl::Cord(retry.SerializeAsString()));
}

void AddDetail(google::rpc::Status& to, const char* type, const std::string& bytes) {
  google::protobuf::Any& detail = *to.add_details();
  detail.set_type_url(type);
  detail.set_value(bytes);
}

// The details of `whole` that fit a trailer beside `message`.
google::rpc::Status Shortened(const google::rpc::Status& whole, const std::string& message) {
  google::rpc::Status cut;
  cut.set_code(whole.code());
  cut.set_message(message);
  google::rpc::ErrorInfo info;
  google::rpc::BadRequest all, kept;
  for (const google::protobuf::Any& detail : whole.details()) {
    if (detail.type_url() == kErrorInfoType) info.ParseFromString(detail.value());
    if (detail.type_url() == kRetryInfoType) *cut.add_details() = detail;
    if (detail.type_url() == kBadRequestType) all.ParseFromString(detail.value());
  }
  constexpr size_t kFramingBytes = 160;  // of the Anys and of the omitted_violations entry
  const size_t room = (kTrailerBytesMax - EncodedBytes(message)) / 4 * 3;
  size_t used = cut.ByteSizeLong() + info.ByteSizeLong() + kFramingBytes;
  for (const auto& violation : all.field_violations()) {
    used += violation.ByteSizeLong() + 4;
    if (used > room) break;
    *kept.add_field_violations() = violation;
  }
  const int omitted = all.field_violations_size() - kept.field_violations_size();
  if (omitted > 0) (*info.mutable_metadata())["omitted_violations"] = std::to_string(omitted);
  AddDetail(cut, kErrorInfoType, info.SerializeAsString());
  if (kept.field_violations_size() > 0) AddDetail(cut, kBadRequestType, kept.SerializeAsString());
  return cut;
}

}  // namespace

absl::Status Refuse(v1::ErrorReason reason, std::string_view message, const ErrorMetadata& metadata,
                    std::span<const facts::Fault> violations) {
  absl::Status status(CodeOf(reason), ToAbsl(message));
  google::rpc::ErrorInfo info;
  info.set_reason(v1::ErrorReason_Name(reason));
  info.set_domain(std::string(kErrorDomain));
  for (const auto& [key, value] : metadata) (*info.mutable_metadata())[key] = value;
  status.SetPayload(kErrorInfoType, absl::Cord(info.SerializeAsString()));
  if (PassesByItself(reason)) SetRetryDelay(status, kRetryDelay);
  if (violations.empty()) return status;

  google::rpc::BadRequest bad;
  for (const facts::Fault& violation : violations) {
    auto& added = *bad.add_field_violations();
    added.set_field(violation.field);
    added.set_description(violation.message);
  }
  status.SetPayload(kBadRequestType, absl::Cord(bad.SerializeAsString()));
  return status;
}

absl::Status RefuseOverload(std::string_view limit, std::string_view why,
                            std::chrono::nanoseconds retry_after) {
  absl::Status status = Refuse(
      v1::OVERLOADED, "the server is at its limits: " + std::string(why) + "; ask again later",
      {{"limit", std::string(limit)}});
  SetRetryDelay(status, retry_after);
  return status;
}

std::optional<std::chrono::nanoseconds> RetryDelayOf(const absl::Status& status) {
  const auto payload = status.GetPayload(kRetryInfoType);
  google::rpc::RetryInfo retry;
  if (!payload || !retry.ParseFromString(std::string(*payload))) return std::nullopt;
  return std::chrono::seconds(retry.retry_delay().seconds()) +
         std::chrono::nanoseconds(retry.retry_delay().nanos());
}

absl::Status RefuseFields(std::span<const facts::Fault> faults) {
  std::string message;
  if (faults.size() > 1) message = Counted(faults.size()) + " faults: ";
  bool only_case = true;
  for (size_t i = 0; i < faults.size(); ++i) {
    // The fault that only counts the others has no field.
    const std::string& field = faults[i].field;
    only_case = only_case && (field.empty() || field.starts_with("case."));
    if (i >= kFaultsInMessageMax) continue;
    if (i > 0) message += "; ";
    message += field.empty() ? faults[i].message : field + ": " + faults[i].message;
  }
  if (faults.size() > kFaultsInMessageMax) {
    message += "; and " + Counted(faults.size() - kFaultsInMessageMax) + " more";
  }
  return Refuse(only_case ? v1::CASE_INVALID : v1::FIELD_INVALID, message, {}, faults);
}

absl::Status RefuseField(std::string field, std::string message) {
  const facts::Fault fault{std::move(field), std::move(message)};
  return RefuseFields({&fault, 1});
}

absl::Status RefuseOverLimit(std::string_view field, const Limit& limit, uint64_t actual) {
  const std::string where(field);
  const std::string what = Counted(actual) + " " + std::string(limit.of) + "; at most " +
                           Counted(limit.maximum) + " are allowed, so send it as several requests";
  const facts::Fault violation{where, what};
  return Refuse(v1::LIMIT_EXCEEDED, (where.empty() ? "the request" : where) + ": " + what,
                {{"limit", std::string(limit.name)},
                 {"maximum", std::to_string(limit.maximum)},
                 {"actual", std::to_string(actual)}},
                {&violation, 1});
}

absl::Status CheckLimit(std::string_view field, const Limit& limit, uint64_t actual) {
  if (actual <= limit.maximum) return absl::OkStatus();
  return RefuseOverLimit(field, limit, actual);
}

google::rpc::Status ToRpcStatus(const absl::Status& status) {
  const absl::Status told = Sanitised(status);
  google::rpc::Status rpc;
  rpc.set_code(static_cast<int>(told.code()));
  rpc.set_message(std::string(told.message()));
  for (const char* type : {kErrorInfoType, kBadRequestType, kRetryInfoType}) {
    if (const auto payload = told.GetPayload(type)) AddDetail(rpc, type, std::string(*payload));
  }
  return rpc;
}

grpc::Status ToGrpcStatus(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  const google::rpc::Status whole = ToRpcStatus(status);
  const auto code = static_cast<grpc::StatusCode>(whole.code());
  const std::string message = Cut(whole.message(), kEncodedMessageBytesMax);
  if (whole.details().empty()) return {code, message};
  return {code, message, Shortened(whole, message).SerializeAsString()};
}

}  // namespace credence::server
