// Facts from the wire: refused by field, or kept as a text that reads as the same fact, and told as
// a message that reads as the same fact.
#include "core/check.h"
#include "fuzz/message.h"
#include "fuzz/published.h"
#include "fuzz/target.h"
#include "server/convert_fact.h"
#include "store/fact_text.h"

namespace credence::fuzz {
namespace {

std::vector<std::string> Seeds() {
  std::vector<std::string> seeds;
  for (const v1::DecideRequest& request : Requests()) {
    v1::RecordFactsRequest facts;
    facts.mutable_source()->set_system("designations");
    for (const v1::Subject& one : request.case_().subjects()) {
      *facts.add_facts()->mutable_subject() = one;
    }
    for (const v1::Measure& one : request.case_().measures()) {
      *facts.add_facts()->mutable_measure() = one;
    }
    for (const v1::Evidence& one : request.case_().evidence()) {
      *facts.add_facts()->mutable_evidence() = one;
    }
    for (const v1::Feed& one : request.case_().feeds()) *facts.add_facts()->mutable_feed() = one;
    v1::Fact* attribute = facts.add_facts();
    attribute->set_key("attribute/ea1/region");
    attribute->mutable_attribute()->set_subject("ea1");
    attribute->mutable_attribute()->set_name("region");
    attribute->mutable_attribute()->mutable_value()->set_symbol("emea");
    seeds.push_back(BytesOf(facts));
  }
  return seeds;
}

void Run(std::string_view bytes) {
  v1::RecordFactsRequest request;
  if (!ReadMessage(bytes, request)) return;
  const server::FieldPath root("");
  for (int i = 0; i < request.facts_size(); ++i) {
    facts::FaultList faults;
    const facts::Record record =
        server::ReadRecord(request.facts(i), server::FieldPath(root, "facts", i), faults);
    if (!faults.empty()) continue;
    const std::string text = store::ToText(record.fact);
    const absl::StatusOr<store::Fact> kept = store::FromText(text);
    CREDENCE_CHECK(kept.ok() && store::ToText(*kept) == text);
    v1::Fact told;
    server::WriteFact(*kept, &told);
    facts::FaultList again;
    const facts::Record read = server::ReadRecord(told, root, again);
    CREDENCE_CHECK(again.empty() || told.key().empty());
    CREDENCE_CHECK(read.fact.index() == record.fact.index());
  }
}

}  // namespace

Target RecordFacts() {
  return {"record_facts", "facts from the wire, kept and told", Seeds, Run,
          BendMessage<v1::RecordFactsRequest>};
}

}  // namespace credence::fuzz
