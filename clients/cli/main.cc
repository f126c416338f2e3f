// The `credence` command. Everything it does is in program.h, which a test can run as well.
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "clients/cli/program.h"

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  credence::cli::Console console{std::cin, std::cout, std::cerr};
  const credence::cli::Surroundings surroundings{
      .out_is_terminal = isatty(STDOUT_FILENO) == 1,
      .err_is_terminal = isatty(STDERR_FILENO) == 1,
      .variable = [](const char* name) -> std::optional<std::string> {
        const char* value = std::getenv(name);
        if (value == nullptr) return std::nullopt;
        return value;
      }};
  const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
  return static_cast<int>(credence::cli::RunProgram(arguments, console, surroundings));
}
