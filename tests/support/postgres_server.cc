#include "tests/support/postgres_server.h"

#include <gtest/gtest.h>
#include <pwd.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <thread>

namespace credence::testing {
namespace {

constexpr const char* kPrograms = "/usr/lib/postgresql/15/bin/";

}  // namespace

PostgresServer* PostgresServer::Instance() {
  static const std::unique_ptr<PostgresServer> server = []() -> std::unique_ptr<PostgresServer> {
    if (!std::filesystem::exists(std::string(kPrograms) + "initdb")) return nullptr;
    std::unique_ptr<PostgresServer> made(new PostgresServer);
    if (!made->Start()) ADD_FAILURE() << "PostgreSQL does not start: see " << made->folder_;
    return made;
  }();
  return server.get();
}

bool PostgresServer::Run(const std::string& program, const std::string& arguments) const {
  // What a test program inherits is not for the server to keep open.
  const std::string user =
      geteuid() == 0 ? "setpriv --reuid=nobody --regid=nogroup --clear-groups " : "";
  const std::string command = "cd " + folder_ + " && " + user + kPrograms + program + " " +
                              arguments + " >>" + folder_ + "/log 2>&1 </dev/null";
  return std::system(command.c_str()) == 0;  // NOLINT(concurrency-mt-unsafe)
}

bool PostgresServer::Start() {
  std::string folder = (std::filesystem::temp_directory_path() / "credence-pg-XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr) return false;
  folder_ = folder;
  if (geteuid() == 0) {
    const passwd* nobody = getpwnam("nobody");  // NOLINT(concurrency-mt-unsafe)
    if (nobody == nullptr || chown(folder_.c_str(), nobody->pw_uid, nobody->pw_gid) != 0) {
      return false;
    }
  }
  // A locale that is not "C", so that a comparison by anything but bytes shows.
  started_ = Run("initdb", "-D data -U credence -A trust -E UTF8 --locale=C.UTF-8 --no-sync") &&
             StartAgain();
  return started_;
}

bool PostgresServer::StartAgain() {
  // What was killed may still have processes that are ending, and they the memory they shared.
  for (int tries = 0; tries < 50; ++tries) {
    if (Run("pg_ctl", "-D data -w start -o \"-k " + folder_ +
                          " -c listen_addresses='' -c fsync=" + (durable_ ? "on" : "off") + "\"")) {
      return true;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  return false;
}

bool PostgresServer::Stop() { return Run("pg_ctl", "-D data -w -m immediate stop"); }

bool PostgresServer::Kill() {
  pid_t first = 0;
  std::ifstream(folder_ + "/data/postmaster.pid") >> first;
  if (first <= 0 || kill(first, SIGKILL) != 0) return false;
  // Gone, or its parent has not asked yet how it ended.
  std::error_code gone;
  while (std::filesystem::exists("/proc/" + std::to_string(first) + "/exe", gone)) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

bool PostgresServer::MakeDurable() {
  if (durable_) return true;
  durable_ = true;
  return Run("pg_ctl", "-D data -w stop") && StartAgain();
}

bool PostgresServer::Restart() { return Run("pg_ctl", "-D data -w -m immediate restart"); }

PostgresServer::~PostgresServer() {
  if (started_) Run("pg_ctl", "-D data -w -m immediate stop");
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

std::string PostgresServer::MakeDatabase() {
  const std::string name = "t" + std::to_string(++made_);
  if (!Run("createdb", "-h " + folder_ + " -U credence " + name)) {
    ADD_FAILURE() << "no database was made: see " << folder_ << "/log";
    return "";
  }
  return "postgresql:///" + name + "?host=" + folder_ + "&user=credence";
}

}  // namespace credence::testing
