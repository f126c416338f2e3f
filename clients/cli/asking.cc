#include "clients/cli/asking.h"

#include "clients/cli/wire_value.h"
#include "core/date.h"

namespace credence::cli {

absl::Status Validate(const AskOptions& options) {
  for (const std::string& period : options.periods) {
    if (!ParsePeriod(period)) {
      return InvalidArgumentError("--period: `" + period +
                                  "` is no period; write 2016-02, 2016-Q1, 2016 or 2016-02-14");
    }
  }
  if (options.known_at.empty()) return absl::OkStatus();
  const auto date = ParseValue(options.known_at, Type::Of(TypeKind::kDate));
  if (date.ok()) return absl::OkStatus();
  return InvalidArgumentError("--known-at: " + std::string(date.status().message()));
}

absl::StatusOr<std::vector<std::string>> PeriodsToDecide(const AskOptions& options,
                                                         const CaseFile& file) {
  if (!options.periods.empty()) return options.periods;
  if (!file.periods.empty()) return file.periods;
  std::vector<std::string> periods = PeriodsOf(file.value);
  if (!periods.empty()) return periods;
  return InvalidArgumentError(
      "nothing says which period to decide; give --period 2016-02, or write `period: 2016-02` "
      "into the case file");
}

v1::DecideRequest ToRequest(const AskOptions& options, const CaseFile& file,
                            const std::string& period) {
  v1::DecideRequest request;
  request.set_policy(options.policy.empty() ? file.policy : options.policy);
  request.set_period(period);
  *request.mutable_case_() = file.value;
  const auto known_at = options.known_at.empty() ? file.known_at : Date::Parse(options.known_at);
  if (known_at) *request.mutable_known_at() = ToWire(*known_at);
  if (!options.version.empty()) request.mutable_overlay()->set_version(options.version);
  return request;
}

absl::StatusOr<std::vector<v1::DecideRequest>> ToRequests(const AskOptions& options,
                                                          const CaseFile& file) {
  const auto periods = PeriodsToDecide(options, file);
  if (!periods.ok()) return periods.status();
  std::vector<v1::DecideRequest> requests;
  for (const std::string& period : *periods) {
    requests.push_back(ToRequest(options, file, period));
  }
  return requests;
}

}  // namespace credence::cli
