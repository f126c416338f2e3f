// The reason that a refused call gives, by its name.
//
//   EXPECT_EQ(ReasonOf(stub->Designate(&context, request, &response)), "NOT_ADMINISTRATOR");
//
// Empty when the status has none.
// Thread-safe: no state.
#ifndef CREDENCE_TESTS_SUPPORT_ERROR_REASON_H_
#define CREDENCE_TESTS_SUPPORT_ERROR_REASON_H_

#include <grpcpp/grpcpp.h>

#include <string>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace credence::testing {

inline std::string ReasonOf(const grpc::Status& status) {
  google::rpc::Status detailed;
  google::rpc::ErrorInfo info;
  if (!detailed.ParseFromString(status.error_details())) return "";
  for (const google::protobuf::Any& detail : detailed.details()) {
    if (detail.UnpackTo(&info)) return info.reason();
  }
  return "";
}

}  // namespace credence::testing

#endif  // CREDENCE_TESTS_SUPPORT_ERROR_REASON_H_
