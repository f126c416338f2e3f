#include "tests/support/http_get.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>

namespace credence::testing {

std::string HttpGet(int port, const std::string& path) {
  const int connection = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const std::string asked = "GET " + path + " HTTP/1.0\r\n\r\n";
  std::string answer;
  if (connect(connection, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
      write(connection, asked.data(), asked.size()) == static_cast<ssize_t>(asked.size())) {
    char bytes[4096];
    for (ssize_t got = 0; (got = read(connection, bytes, sizeof bytes)) > 0;) {
      answer.append(bytes, static_cast<size_t>(got));
    }
  }
  close(connection);
  return answer;
}

}  // namespace credence::testing
