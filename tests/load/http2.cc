#include "tests/load/http2.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace credence::load {
namespace {

std::string BigEndian(uint32_t value, int bytes) {
  std::string text;
  for (int i = bytes - 1; i >= 0; --i) text += static_cast<char>(value >> (8 * i) & 0xff);
  return text;
}

// A literal that is not to be indexed, with a name of its own (RFC 7541, 6.2.2).
std::string Header(std::string_view name, std::string_view value) {
  std::string text(1, '\0');
  text += static_cast<char>(name.size());
  text += name;
  text += static_cast<char>(value.size());
  text += value;
  return text;
}

}  // namespace

std::string Preface() { return "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"; }

std::string FrameOf(Frame type, uint8_t flags, uint32_t stream, std::string_view payload) {
  std::string frame = BigEndian(static_cast<uint32_t>(payload.size()), 3);
  frame += static_cast<char>(type);
  frame += static_cast<char>(flags);
  frame += BigEndian(stream, 4);
  frame += payload;
  return frame;
}

std::string Settings() { return FrameOf(Frame::kSettings, 0, 0, ""); }

std::string Ping() { return FrameOf(Frame::kPing, 0, 0, "credence"); }

std::string Reset(uint32_t stream) {
  constexpr uint32_t kCancel = 8;
  return FrameOf(Frame::kReset, 0, stream, BigEndian(kCancel, 4));
}

std::string DecideHeaders(uint32_t stream) {
  return FrameOf(Frame::kHeaders, kEndHeaders, stream,
                 Header(":method", "POST") + Header(":scheme", "http") +
                     Header(":path", "/credence.v1.DecisionService/Decide") +
                     Header(":authority", "localhost") +
                     Header("content-type", "application/grpc") + Header("te", "trailers"));
}

std::string Message(std::string_view bytes) {
  std::string message(1, '\0');
  message += BigEndian(static_cast<uint32_t>(bytes.size()), 4);
  message += bytes;
  return message;
}

RawConnection::RawConnection(int port, int receive_buffer) {
  socket_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket_ < 0) return;
  if (receive_buffer > 0) {
    setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  }
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    Close();
    return;
  }
  fcntl(socket_, F_SETFL, O_NONBLOCK);
}

RawConnection::~RawConnection() { Close(); }

RawConnection::RawConnection(RawConnection&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)) {}

RawConnection& RawConnection::operator=(RawConnection&& other) noexcept {
  if (this != &other) {
    Close();
    socket_ = std::exchange(other.socket_, -1);
  }
  return *this;
}

void RawConnection::Close() {
  if (socket_ >= 0) close(std::exchange(socket_, -1));
}

bool RawConnection::Send(std::string_view bytes, std::chrono::milliseconds patience) {
  while (!bytes.empty() && IsOpen()) {
    const ssize_t sent = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent > 0) {
      bytes.remove_prefix(static_cast<size_t>(sent));
      continue;
    }
    if (errno != EAGAIN) {
      Close();
      return false;
    }
    pollfd ready{socket_, POLLOUT, 0};
    if (poll(&ready, 1, static_cast<int>(patience.count())) <= 0) return false;
  }
  return IsOpen();
}

std::string RawConnection::Receive(std::chrono::milliseconds patience) {
  std::string received;
  char bytes[16384];
  while (IsOpen()) {
    const ssize_t got = recv(socket_, bytes, sizeof bytes, 0);
    if (got > 0) {
      received.append(bytes, static_cast<size_t>(got));
      continue;
    }
    if (got == 0 || errno != EAGAIN) {
      Close();
      break;
    }
    pollfd ready{socket_, POLLIN, 0};
    if (!received.empty() || poll(&ready, 1, static_cast<int>(patience.count())) <= 0) break;
  }
  return received;
}

}  // namespace credence::load
