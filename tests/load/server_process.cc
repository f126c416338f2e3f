#include "tests/load/server_process.h"

#include <absl/strings/numbers.h>
#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>

#include "tests/support/http_get.h"

namespace credence::load {
namespace {

// One that nobody had a moment ago.
int FreePort() {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  int port = 0;
  if (bind(socket, reinterpret_cast<const sockaddr*>(&address), size) == 0 &&
      getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) == 0) {
    port = ntohs(address.sin_port);
  }
  close(socket);
  return port;
}

// The line that says it is ready; empty when the process ended before.
std::string ReadLine(int from) {
  std::string line;
  char c = 0;
  while (read(from, &c, 1) == 1 && c != '\n') line += c;
  return line;
}

[[noreturn]] void Become(const ServerProcessOptions& options, int out, int metrics_port) {
  prctl(PR_SET_PDEATHSIG, SIGTERM);  // it is not left behind
  dup2(out, STDOUT_FILENO);
  if (options.descriptors > 0) {
    const rlimit limit{options.descriptors, options.descriptors};
    setrlimit(RLIMIT_NOFILE, &limit);
  }
  const std::string metrics = "CREDENCE_METRICS_LISTEN=127.0.0.1:" + std::to_string(metrics_port);
  std::vector<std::string> variables = options.variables;
  variables.push_back(metrics);
  variables.push_back("CREDENCE_LISTEN=127.0.0.1:0");
  variables.push_back("CREDENCE_LOG_LEVEL=off");
  variables.push_back("CREDENCE_RULES=" + options.rules);
  std::vector<char*> environment;
  for (std::string& variable : variables) environment.push_back(variable.data());
  environment.push_back(nullptr);
  std::string program = options.program;
  std::string verb = "serve";
  std::string config = "--config=" + options.config;
  char* const arguments[] = {program.data(), verb.data(),
                             options.config.empty() ? nullptr : config.data(), nullptr};
  execve(program.c_str(), arguments, environment.data());
  std::perror(program.c_str());
  _exit(127);
}

}  // namespace

ServerProcess::ServerProcess(const ServerProcessOptions& options) {
  int out[2] = {-1, -1};
  if (pipe2(out, O_CLOEXEC) != 0) return;
  metrics_port_ = FreePort();
  process_ = fork();
  if (process_ == 0) Become(options, out[1], metrics_port_);
  close(out[1]);
  // "credence listens on 127.0.0.1:40123 and serves ..."
  const std::string line = ReadLine(out[0]);
  close(out[0]);
  const size_t colon = line.find(':');
  if (colon == std::string::npos) return;
  const size_t end = line.find(' ', colon);
  if (!absl::SimpleAtoi(line.substr(colon + 1, end - colon - 1), &port_)) port_ = 0;
}

ServerProcess::~ServerProcess() {
  if (process_ <= 0) return;
  kill(process_, SIGTERM);
  waitpid(process_, nullptr, 0);
}

bool ServerProcess::Runs() const { return process_ > 0 && kill(process_, 0) == 0; }

size_t ServerProcess::ResidentBytes() const {
  std::ifstream statm("/proc/" + std::to_string(process_) + "/statm");
  size_t all = 0;
  size_t resident = 0;
  statm >> all >> resident;
  return resident * static_cast<size_t>(sysconf(_SC_PAGESIZE));
}

size_t ServerProcess::OpenDescriptors() const {
  DIR* folder = opendir(("/proc/" + std::to_string(process_) + "/fd").c_str());
  if (folder == nullptr) return 0;
  size_t count = 0;
  while (readdir(folder) != nullptr) ++count;
  closedir(folder);
  return count - 2;  // without . and ..
}

double ServerProcess::Metric(const std::string& sample) const {
  const std::string told = testing::HttpGet(metrics_port_, "/metrics");
  const size_t at = told.find("\n" + sample + " ");
  if (at == std::string::npos) return 0;
  const size_t begin = at + sample.size() + 2;
  double value = 0;
  return absl::SimpleAtod(told.substr(begin, told.find('\n', begin) - begin), &value) ? value : 0;
}

}  // namespace credence::load
