// Where a page begins: any name comes back, and what is taken was written here.
#include "server/page_token.h"

#include "core/check.h"
#include "fuzz/target.h"

namespace credence::fuzz {
namespace {

std::vector<std::string> Seeds() {
  return {"",
          "recognition",
          "2",
          server::WritePageToken("recognition"),
          server::WritePageToken(""),
          server::WritePageToken("a/b"),
          "cmVjb2duaXRpb24="};
}

void Run(std::string_view bytes) {
  const std::string token(bytes);
  CREDENCE_CHECK(*server::ReadPageToken(server::WritePageToken(bytes)) == token);
  const absl::StatusOr<std::string> read = server::ReadPageToken(token);
  if (read.ok() && !token.empty()) {
    CREDENCE_CHECK(*server::ReadPageToken(server::WritePageToken(*read)) == *read);
  }
  const absl::StatusOr<server::Page> page =
      server::ReadPage(-1 + static_cast<int>(bytes.size()), token, 50, 1'000);
  CREDENCE_CHECK(!page.ok() || page->size <= 1'000);
}

}  // namespace

Target PageToken() { return {"page_token", "where a page begins", Seeds, Run}; }

}  // namespace credence::fuzz
