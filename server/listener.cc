#include "server/listener.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <limits>
#include <string_view>
#include <utility>

#include "core/server_limits.h"

namespace credence::server {
namespace {

constexpr std::string_view kUnixPrefix = "unix:";
// While the system has no memory or no descriptor for anybody.
constexpr std::chrono::milliseconds kPause{10};

absl::Status CannotListen(const std::string& name) {
  return UnavailableError("cannot listen on `" + name +
                          "`: the address is in use or not of this machine");
}

int OpenNull() { return open("/dev/null", O_RDONLY | O_CLOEXEC); }

int PortOf(int socket) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) return 0;
  // Both have it in one place.
  return ntohs(reinterpret_cast<const sockaddr_in*>(&address)->sin_port);
}

void SetPort(sockaddr* address, int port) {
  reinterpret_cast<sockaddr_in*>(address)->sin_port = htons(static_cast<uint16_t>(port));
}

void SetOption(int socket, int level, int option, int value) {
  setsockopt(socket, level, option, &value, sizeof value);
}

bool IsOfNoFamily(int error) { return error == EAFNOSUPPORT || error == EADDRNOTAVAIL; }

int DescriptorsMax() {
  rlimit limit{};
  constexpr int kMost = std::numeric_limits<int>::max();
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return kMost;
  return static_cast<int>(std::min<rlim_t>(limit.rlim_cur, kMost));
}

}  // namespace

absl::StatusOr<std::unique_ptr<Listener>> Listener::Open(const std::string& address) {
  std::unique_ptr<Listener> listener(new Listener());
  absl::Status status;
  if (address.starts_with(kUnixPrefix)) {
    status = listener->OpenPath(address.substr(kUnixPrefix.size()));
  } else {
    const size_t colon = std::min(address.rfind(':'), address.size());
    std::string host = address.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    status = listener->OpenHost(host, address.substr(std::min(colon + 1, address.size())), address);
  }
  if (!status.ok()) return status;
  return listener;
}

// Takes the socket over.
absl::Status Listener::Listen(int socket, const void* address, unsigned bytes,
                              const std::string& name) {
  if (bind(socket, static_cast<const sockaddr*>(address), bytes) == 0 &&
      listen(socket, SOMAXCONN) == 0) {
    sockets_.push_back(socket);
    return absl::OkStatus();
  }
  const int error = errno;
  close(socket);
  return IsOfNoFamily(error) ? NotFoundError(name) : CannotListen(name);
}

absl::Status Listener::OpenPath(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string name = std::string(kUnixPrefix) + path;
  if (path.empty() || path.size() >= sizeof address.sun_path) return CannotListen(name);
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  struct stat there {};
  if (stat(path.c_str(), &there) == 0 && S_ISSOCK(there.st_mode)) unlink(path.c_str());
  const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (socket < 0) return CannotListen(name);
  port_ = 1;
  const absl::Status status = Listen(socket, &address, sizeof address, name);
  return status.ok() ? status : CannotListen(name);
}

absl::Status Listener::OpenHost(const std::string& host, const std::string& port,
                                const std::string& name) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  if (getaddrinfo(host.c_str(), port.c_str(), &wanted, &found) != 0) return CannotListen(name);
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> addresses(found, freeaddrinfo);
  for (addrinfo* one = found; one != nullptr; one = one->ai_next) {
    const int socket =
        ::socket(one->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, one->ai_protocol);
    if (socket < 0) continue;  // a family that this machine does not speak
    // A port whose last connections are still being closed may be listened on; one that another
    // listens on may not.
    SetOption(socket, SOL_SOCKET, SO_REUSEADDR, 1);
    SetOption(socket, IPPROTO_TCP, TCP_NODELAY, 1);  // connections inherit it
    if (port_ != 0) SetPort(one->ai_addr, port_);
    const absl::Status status = Listen(socket, one->ai_addr, one->ai_addrlen, name);
    if (absl::IsNotFound(status)) continue;
    if (!status.ok()) return status;
    port_ = PortOf(sockets_.back());
  }
  return sockets_.empty() ? CannotListen(name) : absl::OkStatus();
}

void Listener::Start(Door door) {
  door_ = std::move(door);
  stop_ = eventfd(0, EFD_CLOEXEC);
  spare_ = OpenNull();
  number_max_ = DescriptorsMax() - limits::kSpareDescriptors;
  thread_ = std::thread([this] { Run(); });
}

Listener::~Listener() { Stop(); }

void Listener::Stop() {
  if (thread_.joinable()) {
    const uint64_t one = 1;
    (void)!write(stop_, &one, sizeof one);
    thread_.join();
  }
  for (const int socket : sockets_) close(socket);
  sockets_.clear();
  for (int* held : {&stop_, &spare_}) {
    if (*held >= 0) close(std::exchange(*held, -1));
  }
}

void Listener::Run() {
  std::vector<pollfd> ready = {{stop_, POLLIN, 0}};
  for (const int socket : sockets_) ready.push_back({socket, POLLIN, 0});
  while (true) {
    if (poll(ready.data(), ready.size(), -1) < 0 && errno != EINTR) return;
    if (ready[0].revents != 0) return;
    for (size_t i = 1; i < ready.size(); ++i) {
      while (ready[i].revents != 0 && TakeOne(ready[i].fd)) {
      }
    }
  }
}

// False: there is none for now.
bool Listener::TakeOne(int socket) {
  const int connection = accept4(socket, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (connection < 0) {
    const int error = errno;
    if (error == EAGAIN) return false;
    if (error == EINTR || error == ECONNABORTED) return true;
    // It would wait for a descriptor that may never be free: it is told that none is.
    close(spare_);
    const int refused = accept4(socket, nullptr, nullptr, SOCK_CLOEXEC);
    if (refused >= 0) Refuse(refused);
    spare_ = OpenNull();
    if (refused < 0) std::this_thread::sleep_for(kPause);
    return refused >= 0;
  }
  if (connection >= number_max_) {
    Refuse(connection);
    return true;
  }
  door_.take(socket, connection);
  return true;
}

void Listener::Refuse(int connection) const {
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  setsockopt(connection, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  close(connection);
  if (door_.refused) door_.refused();
}

}  // namespace credence::server
