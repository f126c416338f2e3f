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

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/status.h"

namespace credence::server {

std::string WritePageToken(std::string_view last_name);

// Which items of a list a request asks for.
struct Page {
  std::string after = {};  // the last item given out; empty: from the first
  size_t size = 0;
};

// Of any request that has a page_size and a page_token; 0 asks for `size_default`, and no more
// than `size_max` are given. FIELD_INVALID: a size below 0.
absl::StatusOr<Page> ReadPage(int32_t page_size, const std::string& page_token, size_t size_default,
                              size_t size_max);

// The last name given out; empty for the empty token, the first page.
absl::StatusOr<std::string> ReadPageToken(const std::string& token);

}  // namespace credence::server

#endif  // CREDENCE_SERVER_PAGE_TOKEN_H_
