// Calls of Decide at a pace, by bytes made beforehand, so that who loads costs little.
//
//   Caller caller(server.address(), BigCase(200));
//   Tally unloaded = caller.InTurn(seconds(2), 1);       // one after the other
//   Tally over = caller.AtRate(seconds(60), 3 * 250);    // so many a second, whatever comes back
//   over.answered.Quantile(0.99), over.refused.count()
//
// Thread-safety: one thread a Caller.
#ifndef CREDENCE_TESTS_LOAD_CALLER_H_
#define CREDENCE_TESTS_LOAD_CALLER_H_

#include <grpcpp/channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/security/credentials.h>

#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "credence/v1/decision_service.pb.h"

namespace credence::load {

using Nanos = std::chrono::nanoseconds;

class Times {
 public:
  void Add(Nanos time) { times_.push_back(time); }
  size_t count() const { return times_.size(); }
  Nanos Quantile(double part) const;  // 0 of none

 private:
  std::vector<Nanos> times_;
};

struct Tally {
  Times answered = {};
  Times refused = {};                        // RESOURCE_EXHAUSTED
  std::map<std::string, size_t> other = {};  // by message
  size_t without_delay = 0;                  // refused, and not told when to come back
  Nanos took{0};
};

std::shared_ptr<grpc::ChannelCredentials> Plain();

class Caller {
 public:
  Caller(const std::string& address, const google::protobuf::Message& request,
         const std::shared_ptr<grpc::ChannelCredentials>& credentials = Plain(),
         std::string method = "/credence.v1.DecisionService/Decide");

  // Keeps so many going; a refused one is not made again before what it was told has passed.
  Tally InTurn(std::chrono::milliseconds time, int in_flight);
  Tally AtRate(std::chrono::milliseconds time, double calls_a_second);

 private:
  struct Call;
  void Begin(bool keeps_going);
  void End(std::unique_ptr<Call> call, const grpc::Status& status);
  Tally Finish(std::chrono::steady_clock::time_point begun);

  std::shared_ptr<grpc::Channel> channel_;
  grpc::GenericStub stub_;
  const std::string method_;
  grpc::ByteBuffer request_;
  std::mutex mutex_;
  std::condition_variable ended_;
  int in_flight_ = 0;  // these three guarded by mutex_
  bool stop_ = false;
  Tally tally_;
};

// A case of the small programme with so many subscriptions, a year of seats and revenue each, and
// four candidates of whom one is of record, asked about for the year.
v1::DecideRequest BigCase(int subscriptions, const std::string& period = "2016");

}  // namespace credence::load

#endif  // CREDENCE_TESTS_LOAD_CALLER_H_
