// The certificate and key that a server shows, in files that others renew while it runs.
//
//   CheckTlsFiles({.certificate = "server.pem", .key = "server.key"})
//     -> 2027-03-01 00:00:00, the end of the certificate
//     -> INVALID_ARGUMENT: server.key: this is not the key of server.pem
//   if (const auto news = news_.After(status)) ...      // told once, not at each look
//
// gRPC looks at them by itself, and where they do not fit goes on with the last that did, silently:
// this is what an operator hears of it by.
//
// Errors: INVALID_ARGUMENT or NOT_FOUND, one line that names the file and says what is wrong with
// it; nothing of what is in it. Thread-safety: no state, but that news belong to one thread.
#ifndef CREDENCE_SERVER_TLS_FILES_H_
#define CREDENCE_SERVER_TLS_FILES_H_

#include <chrono>
#include <optional>
#include <string>

#include "core/status.h"

namespace credence::server {

// Often enough for a renewal, seldom enough to cost nothing.
inline constexpr std::chrono::seconds kTlsLooksBetween{5};

// Names of PEM files. Empty: none; a certificate and its key come together.
struct TlsFiles {
  std::string certificate = {};  // with those above it, up to and without the root
  std::string key = {};
  std::string client_ca = {};

  bool any() const { return !certificate.empty() || !key.empty() || !client_ca.empty(); }
};

// When the first of the certificates ends.
using Expiry = std::chrono::system_clock::time_point;

absl::StatusOr<Expiry> CheckTlsFiles(const TlsFiles& files);

// What an operator is told of files that are looked at again and again: what is wrong once it was
// found twice in a row, for files that are being renewed do not fit for a moment, and that they fit
// again. It begins with files that fit.
class TlsNews {
 public:
  // By what was found now: what is to be told; nullopt: nothing.
  std::optional<absl::Status> After(const absl::Status& found);

 private:
  absl::Status told_;
  absl::Status found_;
};

}  // namespace credence::server

#endif  // CREDENCE_SERVER_TLS_FILES_H_
