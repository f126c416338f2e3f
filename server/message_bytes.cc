#include "server/message_bytes.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>
#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/support/proto_buffer_reader.h>

#include <array>
#include <memory>
#include <string>
#include <utility>

#include "server/status_mapping.h"

namespace credence::server {
namespace {

using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;

// A reader takes what it reads out of nothing: the bytes stay as they are.
grpc::ProtoBufferReader ReaderOf(const grpc::ByteBuffer& bytes) {
  return grpc::ProtoBufferReader(const_cast<grpc::ByteBuffer*>(&bytes));
}

// `left` is how many fields may be passed over still. It goes as deep as the path is long.
bool HasFieldWithin(CodedInputStream& stream, std::span<const int> path, int& left) {
  while (const uint32_t tag = stream.ReadTag()) {
    if (--left < 0) return true;
    const bool on_the_way = WireFormatLite::GetTagFieldNumber(tag) == path.front();
    if (on_the_way && path.size() == 1) return true;
    const bool is_message =
        WireFormatLite::GetTagWireType(tag) == WireFormatLite::WIRETYPE_LENGTH_DELIMITED;
    if (!on_the_way || !is_message) {
      if (!WireFormatLite::SkipField(&stream, tag)) return false;
      continue;
    }
    int size = 0;
    if (!stream.ReadVarintSizeAsInt(&size)) return false;
    const CodedInputStream::Limit limit = stream.PushLimit(size);
    if (HasFieldWithin(stream, path.subspan(1), left)) return true;
    const bool whole = stream.BytesUntilLimit() == 0;
    stream.PopLimit(limit);
    if (!whole) return false;
  }
  return false;
}

// The messages of a request take up some eight times the bytes that it has on the wire: this is
// enough for 32 KiB of it and the answer.
struct ThreadMemory {
  using Bytes = std::array<char, 256 << 10>;
  bool taken = false;
  std::unique_ptr<Bytes> bytes;
};
thread_local ThreadMemory thread_memory;

}  // namespace

ScratchArena::Block::Block() : taken_(!std::exchange(thread_memory.taken, true)) {}

ScratchArena::Block::~Block() {
  if (taken_) thread_memory.taken = false;
}

google::protobuf::ArenaOptions ScratchArena::Block::Options() const {
  google::protobuf::ArenaOptions options;
  if (!taken_) return options;
  auto& bytes = thread_memory.bytes;
  if (bytes == nullptr) bytes = std::make_unique<ThreadMemory::Bytes>();
  options.initial_block = bytes->data();
  options.initial_block_size = bytes->size();
  return options;
}

absl::Status ReadMessage(const grpc::ByteBuffer& bytes, google::protobuf::Message* message) {
  grpc::ProtoBufferReader reader = ReaderOf(bytes);
  if (message->ParseFromZeroCopyStream(&reader) && reader.status().ok()) return absl::OkStatus();
  return Refuse(v1::FIELD_INVALID, "the request is no " + message->GetTypeName() +
                                       ": its bytes are of another form, or a text in it is not "
                                       "UTF-8");
}

absl::Status WriteMessage(const google::protobuf::Message& message, grpc::ByteBuffer* bytes) {
  bytes->Clear();
  bool own_buffer = false;
  const grpc::Status status =
      grpc::SerializationTraits<google::protobuf::Message>::Serialize(message, bytes, &own_buffer);
  if (status.ok()) return absl::OkStatus();
  return InternalError("the answer cannot be written: " + status.error_message());
}

bool HasField(const grpc::ByteBuffer& bytes, std::span<const int> path) {
  grpc::ProtoBufferReader reader = ReaderOf(bytes);
  CodedInputStream stream(&reader);
  int left = kFieldsLookedAtMax;
  return HasFieldWithin(stream, path, left);
}

}  // namespace credence::server
