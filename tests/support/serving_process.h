// `credence serve` as a process of its own, the program that was built beside the test's.
//
//   ServingProcess server({.rules = folder.PathOf("rules"), .store = "book.db"});
//   ASSERT_TRUE(server.Start()) << server.Log();
//   grpc::CreateChannel(server.address(), ...);           // "unix:/tmp/..."
//   server.Kill();                                        // as a crash does
//   ASSERT_TRUE(server.Start()) << server.Log();          // at the same address
//
// It listens on a Unix socket in a folder of its own and never outlives the thread that started it.
// A signal that the test ignores (SIGXFSZ) is ignored by it too, and it lives in the mount
// namespace of that thread.
//
// Thread-safety: one thread.
#ifndef CREDENCE_TESTS_SUPPORT_SERVING_PROCESS_H_
#define CREDENCE_TESTS_SUPPORT_SERVING_PROCESS_H_

#include <sys/types.h>

#include <string>
#include <vector>

#include "tests/support/temporary_directory.h"

namespace credence::testing {

// The path of what was built beside the test.
std::string BuiltBeside(const std::string& name);

struct ServingOptions {
  std::string rules;
  std::string store = {};
  std::vector<std::string> arguments = {};    // after `serve`
  std::vector<std::string> environment = {};  // "NAME=value", beside the test's own
};

class ServingProcess {
 public:
  explicit ServingProcess(ServingOptions options) : options_(std::move(options)) {}
  ~ServingProcess() { Kill(); }
  ServingProcess(const ServingProcess&) = delete;
  ServingProcess& operator=(const ServingProcess&) = delete;

  // Starts it and waits until it serves; false when it does not: Log says why.
  bool Start();
  // Starts it and waits for nothing.
  bool Launch();
  // SIGKILL, and waits until it is gone. Nothing where it does not run.
  void Kill();
  // SIGTERM, and its exit code; -1 when it ended by a signal.
  int Stop();

  std::string address() const { return "unix:" + folder_.PathOf("socket"); }
  pid_t pid() const { return pid_; }  // 0: it does not run
  // What it wrote to standard error, over all its lives.
  std::string Log() const;

 private:
  int Wait();

  const ServingOptions options_;
  TemporaryDirectory folder_;
  pid_t pid_ = 0;
  int ready_ = -1;  // its standard output
  std::string end_ = {};
};

}  // namespace credence::testing

#endif  // CREDENCE_TESTS_SUPPORT_SERVING_PROCESS_H_
