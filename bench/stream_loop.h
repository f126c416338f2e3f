// A client of streams that costs little: on each of some streams a message is written, its answer
// read, and the next written, of bytes made beforehand.
//
//   StreamLoop loop(port, "/credence.v1.DecisionService/StreamDecide", request);
//   Round round = loop.Run(200, 8);      // 200 messages on 8 streams
//
// Thread-safety: one round at a time.
#ifndef CREDENCE_BENCH_STREAM_LOOP_H_
#define CREDENCE_BENCH_STREAM_LOOP_H_

#include <grpcpp/generic/generic_stub.h>

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "bench/closed_loop.h"
#include "core/check.h"

namespace credence::bench {

class StreamLoop {
 public:
  StreamLoop(int port, std::string method, const google::protobuf::Message& request)
      : stub_(grpc::CreateCustomChannel("127.0.0.1:" + std::to_string(port),
                                        grpc::InsecureChannelCredentials(), Unlimited())),
        method_(std::move(method)) {
    const grpc::Slice bytes(request.SerializeAsString());
    request_ = grpc::ByteBuffer(&bytes, 1);
  }

  Round Run(int messages, int streams) {
    round_ = {};
    round_.latencies.reserve(static_cast<size_t>(messages));
    to_begin_ = messages;
    open_ = streams;
    const std::chrono::steady_clock::time_point begin = std::chrono::steady_clock::now();
    for (int i = 0; i < streams; ++i) new Stream(*this);  // gRPC's own way: it deletes itself
    std::unique_lock<std::mutex> lock(mutex_);
    all_ended_.wait(lock, [this] { return open_ == 0; });
    round_.took = std::chrono::steady_clock::now() - begin;
    return std::move(round_);
  }

 private:
  class Stream : public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
   public:
    explicit Stream(StreamLoop& loop) : loop_(loop) {
      loop_.stub_.PrepareBidiStreamingCall(&context_, loop_.method_, grpc::StubOptions(), this);
      Next();
      StartCall();
    }

   private:
    void Next() {
      if (!loop_.Takes()) return StartWritesDone();
      begun_ = std::chrono::steady_clock::now();
      StartWrite(&loop_.request_);
    }
    void OnWriteDone(bool ok) override {
      CREDENCE_CHECK(ok);
      StartRead(&response_);
    }
    void OnReadDone(bool ok) override {
      CREDENCE_CHECK(ok);
      loop_.Answered(std::chrono::steady_clock::now() - begun_);
      Next();
    }
    void OnDone(const grpc::Status& status) override {
      CREDENCE_CHECK(status.ok());
      loop_.Ended();
      delete this;
    }

    StreamLoop& loop_;
    grpc::ClientContext context_;
    grpc::ByteBuffer response_;
    std::chrono::steady_clock::time_point begun_;
  };

  bool Takes() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return to_begin_-- > 0;
  }
  void Answered(std::chrono::nanoseconds took) {
    const std::lock_guard<std::mutex> lock(mutex_);
    round_.latencies.push_back(took);
  }
  void Ended() {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (--open_ == 0) all_ended_.notify_one();
  }

  grpc::GenericStub stub_;
  const std::string method_;
  grpc::ByteBuffer request_;
  std::mutex mutex_;
  std::condition_variable all_ended_;
  int to_begin_ = 0;  // these three guarded by mutex_ while streams are open
  int open_ = 0;
  Round round_;
};

}  // namespace credence::bench

#endif  // CREDENCE_BENCH_STREAM_LOOP_H_
