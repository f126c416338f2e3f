#include "clients/lsp/frames.h"

#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "core/limits.h"

namespace credence::lsp {
namespace {

constexpr std::string_view kLength = "content-length:";

// One line without its end, cut at limits::kEditorHeaderBytesMax; false at the end of the stream.
bool ReadLine(std::istream& in, std::string& line) {
  line.clear();
  for (int byte = in.get(); byte != std::istream::traits_type::eof(); byte = in.get()) {
    if (byte == '\n') return true;
    if (line.size() < limits::kEditorHeaderBytesMax) line.push_back(static_cast<char>(byte));
  }
  return false;
}

}  // namespace

FrameRead ReadFrame(std::istream& in, std::string& body) {
  std::optional<size_t> length;
  bool astray = false;
  for (std::string line; ReadLine(in, line);) {
    while (!line.empty() && line.back() == '\r') line.pop_back();
    if (line.empty() && length) break;
    if (line.empty()) continue;
    std::string lower = line;
    for (char& letter : lower) {
      letter = absl::ascii_tolower(static_cast<unsigned char>(letter));
    }
    const size_t found = lower.find(kLength);
    if (found == std::string::npos) {
      astray |= !length && !lower.starts_with("content-type:");
      continue;
    }
    size_t value = 0;
    const std::string digits = line.substr(found + kLength.size());
    if (absl::SimpleAtoi(std::string(absl::StripAsciiWhitespace(digits)), &value)) {
      length = value;
    } else {
      astray = true;
    }
  }
  if (!length) return in.eof() && !astray ? FrameRead::kEnd : FrameRead::kAstray;
  if (*length > limits::kEditorMessageBytesMax) {
    in.ignore(static_cast<std::streamsize>(*length));
    return FrameRead::kAstray;
  }
  body.resize(*length);
  in.read(body.data(), static_cast<std::streamsize>(body.size()));
  if (static_cast<size_t>(in.gcount()) < body.size()) return FrameRead::kEnd;
  return FrameRead::kMessage;
}

void WriteFrame(std::ostream& out, std::string_view body) {
  out << "Content-Length: " << body.size() << "\r\n\r\n" << body << std::flush;
}

}  // namespace credence::lsp
