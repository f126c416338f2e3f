// The settings of `credence serve`: each has one meaning, and is said by a flag, an environment
// variable or a key of the configuration file, in this order of precedence.
//
//   FileFaults faults;
//   auto options = ReadServeSettings({.given = {{"listen", "127.0.0.1:0"}}, .file = source},
//                                    surroundings, faults);
//   tls.certificate  <->  --tls-cert  <->  CREDENCE_TLS_CERTIFICATE
//
// The table below is the only list of them: flags, help, the file's reader, `--print-config` and
// docs/configuration.md are made of it.
//
// Errors: all faults of the file at once, at their places, with what may be meant; of a flag or a
// variable INVALID_ARGUMENT that names it. Thread-safe: no state.
#ifndef CREDENCE_CLIENTS_CLI_SERVE_SETTINGS_H_
#define CREDENCE_CLIENTS_CLI_SERVE_SETTINGS_H_

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "clients/cli/console.h"
#include "clients/cli/file_fault.h"
#include "core/status.h"
#include "server/server.h"

namespace credence::cli {

struct ServeSetting {
  std::string_view key;    // "tls.certificate"
  std::string_view flag;   // "--tls-cert"; empty: none of its own
  std::string_view type;   // "FILE"; empty: yes or no
  std::string_view usual;  // what holds when nobody says otherwise; empty: nothing
  std::string_view what;   // one line, no full stop
  absl::Status (*apply)(const std::string& text, server::ServerOptions& options);
};
std::span<const ServeSetting> ServeSettings();

// "CREDENCE_TLS_CERTIFICATE"
std::string VariableOf(const ServeSetting& setting);

struct ServeSources {
  std::map<std::string, std::string> given = {};  // by key: what flags said
  SourcePtr file = nullptr;                       // null: none
};

// When faults were added the answer is of no use.
absl::StatusOr<server::ServerOptions> ReadServeSettings(const ServeSources& sources,
                                                        const Surroundings& surroundings,
                                                        FileFaults& faults);

// A configuration file that says what holds anyway, every key with what it means.
std::string UsualServeConfiguration();

}  // namespace credence::cli

#endif  // CREDENCE_CLIENTS_CLI_SERVE_SETTINGS_H_
