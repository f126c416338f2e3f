// Messages of calls whose requests come as bytes: they are read when their turn has come, so that
// a call that is refused costs next to nothing, and on an arena, which takes half of the time.
//
//   ScratchArena arena;
//   auto* request = arena.New<v1::DecideRequest>();
//   if (absl::Status status = ReadMessage(bytes, request); !status.ok()) return status;
//   auto* response = arena.New<v1::DecideResponse>();
//   ...
//   return WriteMessage(*response, answer);
//
// ERRORS: FIELD_INVALID for bytes that are no such message; an internal one for an answer of more
// than the two gibibytes that a message may have.
// Thread-safety: a ScratchArena and what is on it are one thread's; the functions are thread-safe.
#ifndef CREDENCE_SERVER_MESSAGE_BYTES_H_
#define CREDENCE_SERVER_MESSAGE_BYTES_H_

#include <google/protobuf/arena.h>
#include <google/protobuf/message.h>
#include <grpcpp/support/byte_buffer.h>

#include <span>

#include "core/status.h"

namespace credence::server {

// The first of its memory is the thread's and is used again, so that most calls allocate nothing.
// Of two at once in a thread the second has memory of its own.
class ScratchArena {
 public:
  ScratchArena() : arena_(block_.Options()) {}

  // What it returns goes with the arena.
  template <typename Message>
  Message* New() {
    return google::protobuf::Arena::CreateMessage<Message>(&arena_);
  }

 private:
  // The thread's memory, for as long as the arena stands on it.
  class Block {
   public:
    Block();
    ~Block();
    Block(const Block&) = delete;
    Block& operator=(const Block&) = delete;
    google::protobuf::ArenaOptions Options() const;

   private:
    const bool taken_;  // false: another has it
  };

  const Block block_;  // before what stands on it
  google::protobuf::Arena arena_;
};

absl::Status ReadMessage(const grpc::ByteBuffer& bytes, google::protobuf::Message* message);
absl::Status WriteMessage(const google::protobuf::Message& message, grpc::ByteBuffer* bytes);

// Whether a message holds a field, by the numbers of the fields on the way to it, of which the
// last may be of any type and the others are messages. Everything else is passed over unread; of
// bytes that are no message what stands before the fault counts. True, too, where more than
// kFieldsLookedAtMax fields would have to be passed over.
inline constexpr int kFieldsLookedAtMax = 1 << 16;
bool HasField(const grpc::ByteBuffer& bytes, std::span<const int> path);

}  // namespace credence::server

#endif  // CREDENCE_SERVER_MESSAGE_BYTES_H_
