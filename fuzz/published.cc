#include "fuzz/published.h"

#include <memory>
#include <string>
#include <utility>

#include "clients/cli/test_suite.h"
#include "core/check.h"
#include "fuzz/seeds.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "server/deciding.h"
#include "server/status_mapping.h"
#include "tests/support/golden.h"

namespace credence::fuzz {
namespace {

constexpr size_t kRequestsOfOneFileMax = 12;

}  // namespace

const server::Pinned& PublishedRules() {
  static const server::Pinned pinned = [] {
    server::LivePolicies live(testing::SourcePath("rules"));
    CREDENCE_CHECK(live.Reload().published);
    return live.Pin();
  }();
  return pinned;
}

absl::Status DecideByRules(const v1::DecideRequest& request, v1::Decision* decision) {
  return server::Decider(PublishedRules()).Decide(request, decision);
}

std::vector<v1::DecideRequest> Requests() {
  std::vector<v1::DecideRequest> requests;
  for (const std::string_view folder : Programmes()) {
    for (const std::string& path : testing::GoldenInputs(folder, ".test.yaml")) {
      cli::FileFaults faults;
      const cli::TestSuite suite = cli::ReadTestSuite(
          std::make_shared<Source>(testing::SourcePath(path), testing::ReadGolden(path)), faults);
      size_t left = kRequestsOfOneFileMax;
      for (const cli::TestRun& run : suite.runs) {
        if (run.requests.empty() || left-- == 0) break;
        requests.push_back(run.requests.front());
      }
    }
  }
  CREDENCE_CHECK(!requests.empty());
  return requests;
}

void CheckRefusal(const absl::Status& status) {
  CREDENCE_CHECK(!status.ok() && !status.message().empty());
  const google::rpc::Status told = server::ToRpcStatus(status);
  google::rpc::ErrorInfo info;
  for (const auto& detail : told.details()) {
    if (detail.UnpackTo(&info)) break;
  }
  CREDENCE_CHECK(!info.reason().empty());
}

}  // namespace credence::fuzz
