// Services of the same contract as Credence's that answer what they were given beforehand: what
// is left of a call when nothing is decided.
//
//   Answers answers;                     // outlives the services, and is not changed under a call
//   Echo echo(answers);                  // as gRPC's generated services are written
//   BareEcho bare(answers);              // as little as there is to do
//   builder.RegisterService(&echo);
//
// Both read the whole of a request and write the whole of an answer. Thread-safe.
#ifndef CREDENCE_BENCH_ECHO_H_
#define CREDENCE_BENCH_ECHO_H_

#include "bench/message_pool.h"
#include "core/check.h"
#include "credence/v1/decision_service.grpc.pb.h"
#include "server/decision_service.h"
#include "server/message_bytes.h"
#include "server/status_mapping.h"

namespace credence::bench {

struct Answers {
  v1::DecideResponse decided = {};
  v1::BatchDecideResponse batch = {};
  v1::DecideColumnsResponse columns = {};
};

// A message for each that is read, until the caller has no more.
class EchoStream : public grpc::ServerBidiReactor<v1::BatchDecideRequest, v1::BatchDecideResponse> {
 public:
  explicit EchoStream(const v1::BatchDecideResponse& answer) : answer_(answer) {
    StartRead(&request_);
  }

 private:
  void OnReadDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::OK);
    response_ = answer_;
    StartWrite(&response_);
  }
  void OnWriteDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::OK);
    StartRead(&request_);
  }
  void OnDone() override { delete this; }

  const v1::BatchDecideResponse& answer_;
  v1::BatchDecideRequest request_;
  v1::BatchDecideResponse response_;
};

// As gRPC's generated services are written; messages of single calls and batches are used again.
class Echo : public v1::DecisionService::CallbackService {
 public:
  explicit Echo(const Answers& given) : given_(given) {
    SetMessageAllocatorFor_Decide(&decide_messages_);
    SetMessageAllocatorFor_BatchDecide(&batch_messages_);
  }
  grpc::ServerUnaryReactor* Decide(grpc::CallbackServerContext* context, const v1::DecideRequest*,
                                   v1::DecideResponse* response) override {
    *response = given_.decided;
    return Done(context);
  }
  grpc::ServerUnaryReactor* BatchDecide(grpc::CallbackServerContext* context,
                                        const v1::BatchDecideRequest*,
                                        v1::BatchDecideResponse* response) override {
    *response = given_.batch;
    return Done(context);
  }
  grpc::ServerBidiReactor<v1::BatchDecideRequest, v1::BatchDecideResponse>* StreamDecide(
      grpc::CallbackServerContext*) override {
    return new EchoStream(given_.batch);  // gRPC's own way: it deletes itself
  }
  grpc::ServerUnaryReactor* DecideColumns(grpc::CallbackServerContext* context,
                                          const v1::DecideColumnsRequest*,
                                          v1::DecideColumnsResponse* response) override {
    *response = given_.columns;
    return Done(context);
  }

 private:
  static grpc::ServerUnaryReactor* Done(grpc::CallbackServerContext* context) {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }
  const Answers& given_;
  MessagePool<v1::DecideRequest, v1::DecideResponse> decide_messages_;
  MessagePool<v1::BatchDecideRequest, v1::BatchDecideResponse> batch_messages_;
};

// Reads what was asked, and answers with what it was given beforehand.
template <typename Request>
absl::Status EchoBytes(const grpc::ByteBuffer& asked, const google::protobuf::Message& given,
                       grpc::ByteBuffer* answer) {
  server::ScratchArena arena;
  const absl::Status read = server::ReadMessage(asked, arena.New<Request>());
  return read.ok() ? server::WriteMessage(given, answer) : read;
}

// A message for each that is read, until the caller has no more.
class BareEchoStream : public grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  explicit BareEchoStream(const v1::BatchDecideResponse& given) : given_(given) {
    StartRead(&request_);
  }

 private:
  void OnReadDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::OK);
    CREDENCE_CHECK(EchoBytes<v1::BatchDecideRequest>(request_, given_, &response_).ok());
    StartWrite(&response_);
  }
  void OnWriteDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::OK);
    StartRead(&request_);
  }
  void OnDone() override { delete this; }

  const v1::BatchDecideResponse& given_;
  grpc::ByteBuffer request_;
  grpc::ByteBuffer response_;
};

// The least that there is to do: messages are read and written as Credence does it.
class BareEcho : public server::DecisionServiceOfBytes {
 public:
  explicit BareEcho(const Answers& given) : given_(given) {}

  grpc::ServerUnaryReactor* Decide(grpc::CallbackServerContext* context,
                                   const grpc::ByteBuffer* asked,
                                   grpc::ByteBuffer* answer) override {
    return Done(context, EchoBytes<v1::DecideRequest>(*asked, given_.decided, answer));
  }
  grpc::ServerUnaryReactor* BatchDecide(grpc::CallbackServerContext* context,
                                        const grpc::ByteBuffer* asked,
                                        grpc::ByteBuffer* answer) override {
    return Done(context, EchoBytes<v1::BatchDecideRequest>(*asked, given_.batch, answer));
  }
  grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* StreamDecide(
      grpc::CallbackServerContext*) override {
    return new BareEchoStream(given_.batch);  // gRPC's own way: it deletes itself
  }
  grpc::ServerUnaryReactor* DecideColumns(grpc::CallbackServerContext* context,
                                          const grpc::ByteBuffer* asked,
                                          grpc::ByteBuffer* answer) override {
    return Done(context, EchoBytes<v1::DecideColumnsRequest>(*asked, given_.columns, answer));
  }

 private:
  static grpc::ServerUnaryReactor* Done(grpc::CallbackServerContext* context,
                                        const absl::Status& echoed) {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(server::ToGrpcStatus(echoed));
    return reactor;
  }

  const Answers& given_;
};

}  // namespace credence::bench

#endif  // CREDENCE_BENCH_ECHO_H_
