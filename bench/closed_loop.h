// A client that costs little: so many calls of one method in flight, of bytes made beforehand.
//
//   ClosedLoop loop(port, "/credence.v1.DecisionService/Decide", request);
//   Round round = loop.Run(2'000, 8);     // how long they took, all and each
//
// Thread-safety: one round at a time.
#ifndef CREDENCE_BENCH_CLOSED_LOOP_H_
#define CREDENCE_BENCH_CLOSED_LOOP_H_

#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/support/proto_buffer_reader.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "core/check.h"

namespace credence::bench {

inline constexpr int kUnlimited = -1;

struct Round {
  std::chrono::nanoseconds took{0};
  std::vector<std::chrono::nanoseconds> latencies = {};
};

// The latency that so great a part of them has at most, in nanoseconds.
inline double Quantile(std::vector<std::chrono::nanoseconds>& latencies, double part) {
  const auto at = static_cast<size_t>(part * static_cast<double>(latencies.size() - 1));
  std::nth_element(latencies.begin(), latencies.begin() + static_cast<std::ptrdiff_t>(at),
                   latencies.end());
  return static_cast<double>(latencies[at].count());
}

// A connection of its own, for messages of any size.
inline grpc::ChannelArguments Unlimited() {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kUnlimited);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return arguments;
}

// Keeps `in_flight` calls of one method going until `calls` are answered.
class ClosedLoop {
 public:
  ClosedLoop(int port, std::string method, const google::protobuf::Message& request)
      : stub_(grpc::CreateCustomChannel("127.0.0.1:" + std::to_string(port),
                                        grpc::InsecureChannelCredentials(), Unlimited())),
        method_(std::move(method)) {
    const grpc::Slice bytes(request.SerializeAsString());
    request_ = grpc::ByteBuffer(&bytes, 1);
  }

  Round Run(int calls, int in_flight) {
    round_ = {};
    round_.latencies.reserve(static_cast<size_t>(calls));
    to_begin_ = calls - in_flight;
    to_end_ = calls;
    const std::chrono::steady_clock::time_point begin = std::chrono::steady_clock::now();
    for (int i = 0; i < in_flight; ++i) Begin();
    std::unique_lock<std::mutex> lock(mutex_);
    all_ended_.wait(lock, [this] { return to_end_ == 0; });
    round_.took = std::chrono::steady_clock::now() - begin;
    return std::move(round_);
  }

  // One call, parsed.
  template <typename Response>
  void Ask(Response& response) {
    Run(1, 1);
    grpc::ProtoBufferReader reader(&last_);
    CREDENCE_CHECK(response.ParseFromZeroCopyStream(&reader));
  }

 private:
  struct Call {
    grpc::ClientContext context;
    grpc::ByteBuffer response;
    std::chrono::steady_clock::time_point begun;
  };

  void Begin() {
    auto* call = new Call();  // its callback owns it
    call->begun = std::chrono::steady_clock::now();
    stub_.UnaryCall(&call->context, method_, grpc::StubOptions(), &request_, &call->response,
                    [this, call](const grpc::Status& status) {
                      CREDENCE_CHECK(status.ok());
                      End(std::unique_ptr<Call>(call));
                    });
  }

  void End(std::unique_ptr<Call> call) {
    const auto took = std::chrono::steady_clock::now() - call->begun;
    bool another = false;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      round_.latencies.push_back(took);
      another = to_begin_-- > 0;
      last_ = std::move(call->response);
      if (--to_end_ == 0) all_ended_.notify_one();
    }
    if (another) Begin();
  }

  grpc::GenericStub stub_;
  const std::string method_;
  grpc::ByteBuffer request_;
  std::mutex mutex_;
  std::condition_variable all_ended_;
  int to_begin_ = 0;  // these four guarded by mutex_ while calls are in flight
  int to_end_ = 0;
  Round round_;
  grpc::ByteBuffer last_;
};

}  // namespace credence::bench

#endif  // CREDENCE_BENCH_CLOSED_LOOP_H_
