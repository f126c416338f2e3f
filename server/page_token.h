// Where the next page of a list begins, as a text that only the server reads.
//
//   WritePageToken("recognition")  ->  "cDE6cmVjb2duaXRpb246Li4u"
//   ReadPageToken(token)           ->  "recognition"
//
// A token names the last item given out, so pages stay whole when the list changes between
// them. It carries a check sum: a token that was cut, edited or made up is refused
// (PAGE_TOKEN_INVALID) instead of starting a list at a strange place.
//
// Thread-safe: no state.
#ifndef CREDENCE_SERVER_PAGE_TOKEN_H_
#define CREDENCE_SERVER_PAGE_TOKEN_H_

#include <string>
#include <string_view>

#include "core/status.h"

namespace credence::server {

std::string WritePageToken(std::string_view last_name);

// The last name given out; empty for the empty token, the first page.
absl::StatusOr<std::string> ReadPageToken(const std::string& token);

}  // namespace credence::server

#endif  // CREDENCE_SERVER_PAGE_TOKEN_H_
