#include "server/services.h"

#include <grpcpp/server_builder.h>

#include <utility>

#include "core/limits.h"
#include "server/call_runner.h"
#include "server/decision_service.h"
#include "server/fact_service.h"
#include "server/ledger_service.h"
#include "server/policy_service.h"

namespace credence::server {
namespace {

// gRPC refuses what is larger without reading it, and cannot say which limit that was. Up to
// here a request is read, and refused with the limit's name.
constexpr int kReceivedBytesMax = 2 * limits::kRequestBytesMax;

}  // namespace

// The server has ended before this does, so no call runs any more when the parts go.
struct Services::Parts {
  explicit Parts(ServicesOptions options)
      : live(std::move(options.rules_directory), std::move(options.last_good_file), SystemClock()),
        access(std::move(options.store)),
        runner(options.workers, options.metrics) {}

  LivePolicies live;
  StoreAccess access;
  CallRunner runner;
  std::unique_ptr<DecisionLog> log;
  DecisionService decisions{live, runner};
  PolicyService policies{live, runner};
  FactService facts{access, runner};
  LedgerService ledger{live, access, runner};
};

Services::Services(ServicesOptions options) : parts_(std::make_unique<Parts>(std::move(options))) {}

Services::~Services() = default;

LivePolicies& Services::live() { return parts_->live; }

absl::Status Services::OpenDecisionLog(const DecisionLogOptions& options,
                                       DecisionLog::Observer observer) {
  if (options.file.empty()) return absl::OkStatus();
  auto log = DecisionLog::OpenFile(options, SystemMicrosecondClock(), std::move(observer));
  if (!log.ok()) return log.status();
  parts_->log = *std::move(log);
  parts_->decisions.RecordIn(parts_->log.get());
  return absl::OkStatus();
}

void Services::CloseDecisionLog() {
  parts_->decisions.RecordIn(nullptr);
  parts_->log.reset();
}

void Services::Register(grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(kReceivedBytesMax);
  builder.RegisterService(&parts_->decisions);
  builder.RegisterService(&parts_->policies);
  builder.RegisterService(&parts_->facts);
  builder.RegisterService(&parts_->ledger);
}

std::vector<std::string> Services::Names() {
  return {v1::DecisionService::service_full_name(), v1::PolicyService::service_full_name(),
          v1::FactService::service_full_name(), v1::LedgerService::service_full_name()};
}

}  // namespace credence::server
