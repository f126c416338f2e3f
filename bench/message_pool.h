// Requests and responses that are used again, because parsing into a warm message allocates
// almost nothing.
//
//   MessagePool<v1::DecideRequest, v1::DecideResponse> pool;
//   service.SetMessageAllocatorFor_Decide(&pool);
//
// A cleared message keeps its memory. So that one large call does not keep it for good, a pair
// whose request or response was over kKeptBytesMax is freed, and at most kKeptPairsMax are kept.
//
// Thread-safe. The pool outlives every call of its method.
#ifndef CREDENCE_BENCH_MESSAGE_POOL_H_
#define CREDENCE_BENCH_MESSAGE_POOL_H_

#include <grpcpp/support/message_allocator.h>

#include <cstddef>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace credence::bench {

template <typename Request, typename Response>
class MessagePool : public grpc::MessageAllocator<Request, Response> {
 public:
  // Whoever gave a pair back last did so under the lock; that the server has ended since is between
  // gRPC and itself.
  ~MessagePool() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    kept_.clear();
  }

  grpc::MessageHolder<Request, Response>* AllocateMessages() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (kept_.empty()) return new Pair(*this);  // gRPC owns it until Release
    Pair* pair = kept_.back().release();
    kept_.pop_back();
    return pair;
  }

 private:
  static constexpr size_t kKeptPairsMax = 128;
  static constexpr int kKeptBytesMax = 256 << 10;

  class Pair : public grpc::MessageHolder<Request, Response> {
   public:
    explicit Pair(MessagePool& pool) : pool_(pool) {
      this->set_request(&request_message_);
      this->set_response(&response_message_);
    }
    void Release() override { pool_.TakeBack(std::unique_ptr<Pair>(this)); }

    // As they were last measured: when the request was checked and the response written.
    bool IsLarge() const {
      return request_message_.GetCachedSize() > kKeptBytesMax ||
             response_message_.GetCachedSize() > kKeptBytesMax;
    }
    void Clear() {
      request_message_.Clear();
      response_message_.Clear();
    }

   private:
    MessagePool& pool_;
    Request request_message_;
    Response response_message_;
  };

  void TakeBack(std::unique_ptr<Pair> pair) {
    if (pair->IsLarge()) return;
    pair->Clear();
    const std::lock_guard<std::mutex> lock(mutex_);
    if (kept_.size() < kKeptPairsMax) kept_.push_back(std::move(pair));
  }

  std::mutex mutex_;
  std::vector<std::unique_ptr<Pair>> kept_;
};

}  // namespace credence::bench

#endif  // CREDENCE_BENCH_MESSAGE_POOL_H_
