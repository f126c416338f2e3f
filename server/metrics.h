// What the server counts of itself, in the text form of Prometheus.
//
//   Metrics metrics;
//   metrics.CallEnded("credence.v1.DecisionService/Decide", "OK", std::chrono::microseconds(210));
//   auto port = metrics.Listen("127.0.0.1:9464");        // GET /metrics
//   metrics.Text()   -> "# HELP credence_calls_total ..."
//
// Names follow Prometheus's rules: seconds and bytes, `_total` for what only grows.
// docs/operations.md lists them, and a test holds the list to what is here. Methods are those of
// the contract, so a caller cannot make up a series.
//
// Errors of Listen: INVALID_ARGUMENT or UNAVAILABLE, with the address. Thread-safe.
#ifndef CREDENCE_SERVER_METRICS_H_
#define CREDENCE_SERVER_METRICS_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "core/status.h"
#include "server/decision_log.h"
#include "server/live_policies.h"
#include "server/tls_files.h"

namespace credence::server {

class Metrics {
 public:
  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  void CallBegan();
  void CallEnded(const std::string& method, const std::string& code, std::chrono::nanoseconds took);
  // By who is called, before the call began.
  void CallRefused(const std::string& code);
  // Of the lanes that calls wait in (server/admission.h).
  void CallsWait(const std::string& lane, size_t calls);
  void CallWaited(const std::string& lane, std::chrono::nanoseconds waited);
  void CallOverloaded(const std::string& lane, const std::string& limit);
  // For lack of descriptors.
  void ConnectionRefused();
  // Work that was broken off, by "cancelled" or "deadline".
  void WorkStopped(const std::string& cause);
  void CasesDecided(uint64_t cases);
  void PoliciesRead(const PolicyState& state, bool published);
  // Of TLS: whether the files fit, and if so when the first certificate ends.
  void TlsLookedAt(const absl::StatusOr<Expiry>& files);
  // One call at a time, each with what was counted since the log was opened.
  void DecisionsLogged(const DecisionLogState& state);

  std::string Text() const;

  // Serves GET /metrics until it is destroyed; the port that was bound.
  absl::StatusOr<int> Listen(const std::string& address);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace credence::server

#endif  // CREDENCE_SERVER_METRICS_H_
