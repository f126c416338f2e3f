#include "server/decision_service.h"

#include <algorithm>

#include "core/limits.h"
#include "server/deciding.h"
#include "server/status_mapping.h"

namespace credence::server {
namespace {

bool CompilesFiles(const v1::DecideRequest& request) { return request.overlay().files_size() > 0; }

void DecideItem(Decider& decider, const v1::DecideRequest& request,
                v1::BatchDecideResponse::Item* item) {
  const absl::Status status = decider.Decide(request, item->mutable_decision());
  *item->mutable_status() = ToRpcStatus(status);
  if (!status.ok()) item->clear_decision();
}

}  // namespace

DecisionService::DecisionService(const LivePolicies& live, CallRunner& runner)
    : live_(live), runner_(runner) {
  SetMessageAllocatorFor_Decide(&decide_messages_);
  SetMessageAllocatorFor_BatchDecide(&batch_messages_);
}

grpc::ServerUnaryReactor* DecisionService::Decide(grpc::CallbackServerContext* context,
                                                  const v1::DecideRequest* request,
                                                  v1::DecideResponse* response) {
  const Weight weight = CompilesFiles(*request) ? Weight::kHeavy : Weight::kBySize;
  return runner_.Run(context, *request, weight, [this, request, response] {
    return Decider(live_.Pin()).Decide(*request, response->mutable_decision());
  });
}

grpc::ServerUnaryReactor* DecisionService::BatchDecide(grpc::CallbackServerContext* context,
                                                       const v1::BatchDecideRequest* request,
                                                       v1::BatchDecideResponse* response) {
  const bool compiles = std::ranges::any_of(request->items(), CompilesFiles);
  const Weight weight = compiles ? Weight::kHeavy : Weight::kBySize;
  return runner_.Run(context, *request, weight, [this, context, request, response] {
    const absl::Status size =
        CheckLimit("items", {"batch_items_max", "items", limits::kBatchItemsMax},
                   static_cast<uint64_t>(request->items_size()));
    if (!size.ok()) return size;
    Decider decider(live_.Pin());
    for (const v1::DecideRequest& item : request->items()) {
      if (absl::Status wanted = CheckStillWanted(context); !wanted.ok()) return wanted;
      DecideItem(decider, item, response->add_items());
    }
    return absl::OkStatus();
  });
}

}  // namespace credence::server
