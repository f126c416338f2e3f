// What a server's connections are secured by, and which addresses it may listen on without.
//
//   CheckReach({.address = "0.0.0.0:50051"})
//     -> INVALID_ARGUMENT: others than this machine reach it, and calls would be plain text
//   CredentialsOf({.certificate = "server.pem", .key = "server.key"})
//   CredentialsOf(reach, now)      // the same, and who calls is asked as reach.access says
//
// With a client CA every caller must show a certificate that it signed. The files are looked at
// again every few seconds, so a certificate that is renewed is served without a stop; one that does
// not fit leaves the last good one (server/tls_files.h).
//
// Errors: INVALID_ARGUMENT or NOT_FOUND, one line that names the file and says what is wrong with
// it. Thread-safe: no state.
#ifndef CREDENCE_SERVER_TRANSPORT_H_
#define CREDENCE_SERVER_TRANSPORT_H_

#include <memory>
#include <string>

#include "core/status.h"
#include "server/access.h"
#include "server/tls_files.h"

namespace grpc {
class ServerCredentials;
}  // namespace grpc

namespace credence::server {

class Metrics;

// Who reaches the server, and how.
struct Reach {
  std::string address;  // "host:port" or "unix:path"
  TlsFiles tls = {};
  bool allow_plaintext = false;
  AccessOptions access = {};
};

// Whether the address may be listened on. On this machine's own (core/this_machine.h) anything may
// be; on others calls are encrypted and callers known, unless allowed otherwise by name, and tokens
// are never taken in plain text.
absl::Status CheckReach(const Reach& reach);

// Plain text where there are no files.
absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> CredentialsOf(const TlsFiles& files);
absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> CredentialsOf(const Reach& reach,
                                                                       Clock now,
                                                                       Metrics* metrics = nullptr);

}  // namespace credence::server

#endif  // CREDENCE_SERVER_TRANSPORT_H_
