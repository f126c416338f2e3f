// A `credence serve` of its own, as a process that can be measured apart from who loads it.
//
//   ServerProcess server({.program = "build/release/bin/credence", .rules = rules.path()});
//   if (!server.Started()) ...
//   Connect(server.port());
//   server.ResidentBytes();
//
// It ends with the object, by SIGTERM. Thread-safety: one thread; the numbers may be read by any.
#ifndef CREDENCE_TESTS_LOAD_SERVER_PROCESS_H_
#define CREDENCE_TESTS_LOAD_SERVER_PROCESS_H_

#include <sys/types.h>

#include <cstddef>
#include <string>
#include <vector>

namespace credence::load {

struct ServerProcessOptions {
  std::string program;
  std::string rules;
  std::vector<std::string> variables = {};  // "CREDENCE_LIMITS_WORKERS=2"
  std::string config = {};                  // a file; empty: none
  size_t descriptors = 0;                   // that it may have; 0: as many as this process
};

class ServerProcess {
 public:
  explicit ServerProcess(const ServerProcessOptions& options);
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  bool Started() const { return port_ != 0; }
  bool Runs() const;
  int port() const { return port_; }
  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
  size_t ResidentBytes() const;
  size_t OpenDescriptors() const;
  // The value of a sample in its metrics, such as "credence_calls_waiting{lane=\"quick\"}"; 0 when
  // there is none.
  double Metric(const std::string& sample) const;

 private:
  pid_t process_ = 0;
  int port_ = 0;
  int metrics_port_ = 0;
};

}  // namespace credence::load

#endif  // CREDENCE_TESTS_LOAD_SERVER_PROCESS_H_
