#include "tests/load/caller.h"

#include <google/protobuf/text_format.h>
#include <grpcpp/alarm.h>
#include <grpcpp/create_channel.h>

#include <algorithm>
#include <thread>
#include <utility>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "tests/support/small_programme.h"

namespace credence::load {
namespace {

using SteadyClock = std::chrono::steady_clock;

// Each Caller has a connection of its own.
std::shared_ptr<grpc::Channel> ChannelTo(
    const std::string& address, const std::shared_ptr<grpc::ChannelCredentials>& credentials) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(-1);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  return grpc::CreateCustomChannel(address, credentials, arguments);
}

// 0: it was not told.
Nanos DelayIn(const grpc::Status& status) {
  google::rpc::Status details;
  google::rpc::RetryInfo retry;
  if (!details.ParseFromString(status.error_details())) return Nanos(0);
  for (const auto& any : details.details()) {
    if (!any.UnpackTo(&retry)) continue;
    return std::chrono::seconds(retry.retry_delay().seconds()) + Nanos(retry.retry_delay().nanos());
  }
  return Nanos(0);
}

}  // namespace

Nanos Times::Quantile(double part) const {
  if (times_.empty()) return Nanos(0);
  std::vector<Nanos> sorted = times_;
  const auto at =
      sorted.begin() + static_cast<std::ptrdiff_t>(part * static_cast<double>(sorted.size() - 1));
  std::nth_element(sorted.begin(), at, sorted.end());
  return *at;
}

struct Caller::Call {
  grpc::ClientContext context;
  grpc::ByteBuffer response;
  SteadyClock::time_point begun = SteadyClock::now();
  bool keeps_going = false;
};

std::shared_ptr<grpc::ChannelCredentials> Plain() { return grpc::InsecureChannelCredentials(); }

Caller::Caller(const std::string& address, const google::protobuf::Message& request,
               const std::shared_ptr<grpc::ChannelCredentials>& credentials, std::string method)
    : channel_(ChannelTo(address, credentials)), stub_(channel_), method_(std::move(method)) {
  const grpc::Slice bytes(request.SerializeAsString());
  request_ = grpc::ByteBuffer(&bytes, 1);
  channel_->WaitForConnected(
      gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC), gpr_time_from_seconds(10, GPR_TIMESPAN)));
}

void Caller::Begin(bool keeps_going) {
  auto* call = new Call();  // its callback owns it
  call->keeps_going = keeps_going;
  stub_.UnaryCall(
      &call->context, method_, grpc::StubOptions(), &request_, &call->response,
      [this, call](const grpc::Status& status) { End(std::unique_ptr<Call>(call), status); });
}

void Caller::End(std::unique_ptr<Call> call, const grpc::Status& status) {
  const Nanos took = SteadyClock::now() - call->begun;
  const bool refused = status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED;
  const Nanos delay = refused ? DelayIn(status) : Nanos(0);
  const bool keeps_going = call->keeps_going;
  // It holds the channel, whose last holder must not be one of gRPC's own threads.
  call.reset();
  bool another = false;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (status.ok()) {
      tally_.answered.Add(took);
    } else if (refused) {
      tally_.refused.Add(took);
      if (delay == Nanos(0)) ++tally_.without_delay;
    } else {
      ++tally_.other[status.error_message()];
    }
    another = keeps_going && !stop_;
    if (!another && --in_flight_ == 0) ended_.notify_one();
  }
  if (!another) return;
  if (delay == Nanos(0)) return Begin(true);
  auto* alarm = new grpc::Alarm();  // its callback owns it
  const auto millis = std::chrono::ceil<std::chrono::milliseconds>(delay).count();
  alarm->Set(gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC), gpr_time_from_millis(millis, GPR_TIMESPAN)),
             [this, alarm](bool) {
               delete alarm;
               Begin(true);
             });
}

Tally Caller::Finish(SteadyClock::time_point begun) {
  std::unique_lock<std::mutex> lock(mutex_);
  stop_ = true;
  ended_.wait(lock, [this] { return in_flight_ == 0; });
  tally_.took = SteadyClock::now() - begun;
  stop_ = false;
  return std::exchange(tally_, {});
}

Tally Caller::InTurn(std::chrono::milliseconds time, int in_flight) {
  const SteadyClock::time_point begun = SteadyClock::now();
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    in_flight_ = in_flight;
  }
  for (int i = 0; i < in_flight; ++i) Begin(true);
  std::this_thread::sleep_until(begun + time);
  return Finish(begun);
}

Tally Caller::AtRate(std::chrono::milliseconds time, double calls_a_second) {
  const SteadyClock::time_point begun = SteadyClock::now();
  const auto pause =
      std::chrono::duration_cast<Nanos>(std::chrono::duration<double>(1.0 / calls_a_second));
  for (int64_t i = 0; pause * i < time; ++i) {
    std::this_thread::sleep_until(begun + pause * i);
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      ++in_flight_;
    }
    Begin(false);
  }
  return Finish(begun);
}

v1::DecideRequest BigCase(int subscriptions, const std::string& period) {
  v1::DecideRequest request;
  request.set_period(period);
  request.set_omit_explanations(true);
  request.set_omit_refusals(true);
  google::protobuf::TextFormat::ParseFromString(testing::kSmallCase, request.mutable_case_());
  v1::Case& the_case = *request.mutable_case_();
  for (const char* partner : {"fabrikam", "northgate"}) {
    auto& subject = *the_case.add_subjects();
    subject.set_type("partner");
    subject.set_id(partner);
  }
  const v1::Case of_one = the_case;
  for (int i = 2; i <= subscriptions; ++i) {
    const std::string id = "ea" + std::to_string(i);
    auto& subject = *the_case.add_subjects();
    subject.set_type("subscription");
    subject.set_id(id);
    subject.set_parent("northwind");
    auto& evidence = *the_case.add_evidence();
    evidence = of_one.evidence(0);
    evidence.set_id("e" + std::to_string(i));
    evidence.set_subject(id);
  }
  the_case.clear_measures();
  for (int i = 1; i <= subscriptions; ++i) {
    for (int month = 1; month <= 12; ++month) {
      for (const auto& measure : of_one.measures()) {
        auto& another = *the_case.add_measures();
        another = measure;
        another.set_subject("ea" + std::to_string(i));
        another.set_period((month < 10 ? "2016-0" : "2016-") + std::to_string(month));
      }
    }
  }
  return request;
}

}  // namespace credence::load
