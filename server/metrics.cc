#include "server/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/exposer.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <exception>
#include <map>
#include <sstream>
#include <utility>

namespace credence::server {
namespace {

using prometheus::Counter;
using prometheus::Family;
using prometheus::Gauge;
using prometheus::Histogram;

constexpr double kNanoseconds = 1e-9;

// From a decision in a tenth of a millisecond to a close of minutes.
Histogram::BucketBoundaries Seconds() {
  return {0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
          0.1,    0.25,    0.5,    1,     2.5,    5,     10,   60,    300};
}

}  // namespace

struct Metrics::Parts {
  std::shared_ptr<prometheus::Registry> registry = std::make_shared<prometheus::Registry>();
  Family<Counter>& calls = prometheus::BuildCounter()
                               .Name("credence_calls_total")
                               .Help("Calls that ended, by method and code.")
                               .Register(*registry);
  Family<Histogram>& seconds = prometheus::BuildHistogram()
                                   .Name("credence_call_seconds")
                                   .Help("How long calls took, by method.")
                                   .Register(*registry);
  Family<Counter>& refused = prometheus::BuildCounter()
                                 .Name("credence_calls_refused_total")
                                 .Help("Calls refused by who called, by code.")
                                 .Register(*registry);
  Gauge& in_flight = prometheus::BuildGauge()
                         .Name("credence_calls_in_flight")
                         .Help("Calls that began and did not end yet.")
                         .Register(*registry)
                         .Add({});
  Family<Gauge>& waiting = prometheus::BuildGauge()
                               .Name("credence_calls_waiting")
                               .Help("Calls that wait for a worker, by lane.")
                               .Register(*registry);
  Family<Histogram>& waited = prometheus::BuildHistogram()
                                  .Name("credence_call_wait_seconds")
                                  .Help("How long calls waited for a worker, by lane.")
                                  .Register(*registry);
  Family<Counter>& overloaded = prometheus::BuildCounter()
                                    .Name("credence_calls_overloaded_total")
                                    .Help("Calls told to come back, by lane and by limit.")
                                    .Register(*registry);
  Counter& connections = prometheus::BuildCounter()
                             .Name("credence_connections_refused_total")
                             .Help("Connections closed at once for lack of descriptors.")
                             .Register(*registry)
                             .Add({});
  Family<Counter>& stopped = prometheus::BuildCounter()
                                 .Name("credence_work_stopped_total")
                                 .Help("Work broken off because nobody waited for it, by cause.")
                                 .Register(*registry);
  Counter& cases = prometheus::BuildCounter()
                       .Name("credence_cases_total")
                       .Help("Cases decided, alone, in batches or in columns.")
                       .Register(*registry)
                       .Add({});
  Family<Counter>& reloads = prometheus::BuildCounter()
                                 .Name("credence_policy_reloads_total")
                                 .Help("Readings of the rule files, by whether they went live.")
                                 .Register(*registry);
  Family<Gauge>& state = prometheus::BuildGauge()
                             .Name("credence_policy_state")
                             .Help("1 for the state that the policies are in, 0 for the others.")
                             .Register(*registry);
  Gauge& since = prometheus::BuildGauge()
                     .Name("credence_policy_state_since_seconds")
                     .Help("When that state began, in seconds since 1970.")
                     .Register(*registry)
                     .Add({});
  Gauge& revision_since = prometheus::BuildGauge()
                              .Name("credence_policy_revision_since_seconds")
                              .Help("When the policies that decide went live; 0: none decide.")
                              .Register(*registry)
                              .Add({});
  Gauge& AddGauge(const char* name, const char* help) {
    return prometheus::BuildGauge().Name(name).Help(help).Register(*registry).Add({});
  }
  Counter& AddCounter(const char* name, const char* help) {
    return prometheus::BuildCounter().Name(name).Help(help).Register(*registry).Add({});
  }
  Gauge& tls_fits = AddGauge("credence_tls_files_fit",
                             "1 while the certificate, key and CA fit; 0 beside plain text.");
  Gauge& tls_expires = AddGauge("credence_tls_expires_seconds",
                                "When the first certificate ends, in seconds since 1970.");
  Gauge& log_records = AddGauge("credence_decision_log_queue_records",
                                "Decisions that wait to be written to their log.");
  Gauge& log_bytes = AddGauge("credence_decision_log_queue_bytes",
                              "Bytes of the decisions that wait to be written to their log.");
  Gauge& log_line =
      AddGauge("credence_decision_log_line_calls", "Calls that wait for room in that queue.");
  Gauge& log_failing =
      AddGauge("credence_decision_log_failing",
               "1 while the decision log cannot be written and nothing is decided, else 0.");
  Counter& log_written =
      AddCounter("credence_decision_log_records_total", "Decisions written to their log.");
  Counter& log_written_bytes = AddCounter("credence_decision_log_bytes_total",
                                          "Bytes of the decisions written to their log.");
  Counter& log_refused = AddCounter("credence_decision_log_refused_total",
                                    "Calls refused because they could not be recorded.");
  Counter& log_errors = AddCounter("credence_decision_log_errors_total",
                                   "Tries to write or sync the decision log that failed.");
  std::unique_ptr<prometheus::Exposer> exposer = nullptr;
};

Metrics::Metrics() : parts_(std::make_unique<Parts>()) {}
Metrics::~Metrics() = default;

void Metrics::CallBegan() { parts_->in_flight.Increment(); }

void Metrics::CallEnded(const std::string& method, const std::string& code,
                        std::chrono::nanoseconds took) {
  parts_->in_flight.Decrement();
  parts_->calls.Add({{"method", method}, {"code", code}}).Increment();
  parts_->seconds.Add({{"method", method}}, Seconds())
      .Observe(static_cast<double>(took.count()) * kNanoseconds);
}

void Metrics::CallRefused(const std::string& code) {
  parts_->refused.Add({{"code", code}}).Increment();
}

void Metrics::CallsWait(const std::string& lane, size_t calls) {
  parts_->waiting.Add({{"lane", lane}}).Set(static_cast<double>(calls));
}

void Metrics::CallWaited(const std::string& lane, std::chrono::nanoseconds waited) {
  parts_->waited.Add({{"lane", lane}}, Seconds())
      .Observe(static_cast<double>(waited.count()) * kNanoseconds);
}

void Metrics::CallOverloaded(const std::string& lane, const std::string& limit) {
  parts_->overloaded.Add({{"lane", lane}, {"limit", limit}}).Increment();
}

void Metrics::ConnectionRefused() { parts_->connections.Increment(); }

void Metrics::WorkStopped(const std::string& cause) {
  parts_->stopped.Add({{"cause", cause}}).Increment();
}

void Metrics::CasesDecided(uint64_t cases) { parts_->cases.Increment(static_cast<double>(cases)); }

void Metrics::PoliciesRead(const PolicyState& state, bool published) {
  using Kind = PolicyState::Kind;
  parts_->reloads.Add({{"published", published ? "true" : "false"}}).Increment();
  for (const Kind kind : {Kind::kLoaded, Kind::kStale, Kind::kError}) {
    parts_->state.Add({{"state", std::string(NameOf(kind))}}).Set(kind == state.kind ? 1 : 0);
  }
  parts_->since.Set(static_cast<double>(state.since));
  parts_->revision_since.Set(static_cast<double>(state.revision_since));
}

void Metrics::TlsLookedAt(const absl::StatusOr<Expiry>& files) {
  parts_->tls_fits.Set(files.ok() ? 1 : 0);
  if (!files.ok()) return;
  const auto since = std::chrono::floor<std::chrono::seconds>(files->time_since_epoch());
  parts_->tls_expires.Set(static_cast<double>(since.count()));
}

void Metrics::DecisionsLogged(const DecisionLogState& state) {
  parts_->log_records.Set(static_cast<double>(state.queued_records));
  parts_->log_bytes.Set(static_cast<double>(state.queued_bytes));
  parts_->log_line.Set(static_cast<double>(state.in_line));
  parts_->log_failing.Set(state.failing ? 1 : 0);
  const auto count = [](Counter& counter, uint64_t until) {
    counter.Increment(static_cast<double>(until) - counter.Value());
  };
  count(parts_->log_written, state.written_records);
  count(parts_->log_written_bytes, state.written_bytes);
  count(parts_->log_refused, state.refused);
  count(parts_->log_errors, state.errors);
}

std::string Metrics::Text() const {
  return prometheus::TextSerializer().Serialize(parts_->registry->Collect());
}

absl::StatusOr<int> Metrics::Listen(const std::string& address) {
  try {
    parts_->exposer = std::make_unique<prometheus::Exposer>(address, 1);
    parts_->exposer->RegisterCollectable(parts_->registry);
    return parts_->exposer->GetListeningPorts().front();
  } catch (const std::exception&) {
    return UnavailableError("cannot tell metrics on `" + address +
                            "`: the address is in use or not of this machine");
  }
}

}  // namespace credence::server
