// A PostgreSQL server of the tests' own, in a temporary folder, on a Unix socket only.
//
//   const PostgresServer* server = PostgresServer::Instance();  // nullptr: not installed
//   const std::string address = server->MakeDatabase();         // "postgresql:///t1?host=/tmp/..."
//
// The programs are those of Debian's package `postgresql`. PostgreSQL does not run as root, so
// under root it runs as `nobody`. One server serves a whole test program and ends with it.
//
// Thread-safety: one thread.
#ifndef CREDENCE_TESTS_SUPPORT_POSTGRES_SERVER_H_
#define CREDENCE_TESTS_SUPPORT_POSTGRES_SERVER_H_

#include <string>

namespace credence::testing {

class PostgresServer {
 public:
  static PostgresServer* Instance();
  ~PostgresServer();
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

  // An empty database's address; empty, with a failure of the test, when there is none.
  std::string MakeDatabase();
  // Stops it as a crash does, and starts it again.
  bool Restart();
  // Stops it: its own way without a shutdown, or by SIGKILL of its first process.
  bool Stop();
  bool Kill();
  // After either; returns when it takes connections. Other threads may use the address meanwhile.
  bool StartAgain();
  // From here on what is committed is on the disk, which no test needs: for what is measured.
  bool MakeDurable();

 private:
  PostgresServer() = default;
  bool Start();
  bool Run(const std::string& program, const std::string& arguments) const;

  std::string folder_;
  int made_ = 0;
  bool started_ = false;
  bool durable_ = false;
};

}  // namespace credence::testing

#endif  // CREDENCE_TESTS_SUPPORT_POSTGRES_SERVER_H_
