#include "server/log_query.h"

#include <absl/time/time.h>

#include <algorithm>

#include "core/code_point.h"
#include "core/date.h"
#include "facts/case.h"
#include "server/message_json.h"

namespace credence::server {
namespace {

// Where a record has its time and its id: before anything that is long.
constexpr size_t kHeadBytes = 160;
constexpr std::string_view kTimeKey = "\"time\":\"";
constexpr size_t kTimeBytes = std::string_view("2016-04-01T12:00:00.000000Z").size();

std::string JsonText(std::string_view text) {
  std::string json;
  AppendJsonText(text, json);
  return json;
}

// Whether a text stands in a line of the server as it would in any JSON.
bool IsPlain(std::string_view text) {
  return std::ranges::all_of(
      text, [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\' && c != '/'; });
}

bool MayHold(std::string_view line, const std::string& text) {
  return text.empty() || !IsPlain(text) || line.find(JsonText(text)) != std::string_view::npos;
}

bool IsAbout(const v1::Decision& decision, const std::string& partner) {
  for (const v1::Result& result : decision.results()) {
    if (std::ranges::count(result.awards(), partner, &v1::Award::partner) > 0 ||
        std::ranges::count(result.refusals(), partner, &v1::Refusal::partner) > 0 ||
        std::ranges::count(result.held().between(), partner) > 0) {
      return true;
    }
  }
  return std::ranges::count(decision.standings(), partner, &v1::Standing::partner) > 0;
}

bool IsCandidate(const v1::Case& the_case, const std::string& partner) {
  return std::ranges::any_of(the_case.subjects(), [&](const v1::Subject& subject) {
    return subject.type() == facts::kPartnerType && subject.id() == partner;
  });
}

template <typename Rules>
bool Names(const Rules& rules, const std::string& rule) {
  return std::ranges::count(rules, rule, &v1::Rule::name) > 0;
}

bool IsBy(const v1::Decision& decision, const std::string& rule) {
  for (const v1::Result& result : decision.results()) {
    for (const v1::Award& award : result.awards()) {
      if (Names(award.rules(), rule)) return true;
    }
    for (const v1::Refusal& refusal : result.refusals()) {
      if (refusal.rule().name() == rule) return true;
    }
    if (Names(result.held().rules(), rule)) return true;
  }
  return std::ranges::any_of(decision.standings(), [&](const v1::Standing& standing) {
    return standing.rule().name() == rule;
  });
}

bool IsOf(const v1::DecisionRecord& record, const std::string& customer) {
  return std::ranges::count(record.customers(), customer) > 0 ||
         record.decision().case_id() == customer;
}

}  // namespace

bool LogQuery::IsOfSomebody() const {
  return !partner.empty() || !customer.empty() || !rule.empty() || !caller.empty();
}

bool LogQuery::Matches(const v1::DecisionRecord& record) const {
  if (record.has_note() && IsOfSomebody()) return false;
  if (!id.empty() && record.id() != id) return false;
  if (!from.empty() && record.time() < from) return false;
  if (!until.empty() && record.time() > until) return false;
  if (!caller.empty() && record.caller() != caller) return false;
  if (!customer.empty() && !IsOf(record, customer)) return false;
  if (!rule.empty() && !IsBy(record.decision(), rule)) return false;
  return partner.empty() || IsAbout(record.decision(), partner) ||
         IsCandidate(record.request().case_(), partner);
}

bool LogQuery::MayMatch(std::string_view line) const {
  const std::string_view head = line.substr(0, kHeadBytes);
  const size_t key = head.find(kTimeKey);
  if (key != std::string_view::npos && key + kTimeKey.size() + kTimeBytes <= head.size()) {
    const std::string_view time = head.substr(key + kTimeKey.size(), kTimeBytes);
    if ((!from.empty() && time < from) || (!until.empty() && time > until)) return false;
  }
  return MayHold(line, id) && MayHold(line, caller) && MayHold(line, partner) &&
         MayHold(line, customer) && MayHold(line, rule);
}

bool IsLineOf(std::string_view line, const std::string& id) {
  return line.substr(0, kHeadBytes).find("\"id\":" + JsonText(id)) != std::string_view::npos;
}

std::optional<std::string> ReadLogTime(const std::string& text, DayEnd end) {
  if (const std::optional<Date> day = Date::Parse(text)) {
    return day->ToString() + (end == DayEnd::kLast ? "T23:59:59.999999Z" : "T00:00:00.000000Z");
  }
  absl::Time time;
  std::string error;
  if (!absl::ParseTime(absl::RFC3339_full, text, &time, &error)) return std::nullopt;
  std::string read = absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", time, absl::UTCTimeZone());
  // Of years with other than four digits, and of what absl takes for infinite, no record is.
  if (read.size() != kTimeBytes) return std::nullopt;
  return read;
}

std::string ReadTime(const std::string& text, const char* field, DayEnd end,
                     facts::FaultList& faults) {
  if (text.empty()) return text;
  const std::optional<std::string> time = ReadLogTime(text, end);
  if (!time) faults.Add(field, "`" + Printable(text) + "` " + std::string(kNoLogTime));
  return time.value_or("");
}

void CheckTimes(const std::string& from, const std::string& until, facts::FaultList& faults) {
  if (!from.empty() && !until.empty() && until < from) {
    faults.Add("until", "is before `from`, so nothing lies between");
  }
}

}  // namespace credence::server
