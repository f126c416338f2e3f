// BatchDecideRequest through the whole of a server, gRPC included: each item is answered, as it is
// alone.
#include <grpcpp/channel.h>
#include <grpcpp/generic/generic_stub.h>

#include <future>
#include <memory>

#include "core/check.h"
#include "fuzz/message.h"
#include "fuzz/published.h"
#include "fuzz/target.h"
#include "server/embedded.h"
#include "server/message_bytes.h"
#include "tests/support/golden.h"

namespace credence::fuzz {
namespace {

constexpr size_t kItems = 4;
constexpr const char* kMethod = "/credence.v1.DecisionService/BatchDecide";

std::vector<std::string> Seeds() {
  std::vector<std::string> seeds;
  v1::BatchDecideRequest batch;
  for (const v1::DecideRequest& request : Requests()) {
    *batch.add_items() = request;
    if (static_cast<size_t>(batch.items_size()) < kItems) continue;
    seeds.push_back(BytesOf(batch));
    batch.Clear();
  }
  return seeds;
}

class Caller {
 public:
  Caller() {
    auto embedded = server::Embedded::Create({.rules_directory = testing::SourcePath("rules")});
    CREDENCE_CHECK(embedded.ok());
    embedded_ = *std::move(embedded);
    stub_ = std::make_unique<grpc::GenericStub>(embedded_->channel());
  }

  grpc::Status Call(std::string_view bytes, std::string& answer) {
    const grpc::Slice slice(bytes.data(), bytes.size());
    const grpc::ByteBuffer request(&slice, 1);
    grpc::ByteBuffer response;
    grpc::ClientContext context;
    std::promise<grpc::Status> done;
    stub_->UnaryCall(&context, kMethod, grpc::StubOptions(), &request, &response,
                     [&done](grpc::Status status) { done.set_value(std::move(status)); });
    const grpc::Status status = done.get_future().get();
    if (!status.ok()) return status;
    std::vector<grpc::Slice> slices;
    CREDENCE_CHECK(response.Dump(&slices).ok());
    for (const grpc::Slice& one : slices) {
      answer.append(reinterpret_cast<const char*>(one.begin()), one.size());
    }
    return status;
  }

 private:
  std::unique_ptr<server::Embedded> embedded_;
  std::unique_ptr<grpc::GenericStub> stub_;
};

// Of what compiles files nothing hides it from those who choose where it runs.
void CheckFilesAreSeen(std::string_view bytes) {
  constexpr int kFiles[] = {v1::BatchDecideRequest::kItemsFieldNumber,
                            v1::DecideRequest::kOverlayFieldNumber, v1::Overlay::kFilesFieldNumber};
  const grpc::Slice slice(bytes.data(), bytes.size());
  v1::BatchDecideRequest request;
  if (!ReadMessage(bytes, request) || server::HasField(grpc::ByteBuffer(&slice, 1), kFiles)) return;
  for (const v1::DecideRequest& item : request.items()) {
    CREDENCE_CHECK(item.overlay().files().empty());
  }
}

void Run(std::string_view bytes) {
  CheckFilesAreSeen(bytes);
  static Caller& caller = *new Caller;  // gRPC ends with the process
  std::string answer;
  const grpc::Status status = caller.Call(bytes, answer);
  v1::BatchDecideRequest request;
  if (!status.ok()) {
    const bool is_message = ReadMessage(bytes, request);
    CREDENCE_CHECK(status.error_code() == (is_message ? grpc::StatusCode::RESOURCE_EXHAUSTED
                                                      : grpc::StatusCode::INVALID_ARGUMENT));
    CREDENCE_CHECK(!status.error_message().empty());
    return;
  }
  v1::BatchDecideResponse response;
  CREDENCE_CHECK(ReadMessage(bytes, request) && ReadMessage(answer, response));
  CREDENCE_CHECK(request.items_size() == response.items_size());
  for (int i = 0; i < request.items_size(); ++i) {
    v1::Decision alone;
    const absl::Status one = DecideByRules(request.items(i), &alone);
    CREDENCE_CHECK(static_cast<int>(one.code()) == response.items(i).status().code());
    if (one.ok()) CREDENCE_CHECK(BytesOf(alone) == BytesOf(response.items(i).decision()));
  }
}

}  // namespace

Target BatchDecide() {
  return {"batch_decide", "BatchDecideRequest through a whole server", Seeds, Run,
          BendMessage<v1::BatchDecideRequest>};
}

}  // namespace credence::fuzz
