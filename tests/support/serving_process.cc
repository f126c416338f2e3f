#include "tests/support/serving_process.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

extern char** environ;

namespace credence::testing {
namespace {

// Asked at once: to whoever has gone into another mount namespace it is told otherwise.
const std::filesystem::path kBuilt = std::filesystem::read_symlink("/proc/self/exe").parent_path();

std::vector<char*> Pointers(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

std::string BuiltBeside(const std::string& name) { return (kBuilt / name).string(); }

bool ServingProcess::Launch() {
  std::vector<std::string> arguments = {BuiltBeside("credence"), "--rules", options_.rules};
  if (!options_.store.empty()) {
    arguments.insert(arguments.end(), {"--store", options_.store});
  }
  arguments.insert(arguments.end(), {"serve", "--listen", address()});
  arguments.insert(arguments.end(), options_.arguments.begin(), options_.arguments.end());
  std::vector<std::string> environment = options_.environment;
  for (char** one = environ; *one != nullptr; ++one) environment.emplace_back(*one);
  const std::vector<char*> argument_pointers = Pointers(arguments);
  const std::vector<char*> environment_pointers = Pointers(environment);
  const std::string log = folder_.PathOf("log");

  std::array<int, 2> ends = {};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return false;
  pid_ = fork();
  if (pid_ == 0) {
    // Between fork and exec nothing is called that a thread of the test could have locked.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int error = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    dup2(ends[1], STDOUT_FILENO);
    dup2(error, STDERR_FILENO);
    execve(argument_pointers[0], argument_pointers.data(), environment_pointers.data());
    perror(argument_pointers[0]);
    _exit(127);
  }
  close(ends[1]);
  ready_ = ends[0];
  return pid_ > 0;
}

bool ServingProcess::Start() {
  if (!Launch()) return false;
  // One line says that it is ready; the end of the output, that it will never be.
  std::string line;
  std::array<char, 256> block = {};
  while (!line.ends_with('\n')) {
    const ssize_t got = read(ready_, block.data(), block.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    line.append(block.data(), static_cast<size_t>(got));
  }
  if (line.find(" and serves ") != std::string::npos) return true;
  if (line.empty()) end_ = "it ended before it was ready, with " + std::to_string(Wait());
  return false;
}

int ServingProcess::Wait() {
  int ended = 0;
  while (waitpid(pid_, &ended, 0) < 0 && errno == EINTR) continue;
  pid_ = 0;
  close(ready_);
  ready_ = -1;
  return WIFEXITED(ended) ? WEXITSTATUS(ended) : -1;
}

void ServingProcess::Kill() {
  if (pid_ <= 0) return;
  kill(pid_, SIGKILL);
  Wait();
}

int ServingProcess::Stop() {
  if (pid_ <= 0) return -1;
  kill(pid_, SIGTERM);
  return Wait();
}

std::string ServingProcess::Log() const {
  std::ostringstream text;
  text << std::ifstream(folder_.PathOf("log")).rdbuf();
  return text.str() + end_;
}

}  // namespace credence::testing
