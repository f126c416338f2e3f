// HTTP/2 by hand: frames that no client library would send, or not send the rest of.
//
//   RawConnection connection(port);
//   connection.Send(Preface() + Settings());
//   connection.Send(DecideHeaders(1, /*ends=*/false));    // and never a body
//   connection.IsOpen()
//
// Of RFC 9113 and 7541 only what it takes: headers are literal, without Huffman and table.
// Thread-safety: one thread a connection.
#ifndef CREDENCE_TESTS_LOAD_HTTP2_H_
#define CREDENCE_TESTS_LOAD_HTTP2_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace credence::load {

enum class Frame : uint8_t {
  kData = 0,
  kHeaders = 1,
  kReset = 3,
  kSettings = 4,
  kPing = 6,
  kGoAway = 7,
};
inline constexpr uint8_t kEndStream = 1;
inline constexpr uint8_t kAck = 1;
inline constexpr uint8_t kEndHeaders = 4;

std::string Preface();
std::string FrameOf(Frame type, uint8_t flags, uint32_t stream, std::string_view payload);
std::string Settings();  // empty: those of the protocol hold
std::string Ping();
std::string Reset(uint32_t stream);
// Of a call of Decide; streams are odd and go up.
std::string DecideHeaders(uint32_t stream);
// Its request as gRPC frames it: a zero, the length in four bytes, the message.
std::string Message(std::string_view bytes);

// To this machine. What cannot be sent or connected closes it.
class RawConnection {
 public:
  explicit RawConnection(int port, int receive_buffer = 0);
  ~RawConnection();
  RawConnection(RawConnection&& other) noexcept;
  RawConnection& operator=(RawConnection&& other) noexcept;

  bool IsOpen() const { return socket_ >= 0; }
  // Waits until it is all sent, or nobody has read for `patience`: false, and what was sent stays
  // sent.
  bool Send(std::string_view bytes, std::chrono::milliseconds patience = std::chrono::seconds(5));
  // What came by now, for at most `patience` until something does. Empty: nothing, or it is closed.
  std::string Receive(std::chrono::milliseconds patience);

 private:
  void Close();
  int socket_ = -1;
};

}  // namespace credence::load

#endif  // CREDENCE_TESTS_LOAD_HTTP2_H_
