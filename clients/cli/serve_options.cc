#include "clients/cli/serve_options.h"

#include <CLI/CLI.hpp>
#include <string>

#include "clients/cli/serve_settings.h"

namespace credence::cli {

void AddServeOptions(CLI::App& command, ServeOptions& options) {
  command
      .add_option("--config", options.config, "What is not said by flags or variables stands here")
      ->type_name("FILE");
  command.add_flag("--check-config", options.check_config,
                   "Tell what is wrong with the configuration, and serve nothing");
  command.add_flag("--print-config", options.print_config,
                   "Print a configuration file with every key and its meaning");
  for (const ServeSetting& setting : ServeSettings()) {
    if (setting.flag.empty()) continue;
    std::string& given = options.given_texts[std::string(setting.key)];
    if (setting.type.empty()) {
      // A flag says the other of what is usual.
      const char* said = setting.usual == "yes" ? "no" : "yes";
      const std::string what =
          setting.usual == "yes" ? "Not: " + std::string(setting.what) : std::string(setting.what);
      command.add_flag_callback(
          std::string(setting.flag), [&given, said] { given = said; }, what);
    } else {
      command.add_option(std::string(setting.flag), given, std::string(setting.what))
          ->type_name(std::string(setting.type));
    }
  }
}

}  // namespace credence::cli
