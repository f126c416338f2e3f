#include "server/embedded.h"

#include <grpcpp/channel.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <grpcpp/support/channel_arguments.h>

#include <utility>

namespace credence::server {

struct Embedded::Parts {
  explicit Parts(const EmbeddedOptions& options)
      : services({.rules_directory = options.rules_directory,
                  .store = options.store,
                  .policies = options.policies,
                  .pause_max = options.pause_max}) {}
  ~Parts() {
    channel.reset();
    services.EndStreams();
    if (server != nullptr) server->Shutdown();
  }

  Services services;
  std::unique_ptr<grpc::Server> server;
  std::shared_ptr<grpc::Channel> channel;
};

absl::StatusOr<std::unique_ptr<Embedded>> Embedded::Create(const EmbeddedOptions& options) {
  auto parts = std::make_unique<Parts>(options);
  if (options.policies == PolicyOrigin::kStore) {
    parts->services.live().Reload();  // What hinders it is told by whoever asks for something.
  } else if (!options.rules_directory.empty()) {
    const Reloaded read = parts->services.live().Reload();
    if (!read.read.ok()) return read.read;
  }
  grpc::ServerBuilder builder;
  parts->services.Register(builder);
  parts->server = builder.BuildAndStart();
  if (parts->server == nullptr) return InternalError("the embedded services did not start");
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(-1);  // an answer is as long as it is, no network between
  parts->channel = parts->server->InProcessChannel(arguments);
  return std::unique_ptr<Embedded>(new Embedded(std::move(parts)));
}

Embedded::Embedded(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Embedded::~Embedded() = default;

std::shared_ptr<grpc::Channel> Embedded::channel() const { return parts_->channel; }

}  // namespace credence::server
