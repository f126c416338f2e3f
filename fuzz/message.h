// Protocol messages as inputs: a fuzzer of bytes alone hardly ever writes one that says much, so a
// message is also bent field by field, by what its contract says they are.
//
//   Target{..., .bend = BendMessage<v1::DecideRequest>}
//
// Texts are taken from elsewhere in the message as often as they are changed, since a name that is
// declared leads further than one that is not.
//
// Thread-safe: no state.
#ifndef CREDENCE_FUZZ_MESSAGE_H_
#define CREDENCE_FUZZ_MESSAGE_H_

#include <google/protobuf/message.h>

#include <string>
#include <string_view>

#include "tests/dice.h"

namespace credence::fuzz {

void Bend(google::protobuf::Message& message, testing::Dice& dice);

// The bytes of a message that are always the same for it.
std::string BytesOf(const google::protobuf::Message& message);

// False: they are none.
template <typename Message>
bool ReadMessage(std::string_view bytes, Message& message) {
  return message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

template <typename Message>
std::string BendMessage(std::string_view bytes, testing::Dice& dice) {
  Message message;
  if (!ReadMessage(bytes, message)) return "";
  Bend(message, dice);
  return BytesOf(message);
}

}  // namespace credence::fuzz

#endif  // CREDENCE_FUZZ_MESSAGE_H_
