// One fact as a source states it: what connectors read out of files, and what the store keeps.
//
//   facts::Record record{.key = "dpor/ea1", .row = 17,
//                        .fact = facts::EvidenceInput{.id = "dpor/ea1", .kind = "dpor",
//                                                     .partner = "adatum", .subject = "ea1",
//                                                     .from = day}};
//
// The key says which fact it is, over every file and every import: the same key with the same
// content says nothing new, with other content it is a correction and takes the place of what was
// known before. Connectors make keys of what identifies the fact at its source, led by its sort
// ("subject/ea1", "attribute/ea1/region", "measure/active_users/ea1/2016-01-01..2016-01-31",
// "dpor/ea1"); an evidence record's id is its key.
//
// When it came to be known is the import's to say, not the record's: `recorded`, `superseded` and
// `provenance` of the inputs stay empty here. `stated` orders two records of one key within one
// import day: the later statement of the source holds, whatever order the files came in.
//
// Thread-safety: plain data.
#ifndef CREDENCE_FACTS_RECORD_H_
#define CREDENCE_FACTS_RECORD_H_

#include <cstdint>
#include <string>
#include <variant>

#include "facts/case.h"

namespace credence::facts {

// An attribute of a subject that another record introduces (partners are subjects too).
struct AttributeRecord {
  std::string subject = {};
  std::string name = {};
  TypedValue value = {};
};

struct Record {
  std::string key = {};
  uint64_t row = 0;         // line or element of the file, from 1
  std::string stated = {};  // the source's own time of the statement, ISO 8601 UTC; empty: unsaid
  std::variant<SubjectInput, AttributeRecord, MeasureInput, EvidenceInput, FeedInput> fact = {};
};

// Where a run of records comes from: one file or one stream.
struct Source {
  std::string system = {};  // the connector's name ("partner_center.subscriptions")
  std::string file = {};    // its name, without folders; empty for a stream
  std::string sha256 = {};  // of its bytes, 64 hexadecimal digits; empty for a stream
};

}  // namespace credence::facts

#endif  // CREDENCE_FACTS_RECORD_H_
