// The streams, the terminal and the environment a command runs with, passed in so that tests
// have them too.
//
//   Console console{std::cin, std::cout, std::cerr, {.color_out = true, .width = 120}};
//
// Results go to `out`, everything else to `err`, so that a pipe carries results alone.
//
// Thread-safety: belongs to the thread that runs the command.
#ifndef CREDENCE_CLIENTS_CLI_CONSOLE_H_
#define CREDENCE_CLIENTS_CLI_CONSOLE_H_

#include <functional>
#include <istream>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>

#include "clients/cli/ink.h"
#include "core/diagnostic.h"

namespace credence::cli {

// What main.cc finds out about where it runs.
struct Surroundings {
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  // The value of an environment variable; nullopt when it is not set.
  std::function<std::optional<std::string>(const char*)> variable = [](const char*) {
    return std::nullopt;
  };
};

struct Console {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  bool color_out = false;
  bool color_err = false;
  int width = 100;
  bool err_is_terminal = false;

  Ink out_ink() const { return Ink(color_out); }
  Ink err_ink() const { return Ink(color_err); }
  RenderOptions err_options() const { return {.color = color_err, .width = width}; }

  // "credence: no such file", on `err`.
  void Complain(std::string_view message) const;
};

// Sets colours and width: `color` is auto, always or never. NO_COLOR (set to anything) and
// TERM=dumb turn colour off under auto; COLUMNS gives the width, within 60 to 160.
void Dress(Console& console, std::string_view color, const Surroundings& surroundings);

}  // namespace credence::cli

#endif  // CREDENCE_CLIENTS_CLI_CONSOLE_H_
