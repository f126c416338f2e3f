#include "server/decision_listing.h"

#include <memory>
#include <optional>
#include <utility>

#include "core/rational.h"
#include "facts/fault.h"
#include "server/log.h"
#include "server/log_place.h"
#include "server/log_query.h"
#include "server/log_reader.h"
#include "server/page_token.h"
#include "server/status_mapping.h"

namespace credence::server {
namespace {

absl::StatusOr<LogQuery> ReadQuery(const v1::ListDecisionsRequest& request) {
  facts::FaultList faults;
  LogQuery query{.partner = request.partner(),
                 .customer = request.customer(),
                 .rule = request.rule(),
                 .caller = request.caller(),
                 .from = ReadTime(request.from(), "from", DayEnd::kFirst, faults),
                 .until = ReadTime(request.until(), "until", DayEnd::kLast, faults),
                 .id = request.id(),
                 .after = request.after()};
  CheckTimes(query.from, query.until, faults);
  if (!faults.empty()) return RefuseFields(std::move(faults).Take());
  return query;
}

absl::StatusOr<LogPlace> ReadPlace(const std::string& after) {
  if (after.empty()) return LogPlace();
  const std::optional<LogPlace> place = LogPlace::FromText(after);
  if (place) return *place;
  return Refuse(v1::PAGE_TOKEN_INVALID, "the page token is of another list");
}

// What the system says is the operator's matter.
absl::Status CannotRead(const absl::Status& status) {
  Log(LogLevel::kError, "the decision log is not listed: " + std::string(status.message()));
  return Refuse(v1::DECISION_LOG_FAILED,
                "the decision log cannot be read; the server's log says why");
}

absl::Status Expired() {
  return Refuse(v1::PAGE_TOKEN_EXPIRED,
                "page_token: the file of the decision log in which that page ended was deleted or "
                "moved since; list anew, `from` the time of the last record that came");
}

// "after 12 MiB of the log"
std::string HowFar(uint64_t bytes) {
  return "after " + Rational(static_cast<int64_t>(bytes >> 20)).ToDisplay() + " MiB of the log";
}

}  // namespace

absl::Status ListDecisions(const std::string& file, const v1::ListDecisionsRequest& request,
                           Stop& stop, v1::ListDecisionsResponse* response,
                           const ListingBudget& budget) {
  if (file.empty()) {
    return Refuse(v1::DECISION_LOG_ABSENT,
                  "this server keeps no decision log; `decision_log.file` of its configuration, or "
                  "--decision-log FILE, has it keep one");
  }
  const absl::StatusOr<Page> page =
      ReadPage(request.page_size(), request.page_token(), limits::kDecisionsPageDefault,
               limits::kDecisionsPageMax);
  if (!page.ok()) return page.status();
  absl::StatusOr<LogQuery> query = ReadQuery(request);
  if (!query.ok()) return query.status();
  absl::StatusOr<LogPlace> place = ReadPlace(page->after);
  if (!place.ok()) return place.status();
  const auto reader = LogReader::Open(file, {.query = *std::move(query),
                                             .from = *std::move(place),
                                             .budget = {budget.bytes, budget.parsed_bytes, &stop}});
  // Somebody moved all of it, and nothing was decided since.
  if (absl::IsNotFound(reader.status()) && page->after.empty()) return absl::OkStatus();
  if (absl::IsNotFound(reader.status()) || absl::IsOutOfRange(reader.status())) return Expired();
  if (!reader.ok()) return CannotRead(reader.status());
  while (static_cast<size_t>(response->records_size()) < page->size) {
    std::optional<LogLine> line = (*reader)->Next();
    if (!line) break;
    *response->add_records() = std::move(line->record);
  }
  if (stop.cause() != Stop::Cause::kNone) return stop.Why(HowFar((*reader)->bytes()));
  if (!(*reader)->status().ok()) return CannotRead((*reader)->status());
  response->set_damaged_lines(static_cast<int64_t>((*reader)->damaged()));
  if (!(*reader)->at_end()) {
    response->set_next_page_token(WritePageToken((*reader)->place().ToText()));
  }
  return absl::OkStatus();
}

}  // namespace credence::server
