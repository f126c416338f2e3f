// Tests server/message_bytes.h: messages are read and written as protobuf does it elsewhere, on
// memory that is used again, and a field is found without reading what is beside it.
#include "server/message_bytes.h"

#include <absl/strings/escaping.h>
#include <gmock/gmock.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "credence/v1/decision_service.pb.h"
#include "tests/support/small_request.h"

namespace credence::server {
namespace {

using ::google::protobuf::util::MessageDifferencer;
using ::testing::HasSubstr;
using std::string_literals::operator""s;

constexpr int kFiles[] = {v1::DecideRequest::kOverlayFieldNumber, v1::Overlay::kFilesFieldNumber};

// In slices of so many bytes, as they come from a connection.
grpc::ByteBuffer Sliced(const std::string& bytes, size_t of = 7) {
  std::vector<grpc::Slice> slices;
  for (size_t at = 0; at < bytes.size(); at += of) {
    slices.emplace_back(bytes.substr(at, of));
  }
  if (slices.empty()) slices.emplace_back();
  return {slices.data(), slices.size()};
}

std::string BytesOf(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  EXPECT_TRUE(buffer.Dump(&slices).ok());
  std::string bytes;
  for (const grpc::Slice& slice : slices) {
    bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return bytes;
}

v1::DecideRequest WithFile() {
  v1::DecideRequest request;
  request.set_policy("recognition");
  request.mutable_overlay()->set_version("2016.1");
  request.mutable_overlay()->add_files()->set_name("small.policy");
  return request;
}

TEST(MessageBytes, AMessageIsReadTwiceFromTheSameBytes) {
  const v1::DecideRequest request = testing::SmallRequest();
  const grpc::ByteBuffer bytes = Sliced(request.SerializeAsString());
  for (int i = 0; i < 2; ++i) {
    ScratchArena arena;
    auto* read = arena.New<v1::DecideRequest>();
    ASSERT_TRUE(ReadMessage(bytes, read).ok());
    EXPECT_TRUE(MessageDifferencer::Equals(*read, request));
  }
}

TEST(MessageBytes, BytesOfAnotherFormAreToldByTheNameOfWhatWasExpected) {
  for (const std::string& bad : {std::string("\x0f"), std::string("\x0a\x02\xff\xfe")}) {
    v1::DecideRequest request;
    const absl::Status status = ReadMessage(Sliced(bad), &request);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(status.message()), HasSubstr("no credence.v1.DecideRequest"));
  }
}

TEST(MessageBytes, AnAnswerTakesThePlaceOfTheOneBefore) {
  grpc::ByteBuffer bytes;
  for (const size_t size : {0u, 5u, 20'000u, 3'000'000u, 8u}) {
    v1::PolicyText message;
    message.set_text(std::string(size, 'x'));
    ASSERT_TRUE(WriteMessage(message, &bytes).ok());
    EXPECT_EQ(BytesOf(bytes), message.SerializeAsString());
  }
}

TEST(MessageBytes, MemoryOfTheThreadIsUsedAgainAndNeverByTwo) {
  const void* first = nullptr;
  {
    ScratchArena outer;
    first = outer.New<v1::Decision>();
    ScratchArena inner;
    auto* other = inner.New<v1::Decision>();
    EXPECT_NE(first, other);
    other->set_policy(std::string(1'000, 'x'));
  }
  ScratchArena again;
  EXPECT_EQ(again.New<v1::Decision>(), first);
}

TEST(MessageBytes, AFieldIsFoundOnItsWayOnly) {
  v1::DecideRequest request = WithFile();
  EXPECT_TRUE(HasField(Sliced(request.SerializeAsString()), kFiles));
  request.mutable_overlay()->clear_files();
  EXPECT_FALSE(HasField(Sliced(request.SerializeAsString()), kFiles));
  // The numbers of the way, elsewhere: a case has a field 3, and so has the request.
  EXPECT_FALSE(HasField(Sliced(testing::SmallRequest().SerializeAsString()), kFiles));
  EXPECT_FALSE(HasField(grpc::ByteBuffer(), kFiles));
}

TEST(MessageBytes, AFieldIsFoundInAnyOfMany) {
  constexpr int kPath[] = {v1::BatchDecideRequest::kItemsFieldNumber, kFiles[0], kFiles[1]};
  v1::BatchDecideRequest batch;
  for (int i = 0; i < 3; ++i) *batch.add_items() = testing::SmallRequest();
  EXPECT_FALSE(HasField(Sliced(batch.SerializeAsString()), kPath));
  *batch.add_items() = WithFile();
  EXPECT_TRUE(HasField(Sliced(batch.SerializeAsString()), kPath));
}

TEST(MessageBytes, OfCutBytesWhatStandsBeforeTheCutCounts) {
  const std::string whole = WithFile().SerializeAsString();
  const size_t tag = whole.find("\x1a\x0e\x0a\x0csmall.policy"s);
  ASSERT_NE(tag, std::string::npos);
  for (size_t size = 0; size < whole.size(); ++size) {
    const grpc::ByteBuffer cut = Sliced(whole.substr(0, size), 1);
    EXPECT_EQ(HasField(cut, kFiles), size > tag) << size;
  }
}

// Whatever protobuf reads a file out of has one, and so has the batch that it is an item of.
TEST(MessageBytes, AFieldThatProtobufFindsIsFound) {
  const std::string file = "\x1a\x00"s;                           // Overlay.files, empty
  const std::string overlay = "\x2a\x02"s + file;                 // DecideRequest.overlay
  const std::string unknown_group = "\x7b\x2a\x02\x1a\x00\x7c"s;  // 15, with the same within
  for (const std::string& bytes : {
           overlay,
           "\x2a\x00"s + overlay,                 // the field is given twice, and merged
           "\x28\x07"s + overlay,                 // and once as a number
           "\x0a\x01p"s + overlay + "\x50\x01"s,  // among others
           unknown_group + overlay,
           "\xaa\x00\x02"s + file,  // tags may be longer than they need be
           "\xaa\x80\x80\x80\x00\x02"s + file,
           "\x2a\x82\x80\x80\x00"s + file,  // and so may lengths
           "\x2a\x03\x9a\x00\x00"s,
       }) {
    v1::DecideRequest request;
    ASSERT_TRUE(ReadMessage(Sliced(bytes), &request).ok()) << absl::CHexEscape(bytes);
    EXPECT_EQ(request.overlay().files_size(), 1) << absl::CHexEscape(bytes);
    EXPECT_TRUE(HasField(Sliced(bytes), kFiles)) << absl::CHexEscape(bytes);
  }
  v1::DecideRequest request;
  ASSERT_TRUE(ReadMessage(Sliced(unknown_group), &request).ok());
  EXPECT_FALSE(HasField(Sliced(unknown_group), kFiles));
}

TEST(MessageBytes, OfManyFieldsOnlySoManyAreLookedAt) {
  const auto of = [](int fields) {
    std::string bytes;
    for (int i = 0; i < fields; ++i) bytes += "\x30\x01";
    return Sliced(bytes, 4096);
  };
  EXPECT_FALSE(HasField(of(kFieldsLookedAtMax), kFiles));
  EXPECT_TRUE(HasField(of(kFieldsLookedAtMax + 1), kFiles));
}

}  // namespace
}  // namespace credence::server
