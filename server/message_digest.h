// The digest of a message: what a record of the decision log keeps of the facts, and by which they
// are known again.
//
//   DigestOf(request.case_())  -> "9f86d081884c7d65..."
//
// 64 hexadecimal digits, SHA-256 of the message's bytes with its maps in order: equal messages have
// equal digests. Of messages without unknown fields, as of one version of the contract.
//
// Thread-safe: no state.
#ifndef CREDENCE_SERVER_MESSAGE_DIGEST_H_
#define CREDENCE_SERVER_MESSAGE_DIGEST_H_

#include <string>

#include "google/protobuf/message.h"

namespace credence::server {

std::string DigestOf(const google::protobuf::Message& message);

}  // namespace credence::server

#endif  // CREDENCE_SERVER_MESSAGE_DIGEST_H_
