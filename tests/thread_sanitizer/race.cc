// A service whose handlers count calls: `race` counts them without a lock, which ThreadSanitizer
// has to report, and otherwise nothing is to be reported of a server and its callers.
//
//   credence_race [race]
#include <grpcpp/grpcpp.h>

#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "credence/v1/policy_service.grpc.pb.h"

namespace credence {
namespace {

constexpr int kCallers = 4;
constexpr int kCalls = 200;

class Counting : public v1::PolicyService::CallbackService {
 public:
  explicit Counting(bool races) : races_(races) {}

  // Half of the calls are answered by a thread of their own.
  grpc::ServerUnaryReactor* FormatPolicy(grpc::CallbackServerContext* context,
                                         const v1::FormatPolicyRequest* request,
                                         v1::FormatPolicyResponse* response) override {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    const auto answer = [=, this] {
      Count();
      response->set_text(request->file().text());
      reactor->Finish(grpc::Status::OK);
    };
    if (request->file().name() == "thread") {
      std::thread(answer).detach();
    } else {
      answer();
    }
    return reactor;
  }

 private:
  void Count() {
    if (races_) {
      ++counted_;
      return;
    }
    const std::lock_guard<std::mutex> lock(mutex_);
    ++counted_;
  }

  const bool races_;
  std::mutex mutex_;
  int counted_ = 0;
};

void Call(const std::shared_ptr<grpc::Channel>& channel) {
  const auto stub = v1::PolicyService::NewStub(channel);
  for (int i = 0; i < kCalls; ++i) {
    grpc::ClientContext context;
    v1::FormatPolicyRequest request;
    v1::FormatPolicyResponse response;
    request.mutable_file()->set_name(i % 2 == 0 ? "thread" : "here");
    request.mutable_file()->set_text(std::string(2'000, 'x'));
    const grpc::Status status = stub->FormatPolicy(&context, request, &response);
    if (!status.ok() || response.text() != request.file().text()) std::abort();
  }
}

void Run(bool races) {
  Counting service(races);
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(&service);
  const auto server = builder.BuildAndStart();
  const auto remote =
      grpc::CreateChannel("127.0.0.1:" + std::to_string(port), grpc::InsecureChannelCredentials());
  const auto embedded = server->InProcessChannel({});
  std::vector<std::thread> callers;
  for (int i = 0; i < kCallers; ++i) {
    callers.emplace_back(Call, i % 2 == 0 ? remote : embedded);
  }
  for (std::thread& caller : callers) caller.join();
  server->Shutdown();
  std::puts("every call was answered");
}

}  // namespace
}  // namespace credence

int main(int count, char** arguments) {
  credence::Run(count > 1 && std::string_view(arguments[1]) == "race");
}
