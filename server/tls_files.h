// The certificate and key that a server shows, in files that others renew while it runs.
//
//   CheckTlsFiles({.certificate = "server.pem", .key = "server.key"})
//     -> 2027-03-01 00:00:00, the end of the certificate
//     -> INVALID_ARGUMENT: server.key: this is not the key of server.pem
//   TlsWatch watch(files, kTlsLooksBetween, [](const absl::StatusOr<Expiry>& files) { ... });
//
// gRPC looks at them by itself, and where they do not fit goes on with the last that did, silently:
// the watch is what an operator hears of it by.
//
// Errors: INVALID_ARGUMENT or NOT_FOUND, one line that names the file and says what is wrong with
// it; nothing of what is in it. Thread-safety: `look` is called from the watch's own thread, once
// at a time and first at once; the destructor waits for it.
#ifndef CREDENCE_SERVER_TLS_FILES_H_
#define CREDENCE_SERVER_TLS_FILES_H_

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

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

class TlsWatch {
 public:
  TlsWatch(TlsFiles files, std::chrono::milliseconds between,
           std::function<void(const absl::StatusOr<Expiry>&)> look);
  ~TlsWatch();
  TlsWatch(const TlsWatch&) = delete;
  TlsWatch& operator=(const TlsWatch&) = delete;

 private:
  bool WaitForNextLook(std::chrono::milliseconds between);  // false: it ends

  std::mutex mutex_;
  std::condition_variable ends_;
  bool ending_ = false;  // guarded by mutex_
  std::thread thread_;   // last: it uses the others
};

}  // namespace credence::server

#endif  // CREDENCE_SERVER_TLS_FILES_H_
