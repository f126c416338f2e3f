// Messages on a stream, each behind a header that says its length.
//
//   Content-Length: 17\r\n\r\n{"jsonrpc":"2.0"}
//
// A stream that went astray is found again at the next `Content-Length:`, wherever in a line it
// stands: bytes between are skipped, and the caller is told of them once.
//
// Thread-safety: one thread reads, one writes.
#ifndef CREDENCE_CLIENTS_LSP_FRAMES_H_
#define CREDENCE_CLIENTS_LSP_FRAMES_H_

#include <istream>
#include <ostream>
#include <string>
#include <string_view>

namespace credence::lsp {

enum class FrameRead { kMessage, kAstray, kEnd };

FrameRead ReadFrame(std::istream& in, std::string& body);
void WriteFrame(std::ostream& out, std::string_view body);

}  // namespace credence::lsp

#endif  // CREDENCE_CLIENTS_LSP_FRAMES_H_
