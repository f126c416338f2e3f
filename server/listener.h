// The sockets that a server listens on, and which connections are let in.
//
//   auto listener = Listener::Open("127.0.0.1:0");
//   (*listener)->port();                                    // the one that was free
//   (*listener)->Start({.take = [&](int on, int connection) { ... }});
//
// gRPC could listen itself, and would for ever stop to once it had no descriptor for a connection
// (1.51; grpc/grpc#20418). Here one that is too many is closed at once, as TCP's reset, the next is
// looked at, and limits::kSpareDescriptors are always left for files and the store. A connection is
// one too many by its number: the system gives out the lowest that is free, so that number n says
// that n descriptors are open.
//
// Addresses are "host:port", where every address of the host is listened on and port 0 takes any
// free one, or "unix:path", where a socket that a server before left behind is replaced.
//
// Errors of Open: UNAVAILABLE, the address is in use or not of this machine. Thread-safety: one
// thread; `take` is called on the listener's own.
#ifndef CREDENCE_SERVER_LISTENER_H_
#define CREDENCE_SERVER_LISTENER_H_

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "core/status.h"

namespace credence::server {

class Listener {
 public:
  struct Door {
    // Is given the socket listened on and the connection, which is its own from then on.
    std::function<void(int, int)> take;
    std::function<void()> refused = {};  // may be empty
  };

  static absl::StatusOr<std::unique_ptr<Listener>> Open(const std::string& address);
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  int port() const { return port_; }  // of a unix socket 1
  void Start(Door door);
  // No connection is taken any more; those that wait are reset. The port stays known.
  void Stop();

 private:
  Listener() = default;
  absl::Status Listen(int socket, const void* address, unsigned bytes, const std::string& name);
  absl::Status OpenPath(const std::string& path);
  absl::Status OpenHost(const std::string& host, const std::string& port, const std::string& name);
  void Run();
  bool TakeOne(int socket);
  void Refuse(int connection) const;

  std::vector<int> sockets_;
  int port_ = 0;
  int stop_ = -1;       // readable when it is to stop
  int spare_ = -1;      // what a connection is refused with when nothing else is left
  int number_max_ = 0;  // of a connection that is taken
  Door door_;
  std::thread thread_;
};

}  // namespace credence::server

#endif  // CREDENCE_SERVER_LISTENER_H_
