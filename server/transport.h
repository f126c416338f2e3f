// What a server's connections are secured by, and which addresses it may listen on without.
//
//   CheckReach("0.0.0.0:50051", {}, /*allow_plaintext=*/false)
//     -> INVALID_ARGUMENT: others than this machine reach it, and calls would be plain text
//   CredentialsOf({.certificate = "server.pem", .key = "server.key"})
//
// With a client CA every caller must show a certificate that it signed. The files are looked at
// again every few seconds, so a certificate that is renewed is served without a stop; one that does
// not fit leaves the last good one.
//
// Errors: INVALID_ARGUMENT or NOT_FOUND, one line that names the file and says what is wrong with
// it. Thread-safe: no state.
#ifndef CREDENCE_SERVER_TRANSPORT_H_
#define CREDENCE_SERVER_TRANSPORT_H_

#include <memory>
#include <string>

#include "core/status.h"

namespace grpc {
class ServerCredentials;
}  // namespace grpc

namespace credence::server {

// Names of PEM files. Empty: none; a certificate and its key come together.
struct TlsFiles {
  std::string certificate = {};  // with those above it, up to and without the root
  std::string key = {};
  std::string client_ca = {};

  bool any() const { return !certificate.empty() || !key.empty() || !client_ca.empty(); }
};

// Whether the address may be listened on: this machine's own, or with TLS, or where plain text is
// allowed by name. "localhost", 127.0.0.0/8, [::1] and unix sockets are the machine's own.
absl::Status CheckReach(const std::string& address, const TlsFiles& tls, bool allow_plaintext);

// Plain text where there are no files.
absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> CredentialsOf(const TlsFiles& files);

}  // namespace credence::server

#endif  // CREDENCE_SERVER_TRANSPORT_H_
