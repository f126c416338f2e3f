#include "server/call_meter.h"

#include <absl/status/status.h>
#include <grpcpp/server_context.h>

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

#include "server/call_guard.h"
#include "server/log.h"

namespace credence::server {
namespace {

using grpc::experimental::InterceptionHookPoints;

std::string NameOf(grpc::StatusCode code) {
  return absl::StatusCodeToString(static_cast<absl::StatusCode>(code));
}

LogLevel LevelOf(grpc::StatusCode code) {
  switch (code) {
    case grpc::StatusCode::OK:
      return LogLevel::kDebug;
    case grpc::StatusCode::INTERNAL:
    case grpc::StatusCode::UNKNOWN:
    case grpc::StatusCode::UNAVAILABLE:
    case grpc::StatusCode::DATA_LOSS:
    case grpc::StatusCode::RESOURCE_EXHAUSTED:
    case grpc::StatusCode::DEADLINE_EXCEEDED:
      return LogLevel::kWarning;
    default:
      return LogLevel::kInfo;
  }
}

class CallMeter : public grpc::experimental::Interceptor {
 public:
  CallMeter(grpc::experimental::ServerRpcInfo* info, Metrics& metrics)
      : info_(info), metrics_(metrics), method_(info->method() + 1) {
    metrics_.CallBegan();
  }
  ~CallMeter() override {
    const std::chrono::nanoseconds took = std::chrono::steady_clock::now() - began_;
    const std::string code = NameOf(code_);
    metrics_.CallEnded(method_, code, took);
    const LogLevel level = LevelOf(code_);
    if (!Logs(level)) return;
    std::vector<LogField> fields = {
        {"method", method_},
        {"code", code},
        {"microseconds",
         std::to_string(std::chrono::duration_cast<std::chrono::microseconds>(took).count())}};
    if (!caller_.empty()) fields.push_back({"caller", caller_});
    if (!why_.empty()) fields.push_back({"why", why_});
    if (!trace_.empty()) fields.push_back({"trace_id", trace_});
    Log(level, "call", fields);
  }
  CallMeter(const CallMeter&) = delete;
  CallMeter& operator=(const CallMeter&) = delete;

  void Intercept(grpc::experimental::InterceptorBatchMethods* methods) override {
    if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::POST_RECV_INITIAL_METADATA)) {
      caller_ = CallerOf(*info_->server_context());
      const auto* headers = methods->GetRecvInitialMetadata();
      if (const auto trace = headers->find("traceparent"); trace != headers->end()) {
        trace_ = TraceIdOf({trace->second.data(), trace->second.size()});
      }
    }
    if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::PRE_SEND_STATUS)) {
      const grpc::Status status = methods->GetSendStatus();
      code_ = status.error_code();
      // How far the work came that was stopped. Other messages may quote the request.
      if (code_ == grpc::StatusCode::CANCELLED || code_ == grpc::StatusCode::DEADLINE_EXCEEDED) {
        why_ = status.error_message();
      }
    }
    methods->Proceed();
  }

 private:
  grpc::experimental::ServerRpcInfo* const info_;
  Metrics& metrics_;
  const std::string method_;
  const std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  std::string caller_;
  std::string trace_;
  std::string why_;
  grpc::StatusCode code_ = grpc::StatusCode::CANCELLED;  // of one that is never answered
};

bool IsHex(std::string_view text) {
  return std::ranges::all_of(
      text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

}  // namespace

grpc::experimental::Interceptor* CallMeterFactory::CreateServerInterceptor(
    grpc::experimental::ServerRpcInfo* info) {
  return new CallMeter(info, metrics_);  // gRPC owns it
}

std::string_view TraceOf(const grpc::ServerContextBase& context) {
  const auto& headers = context.client_metadata();
  const auto trace = headers.find("traceparent");
  return trace == headers.end() ? std::string_view()
                                : TraceIdOf({trace->second.data(), trace->second.size()});
}

std::string_view TraceIdOf(std::string_view traceparent) {
  // 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01; later versions may be longer.
  constexpr size_t kBytes = 55;
  if (traceparent.size() < kBytes || traceparent.starts_with("ff")) return {};
  const std::string_view id = traceparent.substr(3, 32);
  const bool shaped = traceparent[2] == '-' && traceparent[35] == '-' && traceparent[52] == '-' &&
                      IsHex(traceparent.substr(0, 2)) && IsHex(id) &&
                      IsHex(traceparent.substr(36, 16));
  const bool longer =
      traceparent.size() > kBytes && (traceparent.starts_with("00") || traceparent[kBytes] != '-');
  return shaped && !longer && id.find_first_not_of('0') != std::string_view::npos
             ? id
             : std::string_view();
}

}  // namespace credence::server
