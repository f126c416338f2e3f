#include "clients/cli/serve_options.h"

#include <CLI/CLI.hpp>

namespace credence::cli {

void AddServeOptions(CLI::App& command, ServeOptions& options) {
  command.add_option("--listen", options.listen, "Address to listen on; port 0 takes a free one")
      ->type_name("HOST:PORT");
  auto* certificate = command.add_option("--tls-cert", options.tls_cert,
                                         "Speak TLS: the certificate, looked at again as it is "
                                         "renewed");
  auto* key = command.add_option("--tls-key", options.tls_key, "Its private key");
  certificate->type_name("FILE")->needs(key);
  key->type_name("FILE")->needs(certificate);
  command
      .add_option("--tls-client-ca", options.tls_client_ca,
                  "Take only callers with a certificate that this CA signed")
      ->type_name("FILE")
      ->needs(certificate);
  command.add_flag("--allow-plaintext", options.allow_plaintext,
                   "Listen without TLS on an address that other machines reach");
  auto* keys = command.add_option("--token-keys", options.token_keys,
                                  "Take callers with tokens that a key of this set signed");
  auto* issuer = command.add_option("--token-issuer", options.token_issuer,
                                    "Who must have made a token: its `iss`");
  auto* audience = command.add_option("--token-audience", options.token_audience,
                                      "For whom it must be: its `aud`");
  keys->type_name("FILE")->needs(issuer)->needs(audience);
  issuer->type_name("TEXT")->needs(keys);
  audience->type_name("TEXT")->needs(keys);
  command.add_flag("--allow-anonymous", options.allow_anonymous,
                   "Ask nobody who they are on an address that other machines reach");
  command
      .add_option("--state", options.state,
                  "Keep here what the server serves again if it restarts with broken rules")
      ->type_name("DIR");
  command.add_flag("--no-watch", options.no_watch,
                   "Read the rules again only when told, not whenever they change");
  command
      .add_option("--drain", options.drain_seconds,
                  "How long calls may still take once SIGTERM came")
      ->check(CLI::Range(0, kTimeoutSecondsMax).description(""))
      ->type_name("SECONDS");
  command.add_option("--log-level", options.log_level, "debug, info, warning, error or off")
      ->check(CLI::IsMember({"debug", "info", "warning", "error", "off"}).description(""))
      ->type_name("LEVEL");
}

}  // namespace credence::cli
