// What a decision log is read by: lines of any bytes, which are no records or are found by what
// stands in them, and the places where a page begins, of which none is made up.
#include <sstream>

#include "core/check.h"
#include "fuzz/target.h"
#include "server/log_place.h"
#include "server/log_reader.h"
#include "tests/support/log_lines.h"

namespace credence::fuzz {
namespace {

std::vector<std::string> Seeds() {
  return {testing::LinesOf(1, 3),
          testing::LineOf({.customer = "c2"}) + "{}\n\n{\"id\":\"cut",
          "{\"id\":\"r-1\",\"note\":{\"event\":\"EVENT_STARTED\"}}\n",
          std::string(10'000, '[') + "\n",
          testing::LineOf({.customer = "\\ud800 \\udc00"}),
          testing::LineOf({.customer = "\xed\xa0\x80 \xff"}),
          "12/9f3a0c5b7d21e846/4096/1"};
}

uint64_t Found(std::string_view bytes, const server::LogQuery& query) {
  std::istringstream in{std::string(bytes)};
  const auto reader = server::LogReader::Of(in, "bytes", {.query = query});
  uint64_t found = 0;
  while (const auto line = reader->Next()) {
    CREDENCE_CHECK(!line->record.id().empty() && query.Matches(line->record));
    // A record that could not be sent would end every list at its page.
    v1::DecisionRecord received;
    CREDENCE_CHECK(received.ParseFromString(line->record.SerializeAsString()));
    ++found;
  }
  CREDENCE_CHECK(reader->at_end() && reader->bytes() <= bytes.size());
  return found;
}

void Run(std::string_view bytes) {
  const uint64_t all = Found(bytes, {});
  for (const server::LogQuery& query :
       {server::LogQuery{.partner = "adatum"}, server::LogQuery{.customer = "c2"},
        server::LogQuery{.rule = "deploy"}, server::LogQuery{.from = "2016-04-01T12:00:02Z"}}) {
    CREDENCE_CHECK(Found(bytes, query) <= all);
  }
  if (const auto place = server::LogPlace::FromText(bytes)) {
    CREDENCE_CHECK(place->ToText() == bytes);
  }
  server::ReadLogTime(std::string(bytes), server::DayEnd::kLast);
}

}  // namespace

Target DecisionLog() { return {"decision_log", "what a decision log is read by", Seeds, Run}; }

}  // namespace credence::fuzz
