// A request that the small programme decides: its case (small_programme.h), for February 2016.
//
//   v1::DecideRequest request = SmallRequest();       // 617.28 USD for adatum by version 2016.1
//
// Threads may share it as it is: a map that was filled by reflection settles when it is first
// measured, and all of its have been.
//
// Thread-safe: no state.
#ifndef CREDENCE_TESTS_SUPPORT_SMALL_REQUEST_H_
#define CREDENCE_TESTS_SUPPORT_SMALL_REQUEST_H_

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "credence/v1/decision_service.pb.h"
#include "tests/support/small_programme.h"

namespace credence::testing {

inline v1::DecideRequest SmallRequest() {
  v1::DecideRequest request;
  request.set_period("2016-02");
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(kSmallCase, request.mutable_case_()));
  request.ByteSizeLong();
  return request;
}

}  // namespace credence::testing

#endif  // CREDENCE_TESTS_SUPPORT_SMALL_REQUEST_H_
