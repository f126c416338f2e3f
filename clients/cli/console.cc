#include "clients/cli/console.h"

#include <algorithm>

#include "absl/strings/numbers.h"

namespace credence::cli {
namespace {

constexpr int kWidthMin = 60;
constexpr int kWidthMax = 160;

}  // namespace

void Console::Complain(std::string_view message) const {
  err << err_ink().Bold("credence: ") << message << "\n";
}

void Dress(Console& console, std::string_view color, const Surroundings& surroundings) {
  const auto no_color = surroundings.variable("NO_COLOR");
  const bool plain = (no_color && !no_color->empty()) || surroundings.variable("TERM") == "dumb";
  const auto is_on = [&](bool is_terminal) {
    if (color == "always") return true;
    return color != "never" && is_terminal && !plain;
  };
  console.color_out = is_on(surroundings.out_is_terminal);
  console.color_err = is_on(surroundings.err_is_terminal);
  console.err_is_terminal = surroundings.err_is_terminal && surroundings.variable("TERM") != "dumb";
  int columns = 0;
  const std::string wanted = surroundings.variable("COLUMNS").value_or("");
  if (absl::SimpleAtoi(wanted, &columns)) console.width = std::clamp(columns, kWidthMin, kWidthMax);
}

}  // namespace credence::cli
