#include "store/postgres/postgres_tool.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

extern char** environ;

namespace credence::store {
namespace {

// The child's number, or 0.
pid_t Spawn(std::vector<std::string>& command, const posix_spawn_file_actions_t* actions) {
  std::vector<char*> arguments;
  for (std::string& one : command) arguments.push_back(one.data());
  arguments.push_back(nullptr);
  pid_t child = 0;
  const int code = posix_spawnp(&child, arguments[0], actions, nullptr, arguments.data(), environ);
  return code == 0 ? child : 0;
}

bool EndsWell(pid_t child) {
  int ended = 0;
  while (waitpid(child, &ended, 0) < 0) {
    if (errno != EINTR) return false;
  }
  return WIFEXITED(ended) && WEXITSTATUS(ended) == 0;
}

}  // namespace

bool RunTool(std::vector<std::string> command) {
  const pid_t child = Spawn(command, nullptr);
  return child != 0 && EndsWell(child);
}

std::optional<std::string> OutputOfTool(std::vector<std::string> command, size_t bytes_max) {
  std::array<int, 2> ends = {};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return std::nullopt;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  const pid_t child = Spawn(command, &actions);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  std::string output;
  std::array<char, 4096> block = {};
  for (;;) {
    const ssize_t got = read(ends[0], block.data(), block.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    // What is too much is read all the same, so that the program ends.
    output.append(block.data(), std::min(static_cast<size_t>(got), bytes_max - output.size()));
  }
  close(ends[0]);
  if (child == 0 || !EndsWell(child)) return std::nullopt;
  return output;
}

}  // namespace credence::store
