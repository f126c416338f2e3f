#include "server/services.h"

#include <grpcpp/server_builder.h>

#include "core/limits.h"
#include "server/call_runner.h"
#include "server/decision_log_service.h"
#include "server/decision_service.h"
#include "server/fact_service.h"
#include "server/ledger_service.h"
#include "server/policy_service.h"
#include "server/store_policies.h"

namespace credence::server {
namespace {

// gRPC refuses what is larger without reading it, and cannot say which limit that was. Up to
// here a request is read, and refused with the limit's name.
constexpr int kReceivedBytesMax = 2 * limits::kRequestBytesMax;

std::unique_ptr<PolicySource> SourceOf(const ServicesOptions& options, const StoreAccess& access) {
  if (options.policies == PolicyOrigin::kStore) return std::make_unique<StoreSource>(access);
  if (options.rules_directory.empty()) return nullptr;
  return std::make_unique<DirectorySource>(options.rules_directory);
}

}  // namespace

// The server has ended before this does, so no call runs any more when the parts go.
struct Services::Parts {
  explicit Parts(const ServicesOptions& options)
      : access(options.store),
        live(SourceOf(options, access), options.last_good_file, SystemClock()),
        runner(options.workers, options.metrics, options.bytes_at_hand_max),
        policies(
            live,
            {live, options.policies == PolicyOrigin::kStore ? &access : nullptr, SystemClock()},
            runner),
        facts(access, runner, options.pause_max) {}

  StoreAccess access;
  LivePolicies live;
  CallRunner runner;
  std::unique_ptr<DecisionLog> log;
  DecisionService decisions{live, runner};
  DecisionLogService decided{runner};
  PolicyService policies;
  FactService facts;
  LedgerService ledger{live, access, runner};
};

Services::Services(const ServicesOptions& options) : parts_(std::make_unique<Parts>(options)) {}

Services::~Services() = default;

LivePolicies& Services::live() { return parts_->live; }

absl::Status Services::OpenDecisionLog(const DecisionLogOptions& options,
                                       DecisionLog::Observer observer) {
  if (options.file.empty()) return absl::OkStatus();
  auto log = DecisionLog::OpenFile(options, SystemMicrosecondClock(), std::move(observer));
  if (!log.ok()) return log.status();
  parts_->log = *std::move(log);
  parts_->decisions.RecordIn(parts_->log.get());
  parts_->decided.Read(options.file);
  return absl::OkStatus();
}

void Services::CloseDecisionLog() {
  parts_->decisions.RecordIn(nullptr);
  parts_->log.reset();
}

void Services::Register(grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(kReceivedBytesMax);
  builder.RegisterService(&parts_->decisions);
  builder.RegisterService(&parts_->decided);
  builder.RegisterService(&parts_->policies);
  builder.RegisterService(&parts_->facts);
  builder.RegisterService(&parts_->ledger);
}

void Services::EndStreams() { parts_->policies.EndStreams(); }

std::vector<std::string> Services::Names() {
  return {v1::DecisionService::service_full_name(), v1::DecisionLogService::service_full_name(),
          v1::PolicyService::service_full_name(), v1::FactService::service_full_name(),
          v1::LedgerService::service_full_name()};
}

}  // namespace credence::server
